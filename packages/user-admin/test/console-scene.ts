import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Requests, View } from '../src/console/protocol.ts'
import { type ConsoleOptions, type RunningConsole, startConsole } from '../src/console/server/server.ts'
import { memoryState, type State } from '../src/index.ts'

/** A console over HTTP, as its page speaks to it. */
export interface ConsoleScene extends AsyncDisposable {
  readonly console: RunningConsole
  readonly state: State
  /** The session's secret. */
  readonly secret: string
  /** Every text that the server sent so far. */
  readonly sent: readonly string[]
  /** A request of the page. @throws {Error} with the problem, where it is refused. */
  ask<K extends keyof Requests>(name: K, given?: Parameters<Requests[K]>[0]): Promise<ReturnType<Requests[K]>>
  /** The same, with its status and as it is. */
  raw(name: string, given: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Looks until it is so. */
  until(is: (view: View) => boolean): Promise<View>
}

/** Starts one: `await using scene = await startConsoleScene({ aac: { hosts: fake.hosts } })`. */
export async function startConsoleScene(options: Partial<ConsoleOptions> = {}): Promise<ConsoleScene> {
  const files = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
  await writeFile(join(files, 'index.html'), '<!doctype html><title>Console</title>')
  const state = options.state ?? memoryState({ now: options.now })
  const running = await startConsole({ files, by: 'me@example.edu', ...options, state })
  const { address, link } = running
  const sent: string[] = []
  let secret = ''
  const raw = async (name: string, given: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    await fetch(`${address}api/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        origin: address.slice(0, -1),
        'x-user-admin-session': secret,
        ...headers,
      },
      body: JSON.stringify(given ?? {}),
    })
  const ask = async <K extends keyof Requests>(
    name: K,
    given?: Parameters<Requests[K]>[0],
  ): Promise<ReturnType<Requests[K]>> => {
    const answer = await raw(name, given)
    const text = await answer.text()
    sent.push(text)
    if (!answer.ok) throw new Error((JSON.parse(text) as { readonly problem: string }).problem)
    return JSON.parse(text) as ReturnType<Requests[K]>
  }
  secret = (await ask('open', { once: new URL(link).hash.slice(1) })).session
  sent.length = 0
  return {
    console: running,
    state,
    secret,
    sent,
    ask,
    raw,
    until: async (is) => {
      const answer = await raw('watch', {})
      let rest = ''
      let last: View | undefined
      for await (const piece of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
        const lines = (rest + piece).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) {
          sent.push(line)
          last = JSON.parse(line) as View
          if (is(last)) return last
        }
      }
      throw new Error(`The console ended: ${JSON.stringify(last)}`)
    },
    [Symbol.asyncDispose]: async () => {
      await running.close()
      await rm(files, { recursive: true, force: true })
    },
  }
}
