import { HoustonClient } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import { applyPlan, houstonPlatform, houstonWorkspace, keepOnly, makePlan } from '../src/index.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'
import { aac, apply, houston } from './regressions-scene.ts'

const admins = ['root@x.edu', 'root2@x.edu'].map((username) => ({ username, roleBindings: [{ role: 'SYSTEM_ADMIN' }] }))

describe('what changed since the plan', () => {
  it('Houston platform: somebody who became an administrator is skipped, not deleted', async () => {
    const { fake, client } = await houston({
      seed: { workspaces: ['W'], users: [...admins, { username: 'bob@x.edu', roleBindings: [] }] },
    })
    const platform = await houstonPlatform(client)
    const plan = await makePlan(platform, keepOnly(['root@x.edu', 'root2@x.edu']))
    await platform.setRoles({ email: 'bob@x.edu' }, ['SYSTEM_ADMIN'])
    const report = await apply(platform, plan, { release: ['accounts'] })
    expect(report.results).toMatchObject([
      { outcome: 'skipped', reason: expect.stringContaining('has changed') as string },
    ])
    expect(fake.ledger.of('removeUser')).toEqual([])
  })

  it('AAC: assets are not handed to somebody who was suspended meanwhile, and then nobody is removed', async () => {
    const { fake, admin } = await aac({
      seed: {
        people: [
          { email: 'me@x.edu', isAdmin: true },
          { email: 'rcv@x.edu', isAdmin: true },
          { email: 'bob@x.edu', assets: 2 },
        ],
      },
    })
    const plan = await makePlan(admin, keepOnly(['rcv@x.edu']), { assets: { transferTo: { email: 'rcv@x.edu' } } })
    await admin.suspend({ email: 'rcv@x.edu' })
    const report = await apply(admin, plan)
    expect(report.results).toMatchObject([
      { outcome: 'skipped', reason: 'Assets cannot be handed to somebody who is suspended.' },
    ])
    expect(report.left).toHaveLength(1)
    expect(fake.ledger.of('deleteWorkspaceUser')).toEqual([])
    expect(fake.ledger.of('transferUserAssets')).toEqual([])
  })

  it('AAC: who left and was invited again under another id is skipped, not called gone', async () => {
    const { admin } = await aac({
      sameIdAgain: false,
      seed: { people: [{ email: 'me@x.edu', isAdmin: true }, { email: 'ta@x.edu', isAdmin: true }, 'bob@x.edu'] },
    })
    const plan = await makePlan(admin, keepOnly(['ta@x.edu']), { assets: 'leave' })
    await admin.remove({ email: 'bob@x.edu' })
    await admin.invite({ email: 'bob@x.edu' })
    const report = await apply(admin, plan)
    expect(report.results).toMatchObject([{ outcome: 'skipped' }])
    expect(report.left).toHaveLength(1)
  })
})

describe('an approval of an earlier plan', () => {
  const people = [member('me@example.edu', { admin: true }), member('bo@example.edu', { admin: true }), ...crowd(8)]
  const goal = keepOnly(['bo@example.edu'])
  it.each<[string, Parameters<typeof makePlan>[2]]>([
    ['gives the assets up instead of handing them over', { assets: 'leave' }],
    ['hands the assets to somebody else', { assets: { transferTo: { email: 'me@example.edu' } } }],
    [
      'raises a limit',
      { assets: { transferTo: { email: 'bo@example.edu' } }, policy: { perRun: { floor: 1_000, most: 1_000 } } },
    ],
  ])('covers no fresh plan that %s', async (_what, options) => {
    const admin = new MemoryAdmin(people)
    const approved = await makePlan(admin, goal, { assets: { transferTo: { email: 'bo@example.edu' } } })
    const fresh = await makePlan(admin, goal, options)
    await expect(applyPlan(admin, fresh, { approve: { of: approved, by: 'ana' } })).rejects.toThrow(
      'The approved plan has another scope, goal, source, policy or decision about assets than this one.',
    )
    expect(admin.calls).toEqual([])
  })

  it('and the plan itself may not come from the future', async () => {
    const admin = new MemoryAdmin(people)
    const plan = await makePlan(admin, goal, { now: () => Date.now() + 30 * 86_400_000 })
    await expect(apply(admin, plan)).rejects.toThrow('from the future')
  })
})

describe('what is said to be done', () => {
  it('Houston workspace: not of an invitation that stays open', async () => {
    const invites = ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'].map((role) => ({
      email: 'bob@x.edu',
      workspace: 'W',
      role,
    }))
    const { fake, client } = await houston({
      release: '0.16.6',
      seed: { workspaces: [{ id: 'ckw', label: 'W' }], users: admins, invites },
    })
    const team = await houstonWorkspace(client, 'ckw')
    const plan = await makePlan(team, keepOnly(['root@x.edu', 'root2@x.edu']))
    fake.fault({ on: 'DeleteInvite', skip: 1, times: 2, give: 'html' })
    const report = await apply(team, plan, { release: ['typo'] })
    expect(fake.state.invites).toHaveLength(1)
    expect(report.counts).toMatchObject({ done: 0 })
    expect(report.left).toHaveLength(1)
  })

  it.each(['0.16.6', '0.34.0', '2.0.0'])(
    'Houston workspace on %s: remains, of somebody whom a system role lets in',
    async (release) => {
      const users = [
        ...admins,
        {
          username: 'ana@x.edu',
          roleBindings: [{ role: 'SYSTEM_VIEWER' }, { role: 'WORKSPACE_VIEWER', workspace: 'W' }],
        },
        { username: 'bo@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'W' }] },
      ]
      const { client } = await houston({ release, seed: { workspaces: [{ id: 'ckw', label: 'W' }], users } })
      const team = await houstonWorkspace(client, 'ckw')
      expect(await team.remove({ email: 'ana@x.edu' })).toMatchObject({ outcome: 'remains' })
    },
  )

  it('AAC: an invitation only with the roles asked for', async () => {
    const { fake, admin } = await aac({ seed: { people: [{ email: 'me@x.edu', isAdmin: true }] } })
    fake.fault({ on: 'assignAuthorizationRole', times: 1, give: { status: 500, body: '{}' } })
    await expect(admin.invite({ email: 'new@x.edu', roles: ['81003'] })).rejects.toMatchObject({
      effect: 'unknown',
      message: expect.stringContaining('so far: the person was invited') as string,
    })
    expect(await admin.invite({ email: 'new@x.edu', roles: ['81003'] })).toMatchObject({
      outcome: 'pending',
      member: { roles: expect.arrayContaining(['81003']) as string[] },
    })
  })

  it('AAC: a role that is no id is refused before anybody is invited', async () => {
    const { fake, admin } = await aac({ seed: { people: [{ email: 'me@x.edu', isAdmin: true }, 'bob@x.edu'] } })
    for (const attempt of [
      admin.invite({ email: 'new@x.edu', roles: ['Full User'] }),
      admin.setRoles({ email: 'bob@x.edu' }, ['81003', 'Full User']),
    ]) {
      await expect(attempt).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
    }
    expect(fake.ledger.entries).toEqual([])
  })

  it('Houston: what was done before a refusal is said, with effect unknown', async () => {
    const users = [...admins, { username: 'ana@x.edu', roleBindings: [{ role: 'SYSTEM_VIEWER' }] }]
    const { fake, client } = await houston({ seed: { workspaces: ['W'], users } })
    const platform = await houstonPlatform(client)
    fake.fault({ on: 'RevokeSystemRole', give: { status: 403, body: 'no' } })
    await expect(platform.setRoles({ email: 'ana@x.edu' }, ['SYSTEM_EDITOR'])).rejects.toMatchObject({
      effect: 'unknown',
      message: expect.stringContaining('so far: SYSTEM_EDITOR was given') as string,
    })
  })

  it('Houston workspace on 0.34.0: the last person stays, and the error says why', async () => {
    const bob = { username: 'bob@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'W' }] }
    const { fake, client } = await houston({ release: '0.34.0', seed: { workspaces: ['W'], users: [...admins, bob] } })
    await expect((await houstonWorkspace(client, 'W')).remove({ email: 'bob@x.edu' })).rejects.toMatchObject({
      problem: 'conflict',
      effect: 'none',
      message: expect.stringContaining('the last one in this workspace') as string,
    })
    expect(fake.ledger.entries).toEqual([])
  })

  it('Houston workspace on 0.16.6: two roles of one member become the one that was asked for', async () => {
    const twice = ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'].map((role) => ({ role, workspace: 'W' }))
    const users = [...admins, { username: 'bob@x.edu', roleBindings: twice }]
    const seed = { workspaces: [{ id: 'ckw', label: 'W' }], users }
    const { fake, client } = await houston({ release: '0.16.6', seed })
    const workspace = await houstonWorkspace(client, 'ckw')
    expect((await workspace.get({ email: 'bob@x.edu' }))?.roles).toEqual(['WORKSPACE_EDITOR', 'WORKSPACE_VIEWER'])
    expect(await workspace.setRoles({ email: 'bob@x.edu' }, ['WORKSPACE_VIEWER'])).toMatchObject({ outcome: 'done' })
    expect((await workspace.get({ email: 'bob@x.edu' }))?.roles).toEqual(['WORKSPACE_VIEWER'])
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual(['workspaceRemoveUser', 'workspaceAddUser'])
  })

  it.each(['0.16.6', '0.25.10', '0.34.0', '2.0.0'])(
    'Houston workspace on %s: its own administrator withdraws an invitation',
    async (release) => {
      const apiKey = 'a'.repeat(32)
      const seed = {
        workspaces: [{ id: 'ckw', label: 'W' }],
        users: [...admins, { username: 'bo@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'W' }] }],
        invites: [{ email: 'new@x.edu', workspace: 'W' }],
        serviceAccounts: [{ apiKey, roleBinding: { role: 'WORKSPACE_ADMIN', workspace: 'W' } }],
      }
      const { fake } = await houston({ release, seed })
      const workspace = await houstonWorkspace(new HoustonClient({ url: fake.url, token: apiKey }), 'ckw')
      expect(await workspace.remove({ email: 'new@x.edu' })).toMatchObject({ outcome: 'done' })
      expect(fake.state.invites).toEqual([])
    },
  )

  it('a token that ends in the middle is no missing right', async () => {
    const { fake, client } = await houston({ seed: { workspaces: ['W'], users: admins } })
    const key = fake.userToken('root@x.edu')
    let token = key
    const own = await houstonPlatform(new HoustonClient({ url: client.url, token: () => token }))
    token = `${key.slice(0, -4)}AAAA`
    await expect(own.invite({ email: 'new@x.edu' })).rejects.toMatchObject({
      problem: 'unauthenticated',
      effect: 'none',
    })
  })

  it('nobody is chosen among several members with one address', async () => {
    // The fake keeps addresses apart: the second one is spelt alike on the way, and the filter taken away.
    const twin =
      (fetch: typeof globalThis.fetch) =>
      async (input: Parameters<typeof globalThis.fetch>[0], init?: RequestInit): Promise<Response> => {
        const request = new Request(input, init)
        const url = new URL(request.url)
        url.searchParams.delete('filter')
        const answer = await fetch(new Request(url, request))
        return request.method === 'GET'
          ? new Response((await answer.text()).replaceAll('twin@x.edu', 'bob@x.edu'), answer)
          : answer
      }
    const people = [
      { email: 'me@x.edu', isAdmin: true },
      { email: 'bob@x.edu', id: 7 },
      { email: 'twin@x.edu', id: 8 },
    ]
    const { fake, admin } = await aac({ seed: { people } }, twin)
    await expect(admin.remove({ email: 'bob@x.edu' })).rejects.toMatchObject({
      problem: 'conflict',
      message: expect.stringContaining('7, 8') as string,
    })
    expect(fake.ledger.entries).toEqual([])
    expect(await admin.remove({ id: '7' })).toEqual({ outcome: 'done' })
  })

  it('a username that is no address does not stop a removal half-way', async () => {
    const bob = { username: 'bob', emails: ['bob@x.edu'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'W' }] }
    const cy = { username: 'cy@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'W' }] }
    const { fake, client } = await houston({ seed: { workspaces: ['W'], users: [...admins, bob, cy] } })
    expect(await (await houstonWorkspace(client, 'W')).remove({ email: 'bob@x.edu' })).toMatchObject({
      outcome: 'done',
    })
    expect(await (await houstonPlatform(client)).remove({ email: 'bob@x.edu' })).toEqual({ outcome: 'done' })
    expect(fake.ledger.entries.map(({ operation }) => operation)).toEqual(['workspaceRemoveUser', 'removeUser'])
  })
})
