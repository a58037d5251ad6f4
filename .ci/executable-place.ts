import { type ChildProcess, spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, parse, relative } from 'node:path'
import { usualFolder } from '../packages/user-admin/src/state/open.ts'
import { type Ended, endOf } from './ended.ts'

/** A console that listens. */
interface Serving {
  readonly link: string
  /** Milliseconds from its start until it printed the link. */
  readonly after: number
  /** Tells it to end. */
  end(signal: NodeJS.Signals): Promise<Ended>
  readonly ended: Promise<Ended>
}

/** A computer that has a program, and nothing else: no Node, no package, no other program, an empty home. */
export interface BarePlace extends Disposable {
  /** Where the program lies. */
  readonly file: string
  /** Where the program keeps what has to be known between runs, if nobody names another folder. */
  readonly state: string
  /** A folder for what the check itself writes. */
  readonly own: string
  /** Runs the program to its end. */
  run(...words: readonly string[]): Promise<Ended>
  /**
   * Runs it until it has printed its link.
   *
   * @param path Where it finds other programs. Default nowhere.
   * @throws {Error} with what it said, where it ends before.
   */
  serve(words: readonly string[], path?: string): Promise<Serving>
  /** What was written and should not have been: everything but in those two folders. */
  strays(): readonly string[]
}

/** Copies a program into such a place. */
export function barePlace(program: string): BarePlace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'bare-')))
  const [only, home, temporary, own] = ['only', 'home', 'temporary', 'own'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
    string,
  ]
  for (const one of [only, home, temporary, own]) mkdirSync(one)
  const file = join(only, basename(program))
  copyFileSync(program, file)
  const env =
    process.platform === 'win32'
      ? { USERPROFILE: home, TEMP: temporary, TMP: temporary, SystemRoot: process.env['SystemRoot'] }
      : { HOME: home, TMPDIR: temporary }
  const state = usualFolder(process.platform, env)
  const started: ChildProcess[] = []
  const start = (words: readonly string[], path = ''): ChildProcess => {
    const child = spawn(file, [...words], {
      cwd: parse(home).root,
      env: { ...env, PATH: path },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 120_000,
      killSignal: 'SIGKILL',
    })
    started.push(child)
    return child
  }
  return {
    file,
    state,
    own,
    run: (...words) => endOf(start(words)),
    serve: async (words, path) => {
      const begun = performance.now()
      const child = start(words, path)
      const ended = endOf(child)
      const link = await linkOf(child, ended)
      const after = performance.now() - begun
      const end = (signal: NodeJS.Signals): Promise<Ended> => {
        child.kill(signal)
        return ended
      }
      return { link, after, end, ended }
    },
    strays: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => !one.isDirectory())
        .map((one) => join(one.parentPath, one.name))
        .filter((path) => path !== file && [state, own].every((kept) => relative(kept, path).startsWith('..')))
        .map((path) => relative(folder, path)),
    [Symbol.dispose]: () => {
      for (const child of started) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
    },
  }
}

async function linkOf(child: ChildProcess, ended: Promise<Ended>): Promise<string> {
  let said = ''
  const printed = new Promise<string>((resolve) => {
    child.stdout?.on('data', (text: string) => {
      said += text
      const link = /^http:\/\/127\.0\.0\.1:\d+\/#\S+$/mu.exec(said)?.[0]
      if (link !== undefined) resolve(link)
    })
  })
  const over = ended.then((end): string => {
    throw new Error(`It ended with ${end.code} before it printed a link:\n${end.stdout}${end.stderr}`)
  })
  return await Promise.race([printed, over])
}
