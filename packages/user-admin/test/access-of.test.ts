import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { accessOf } from '../src/access-of.ts'
import { UserAdminError } from '../src/errors.ts'
import { houstonWorkspace } from '../src/houston/workspace.ts'
import type { Member, UserReader } from '../src/user-admin.ts'
import { type AacWorld, aacWorld } from './aac-world.ts'

/** A scope that answers with whatever a test says of one person. */
function scopeOf(
  id: string,
  get: (signal: AbortSignal | undefined) => Promise<Member | undefined>,
  unseen?: () => Promise<readonly string[]>,
): UserReader {
  const never = (): never => expect.unreachable()
  return {
    scope: { system: 'houston', kind: 'workspace', origin: 'https://houston.example.com', id, name: `workspace ${id}` },
    roleModel: 'one',
    whoAmI: never,
    roles: never,
    list: never,
    get: (_ref, options) => get(options?.signal),
    ...(unseen === undefined ? {} : { unseen }),
  }
}

const member = (status: Member['status'], ways = 1): Member => ({
  id: '1',
  email: 'ana@example.edu',
  aliases: [],
  status,
  roles: [],
  admin: false,
  access: Array.from({ length: ways }, () => ({ via: 'direct', role: 'WORKSPACE_VIEWER', managedBy: 'here' })),
  mark: '1',
  native: null,
})
const ref = { email: 'ana@example.edu' }
const holds = (found?: Member): UserReader => scopeOf('a', async () => found)
const hides = (found?: Member): UserReader =>
  scopeOf(
    'b',
    async () => found,
    async () => ['This credential is not shown system roles, which open every workspace.'],
  )
const fails = scopeOf('c', async () => {
  throw new UserAdminError('unavailable', 'It does not answer.')
})

describe('where a person gets in', () => {
  it.each<[string, readonly UserReader[], boolean | undefined]>([
    ['an active person', [holds(member('active'))], true],
    ['an invited person', [holds(member('invited'))], true],
    ['a suspended person', [holds(member('suspended'))], false],
    ['a member without a way in', [holds(member('active', 0))], false],
    ['nobody', [holds(), holds()], false],
    ['nobody, where not every way is shown', [holds(), hides()], undefined],
    ['nobody, where one scope could not be read', [fails, holds()], undefined],
    ['a suspended person, where not every way is shown', [hides(member('suspended'))], undefined],
    ['an active person beside a scope that could not be read', [fails, hides(), holds(member('active'))], true],
    ['a person of whom nobody was asked', [], undefined],
  ])('is told of %s', async (_who, scopes, enters) => {
    expect((await accessOf(ref, scopes)).enters).toBe(enters)
  })

  it('is told of one scope that is given alone as of a list of it', async () => {
    const one = holds(member('active'))
    expect(await accessOf(ref, one)).toEqual(await accessOf(ref, [one]))
  })

  it('is told scope by scope, in the order asked, with what kept one from being read', async () => {
    const found = member('active')
    const { scopes } = await accessOf(ref, [fails, holds(found), hides()])
    expect(scopes.map(({ scope }) => scope.id)).toEqual(['c', 'a', 'b'])
    expect(scopes[0]).toMatchObject({ access: [], unseen: [], error: { problem: 'unavailable' } })
    expect(scopes[1]).toEqual({ scope: scopes[1]?.scope, member: found, access: found.access, unseen: [] })
    expect(scopes[2]).toMatchObject({ access: [], unseen: [expect.stringContaining('system roles')] })
  })

  it('is told of a person who was read, though what is unseen could not be', async () => {
    const half = scopeOf(
      'd',
      async () => member('active'),
      async () => {
        throw new UserAdminError('unavailable', 'It does not answer.')
      },
    )
    expect(await accessOf(ref, [half])).toMatchObject({
      enters: true,
      scopes: [{ member: { id: '1' }, error: { problem: 'unavailable' } }],
    })
  })

  it('never repeats what a foreign reader threw', async () => {
    const leaky = scopeOf('e', async () => {
      throw new TypeError('Bearer secret')
    })
    const { scopes } = await accessOf(ref, [leaky])
    expect(scopes[0]?.error).toMatchObject({ name: 'UserAdminError', problem: 'unexpected' })
    expect(String(scopes[0]?.error?.message)).toBe('workspace e could not be read: its reader failed with TypeError.')
  })

  it('refuses a reference that names nobody before anything is asked', async () => {
    const asked = scopeOf('f', () => expect.unreachable())
    await expect(accessOf({ email: ' ' }, [asked])).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
  })

  it('ends with the reason of an abort', async () => {
    const stop = new AbortController()
    const slow = scopeOf(
      'g',
      (signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => reject(new UserAdminError('unavailable', 'cut')))
          stop.abort(new Error('enough'))
        }),
    )
    await expect(accessOf(ref, [slow, holds()], { signal: stop.signal })).rejects.toThrow('enough')
    await expect(accessOf(ref, [], { signal: stop.signal })).rejects.toThrow('enough')
  })

  it('reads at most four scopes at once', async () => {
    let now = 0
    let most = 0
    const busy = Array.from({ length: 9 }, (_, place) =>
      scopeOf(String(place), async () => {
        now += 1
        most = Math.max(most, now)
        await new Promise(setImmediate)
        now -= 1
        return undefined
      }),
    )
    expect((await accessOf(ref, busy)).scopes).toHaveLength(9)
    expect(most).toBe(4)
  })
})

describe('one person in both systems', () => {
  let aac: AacWorld
  let houston: FakeHouston
  let scopes: readonly UserReader[]
  beforeEach(async () => {
    aac = await aacWorld({
      seed: {
        people: [{ email: 'ana@example.edu', roles: [] }, 'bo@example.edu'],
        groups: [{ name: 'Makers', members: ['ana@example.edu'], roles: [3] }],
      },
    })
    houston = await startFakeHouston({
      seed: {
        workspaces: [{ id: 'ws1', label: 'Data Platform' }],
        users: ['ana@example.edu', 'bo@example.edu'].map((email) => ({
          username: email,
          emails: [email],
          roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'ws1' }],
        })),
      },
    })
    const client = new HoustonClient({ url: houston.url, token: houston.token })
    scopes = [await houstonWorkspace(client, 'ws1'), aac.admin]
  })
  afterEach(async () => {
    await aac.fake.close()
    await houston.close()
  })

  it('is found in each by address, with every way in', async () => {
    const found = await accessOf({ email: 'ANA@example.edu' }, scopes)
    expect(found.enters).toBe(true)
    expect(found.scopes.map(({ access }) => access.map(({ via }) => via))).toEqual([['direct'], ['group']])
  })

  it('is in one only by an id, which means nobody in the other', async () => {
    const id = (await aac.admin.get({ email: 'ana@example.edu' }))?.id ?? ''
    const found = await accessOf({ id }, scopes)
    expect(found.scopes.map((one) => one.member?.email)).toEqual([undefined, 'ana@example.edu'])
  })

  it('gets in nowhere once removed from both', async () => {
    for (const scope of scopes) if ('remove' in scope) await (scope as typeof aac.admin).remove(ref)
    expect(await accessOf(ref, [aac.admin])).toMatchObject({ enters: false })
    expect(aac.fake.canEnter('ana@example.edu')).toBe(false)
    expect((await accessOf(ref, scopes)).scopes.every(({ member: found }) => found === undefined)).toBe(true)
  })
})
