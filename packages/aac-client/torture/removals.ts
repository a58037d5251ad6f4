// pnpm torture removals [PEOPLE]: a workspace emptied over many lives of a token.
import { AacClient, AacError, memoryTokens } from '../src/index.ts'
import { manualClock, startFakeAac } from '../src/testing/index.ts'

export interface Clearance {
  readonly people: number
  /** How much time each request takes, on the one clock of client and fake: the machine's own speed plays no part. */
  readonly secondsEach: number
  /** A bug put in, which must be found: a client that never sees a token's end coming, a worker that removes twice. */
  readonly plant?: 'no foresight' | 'twice' | undefined
}

export interface Cleared {
  /** What is not as it must be, in sentences. */
  readonly violations: readonly string[]
  /** How often a pair of tokens was renewed. */
  readonly renewals: number
  /** How many requests ended in a 401 that the caller did not see. */
  readonly refused: number
}

/** Takes everybody but the administrators out of a workspace, eight at a time, and looks at what the fake wrote down. */
export async function clear({ people, secondsEach, plant }: Clearance): Promise<Cleared> {
  const clock = manualClock()
  await using fake = await startFakeAac({ clock, seed: { people: people + 2 } })
  const [{ id: workspace, people: before } = { id: 0, people: [] }] = fake.state
  let refused = 0
  const client = new AacClient({
    hosts: fake.hosts,
    token: memoryTokens(fake.tokens()),
    now: plant === 'no foresight' ? () => 0 : clock.now,
    onExchange: ({ status }) => {
      if (status === 401) refused += 1
      clock.advance(secondsEach * 1000)
    },
  })
  const leaving = before.filter(({ isAdmin }) => !isAdmin).map(({ id }) => id)
  const violations: string[] = []
  const worker = async (): Promise<void> => {
    for (let id = leaving.pop(); id !== undefined; id = leaving.pop()) {
      try {
        const { already } = await client.remove(workspace, id)
        if (already || plant === 'twice') await client.remove(workspace, id)
        if (already) violations.push(`${id} was said to be gone before`)
      } catch (error) {
        violations.push(`${id}: ${error instanceof AacError ? error.message : String(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  const removed = fake.ledger.of('deleteWorkspaceUser').map(({ target }) => target)
  if (removed.length !== people) violations.push(`${removed.length} removals instead of ${people}`)
  if (new Set(removed).size !== removed.length) violations.push('somebody was removed twice')
  const left = fake.state[0]?.people.filter(({ isAdmin }) => !isAdmin) ?? []
  if (left.length > 0) violations.push(`${left.length} people are still there`)
  // One request a person, one question for the workspace a token, one exchange a renewal: nothing was asked in vain.
  const { exchanges, spentPresented } = fake.counters
  const needed = people + refused + 2 * exchanges + 1
  if (fake.requests() > needed) violations.push(`${fake.requests()} requests instead of ${needed}`)
  if (spentPresented > 0) violations.push(`${spentPresented} spent refresh tokens were presented`)
  return { violations, renewals: exchanges, refused }
}

/** The torture by its name: prints what happened. Answers whether nothing was wrong. */
export async function removals(people: number): Promise<boolean> {
  const begun = performance.now()
  const { violations, renewals, refused } = await clear({ people, secondsEach: 1 })
  for (const violation of violations.slice(0, 20)) console.log(`VIOLATION  ${violation}`)
  const seconds = ((performance.now() - begun) / 1000).toFixed(1)
  console.log(`${people} removals, ${renewals} renewals, ${refused} refusals unseen by the caller, ${seconds} s`)
  return violations.length === 0
}
