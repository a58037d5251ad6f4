import type { Refusal, Requests, View } from '../protocol.ts'

/** What a request is given. */
export type Given<N extends keyof Requests> =
  Parameters<Requests[N]> extends [infer G extends object] ? G : Record<string, never>
/** What a request is answered. */
export type Answer<N extends keyof Requests> = ReturnType<Requests[N]>

/** The server said no. */
export class Refused extends Error {
  readonly status: number
  readonly refusal: Refusal

  constructor(status: number, refusal: Refusal) {
    super(refusal.says)
    this.name = 'Refused'
    this.status = status
    this.refusal = refusal
  }
}

async function send(session: string, name: string, given: object, signal?: AbortSignal): Promise<Response> {
  const answer = await fetch(`/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(session === '' ? {} : { 'x-user-admin-session': session }) },
    body: JSON.stringify(given),
    cache: 'no-store',
    ...(signal === undefined ? {} : { signal }),
  })
  if (answer.ok) return answer
  const refusal = (await answer.json().catch(() => undefined)) as Partial<Refusal> | undefined
  throw new Refused(answer.status, { problem: refusal?.problem ?? 'unexpected', says: refusal?.says ?? '' })
}

/** Asks the server one thing. Throws {@link Refused} where it says no, and a `TypeError` where it does not answer. */
export async function ask<N extends keyof Requests>(
  session: string,
  name: N,
  given: Given<N>,
  signal?: AbortSignal,
): Promise<Answer<N>> {
  const answer = await send(session, name, given, signal)
  return (await answer.json()) as Answer<N>
}

/** Every change of the view, as it happens, until the server ends or the connection breaks. */
export async function* watch(session: string, signal: AbortSignal): AsyncGenerator<View> {
  const { body } = await send(session, 'watch', {}, signal)
  if (body === null) return
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line.trim() !== '') yield JSON.parse(line) as View
  }
}
