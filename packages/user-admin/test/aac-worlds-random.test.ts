import type { FakeAacOptions, SeedGroup, SeedPerson } from '@user-admin/aac-client/testing'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { staysOpen } from '../src/access.ts'
import type { Member } from '../src/user-admin.ts'
import { type AacWorld, aacWorld, everybody } from './aac-world.ts'

type Someone = Exclude<SeedPerson, string>

const addresses = Array.from({ length: 8 }, (_, place) => `p${place}@example.edu`)
const held = fc.subarray([1, 2, 3])
const people: fc.Arbitrary<readonly Someone[]> = fc.tuple(
  ...addresses.map((email) =>
    fc.record({
      email: fc.constant(email),
      status: fc.constantFrom('active' as const, 'active' as const, 'invited' as const, 'suspended' as const),
      roles: held,
      scim: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
    }),
  ),
)
const groups: fc.Arbitrary<readonly SeedGroup[]> = fc
  .array(fc.record({ members: fc.subarray(addresses), roles: held, scimEnabled: fc.boolean() }), { maxLength: 4 })
  .map((some) => some.map((group, place) => ({ ...group, id: 9001 + place, name: `Group ${place}` })))
const switches: fc.Arbitrary<FakeAacOptions> = fc.record(
  {
    groupRows: fc.constantFrom('objects', 'ids'),
    groupsIn: fc.constantFrom('groups', 'data'),
    ids: fc.constantFrom('numbers', 'strings'),
    privileges: fc.constantFrom(true, true, false),
    listsOnlyActive: fc.boolean(),
    counts: fc.boolean(),
    sameIdAgain: fc.boolean(),
    removeAnswer: fc.constantFrom('204', '200 []', '200 empty'),
    routes: fc.constantFrom(
      {},
      {},
      { listWorkspaceAdmins: '403' as const },
      { listWorkspaceGroups: '403' as const, listGroups: '403' as const },
      { listWorkspaceGroups: '404' as const },
    ),
  },
  { requiredKeys: [] },
)

/** What the plan of a removal says of its end. */
const promised = (world: AacWorld, member: Member, unseen: readonly string[]): string =>
  staysOpen(world.admin.scope, member).length > 0 ? 'remains' : unseen.length > 0 ? 'unknown' : 'done'

it('nobody who is promised or said to be out gets in, now or after the next cycle of the identity provider', async () => {
  const seen = new Map<string, number>()
  await fc.assert(
    fc.asyncProperty(people, groups, switches, fc.boolean(), async (some, shared, options, suspends) => {
      // Whom SCIM assigns without a group leaves no trace in the API: there the operator has to say so.
      const told = some.some(({ scim }) => scim === true) && !shared.some(({ scimEnabled }) => scimEnabled === true)
      const world = await aacWorld({ ...options, seed: { people: some, groups: shared } }, told ? { scim: true } : {})
      const { admin, fake } = world
      try {
        const listed = await everybody(admin)
        const unseen = (await admin.unseen?.()) ?? []
        const outcomes = new Map<string, { readonly promise: string; readonly said: string }>()
        for (const email of addresses) {
          const member = listed.get(email) ?? expect.unreachable(email)
          const got = await admin.get({ id: member.id })
          expect(got).toEqual(member)
          agrees(fake.waysIn(email), member, unseen)
          const promise = promised(world, member, unseen)
          const act = suspends ? ('suspend' as const) : ('remove' as const)
          const { outcome, note, member: after } = await admin[act]({ id: member.id }, { ifMark: member.mark })
          const said = outcome === 'done' && note !== undefined ? 'done, with a doubt' : outcome
          if (said.startsWith('done')) expect(fake.canEnter(email)).toBe(false)
          if (outcome === 'remains') expect(after?.access).toEqual(member.access)
          outcomes.set(email, { promise, said })
          seen.set(said, (seen.get(said) ?? 0) + 1)
        }
        fake.scimCycle()
        for (const [email, { promise, said }] of outcomes) {
          if (promise === 'done' || said === 'done') expect([email, fake.canEnter(email)]).toEqual([email, false])
          if (promise === 'done') expect(['done', 'unchanged']).toContain(said)
        }
      } finally {
        await fake.close()
      }
    }),
    { numRuns: 20, seed: 1 },
  )
  expect([...seen.keys()]).toEqual(expect.arrayContaining(['done', 'done, with a doubt', 'remains']))
}, 180_000)

/** The ways that are shown are those that there are; where roles or groups are not shown there may be more. */
function agrees(truth: readonly string[], member: Member, unseen: readonly string[]): void {
  const opening = member.access.filter(({ via, role }) => via === 'invite' || role !== '')
  const kinds = new Set(opening.map(({ via }) => (via === 'direct' ? 'role' : via)))
  if (member.status === 'suspended') expect(truth).toEqual([])
  else if (member.status === 'invited') expect(kinds.has('invite') || !truth.includes('invitation')).toBe(true)
  else {
    const groupsShown = !unseen.some((sentence) => sentence.includes('not shown the groups'))
    const expected = truth.filter((way) => groupsShown || way !== 'group').toSorted()
    if (opening.every(({ role }) => role !== 'unknown')) expect([...kinds].toSorted()).toEqual(expected)
    else expect([...kinds]).toEqual(expect.arrayContaining(expected))
  }
}
