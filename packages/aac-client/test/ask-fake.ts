import type { FakeAac, FakeMember } from '../src/testing/index.ts'

/** What came back: `body` is an empty object where there was no JSON object. */
export interface Told {
  readonly status: number
  readonly headers: Headers
  readonly body: {
    readonly data?: readonly { readonly id?: number; readonly email?: string }[]
    readonly [key: string]: unknown
  }
  readonly text: string
}

/** Asks a fake without our client: `ask(fake, 'GET /v4/people')`, as the first member unless told otherwise. */
export async function ask(
  fake: FakeAac,
  line: string,
  body?: unknown,
  as: FakeMember | { readonly token: string } | { readonly headers: Readonly<Record<string, string>> } = {},
): Promise<Told> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const token = 'token' in as ? as.token : fake.tokens('headers' in as ? {} : as).accessToken
  const headers = {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...('headers' in as ? as.headers : {}),
  }
  const sent = body === undefined ? null : JSON.stringify(body)
  const answer = await fetch(fake.url + path, { method, headers, body: sent })
  const text = await answer.text()
  return {
    status: answer.status,
    headers: answer.headers,
    body: text.startsWith('{') ? (JSON.parse(text) as Told['body']) : {},
    text,
  }
}

/** The ids of a list's rows. */
export function idsOf({ body }: Told): readonly (number | undefined)[] {
  return (body.data ?? []).map(({ id }) => id)
}
