import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { aacWorkspace, houstonWorkspace, type Member, type UserAdmin } from '../src/index.ts'

const real = performance.now.bind(performance)
/** Milliseconds that were waited, and that nobody has to wait for here. */
let waited = 0
beforeEach(() => {
  waited = 0
  vi.spyOn(performance, 'now').mockImplementation(() => real() + waited)
})

interface Held {
  /** Operations whose first `times` attempts wait for a minute, while somebody may do something else. */
  on?: string
  times: number
  meanwhile: () => Promise<unknown>
}
const gateOf =
  (held: Held) =>
  async ({ operation }: { readonly operation: string }): Promise<undefined> => {
    if (operation !== held.on || held.times === 0) return undefined
    held.times -= 1
    waited += 60_000
    await held.meanwhile()
    return undefined
  }

async function lastOf(admin: UserAdmin): Promise<Member> {
  let last: Member | undefined
  for await (const member of admin.list()) last = member
  return last ?? expect.unreachable()
}

async function cloud() {
  const fake = await startFakeAac({ seed: { people: 12 } })
  const held: Held = { times: 0, meanwhile: async () => undefined }
  const operations: string[] = []
  const about = { region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch } as const
  const admin = await aacWorkspace(
    new AacClient({ ...about, gate: gateOf(held), onExchange: ({ operation }) => void operations.push(operation) }),
  )
  const person = await lastOf(admin)
  const elsewhere = await aacWorkspace(new AacClient(about))
  const sent = (operation: string): number => operations.filter((one) => one === operation).length
  return { fake, admin, elsewhere, person, held, sent, [Symbol.asyncDispose]: () => fake.close() }
}

describe('a change that had to wait for its turn', () => {
  it('looks anew before it is sent, and tells who watches once', async () => {
    await using world = await cloud()
    const { admin, person, held, sent } = world
    Object.assign(held, { on: 'deleteWorkspaceUser', times: 2 })
    const told = vi.fn()
    expect((await admin.remove(person, { ifMark: person.mark, onBefore: told })).outcome).toBe('done')
    expect([held.times, sent('deleteWorkspaceUser'), told.mock.calls.length]).toEqual([0, 1, 1])
  })

  it.each(['remove', 'suspend', 'transferAssets'] as const)(
    'is not sent where it is another membership by then (%s)',
    async (action) => {
      await using world = await cloud()
      const { fake, admin, elsewhere, person, held } = world
      const before = fake.ledger.entries.length
      Object.assign(held, {
        on: { remove: 'deleteWorkspaceUser', suspend: 'suspendWorkspaceUsers', transferAssets: 'transferUserAssets' }[
          action
        ],
        times: 1,
        meanwhile: () => elsewhere.setRoles(person, []),
      })
      const ifMark = { ifMark: person.mark }
      const changed =
        action === 'transferAssets'
          ? admin.transferAssets(person, await admin.whoAmI(), ifMark)
          : admin[action](person, ifMark)
      await expect(changed).rejects.toMatchObject({ problem: 'conflict', effect: 'none' })
      const made = fake.ledger.entries.slice(before).map(({ operation }) => operation)
      expect([held.times, [...new Set(made)]]).toEqual([0, ['unassignAuthorizationRole']])
    },
  )

  it('tells who watches again of somebody who is another by then, where any membership was meant', async () => {
    await using world = await cloud()
    const { admin, elsewhere, person, held } = world
    Object.assign(held, { on: 'deleteWorkspaceUser', times: 1, meanwhile: () => elsewhere.setRoles(person, []) })
    const told: unknown[] = []
    await admin.remove(person, { onBefore: (before) => told.push(before?.roles.length) })
    expect(told).toEqual([person.roles.length, 0])
  })

  it('tells of a transfer again where its giver is another by then', async () => {
    await using world = await cloud()
    const { admin, elsewhere, person, held } = world
    Object.assign(held, { on: 'transferUserAssets', times: 1, meanwhile: () => elsewhere.setRoles(person, []) })
    const told: unknown[] = []
    await admin.transferAssets(person, await admin.whoAmI(), { onBefore: (before) => told.push(before?.roles.length) })
    expect(told).toEqual([person.roles.length, 0])
  })

  it('ends in an error, and nothing is sent, where every look is too old by the time', async () => {
    await using world = await cloud()
    const { fake, admin, person, held } = world
    const before = fake.ledger.entries.length
    Object.assign(held, { on: 'deleteWorkspaceUser', times: 99 })
    await expect(admin.remove(person)).rejects.toMatchObject({ problem: 'rate-limited', effect: 'none' })
    expect([held.times, fake.ledger.entries.length]).toEqual([94, before])
  })

  it('is finished on the look that it was begun on', async () => {
    await using world = await cloud()
    const { admin, person, held, sent } = world
    const roles = (await admin.roles()).map(({ id }) => id).filter((id) => !person.roles.includes(id))
    await admin.setRoles(person, { add: roles.slice(0, 1) })
    Object.assign(held, { on: 'unassignAuthorizationRole', times: 1 })
    expect((await admin.setRoles(person, roles.slice(1, 2))).outcome).toBe('done')
    expect([held.times, sent('unassignAuthorizationRole')]).toEqual([0, person.roles.length + 1])
  })

  it('is not sent once who watches says so, however far it came', async () => {
    await using world = await cloud()
    const { fake, admin, person, held } = world
    const before = fake.ledger.entries.length
    let isOver = false
    Object.assign(held, {
      on: 'deleteWorkspaceUser',
      times: 1,
      meanwhile: async () => {
        isOver = true
      },
    })
    const over = new RangeError('over')
    const check = (): void => {
      if (isOver) throw over
    }
    await expect(admin.remove(person, { check })).rejects.toBe(over)
    expect(fake.ledger.entries.length).toBe(before)
  })

  it('is the same in a workspace of Houston', async () => {
    const fake = await startFakeHouston({ release: '0.37', seed: { workspaces: 1, users: 8 } })
    const held: Held = { times: 0, meanwhile: async () => undefined }
    const about = { url: fake.url, token: fake.token }
    const workspace = fake.state.workspaces[0]?.id ?? ''
    const admin = await houstonWorkspace(new HoustonClient({ ...about, gate: gateOf(held) }), workspace)
    const elsewhere = await houstonWorkspace(new HoustonClient(about), workspace)
    const person = await lastOf(admin)
    Object.assign(held, {
      on: 'RemoveWorkspaceUser',
      times: 1,
      meanwhile: () =>
        elsewhere.setRoles(person, [person.roles[0] === 'WORKSPACE_EDITOR' ? 'WORKSPACE_VIEWER' : 'WORKSPACE_EDITOR']),
    })
    await expect(admin.remove(person, { ifMark: person.mark })).rejects.toMatchObject({ problem: 'conflict' })
    expect(fake.ledger.of('workspaceRemoveUser')).toEqual([])
    expect(held.times).toBe(0)
    await fake.close()
  })
})
