import type { Requests, View } from '../src/console/protocol.ts'

/** A console over HTTP, as its page speaks to it. */
export interface ConsoleClient {
  /** The session's secret. */
  readonly secret: string
  /** Every text that the server sent since the opening. */
  readonly sent: readonly string[]
  /** A request of the page. @throws {Error} with the problem, where it is refused. */
  ask<K extends keyof Requests>(name: K, given?: Parameters<Requests[K]>[0]): Promise<ReturnType<Requests[K]>>
  /** The same, with its status and as it is. */
  raw(name: string, given: unknown, headers?: Readonly<Record<string, string>>): Promise<Response>
  /** Looks until it is so. */
  until(is: (view: View) => boolean): Promise<View>
}

/** Opens the console by its link, which is spent then. @throws {Error} where the link is not good. */
export async function openConsole(link: string): Promise<ConsoleClient> {
  const { origin, hash } = new URL(link)
  const sent: string[] = []
  let secret = ''
  const raw: ConsoleClient['raw'] = async (name, given, headers = {}) =>
    await fetch(`${origin}/api/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, 'x-user-admin-session': secret, ...headers },
      body: JSON.stringify(given ?? {}),
    })
  const ask: ConsoleClient['ask'] = async (name, given) => {
    const answer = await raw(name, given)
    const text = await answer.text()
    sent.push(text)
    if (!answer.ok) throw new Error((JSON.parse(text) as { readonly problem: string }).problem)
    return JSON.parse(text) as ReturnType<Requests[typeof name]>
  }
  const until: ConsoleClient['until'] = async (is) => {
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
  }
  secret = (await ask('open', { once: hash.slice(1) })).session
  sent.length = 0
  return { secret, sent, ask, raw, until }
}
