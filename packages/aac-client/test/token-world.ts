import { inspect } from 'node:util'
import { expect } from 'vitest'
import { AacClient, AacError, type TokenStore, type Tokens } from '../src/index.ts'
import { type FakeAac, type FakeAacOptions, type ManualClock, manualClock, startFakeAac } from '../src/testing/index.ts'

/** What each test of tokens starts with. */
export let fake: FakeAac
export let clock: ManualClock

export async function start(options: FakeAacOptions = {}): Promise<void> {
  clock = manualClock()
  fake = await startFakeAac({ clock, seed: { workspaces: 2, people: 3 }, ...options })
}

export const client = (
  token: AacClientToken,
  more: Partial<ConstructorParameters<typeof AacClient>[0]> = {},
): AacClient =>
  new AacClient({
    hosts: undefined,
    region: 'us1',
    token,
    fetch: fake.fetch,
    now: clock.now,
    retries: 0,
    ...more,
  } as ConstructorParameters<typeof AacClient>[0])
type AacClientToken = ConstructorParameters<typeof AacClient>[0]['token']

/** A store that shows what was done to it. */
export function store(
  first: Tokens,
): TokenStore & { tokens: Tokens; since: number | undefined; refused: boolean; done: string[]; failing: number } {
  const kept = {
    tokens: first,
    since: undefined as number | undefined,
    refused: false,
    done: [] as string[],
    failing: 0,
    read: async () => kept.tokens,
    exclusively: <T>(work: Parameters<TokenStore['exclusively']>[0]) => {
      kept.done.push('lock')
      return work({
        read: async () => ({ tokens: kept.tokens, exchangeSince: kept.since }),
        mark: async () => {
          kept.done.push('mark')
          kept.since ??= clock.now()
          return true
        },
        refuse: async () => {
          kept.refused = true
        },
        write: async (tokens) => {
          kept.done.push('write')
          if (kept.failing > 0) {
            kept.failing -= 1
            throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
          }
          kept.tokens = tokens
          kept.since = undefined
        },
      }) as Promise<T>
    },
  }
  return kept
}

export async function failure(call: Promise<unknown>): Promise<AacError> {
  const error = await call.then(
    () => expect.fail('it did not reject'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof AacError)) throw error
  expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('eyJ')
  return error
}
