import type { Person } from '@user-admin/aac-client'
import type { User } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import { memberOf } from '../src/aac/members.ts'
import { fromUser } from '../src/houston/members.ts'
import { aacWorld, community } from './aac-world.ts'
import { manyWays, workspaceOf } from './houston-opened.ts'
import { collect } from './worlds.ts'

/** The mark of somebody of AAC, and what it is with other facts. */
async function ofAac(): Promise<(about: Partial<Person>) => string> {
  const { admin } = await aacWorld({ seed: community })
  const { native } = (await admin.get({ email: 'ana@example.edu' })) ?? {}
  return (about) => memberOf({ ...(native as Person), ...about }).mark
}

/** The mark of somebody of Houston, and what it is with other facts. */
async function ofHouston(): Promise<(about: Partial<User>) => string> {
  const { admin } = await workspaceOf('0.37', manyWays)
  const { native } = (await admin.get({ id: 'own' })) ?? {}
  return (about) => fromUser({ ...(native as User), ...about }, { roles: [], access: [], invites: [] }).mark
}

describe('the mark of a membership', () => {
  it('holds the address with AAC: under another one it is another membership', async () => {
    const mark = await ofAac()
    expect(mark({ email: 'ANA@example.edu' })).toBe(mark({}))
    expect(mark({ email: 'somebody.else@example.edu' })).not.toBe(mark({}))
    expect(mark({ email: null })).not.toBe(mark({}))
  })

  it('holds the first address with Houston, whatever its letters and whichever others there are', async () => {
    const mark = await ofHouston()
    const primary = (address: string): User['emails'] => [{ address, primary: true, verified: true }]
    expect(mark({ emails: primary('OWN@x.edu') })).toBe(mark({}))
    expect(mark({ emails: primary('somebody.else@x.edu') })).not.toBe(mark({}))
  })

  it('is no other one for a change of name, or a login', async () => {
    const [aac, houston] = [await ofAac(), await ofHouston()]
    expect(aac({ name: 'Ana R.', lastLoginTime: '2026-11-20T12:00:00Z' })).toBe(aac({}))
    expect(houston({ fullName: 'Owner' })).toBe(houston({}))
  })

  it.each<[string, () => Promise<Awaited<ReturnType<typeof aacWorld | typeof workspaceOf>>['admin']>]>([
    ['AAC', async () => (await aacWorld({ seed: community })).admin],
    ['Houston', async () => (await workspaceOf('0.37', manyWays)).admin],
  ])('is the same in the list and in a look at one person: %s', async (_name, open) => {
    const admin = await open()
    for (const { id, mark } of await collect(admin.list())) expect((await admin.get({ id }))?.mark).toBe(mark)
  })
})
