import fc from 'fast-check'
import { expect, it } from 'vitest'
import { complete } from '../src/directory/source.ts'
import { memoryState, type State } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { aFolder, aPlan, day, hour, iso, start } from './state-forms.ts'

const scopes = [aacScope, workspaceScope]
const people = Array.from('abcdef')
const scope = fc.constantFrom(...scopes)
const some = fc.subarray(people)
const plan = fc.constantFrom('p1', 'p2', 'p3')
/** What can be told to a state, and how long after the last it is; a clock may be set back. */
const event = fc.record({
  later: fc.oneof(fc.integer({ min: 0, max: 40 }), fc.constant(-30)),
  // The database may be closed and opened between any two.
  again: fc.integer({ min: 0, max: 9 }).map((chance) => chance === 0),
  does: fc.oneof(
    fc.record({ kind: fc.constant('members' as const), scope, ids: some }),
    fc.record({ kind: fc.constant('baseline' as const), scope, ids: some }),
    fc.record({
      kind: fc.constant('taken' as const),
      scope,
      people: some,
      more: fc.nat(2),
      released: fc.boolean(),
      id: fc.constantFrom(undefined, 'a', 'b'),
    }),
    fc.record({
      kind: fc.constant('snapshot' as const),
      ids: fc.subarray(people, { minLength: 1 }),
      before: fc.nat(20),
    }),
    fc.record({
      kind: fc.constantFrom('put' as const, 'approve' as const, 'reject' as const, 'applied' as const),
      plan,
    }),
    fc.record({
      kind: fc.constantFrom('enter' as const, 'leave' as const),
      subject: fc.constantFrom('campus', 'staff'),
    }),
  ),
})
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never

async function tell(state: State, { does }: Event, now: number): Promise<unknown> {
  const at = iso(now)
  switch (does.kind) {
    case 'members':
      return state.record({ ...does, at, count: does.ids.length })
    case 'baseline':
      return state.record({ ...does, at, members: does.ids.length, by: 'ana' })
    case 'taken':
      return state.record({ ...does, at, count: does.people.length + does.more })
    case 'snapshot': {
      const all = does.ids.map((id) => ({ id, email: `${id}@example.edu`, status: 'active' as const }))
      const readAt = iso(now - does.before * hour)
      const snapshot = await complete({ source: 'campus', readAt, proof: 'counted', people: all })
      if (snapshot.kind !== 'complete') throw new Error('somebody is needed')
      return state.record({ kind: 'snapshot', snapshot })
    }
    case 'put':
      return state.held.put(aPlan(does.plan, now), { by: 'nightly-job', why: 'held' })
    case 'approve':
      return state.held.approve(does.plan, { by: 'ana' })
    case 'reject':
      return state.held.reject(does.plan, { by: 'bo', reason: 'no' })
    case 'applied':
      return state.held.applied(does.plan, 'r1')
    case 'enter':
      return state.quarantines.enter(does.subject, { by: 'nightly-job', why: 'shrank', leave: 'look' })
    case 'leave':
      return state.quarantines.leave(does.subject, { by: 'ana', reason: 'mended' })
    default:
      return does satisfies never
  }
}

/** Everything that a state answers; the hashes of the journal included. */
const answers = async (state: State, now: number): Promise<unknown> => ({
  scopes: await Promise.all(
    scopes.map(async (each) => [
      await state.baseline(each),
      await state.window(each, now - 7 * day),
      await state.window(each, now - day),
    ]),
  ),
  last: await state.lastSnapshot('campus'),
  absent: await state.absences('campus'),
  held: await state.held.list(),
  quarantines: await state.quarantines.list(),
  head: await state.journal.head(),
})

it('a state in a database answers what one in memory does, whatever it was told and however often it was opened', async () => {
  const told = (state: State, each: Event, now: number): Promise<unknown> =>
    tell(state, each, now).then(
      () => 'done',
      (error: unknown) => String(error),
    )
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
      let now = start
      const folder = aFolder()
      const memory = memoryState({ now: () => now })
      let database = await openState({ folder, now: () => now })
      for (const each of events) {
        now += each.later * hour
        if (each.again) {
          database.close()
          database = await openState({ folder, now: () => now })
        }
        expect(await told(database, each, now)).toBe(await told(memory, each, now))
      }
      expect(await answers(database, now)).toEqual(await answers(memory, now))
      database.close()
    }),
    { numRuns: 40 },
  )
}, 180_000)
