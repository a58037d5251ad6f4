import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { can, type UserAdmin, UserAdminError } from '../src/index.ts'
import { collect, type World, worlds } from './worlds.ts'

const NOT_SUPPORTED = 'NOT_SUPPORTED'

/** What each scope does where the contract leaves room; what one cannot do is said, never skipped. */
const differences: Record<
  string,
  {
    suspend: true | typeof NOT_SUPPORTED
    transfer: true | typeof NOT_SUPPORTED
    remind: true | typeof NOT_SUPPORTED
    inviteHoldsRole: true | typeof NOT_SUPPORTED
  }
> = {
  'Houston platform': {
    suspend: NOT_SUPPORTED,
    transfer: NOT_SUPPORTED,
    remind: NOT_SUPPORTED,
    inviteHoldsRole: NOT_SUPPORTED,
  },
  'Houston workspace': {
    suspend: NOT_SUPPORTED,
    transfer: NOT_SUPPORTED,
    remind: NOT_SUPPORTED,
    inviteHoldsRole: true,
  },
  'AAC workspace': { suspend: true, transfer: true, remind: true, inviteHoldsRole: true },
}

describe.each(Object.entries(worlds))('the contract: %s', (name, start) => {
  const table = differences[name.split(' ').slice(0, 2).join(' ')] ?? expect.unreachable()
  let world: World
  let admin: UserAdmin
  beforeEach(async () => {
    world = await start()
    admin = world.admin
  })
  afterEach(() => world.close())
  const emails = async (): Promise<string[]> => (await collect(admin.list())).map(({ email }) => email).toSorted()
  const changes = (): number => world.fake.ledger.entries.length

  it('says which scope it is and who calls', async () => {
    expect(admin.scope).toMatchObject({
      system: name.startsWith('AAC') ? 'aac' : 'houston',
      kind: name.includes('platform') ? 'platform' : 'workspace',
    })
    expect(admin.scope.id).not.toBe('')
    expect(admin.scope.name).not.toBe('')
    expect(admin.scope.origin).toMatch(/^https?:\/\/[^/]+$/)
    const caller = await admin.whoAmI()
    expect(caller.id).not.toBe('')
  })

  it('lists everybody once with roles, status and marks', async () => {
    const members = await collect(admin.list())
    expect(new Set(members.map(({ id }) => id)).size).toBe(members.length)
    expect(members.map(({ email }) => email)).toContain(world.someone)
    expect(members.every(({ mark, status }) => mark !== '' && status === 'active')).toBe(true)
    expect(members.filter(({ admin: is }) => is === true).length).toBeGreaterThan(0)
    expect(members.find(({ email }) => email === 'ana@example.edu')?.name).toBe('Ana Ruiz')
  })

  it('shows one person as the list does: the same mark, the same ways in', async () => {
    await admin.invite({ email: 'new.person@example.edu' })
    for (const { id, email, mark, access, roles } of await collect(admin.list())) {
      expect(await admin.get({ id, email })).toMatchObject({ id, email, mark, access, roles })
    }
  })

  it('names its roles, and which of them administer', async () => {
    const roles = await admin.roles()
    expect(roles.map(({ id }) => id)).toEqual(expect.arrayContaining([...world.roles]))
    expect(roles.filter((role) => role.admin)).toHaveLength(1)
  })

  it('gets a person by id, by address whatever its spelling, and by both', async () => {
    const member = await admin.get({ email: world.someone })
    expect(member?.email).toBe(world.someone)
    const id = member?.id ?? ''
    expect((await admin.get({ id }))?.email).toBe(world.someone)
    expect((await admin.get({ email: ` ${world.someone.toUpperCase()} ` }))?.id).toBe(id)
    expect((await admin.get({ id, email: world.someone }))?.id).toBe(id)
  })

  it('gets nobody for a stranger, or for an id with another person’s address', async () => {
    const id = (await admin.get({ email: world.someone }))?.id ?? ''
    expect(await admin.get({ email: 'nobody@example.edu' })).toBeUndefined()
    expect(await admin.get({ id, email: 'bo@example.edu' })).toBeUndefined()
    expect(await admin.get({ id: '999999999' })).toBeUndefined()
  })

  it.each([{ email: '' }, { email: 'not an address' }, { id: '' }, { id: ' ' }, {}])(
    'refuses the reference %o before it asks anything',
    async (ref) => {
      const before = world.fake.requests()
      for (const attempt of [admin.get(ref as { id: string }), admin.remove(ref as { id: string })]) {
        await expect(attempt).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
      }
      expect(world.fake.requests()).toBe(before)
    },
  )

  it('invites a person, who is pending until they accept', async () => {
    const change = await admin.invite({ email: 'New.Person@example.edu' })
    expect(change).toMatchObject({ outcome: 'pending', member: { email: 'new.person@example.edu', status: 'invited' } })
    expect(await emails()).toContain('new.person@example.edu')
    world.accept('new.person@example.edu')
    expect(await admin.get({ email: 'new.person@example.edu' })).toMatchObject({ status: 'active' })
  })

  it('leaves a member who is invited again as they are', async () => {
    await admin.invite({ email: 'new.person@example.edu' })
    const before = changes()
    expect(await admin.invite({ email: 'NEW.PERSON@example.edu' })).toMatchObject({ outcome: 'unchanged' })
    expect(await admin.invite({ email: world.someone })).toMatchObject({ outcome: 'unchanged' })
    expect(changes()).toBe(before)
  })

  it('invites with a role', async () => {
    if (table.inviteHoldsRole === NOT_SUPPORTED) {
      await admin.invite({ email: 'new.person@example.edu', roles: [world.roles[1]] })
      expect((await admin.get({ email: 'new.person@example.edu' }))?.roles).toEqual([])
      return
    }
    await admin.invite({ email: 'new.person@example.edu', roles: [world.roles[1]] })
    expect((await admin.get({ email: 'new.person@example.edu' }))?.roles).toEqual([world.roles[1]])
  })

  it('sets a role, and sees when it is so already', async () => {
    const [, role] = world.roles
    const ref = { email: 'ana@example.edu' }
    expect(await admin.setRoles(ref, [role])).toMatchObject({ outcome: 'done', member: { roles: [role] } })
    const before = changes()
    expect(await admin.setRoles(ref, [role])).toMatchObject({ outcome: 'unchanged' })
    expect(changes()).toBe(before)
  })

  it('adds and drops a role', async () => {
    const [lesser, greater] = world.roles
    const ref = { email: 'ana@example.edu' }
    expect(await admin.setRoles(ref, { add: [greater], drop: [lesser] })).toMatchObject({
      outcome: 'done',
      member: { roles: [greater] },
    })
  })

  it('refuses a role that does not exist, and a change of a stranger', async () => {
    await expect(admin.setRoles({ email: 'ana@example.edu' }, ['nonsense'])).rejects.toBeInstanceOf(UserAdminError)
    await expect(admin.setRoles({ email: 'nobody@example.edu' }, [world.roles[1]])).rejects.toMatchObject({
      problem: 'not-found',
      effect: 'none',
    })
    expect(changes()).toBe(0)
  })

  it('removes a person, and says unchanged for one who is not there', async () => {
    const others = (await emails()).filter((email) => email !== world.someone)
    expect(await admin.remove({ email: world.someone })).toEqual(world.removed)
    expect(await emails()).toEqual(others)
    const before = changes()
    expect(await admin.remove({ email: world.someone })).toEqual({ outcome: 'unchanged' })
    expect(changes()).toBe(before)
  })

  it('withdraws an invitation', async () => {
    await admin.invite({ email: 'new.person@example.edu' })
    expect(await admin.remove({ email: 'new.person@example.edu' })).toEqual({ outcome: 'done' })
    expect(await emails()).not.toContain('new.person@example.edu')
  })

  it('leaves another membership alone: ifMark', async () => {
    const before = await admin.get({ email: world.someone })
    await admin.remove({ email: world.someone })
    await admin.invite({ email: world.someone })
    const sent = changes()
    await expect(admin.remove({ email: world.someone }, { ifMark: before?.mark })).rejects.toMatchObject({
      problem: 'conflict',
      effect: 'none',
    })
    expect(changes()).toBe(sent)
    expect(await emails()).toContain(world.someone)
  })

  it.each(['reset', 'html'] as const)('resolves a lost answer (%s) by looking: the removal happened', async (give) => {
    world.fake.fault({
      on: /removeUser|workspaceRemoveUser|RemoveUser|RemoveWorkspaceUser|deleteWorkspaceUser|DELETE /i,
      when: 'after',
      give,
    })
    expect(await admin.remove({ email: world.someone })).toEqual(world.removed)
    expect(world.fake.ledger.entries).toHaveLength(1)
  })

  it('says that the end is unknown when an answer was lost and a look shows no change', async () => {
    world.fake.fault({
      on: /removeUser|workspaceRemoveUser|RemoveUser|RemoveWorkspaceUser|deleteWorkspaceUser|DELETE /i,
      when: 'before',
      give: 'reset',
    })
    await expect(admin.remove({ email: world.someone })).rejects.toMatchObject({
      problem: 'unavailable',
      effect: 'unknown',
    })
    expect(await emails()).toContain(world.someone)
  })

  it('suspends and reinstates, or has no such methods', async () => {
    expect(can(admin, 'suspend')).toBe(table.suspend === true)
    if (!can(admin, 'suspend')) return
    const ref = { email: world.someone }
    expect(await admin.suspend(ref)).toMatchObject({ outcome: 'done', member: { status: 'suspended' } })
    expect(await admin.suspend(ref)).toMatchObject({ outcome: 'unchanged' })
    expect(await emails()).toContain(world.someone)
    expect(await admin.reinstate(ref)).toMatchObject({ outcome: 'done', member: { status: 'active' } })
    await expect(admin.suspend({ email: 'nobody@example.edu' })).rejects.toMatchObject({ problem: 'not-found' })
  })

  it('transfers assets, or has no such method', async () => {
    expect(can(admin, 'transferAssets')).toBe(table.transfer === true)
    if (!can(admin, 'transferAssets')) return
    await admin.transferAssets({ email: world.someone }, { email: 'bo@example.edu' })
    expect(world.fake.ledger.of('transferUserAssets')).toMatchObject([{ target: world.someone }])
    await expect(admin.transferAssets({ email: world.someone }, { email: world.someone })).rejects.toMatchObject({
      problem: 'invalid',
    })
    await expect(
      admin.transferAssets({ email: 'nobody@example.edu' }, { email: 'bo@example.edu' }),
    ).rejects.toMatchObject({ problem: 'not-found' })
  })

  it('mails an open invitation again, or has no such method', async () => {
    expect(can(admin, 'remind')).toBe(table.remind === true)
    if (!can(admin, 'remind')) return
    await admin.invite({ email: 'late@example.edu' })
    expect(await admin.remind({ email: 'late@example.edu' })).toMatchObject({ outcome: 'pending' })
    expect(world.fake.ledger.of('reinviteListOfUsers')).toMatchObject([{ target: 'late@example.edu' }])
    expect(await admin.remind({ email: world.someone })).toMatchObject({ outcome: 'unchanged' })
    await expect(admin.remind({ email: 'nobody@example.edu' })).rejects.toMatchObject({ problem: 'not-found' })
  })

  it('ends with the reason of an abort, and nothing was changed', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(admin.remove({ email: world.someone }, { signal })).rejects.toThrow('enough')
    await expect(collect(admin.list({ signal }))).rejects.toThrow('enough')
    expect(changes()).toBe(0)
  })
})
