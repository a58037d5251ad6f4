import type { FakeHouston } from '../src/testing/index.ts'

/** What a fake answers to a document, in its own words. */
export interface Answer {
  readonly status: number
  readonly data?: Readonly<Record<string, unknown>>
  readonly errors?: readonly {
    readonly message: string
    readonly path?: unknown
    readonly extensions: { readonly code: string }
  }[]
}

/** Sends a document to a fake; an empty token sends none. */
export async function ask(fake: FakeHouston, query: string, token: string = fake.token): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: token }) }
  const answer = await fetch(fake.url, { method: 'POST', headers, body: JSON.stringify({ query }) })
  return { status: answer.status, ...((await answer.json()) as object) }
}

/** The rows that a field answered with. */
export function rowsOf(answer: Answer, field: string): readonly { readonly id: string }[] {
  return (answer.data?.[field] ?? []) as { id: string }[]
}

export function codes(answer: Answer): (string | undefined)[] {
  return (answer.errors ?? []).map((error) => error.extensions.code)
}
