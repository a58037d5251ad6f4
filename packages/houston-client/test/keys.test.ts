import { describe, expect, it } from 'vitest'
import { HoustonClient } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'
import { scripted } from './scripted.ts'

const key = { label: 'nightly run', role: 'SYSTEM_VIEWER' }

describe.each(['0.16.6', '0.34.0', '2.0.0'])('a key of the platform of Houston %s', (release) => {
  it('works at once, until it is deleted', async () => {
    await using fake = await startFakeHouston({ release, seed: { users: ['ada@b.c'] } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token })
    const made = await houston.createSystemKey({ ...key, category: 'cron' })
    expect(made.label).toBe('nightly run')
    expect(made.apiKey).toMatch(/^[0-9a-f]{32}$/)
    const its = new HoustonClient({ url: fake.url, token: made.apiKey })
    expect((await its.whoAmI()).canSysAdmin).toBe(false)
    await houston.deleteSystemKey(made.id)
    await expect(its.whoAmI()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' })
    await expect(houston.deleteSystemKey(made.id)).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND', effect: 'none' })
  })

  it('marks an address as verified, where there is an account', async () => {
    const seed = { users: [{ emails: [{ address: 'ada@b.c', verified: false }], status: 'pending' }] } as const
    await using fake = await startFakeHouston({ release, seed })
    const houston = new HoustonClient({ url: fake.url, token: fake.token })
    await houston.verifyEmail(' Ada@b.c ')
    expect(fake.state.users[0]).toMatchObject({ status: 'active', emails: [{ verified: true }] })
    await expect(houston.verifyEmail('x@b.c')).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND', effect: 'none' })
  })
})

describe('a key', () => {
  it.each<[string, object, string, string]>([
    ['a label', { label: ' ' }, 'EMPTY_ARGUMENT', 'label is empty'],
    ['a role', { role: '' }, 'EMPTY_ARGUMENT', 'role is empty'],
    ['a role of the platform', { role: 'WORKSPACE_ADMIN' }, 'BAD_ROLE', 'a role of the platform begins with SYSTEM'],
  ])('is not made without %s', async (_, change, code, fact) => {
    const { houston, calls } = scripted(() => ({}))
    const call = houston.createSystemKey({ ...key, ...change })
    await expect(call).rejects.toMatchObject({
      kind: 'rejected',
      effect: 'none',
      code,
      message: `CreateSystemKey: ${fact}`,
    })
    await expect(houston.deleteSystemKey('')).rejects.toThrow('DeleteSystemKey: id is empty')
    expect(calls).toEqual([])
  })

  it.each([
    ['the answer says nothing', { createSystemServiceAccount: null }],
    ['the key does not show', { createSystemServiceAccount: { id: '1', label: null, apiKey: null } }],
  ])('may be there where %s', async (_, data) => {
    const { houston, calls } = scripted(() => ({ data }))
    await expect(houston.createSystemKey(key)).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown' })
    expect(calls.map(({ variables }) => variables)).toEqual([key])
  })

  it('is asked for once, though the answer is lost', async () => {
    const { houston, asked } = scripted(() => new Response('', { status: 502 }))
    await expect(houston.createSystemKey(key)).rejects.toMatchObject({
      kind: 'network',
      effect: 'unknown',
      status: 502,
    })
    expect(asked()).toEqual(['CreateSystemKey'])
  })
})

describe('an address', () => {
  it.each([false, null])('that the server does not say is verified may be: %s', async (verifyEmail) => {
    const { houston } = scripted(() => ({ data: { verifyEmail } }))
    await expect(houston.verifyEmail('a@b.c')).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown' })
    await expect(houston.verifyEmail(' ')).rejects.toThrow('VerifyEmail: email is empty')
  })
})

describe('an invite to a workspace', () => {
  const taken = { data: { deleteInviteToken: { id: 'i' } } }

  it.each([
    ['0.16.6', 'DeleteInvite', { inviteUuid: 'i' }],
    ['0.34.0', 'DeleteWorkspaceInvite', { inviteUuid: 'i', workspaceUuid: 'w' }],
  ])('is taken back on %s with %s', async (release, operation, variables) => {
    const { houston, calls } = scripted(() => taken, { release })
    await houston.deleteInvite('i', { workspaceUuid: 'w' })
    expect(calls).toMatchObject([{ operation, variables }])
    await expect(houston.deleteInvite('i', { workspaceUuid: ' ' })).rejects.toThrow(
      'DeleteInvite: workspaceUuid is empty',
    )
  })

  it('can be taken back by an administrator of the workspace alone', async () => {
    await using fake = await startFakeHouston({
      release: '0.34.0',
      seed: {
        workspaces: [{ id: 'w', label: 'W' }],
        users: [{ emails: ['me@b.c'], roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] }],
        invites: [{ email: 'a@b.c', workspace: 'w', role: 'WORKSPACE_VIEWER' }],
      },
    })
    const me = new HoustonClient({ url: fake.url, token: fake.userToken('me@b.c') })
    const [invite] = await me.workspaceInvites('w')
    await expect(me.deleteInvite(invite?.id ?? '')).rejects.toMatchObject({ code: 'FORBIDDEN' })
    await me.deleteInvite(invite?.id ?? '', { workspaceUuid: 'w' })
    expect(fake.state.invites).toEqual([])
  })

  it('may be gone where the answer does not say', async () => {
    const { houston } = scripted(() => ({ data: { deleteInviteToken: null } }))
    for (const options of [{}, { workspaceUuid: 'w' }])
      await expect(houston.deleteInvite('i', options)).rejects.toMatchObject({ kind: 'protocol', effect: 'unknown' })
  })
})
