import { parentPort } from 'node:worker_threads'
import { startFakeAac } from '@user-admin/aac-client/testing'

// A workspace of AAC in a thread of its own. Answers every message with what is left, and how many requests arrived.
export const people = 2_000
/** Milliseconds before each answer. */
export const latency = 25

/** What the one who clears it must know. */
export interface Workspace {
  readonly url: string
  readonly id: string
  readonly tokens: { readonly accessToken: string; readonly refreshToken: string }
  /** The two administrators, who stay. The first is the caller. */
  readonly stay: readonly { readonly id: string; readonly email: string }[]
}

/** What came of it. */
export interface Cleared {
  readonly left: number
  readonly requests: number
}

if (parentPort !== null) {
  const port = parentPort
  const fake = await startFakeAac({ latency, seed: { people } })
  const members = (): readonly { readonly id: number | string; readonly email: string }[] => fake.state[0]?.people ?? []
  port.on('message', () => {
    port.postMessage({ left: members().length, requests: fake.requests() } satisfies Cleared)
  })
  port.postMessage({
    url: fake.url,
    id: String(fake.state[0]?.id),
    tokens: fake.tokens(),
    stay: members()
      .slice(0, 2)
      .map(({ id, email }) => ({ id: String(id), email })),
  } satisfies Workspace)
}
