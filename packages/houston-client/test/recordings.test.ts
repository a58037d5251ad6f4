import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeHouston, startFakeHouston } from '../src/testing/index.ts'
import { ask } from './ask.ts'
import { before } from './recorded-before.ts'

// 175 exchanges with a real Houston 0.16.6. `real` rests on Houston's own code alone and must come out the same here:
// status, family of the content type, each error whole. `real+data` has rows that a stand-in for the database gave: the
// same, but of values only their form. `mixed` has an error of that database inside, `fault` a broken one.

interface Recording {
  readonly case: string
  readonly what: string
  readonly restsOn: 'real' | 'real+data' | 'mixed' | 'fault'
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | null
    readonly bodyBytes?: number
  }
  readonly response: {
    readonly status: number
    readonly contentType: string
    readonly body: string
    readonly cut?: true
  } | null
}

const recordings = readFileSync(new URL('fixtures/houston-0.16.6.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recording)

const start = (): Promise<FakeHouston> => startFakeHouston({ release: '0.16.6' })

/** A good request that is so many bytes long. */
function padded(bytes: number | string): string {
  return '{"query":"{ __typename }"}'.padEnd(Number(bytes))
}

/** The token of the same person here; others stay as they are. */
function tokenFor(fake: FakeHouston, token: string): string {
  const [, payload] = token.split('.')
  if (payload === undefined) return token
  const { uuid } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { uuid: string }
  // Who made the recordings had a user without a workspace; here the last one is.
  const found =
    fake.state.users.find(({ id }) => id === uuid) ?? (uuid.endsWith('deadbeef') ? undefined : fake.state.users.at(-1))
  return found === undefined ? token : fake.userToken(found.emails[0]?.address ?? '')
}

interface Answered {
  readonly status: number
  readonly type: string
  readonly body: string
}

async function replay(fake: FakeHouston, { request, what }: Recording): Promise<Answered> {
  const headers: Record<string, string> = { ...request.headers }
  const { authorization } = headers
  if (authorization !== undefined) headers['authorization'] = tokenFor(fake, authorization)
  const body =
    request.body ??
    (request.bodyBytes === undefined ? undefined : padded(/(\d+) bytes/.exec(what)?.[1] ?? request.bodyBytes))
  const answer = await fetch(new URL(request.path, fake.url), {
    method: request.method,
    headers,
    ...(body === undefined || request.method === 'GET' ? {} : { body }),
  })
  return { status: answer.status, type: answer.headers.get('content-type') ?? '', body: await answer.text() }
}

/** `application/json; charset=utf-8` is `application/json`. */
const family = (type: string): string => type.split(';')[0] ?? ''

/** A page of a whole product is one of its kind; any other text counts as it is. */
const words = (body: string): string =>
  /GraphQL Playground|graphql-playground|^\s+<!DOCTYPE/i.test(body) ? 'page' : body.trim()

/** The form of a value: the keys of objects, the kinds of values, the sorts of rows that a list has. */
function form(value: unknown): unknown {
  if (Array.isArray(value)) return [...new Set(value.map((one) => JSON.stringify(form(one))))].toSorted()
  if (typeof value !== 'object' || value === null) return value === null ? null : typeof value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, key === 'errors' ? one : form(one)]))
}

/** What an answer says, its request ids aside. */
function said({ status, type, body }: Answered): unknown {
  if (!/json/.test(type)) return { status, type: family(type), text: words(body) }
  const parsed: unknown = JSON.parse(body, (key, value: unknown) =>
    ['requestId', 'locations', 'result'].includes(key) && !Array.isArray(value) ? undefined : value,
  )
  return { status, type: family(type), body: form(parsed) }
}

/** The names that a text of JSON holds, once each. */
const names = (body: string): string[] => [...new Set([...body.matchAll(/"(\w+)":/g)].map(([, name = '']) => name))]

/** What is left of an answer whose recording ends early: all but its words. */
function begun({ status, type, body }: Answered, recorded: string): unknown {
  const json = /json/.test(type)
  const have = new Set(names(body))
  return { status, type: family(type), names: json ? names(recorded).filter((name) => have.has(name)) : [] }
}

/** What came and what should have come, each as far as it is to be the same. */
async function compared(fake: FakeHouston, recording: Recording): Promise<readonly [unknown, unknown]> {
  const { status = 0, contentType = '', body = '', cut } = recording.response ?? {}
  const recorded: Answered = { status, type: contentType, body }
  const answered = await replay(fake, recording)
  return cut === true || body.includes('(cut by the recorder')
    ? [begun(answered, body), begun(recorded, body)]
    : [said(answered), said(recorded)]
}

describe('a fake Houston 0.16.6 answers what a real one answered', () => {
  let fake: FakeHouston
  beforeAll(async () => {
    fake = await start()
  })
  afterAll(() => fake.close())

  it.each(recordings.filter(({ restsOn }) => restsOn === 'real'))('$case $what', async (recording) => {
    const [answered, recorded] = await compared(fake, recording)
    expect(answered).toEqual(recorded)
  })
})

describe('a fake Houston 0.16.6 answers in the form in which a real one answered', () => {
  it.each(recordings.filter(({ restsOn }) => restsOn === 'real+data' || restsOn === 'mixed'))(
    '$case $what',
    async (recording) => {
      await using fake = await start()
      for (const query of before[recording.case] ?? []) {
        const { errors } = await ask(fake, query)
        expect(errors).toBeUndefined()
      }
      const [answered, recorded] = await compared(fake, recording)
      expect(answered).toEqual(recorded)
    },
  )
})

describe('a fake Houston 0.16.6 whose database fails answers as the real one did', () => {
  it.each([
    ['r16-340', { on: 'users' }],
    ['r16-342', { on: 'users', how: 'error' }],
    ['r16-344', { on: 'inviteUser' }],
    ['r16-346', { on: 'workspaceAddUser', when: 'after' }],
    ['r16-348', { on: 'users' }],
  ] as const)('%s %j', async (name, trouble) => {
    await using fake = await start()
    const recording = recordings.find((one) => one.case === name)
    if (recording === undefined) throw new TypeError(`no recording is called ${name}`)
    fake.breakDatabase(trouble)
    const [answered, recorded] = await compared(fake, recording)
    expect(messages(answered)).toEqual(messages(recorded))
    // Once, and then it works again; what it did before it failed is there.
    const again = messages((await compared(fake, recording))[0])
    expect(again).toEqual([])
    expect(fake.ledger.of('workspaceAddUser').length).toBe(name === 'r16-346' ? 2 : 0)
  })
})

/** The codes and messages of what was said. */
function messages(answer: unknown): unknown {
  const { body } = answer as { body: { errors?: { message: string; extensions: { code: string } }[] } }
  return (body.errors ?? []).map(({ message, extensions }) => [extensions.code, message])
}
