import type { FakeAacOptions, FaultRule } from '@user-admin/aac-client/testing'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Change, type ChangeOptions, type Member, UserAdminError } from '../src/index.ts'
import { type AacWorld, aacWorld } from './aac-world.ts'

type Ended = Change | { readonly failed: string; readonly effect: unknown }

const ended = async (work: Promise<Change>): Promise<Ended> =>
  await work.catch((error: unknown) =>
    error instanceof UserAdminError
      ? { failed: error.problem, effect: error.effect }
      : expect.unreachable(String(error)),
  )

async function world(
  size: number,
  options: FakeAacOptions = {},
): Promise<AacWorld & { readonly members: readonly Member[]; readonly calls: (path: string) => number }> {
  const opened = await aacWorld({
    ...options,
    seed: { people: Array.from({ length: size }, (_, index) => ({ email: `p${index}@example.edu`, roles: [2] })) },
  })
  onTestFinished(() => opened.fake.close())
  const members: Member[] = []
  for await (const member of opened.admin.list()) if (member.email.startsWith('p')) members.push(member)
  return {
    ...opened,
    members,
    calls: (path) => opened.asked.filter((line) => line.startsWith('POST') && line.endsWith(path)).length,
  }
}

const done = ({ fake }: AacWorld, operation: string): readonly string[] =>
  fake.ledger.entries.filter((entry) => entry.operation === operation).map(({ target }) => target)
const suspended = ({ fake }: AacWorld): readonly string[] =>
  (fake.state[0]?.people ?? []).filter(({ status }) => status === 'suspended').map(({ email }) => email)
const emails = (members: readonly Member[]): readonly string[] => members.map(({ email }) => email)
const ref = ({ id, email, mark }: Member): [{ id: string; email: string }, ChangeOptions] => [
  { id, email },
  { ifMark: mark },
]

describe('suspensions that go on at once', () => {
  it('are one request, whose id each of them is told', async () => {
    const here = await world(30)
    const told: string[] = []
    const all = await Promise.all(
      here.members.map((one) =>
        here.admin.suspend(ref(one)[0], { ifMark: one.mark, onRequest: (id) => void told.push(id) }),
      ),
    )
    expect(all.map(({ outcome }) => outcome)).toEqual(all.map(() => 'done'))
    expect(here.calls('people/suspend')).toBe(1)
    expect(told).toHaveLength(30)
    expect(new Set(told).size).toBe(1)
    expect(suspended(here).toSorted()).toEqual(emails(here.members).toSorted())
  })

  it.each<[what: string, options: FakeAacOptions]>([
    ['takes ten at once', { maxBatch: 10 }],
    ['takes one at once', { maxBatch: 1 }],
    ['has no list by ids', { routes: { listPerson: '404' } }],
    ['has withdrawn the list by ids', { routes: { listPerson: '410' } }],
    ['counts nobody', { counts: false }],
    ['lists only active people unasked', { listsOnlyActive: true, includeStatusParameter: 'ignored' }],
    ['gives fewer rows than it is asked for', { maxLimit: 7 }],
  ])('are done where the server %s', async (_what, options) => {
    const here = await world(30, options)
    const all = await Promise.all(here.members.map((one) => here.admin.suspend(...ref(one))))
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['done']))
    expect(done(here, 'suspendWorkspaceUsers').toSorted()).toEqual(emails(here.members).toSorted())
  })

  it('are done though the list by ids still shows people as they were', async () => {
    const here = await world(12)
    const { fake } = here
    const headers = { authorization: `Bearer ${fake.staticToken()}`, accept: 'application/json' }
    const query = 'includePrivileges=true&includeCount=true&limit=100'
    here.answer('/v4/people', await (await fetch(`${fake.url}/v4/people?${query}`, { headers })).json())
    const all = await Promise.all(here.members.map((one) => here.admin.suspend(...ref(one))))
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(['done']))
    expect(here.asked.filter((line) => line.endsWith('/v4/people')).length).toBeGreaterThan(1)
  })

  it('are done for the others where one of them was taken out meanwhile', async () => {
    const here = await world(20)
    const [gone, ...others] = here.members
    const other = await aacSecond(here)
    const all = await Promise.all(
      here.members.map((one) =>
        ended(
          here.admin.suspend(ref(one)[0], {
            ifMark: one.mark,
            onBefore: async () => {
              if (one === gone) await other(one.id)
            },
          }),
        ),
      ),
    )
    expect(all[0]).toMatchObject({ failed: 'not-found', effect: 'none' })
    expect(all.slice(1).map((one) => 'outcome' in one && one.outcome)).toEqual(others.map(() => 'done'))
    expect(suspended(here).toSorted()).toEqual(emails(others).toSorted())
  })

  it.each<[what: string, rule: Omit<FaultRule, 'on'>, took: boolean]>([
    ['was done, and the answer is lost', { when: 'after', give: 'reset' }, true],
    ['never arrived', { when: 'before', give: 'reset' }, false],
  ])('are each looked at where nobody knows how their request ended: it %s', async (_what, rule, took) => {
    const here = await world(12)
    here.fake.fault({ ...rule, on: 'suspendWorkspaceUsers' })
    const all = await Promise.all(here.members.map((one) => ended(here.admin.suspend(...ref(one)))))
    for (const one of all)
      expect(one).toMatchObject(took ? { outcome: 'done' } : { failed: 'unavailable', effect: 'unknown' })
    expect(suspended(here)).toHaveLength(took ? 12 : 0)
    // Nothing is sent again that may have been done.
    expect(here.calls('people/suspend')).toBe(1)
  })

  it('end each in its own way, and each once, however they come together', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(24), fc.nat(6), fc.constantFrom('suspend', 'remove', 'invite')), {
          minLength: 1,
          maxLength: 60,
        }),
        fc.constantFrom<FakeAacOptions>({}, { maxBatch: 3 }, { listsOnlyActive: true }, { counts: false }),
        fc.boolean(),
        async (wanted, options, isFaulty) => {
          const here = await world(25, options)
          if (isFaulty) here.fake.fault({ on: 'suspendWorkspaceUsers', when: 'after', give: 'cut' })
          const asked = [...new Map(wanted.map((one) => [`${one[2]} ${one[0]}`, one])).values()]
          const removed = new Set(asked.filter(([, , act]) => act === 'remove').map(([index]) => index))
          const all = await Promise.all(
            asked
              .filter(([index, , act]) => act !== 'suspend' || !removed.has(index))
              .map(async ([index, pause, act]) => {
                for (let left = pause; left > 0; left -= 1) await new Promise((resolve) => setImmediate(resolve))
                const member = here.members[index] as Member
                const change =
                  act === 'suspend'
                    ? here.admin.suspend(...ref(member))
                    : act === 'remove'
                      ? here.admin.remove(...ref(member))
                      : here.admin.invite({ email: `new.${member.email}`, roles: ['3'] })
                return { act, email: member.email, end: await ended(change) }
              }),
          )
          for (const { act, end } of all) expect(end).toMatchObject({ outcome: act === 'invite' ? 'pending' : 'done' })
          const of = (act: string): readonly string[] =>
            all.flatMap((one) => (one.act === act ? [one.email] : [])).toSorted()
          expect(done(here, 'suspendWorkspaceUsers').toSorted()).toEqual(of('suspend'))
          expect(done(here, 'deleteWorkspaceUser').toSorted()).toEqual(of('remove'))
          expect(here.fake.mails.map(({ to }) => to).toSorted()).toEqual(of('invite').map((email) => `new.${email}`))
          expect(done(here, 'assignAuthorizationRole')).toHaveLength(of('invite').length)
          await here.fake.close()
        },
      ),
      { numRuns: 10 },
    )
  })
})

describe('invitations that go on at once', () => {
  it('are one request and one mail each, also where one address is asked for twice', async () => {
    const here = await world(5)
    const addresses = [...Array.from({ length: 20 }, (_, index) => `new${index}@example.edu`), 'new3@example.edu']
    const all = await Promise.all(addresses.map((email) => here.admin.invite({ email })))
    expect(all.map(({ outcome }) => outcome)).toEqual(addresses.map(() => 'pending'))
    expect(all.map(({ member }) => member?.email)).toEqual(addresses)
    expect(here.calls('people/batch')).toBe(1)
    expect(here.fake.mails.map(({ to }) => to).toSorted()).toEqual([...new Set(addresses)].toSorted())
  })

  it('are none that go to somebody twice where nobody knows how their request ended', async () => {
    const here = await world(5)
    here.fake.fault({ on: 'inviteListOfUsers', when: 'after', give: 'reset' })
    const addresses = Array.from({ length: 10 }, (_, index) => `new${index}@example.edu`)
    const all = await Promise.all(addresses.map((email) => ended(here.admin.invite({ email }))))
    expect(new Set(all.map((one) => 'outcome' in one && one.outcome))).toEqual(new Set(['pending']))
    expect(here.fake.mails).toHaveLength(10)
    expect(here.calls('people/batch')).toBe(1)
  })

  it('are none that go to somebody twice where a request is refused that was done in part', async () => {
    const here = await world(5)
    const refusal = { status: 400, body: JSON.stringify({ exception: { name: 'ValidationFailed', message: 'no' } }) }
    here.fake.fault({ on: 'inviteListOfUsers', when: 'after', give: refusal })
    const addresses = Array.from({ length: 10 }, (_, index) => `new${index}@example.edu`)
    const all = await Promise.all(addresses.map((email) => ended(here.admin.invite({ email, roles: ['3'] }))))
    expect(new Set(all.map((one) => 'outcome' in one && one.outcome))).toEqual(new Set(['pending']))
    expect(here.fake.mails).toHaveLength(10)
    expect(here.calls('people/batch')).toBe(1)
  })

  it('are refused for the one address that the server does not take, and go out to the others', async () => {
    const here = await world(5, { maxBatch: 50, seatsFull: 'nothing' })
    const addresses = ['new0@example.edu', 'here@and@there.example', 'new1@example.edu', 'new2@example.edu']
    const all = await Promise.all(addresses.map((email) => ended(here.admin.invite({ email }))))
    expect(all.map((one) => ('outcome' in one ? one.outcome : one.failed))).toEqual([
      'pending',
      'invalid',
      'pending',
      'pending',
    ])
    expect(here.fake.mails).toHaveLength(3)
  })
})

describe('removals that go on at once', () => {
  it.each<[what: string, answer: object]>([
    ['counts nobody', {}],
    ['takes notice of the last of the ids only', { count: 1 }],
    ['counts more than it gives', { count: 2 }],
  ])('are believed by no list that %s', async (_what, answer) => {
    const here = await world(12)
    const me = here.fake.state[0]?.people.find(({ email }) => email === 'me@example.edu')
    here.answer('/v4/people', { data: [{ id: me?.id, email: 'me@example.edu' }], ...answer })
    here.fake.fault({ on: 'deleteWorkspaceUser', times: 99, give: { status: 204 } })
    const all = await Promise.all(here.members.map((one) => ended(here.admin.remove(...ref(one)))))
    for (const one of all) expect(one).toMatchObject({ failed: 'unexpected', effect: 'unknown' })
  })

  it('leave somebody alone whose membership is another one by now', async () => {
    const here = await world(12)
    const [first] = here.members
    const all = await Promise.all(
      here.members.map((one) =>
        ended(here.admin.remove({ id: one.id, email: one.email }, { ifMark: one === first ? 'other' : one.mark })),
      ),
    )
    expect(all[0]).toMatchObject({ failed: 'conflict', effect: 'none' })
    expect(done(here, 'deleteWorkspaceUser')).toHaveLength(11)
  })

  it('look again after a transfer, however little lies between: somebody may have come back meanwhile', async () => {
    const here = await world(3, { sameIdAgain: true })
    const [from, to] = here.members as [Member, Member]
    await here.admin.transferAssets(ref(from)[0], { id: to.id }, { ifMark: from.mark })
    await (await aacSecond(here))(from.id)
    await here.admin.invite({ email: from.email })
    await expect(here.admin.remove(...ref(from))).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
    expect(done(here, 'deleteWorkspaceUser')).toHaveLength(1)
  })
})

/** Somebody else, who takes a person out by id. */
async function aacSecond({ fake }: AacWorld): Promise<(id: string) => Promise<void>> {
  return async (id) => {
    await fetch(`${fake.url}/v4/workspaces/${fake.state[0]?.id}/people/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${fake.staticToken()}`, accept: 'application/json' },
    })
  }
}
