import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FakeHouston, startFakeHouston } from '../src/testing/index.ts'

// 175 exchanges with a real Houston 0.16.6. A case of `real` rests on Houston's own code alone, and so
// must come out the same here: status, family of the content type, codes and messages.

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
  }
}

const recordings = readFileSync(new URL('fixtures/houston-0.16.6.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as Recording)

/** What does not come out the same yet, and why. */
const known: Readonly<Record<string, string>> = {}

let fake: FakeHouston

beforeAll(async () => {
  const key = (first: string): string => `${first}123456789abcdef0123456789abcdef`
  const [one, two, three] = ['ck78quyfk000007997er4ddtb', 'ck78qv02g0001079904lpvgqs', 'ck78qv1io0002079959hwwl2o']
  const account = (first: string, label: string, role: string, workspace?: string) => ({
    label,
    apiKey: key(first),
    roleBinding: { role, ...(workspace === undefined ? {} : { workspace }) },
  })
  fake = await startFakeHouston({
    release: '0.16.6',
    seed: {
      workspaces: [
        { id: one, label: 'Data Platform' },
        { id: two, label: 'Marketing' },
        { id: three, label: 'Finance' },
      ],
      users: 200,
      serviceAccounts: [
        account('1', 'sys-editor-sa', 'SYSTEM_EDITOR'),
        account('2', 'sys-viewer-sa', 'SYSTEM_VIEWER'),
        account('a', 'ws1-admin-sa', 'WORKSPACE_ADMIN', one),
        account('b', 'ws1-editor-sa', 'WORKSPACE_EDITOR', one),
        account('c', 'ws1-viewer-sa', 'WORKSPACE_VIEWER', one),
        account('d', 'ws2-admin-sa', 'WORKSPACE_ADMIN', two),
        account('e', 'ws3-admin-sa', 'WORKSPACE_ADMIN', three),
      ],
    },
  })
})

afterAll(() => fake.close())

interface Seen {
  readonly status: number
  readonly type: string
  readonly text: string
  readonly errors: readonly { readonly code: unknown; readonly message: string }[]
}

function seen(status: number, contentType: string, body: string): Seen {
  const type = /json/.test(contentType) ? 'json' : 'text'
  if (type === 'text')
    return {
      status,
      type,
      text: /<pre>.*<\/pre>/.exec(body)?.[0] ?? (body.startsWith('\n') || body.startsWith('<!DOCTYPE') ? 'page' : body),
      errors: [],
    }
  const parsed: unknown = JSON.parse(body)
  const results = (Array.isArray(parsed) ? parsed : [parsed]) as {
    errors?: { message: string; extensions?: { code?: unknown } }[]
  }[]
  const errors = results
    .flatMap((result) => result.errors ?? [])
    .map(({ message, extensions }) => ({ code: extensions?.code, message: message.replace(/ Did you mean .+$/, '') }))
  return { status, type, text: '', errors }
}

/** A good request that is so many bytes long. */
function padded(bytes: number | string): string {
  return '{"query":"{ __typename }"}'.padEnd(Number(bytes))
}

async function replay({ request, what }: Recording): Promise<Seen> {
  const headers = { ...request.headers }
  const body =
    request.body ??
    (request.bodyBytes === undefined ? undefined : padded(/(\d+) bytes/.exec(what)?.[1] ?? request.bodyBytes))
  const answer = await fetch(new URL(request.path, fake.url), {
    method: request.method,
    headers,
    ...(body === undefined || request.method === 'GET' ? {} : { body }),
  })
  return seen(answer.status, answer.headers.get('content-type') ?? '', await answer.text())
}

describe('a fake Houston 0.16.6 answers what a real one answered', () => {
  const real = recordings.filter(({ restsOn, response }) => restsOn === 'real' && response !== null)

  it.each(real.filter((one) => known[one.case] === undefined))('$case $what', async (recording) => {
    const { status, contentType, body, cut } = recording.response
    const answered = await replay(recording)
    if (cut === true) expect(answered).toMatchObject({ status, type: /json/.test(contentType) ? 'json' : 'text' })
    else expect(answered).toEqual(seen(status, contentType, body))
  })
})
