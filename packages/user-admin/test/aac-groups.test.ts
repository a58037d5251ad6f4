import type { Person } from '@user-admin/aac-client'
import type { FakeAacOptions } from '@user-admin/aac-client/testing'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type AacWorld, aacWorld, everybody, filled, notShown, community as seed } from './aac-world.ts'

let world: AacWorld | undefined
afterEach(async () => {
  vi.restoreAllMocks()
  await world?.fake.close()
})
const open = async (options: FakeAacOptions): Promise<AacWorld> => {
  world = await aacWorld(options)
  return world
}

describe('the requests of single changes', () => {
  it('read the groups once for many people', async () => {
    const people = Array.from({ length: 40 }, (_, place) => `p${place}@example.edu`)
    const { admin, asked } = await open({ seed: { people } })
    asked.length = 0
    for (const email of people) expect(await admin.remove({ email })).toEqual({ outcome: 'done' })
    expect(asked.filter((path) => path.endsWith('/groups')).length).toBeLessThanOrEqual(3)
    expect(asked.length / people.length).toBeLessThan(6.2)
  })

  it('tell how a change ended though the groups cannot be read any more', async () => {
    const { admin, asked, fake } = await open({ seed })
    fake.fault({ on: 'listWorkspaceGroups', when: 'before', give: 'reset', skip: 1 })
    asked.length = 0
    const real = performance.now.bind(performance)
    const isSent = (): boolean => asked.some((path) => path.endsWith('/suspend'))
    vi.spyOn(performance, 'now').mockImplementation(() => real() + (isSent() ? 60_000 : 0))
    expect(await admin.suspend({ email: 'ana@example.edu' })).toMatchObject({ outcome: 'done' })
    expect(asked.filter((path) => path.endsWith('/groups'))).toHaveLength(1)
  })

  it('send nothing where the groups cannot be read before', async () => {
    const { admin, fake } = await open({ seed })
    fake.fault({ on: 'listWorkspaceGroups', when: 'before', give: 'reset' })
    const refused = { problem: 'unavailable', effect: 'none' }
    await expect(admin.remove({ email: 'ana@example.edu' })).rejects.toMatchObject(refused)
    expect(fake.ledger.entries).toEqual([])
    expect(await admin.remove({ email: 'ana@example.edu' })).toEqual({ outcome: 'done' })
  })

  it('read the groups once for people who are changed at the same time, and an abort of one is its own', async () => {
    const { admin, asked } = await open({ seed })
    asked.length = 0
    const stop = new AbortController()
    const ended = admin.suspend({ email: 'ana@example.edu' }, { signal: stop.signal })
    const others = ['bo@example.edu', 'cy@example.edu'].map((email) => admin.suspend({ email }))
    stop.abort(new Error('enough'))
    await expect(ended).rejects.toThrow('enough')
    expect((await Promise.all(others)).map(({ outcome }) => outcome)).toEqual(['done', 'done'])
    expect(asked.filter((path) => path.endsWith('/groups'))).toHaveLength(1)
  })
})

describe('groups in forms that nobody has published', () => {
  it.each<[string, (person: Person) => unknown, readonly string[]]>([
    ['by id', ({ id }) => Number(id), []],
    ['by gid', ({ gid }) => gid, []],
    ['by address', ({ email }) => email?.toUpperCase(), []],
    ['by another record’s id and the address', ({ email }) => ({ id: 'u-1', email }), []],
    ['by another record’s id', () => ({ id: 'u-1' }), [notShown]],
    ['by a name', ({ name }) => ({ name }), [notShown]],
  ])('show their members %s, or say that they do not', async (_how, named, unseen) => {
    const { admin, answer } = await open({ seed })
    const ana = (await admin.get({ email: 'ana@example.edu' }))?.native as Person
    answer('/groups', {
      count: 1,
      groups: [{ id: 9001, name: 'Makers', users: [named(ana)], roles: [3], externalId: 'x' }],
    })
    const member = (await everybody(admin)).get('ana@example.edu')
    const seen = await admin.unseen?.()
    expect(seen).toEqual([...unseen, filled])
    expect(member?.access.some(({ via }) => via === 'group')).toBe(unseen.length === 0)
  })

  it.each([
    [{ scimEnabled: true }, 'scim'],
    [{ scimEnabled: false, autoProvisioned: true }, 'idp'],
    [{ scimEnabled: false, externalId: 'x' }, 'idp'],
    [{ autoProvisioned: false, externalId: null }, 'here'],
    [{ scimEnabled: false }, 'here'],
    [{}, 'unknown'],
  ])('are managed as %j says: %s', async (said, managedBy) => {
    const { admin, answer, fake } = await open({ seed })
    const { id } = (await admin.get({ email: 'cy@example.edu' })) ?? expect.unreachable()
    answer('/groups', {
      count: 1,
      groups: [{ id: 9001, displayName: 'Makers', users: [id], roles: [{ id: 3 }], ...said }],
    })
    expect((await everybody(admin)).get('cy@example.edu')?.access).toContainEqual({
      via: 'group',
      id: '9001',
      name: 'Makers',
      role: 'Full User',
      managedBy,
    })
    // Only what is known to be managed here is taken with the person.
    const { outcome } = await admin.remove({ id })
    expect([outcome, fake.ledger.entries.length]).toEqual(managedBy === 'here' ? ['done', 1] : ['remains', 0])
    expect((await admin.unseen?.())?.length).toBe(managedBy === 'here' ? 0 : 1)
  })
})
