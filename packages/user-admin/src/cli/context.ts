import { hostname, userInfo } from 'node:os'
import type { Source } from '../directory/source.ts'
import type { Policy } from '../plan/policy.ts'
import type { State } from '../state.ts'
import { type Ask, askOn } from './ask.ts'
import type { Config } from './config/config.ts'
import type { Opening, Target, Use } from './config/targets.ts'
import { failureOf, type TargetResult } from './envelope.ts'
import { type Exit, exitOfTargets, exits } from './exit.ts'
import type { Printing } from './print-request.ts'
import { type ProgressBar, progressOn } from './progress.ts'
import { inShellWords } from './shell-words.ts'
import { columnsOf, hasColours, type Paint, paintOf, type World } from './streams.ts'

/** The options that every command has. */
export interface GlobalOptions {
  readonly config?: string | undefined
  readonly target?: readonly string[] | undefined
  readonly allTargets?: boolean | undefined
  readonly json?: boolean | undefined
  readonly quiet?: boolean | undefined
  /** `false` by `--no-color`. */
  readonly color?: boolean | undefined
  readonly state?: string | undefined
  /** Of the commands that have it: what would be sent is printed, and nothing is changed. */
  readonly printRequest?: boolean | undefined
}

/** What a command came to. */
interface Answer {
  /** For `--json`: plain JSON, of a form that `cli.schema.json` names. */
  readonly data?: unknown
  /** For people, without a line break at its end. A function is only called where people read. */
  readonly text?: string | (() => string) | undefined
  /** Default `ok`; targets that failed come on top of it. */
  readonly exit?: Exit | undefined
}

/** What every command has. */
export interface Context {
  /** Its words, as `plan keep-only`. */
  readonly command: string
  /** The whole line as it was typed, without the program's name. */
  readonly words: readonly string[]
  readonly options: GlobalOptions
  readonly env: World['env']
  readonly cwd: string
  readonly signal: AbortSignal
  readonly stdin: World['stdin']
  readonly now: () => number
  /** Letters in a line of stdout. */
  readonly columns: number
  /** For what goes to stdout. */
  readonly paint: Paint
  /** Asks the person at the terminal, on stderr. */
  readonly ask: Ask
  /** Who is at work, for the journal: `USER_ADMIN_BY`, or the account of this machine. */
  by(): string
  /** The configuration, read once. @throws {UsageError} where there is none, or it is wrong, with the line. */
  config(): Promise<Config>
  /** What is kept between runs: opened once, closed at the end. */
  state(): Promise<State>
  /**
   * The targets that are meant, opened side by side. Which failed stands in the answer by itself.
   *
   * @param how.fetch What sends the requests of a target. Default: the runtime's own.
   * @throws {UsageError} where it is not said which are meant. Where none could be opened, what the first threw.
   */
  targets(use: Use, how?: Pick<Opening, 'fetch'>): Promise<readonly Target[]>
  /** Does something with each target, side by side; one that throws is out, and stands in the answer. */
  each<T>(targets: readonly Target[], work: (target: Target) => Promise<T>): Promise<readonly Each<T>[]>
  /** Says that a target answered, where others failed: the answer names it as well. */
  answered(target: string): void
  /** Says that a target failed: it is out, and stands in the answer. */
  fail(target: string, error: unknown): void
  /** The targets that failed so far, by name. */
  failed(): readonly string[]
  /** How each target that was meant answered so far. */
  results(): readonly TargetResult[]
  /** A source of the configuration. @throws {UsageError} for one that there is not. */
  source(name: string): Promise<Source>
  /** The policy of the configuration, with the people of its files. */
  policy(): Promise<Policy>
  /** A bar on a terminal, a line a step elsewhere; on stderr. Ends by itself with the command. */
  progress(title: string): ProgressBar
  /** Something to know besides the answer: on stderr, and in the envelope. Once each. */
  warn(sentence: string): void
  /** A line for people on stderr, kept back by `--quiet` and `--json`. */
  note(line: string): void
  /** The same after the answer, where it is still in sight: what may be done next. */
  next(line: string): void
  /** What happens while a command goes on, for programs: with `--json` a line of JSON on stderr, otherwise nothing. */
  event(what: object): void
  /** The one way in which a result is given: on stdout, as text or as the envelope. Called once, at the end. */
  answer(answer: Answer): void
  /** Writes a result that is a stream of its own, such as an export, straight to stdout; then `answer` has no text. */
  write(text: string): Promise<void>
}

/** What came of one target. */
interface Each<T> {
  readonly target: Target
  readonly value: T
}

/** What is left for the program to do once the command is over. */
export interface Ended {
  readonly answer: Answer | undefined
  readonly targets: readonly TargetResult[] | undefined
  readonly warnings: readonly string[]
  readonly exit: Exit
  /** Lines for people that stand below the answer. */
  readonly next: readonly string[]
  /** What was printed in the place of an answer, with `--print-request`. */
  readonly requests: Printing['requests'] | undefined
}

/** The context of one command, and what came of it. */
export interface Running {
  readonly context: Context
  /** Closes what was opened. Again does no harm. */
  close(): Promise<void>
  ended(): Ended
}

/** Makes what a command has. Nothing is read or opened before it is asked for. */
export function running(
  world: World,
  command: string,
  options: GlobalOptions,
  words: readonly string[] = command.split(' '),
): Running {
  const { env, cwd, stdin, stdout, stderr, now, signal } = world
  const warnings = new Set<string>()
  const results = new Map<string, TargetResult>()
  const closing: (() => unknown)[] = []
  const next: string[] = []
  let answered: Answer | undefined
  const isJson = options.json === true
  const isQuiet = options.quiet === true
  const paint = paintOf(!isJson && hasColours(stdout, env, options.color === false))
  const paintErr = paintOf(hasColours(stderr, env, options.color === false))

  const failed = (target: string, error: unknown): void => {
    signal.throwIfAborted()
    const { problem, message } = failureOf(error)
    results.set(target, { target, ok: false, problem, message })
    if (!isJson) stderr.write(`${paintErr.bad('failed')}  ${target}: ${message}\n`)
  }
  const config = once(async () => {
    const { findConfig, readConfig } = await import('./config/config.ts')
    return await readConfig(await findConfig({ named: options.config, cwd, env }))
  })
  let print: Printing | undefined
  const printing = once(async () => {
    const { printing: begin } = await import('./print-request.ts')
    print = begin()
    return print
  })

  const context: Context = {
    command,
    words,
    options,
    env,
    cwd,
    signal,
    stdin,
    now,
    columns: columnsOf(stdout),
    paint,
    ask: askOn({ stdin, stderr, signal }),
    by: () => byOf(env),
    config,
    state: once(async () => {
      // What is not sent is no part of what was done, and uses up no allowance.
      if (options.printRequest === true) return (await import('../state/memory.ts')).memoryState({ now })
      const [{ openState }, { stateFolder }] = await Promise.all([
        import('../state/open.ts'),
        import('./config/config.ts'),
      ])
      const state = await openState({ folder: await stateFolder(options.state, { cwd, env, config }), now })
      closing.push(() => state.close())
      return state
    }),
    targets: async (use, how) => {
      const [found, { chosen, openTargets }] = await Promise.all([config(), import('./config/targets.ts')])
      const printer = options.printRequest === true ? await printing() : undefined
      const names = chosen(found, use, { named: options.target, isAll: options.allTargets === true })
      let first: { readonly error: unknown } | undefined
      const open = await openTargets(found, names, {
        env,
        signal,
        fetch: printer === undefined ? how?.fetch : () => printer.fetch,
        onFailed: (name, error) => {
          first ??= { error }
          failed(name, error)
        },
      })
      for (const { name } of open) results.set(name, { target: name, ok: true })
      if (open.length === 0 && first !== undefined) throw first.error
      return open
    },
    each: async (targets, work) => {
      let first: { readonly error: unknown } | undefined
      const { default: pMap } = await import('p-map')
      const done = await pMap(
        targets,
        async (target) => {
          try {
            return [{ target, value: await work(target) }]
          } catch (error) {
            failed(target.name, error)
            first ??= { error }
            return []
          }
        },
        { concurrency: 8, signal },
      )
      const all = done.flat()
      if (all.length === 0 && first !== undefined) throw first.error
      return all
    },
    answered: (target) => {
      if (!results.has(target)) results.set(target, { target, ok: true })
    },
    fail: failed,
    failed: () => [...results.values()].flatMap(({ target, ok }) => (ok ? [] : [target])),
    results: () => [...results.values()],
    source: async (name) => {
      const [found, { openSource }] = await Promise.all([config(), import('./config/sources.ts')])
      return await openSource(found, name, { env, signal })
    },
    policy: async () => {
      const [found, { policyOf }] = await Promise.all([config(), import('./config/policy.ts')])
      return await policyOf(found)
    },
    progress: (title) => {
      const bar = progressOn(stderr, title, isQuiet)
      closing.push(() => bar.stop())
      return bar
    },
    warn: (said) => {
      const sentence = inShellWords(said)
      if (warnings.has(sentence)) return
      warnings.add(sentence)
      if (!isJson) stderr.write(`${paintErr.warn('note')}  ${sentence}\n`)
    },
    note: (line) => {
      if (!isJson && !isQuiet) stderr.write(`${inShellWords(line)}\n`)
    },
    next: (line) => {
      if (!isJson && !isQuiet) next.push(line)
    },
    event: (what) => {
      if (isJson) stderr.write(`${JSON.stringify({ at: new Date(now()).toISOString(), ...what })}\n`)
    },
    answer: (answer) => {
      answered = answer
    },
    write: (text) =>
      new Promise((resolve, reject) => {
        stdout.write(text, (error) => (error == null ? resolve() : reject(error)))
      }),
  }

  return {
    context,
    ended: () => {
      const targets = results.size === 0 ? undefined : [...results.values()].toSorted((a, b) => byName(a, b))
      const exit = exitOfTargets(targets ?? [], print === undefined ? (answered?.exit ?? exits.ok) : exits.ok)
      return { answer: answered, targets, warnings: [...warnings], exit, next, requests: print?.requests }
    },
    close: async () => {
      for (const close of closing.splice(0).toReversed()) await close()
    },
  }
}

const byName = (a: TargetResult, b: TargetResult): number => (a.target < b.target ? -1 : 1)

/** The same promise each time. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

function byOf(env: World['env']): string {
  const named = (env['USER_ADMIN_BY'] ?? '').trim()
  if (named !== '') return named
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    // In a container the user may have no name.
    return `uid-${process.getuid?.() ?? 'unknown'}@${hostname()}`
  }
}
