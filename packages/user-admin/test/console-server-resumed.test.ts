import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Requests, View } from '../src/console/protocol.ts'
import { environmentIn, processOf } from './cli-scene.ts'

interface Process {
  ask<K extends keyof Requests>(name: K, given?: Parameters<Requests[K]>[0]): Promise<ReturnType<Requests[K]>>
  until(is: (view: View) => boolean): Promise<View>
  kill(): Promise<void>
  /** Everything that it wrote to its terminal. */
  readonly said: () => string
}

/** The program as its users start it. */
async function started(folder: string, hosts: string): Promise<Process> {
  const [program = '', ...args] = processOf([
    'console',
    '--no-open',
    '--aac-hosts',
    hosts,
    '--state',
    join(folder, 'state'),
  ])
  const child = spawn(program, args, { cwd: folder, env: environmentIn(folder), stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const link = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const found = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/u.exec(said)?.[0]
        if (found !== undefined) resolve(found)
      })
    child.once('exit', () => reject(new Error(said)))
  })
  const { origin, hash } = new URL(link)
  let secret = ''
  const ask: Process['ask'] = async (name, given) => {
    const headers = { 'content-type': 'application/json', origin, 'x-user-admin-session': secret }
    const answer = await fetch(`${origin}/api/${name}`, { method: 'POST', headers, body: JSON.stringify(given ?? {}) })
    const body = (await answer.json()) as { readonly problem: string }
    if (!answer.ok) throw new Error(body.problem)
    return body as never
  }
  secret = (await ask('open', { once: hash.slice(1) })).session
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  return {
    ask,
    until: async (is) => {
      for (;;) {
        const view = await ask('look')
        if (is(view)) return view
        await new Promise((resolve) => setTimeout(resolve, 30))
      }
    },
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
    said: () => said,
  }
}

/** Every text in a folder and below. */
async function textsIn(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), 'latin1'))
  return (await Promise.all(files)).join('\n')
}

describe('a console whose process is killed', () => {
  it('goes on where it was once its workspaces are connected again, and wrote no token down', {
    timeout: 120_000,
  }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
    await using fake = await startFakeAac({
      latency: 15,
      issuer: 'self',
      seed: {
        workspaces: ['one', 'two'].map((name) => ({
          name,
          people: [
            { email: 'me@example.edu', isAdmin: true },
            { email: 'head@example.edu', isAdmin: true },
            ...Array.from({ length: 60 }, (_, index) => ({ email: `${name}${index}@example.edu` })),
          ],
        })),
      },
    })
    const creds = (): string => JSON.stringify(['one', 'two'].map((workspace) => fake.creds({ workspace })))
    const pasted = [creds(), creds(), creds()]
    const removals = (): number =>
      fake.ledger.entries.filter(({ operation }) => operation === 'deleteWorkspaceUser').length

    const first = await started(folder, fake.url)
    await first.ask('connect', { text: pasted[0] ?? '' })
    await first.ask('protect', {
      text: 'me@example.edu head@example.edu',
      admins: false,
      onlyMe: false,
      rest: 'remove',
      assets: 'leave',
    })
    await first.ask('preview')
    const { preview } = await first.until((view) => view.preview?.state === 'ready')
    await first.ask('run', { preview: preview?.id ?? '', count: 120 })
    await first.until(({ run }) => (run?.finished ?? 0) >= 25)
    await first.kill()

    const second = await started(folder, fake.url)
    const { unfinished, lastTime } = await second.ask('look')
    expect(unfinished).toMatchObject([{ kind: 'run', people: 120, needs: ['one', 'two'] }])
    expect(lastTime.map(({ name }) => name)).toEqual(['one', 'two'])
    const run = unfinished[0]?.id ?? ''
    // Gone on with before its tokens are there: each workspace waits for its own.
    await second.ask('resume', { unfinished: run })
    await second.until((view) => view.run?.state === 'waiting-for-token')
    await second.ask('connect', { text: pasted[1] ?? '' })
    await second.until((view) => (view.run?.finished ?? 0) >= 70)
    await second.kill()

    const third = await started(folder, fake.url)
    await third.ask('connect', { text: pasted[2] ?? '' })
    await third.ask('resume', { unfinished: run })
    const { run: over } = await third.until((view) => view.run?.state === 'done')
    expect([over?.remaining, over?.mayUndo]).toEqual([0, true])
    expect(fake.state.map(({ people }) => people.length)).toEqual([2, 2])
    // Nobody was removed twice: each removal that was sent found somebody.
    expect(removals()).toBe(120)
    expect((await third.ask('look')).unfinished).toEqual([])

    const file = join(folder, 'pairs.json')
    expect(await third.ask('handBack', { file })).toEqual({ pairs: [], file })
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    await expect(third.ask('handBack', { file })).rejects.toThrow('file-exists')
    await rm(file)
    await third.kill()
    const kept = (await textsIn(folder)) + first.said() + second.said() + third.said()
    const tokens = pasted
      .flatMap((text) => JSON.parse(text) as Record<string, string>[])
      .flatMap((pair) => Object.values(pair))
    const forms = tokens.flatMap((token) => [
      token,
      token.split('.')[1] ?? token,
      Buffer.from(token).toString('base64').slice(0, 60),
      Buffer.from(token).toString('hex'),
    ])
    expect(forms.filter((form) => kept.includes(form))).toEqual([])
    // The same search finds what is there.
    expect(`${kept}${tokens[0] ?? ''}`.includes(forms[0] ?? '?')).toBe(true)
    expect((await stat(join(folder, 'state', 'console.json'))).mode & 0o777).toBe(0o600)
    await rm(folder, { recursive: true, force: true })
  })
})
