import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HoustonClient, workspaceRole } from '../src/index.ts'
import { type FakeHouston, startFakeHouston } from '../src/testing/index.ts'
import { refusing, scripted } from './scripted.ts'

const twice = [
  { role: 'WORKSPACE_VIEWER', workspace: 'w' },
  { role: 'WORKSPACE_EDITOR', workspace: 'w' },
  { role: 'WORKSPACE_ADMIN', workspace: 'other' },
] as const

const lost = {
  kind: 'protocol',
  effect: 'unknown',
  code: 'ROLES_LOST',
  operation: 'RepairWorkspaceRole',
}

describe('a member with two roles in one workspace, on a release that refuses to change them,', () => {
  let fake: FakeHouston
  let houston: HoustonClient
  const roles = (): string[] =>
    (fake.state.users[0]?.roleBindings ?? []).map((one) => `${one.role} ${one.workspace}`).toSorted()
  const changes = (): string[] => fake.ledger.entries.map(({ operation }) => operation)
  const before = ['WORKSPACE_ADMIN other', 'WORKSPACE_EDITOR w', 'WORKSPACE_VIEWER w']
  const after = ['WORKSPACE_ADMIN other', 'WORKSPACE_ADMIN w']
  const wanted = (signal?: AbortSignal) => houston.setWorkspaceRole('w', ' Ada@b.c', 'WORKSPACE_ADMIN', { signal })

  beforeEach(async () => {
    fake = await startFakeHouston({
      release: '0.16.6',
      seed: {
        workspaces: [
          { id: 'w', label: 'W' },
          { id: 'other', label: 'Other' },
        ],
        users: [
          { emails: ['ada@b.c'], roleBindings: twice },
          { emails: ['bob@b.c'], roleBindings: [twice[0]] },
        ],
        serviceAccounts: [{ apiKey: 'v'.repeat(32), label: 'viewer', roleBinding: { role: 'SYSTEM_VIEWER' } }],
      },
    })
    houston = new HoustonClient({ url: fake.url, token: fake.token, release: '0.16.6' })
  })
  afterEach(() => fake.close())

  it('gets exactly the one that is wanted', async () => {
    expect(await wanted()).toEqual({ repaired: true })
    expect(roles()).toEqual(after)
    expect(changes()).toEqual(['workspaceRemoveUser', 'workspaceAddUser'])
    expect(await wanted()).toEqual({ repaired: false })
  })

  it('is one of many who need no repair', async () => {
    expect(await houston.setWorkspaceRole('w', 'bob@b.c', 'WORKSPACE_EDITOR')).toEqual({ repaired: false })
    expect(changes()).toEqual(['workspaceUpdateUserRole'])
  })

  it.each([
    ['breaks', 'reset'],
    ['ends at a proxy', 'html'],
  ] as const)('is added again where the way there %s', async (_, give) => {
    fake.fault({ on: 'AddWorkspaceUser', give, times: 2 })
    expect(await wanted()).toEqual({ repaired: true })
    expect(roles()).toEqual(after)
    expect(changes()).toEqual(['workspaceRemoveUser', 'workspaceAddUser'])
  })

  it('is not added twice where only the answer is lost', async () => {
    fake.fault({ on: 'AddWorkspaceUser', give: 'html', when: 'after' })
    expect(await wanted()).toEqual({ repaired: true })
    expect(roles()).toEqual(after)
    expect(changes()).toEqual(['workspaceRemoveUser', 'workspaceAddUser'])
  })

  it('is not taken for gone where only the answer to that is lost', async () => {
    fake.fault({ on: 'RemoveWorkspaceUser', give: 'html', when: 'after' })
    expect(await wanted()).toEqual({ repaired: true })
    expect(roles()).toEqual(after)
  })

  it('is told of where nothing helps', async () => {
    fake.fault({ on: 'AddWorkspaceUser', give: 'html', times: 3 })
    const error: unknown = await wanted().catch((reason: unknown) => reason)
    expect(error).toMatchObject({ ...lost, status: 502 })
    expect(String(error)).toContain('(AddWorkspaceUser: HTTP 502, not JSON)')
    expect(String(error)).toContain('call addMember with the same workspace, address and role')
    await expect(wanted()).rejects.toMatchObject({ code: 'RESOURCE_NOT_FOUND', effect: 'none' })
    expect(fake.faults.struck).toBe(3)
    await houston.addMember('w', 'ada@b.c', 'WORKSPACE_ADMIN')
    expect(roles()).toEqual(after)
  })

  it('is told of at once where the server refuses to add', async () => {
    const no = { status: 403, body: 'no' }
    fake.fault({ on: 'AddWorkspaceUser', give: no, times: 9 })
    await expect(wanted()).rejects.toMatchObject({ ...lost, status: 403 })
    expect(fake.faults.struck).toBe(1)
  })

  it('is told of where it cannot be seen', async () => {
    fake.fault({ on: 'WorkspaceMembers', give: { status: 403, body: 'no' }, times: 9, skip: 1 })
    await expect(wanted()).rejects.toMatchObject({ ...lost, status: undefined })
    expect(roles()).toEqual(after)
    expect(changes()).toEqual(['workspaceRemoveUser', 'workspaceAddUser'])
  })

  it('keeps both where they cannot be taken', async () => {
    fake.fault({ on: 'RemoveWorkspaceUser', give: 'html' })
    await expect(wanted()).rejects.toMatchObject({ ...lost, status: 502 })
    fake.fault({ on: 'RemoveWorkspaceUser', give: { status: 403, body: 'no' } })
    await expect(wanted()).rejects.toMatchObject({ kind: 'rejected', operation: 'RemoveWorkspaceUser', effect: 'none' })
    expect(roles()).toEqual(before)
    expect(changes()).toEqual([])
  })

  it('is repaired to the end, although the caller gives up in between', async () => {
    const controller = new AbortController()
    const giving = new HoustonClient({
      url: fake.url,
      token: fake.token,
      release: '0.16.6',
      onExchange: ({ operation }) => {
        if (operation === 'RemoveWorkspaceUser') controller.abort('enough')
      },
    })
    const { signal } = controller
    expect(await giving.setWorkspaceRole('w', 'ada@b.c', 'WORKSPACE_ADMIN', { signal })).toEqual({ repaired: true })
    expect(roles()).toEqual(after)
  })

  it('is left alone where the caller gives up before', async () => {
    const controller = new AbortController()
    const giving = new HoustonClient({
      url: fake.url,
      token: fake.token,
      release: '0.16.6',
      onExchange: ({ operation }) => {
        if (operation === 'WorkspaceMembers') controller.abort('enough')
      },
    })
    const call = giving.setWorkspaceRole('w', 'ada@b.c', 'WORKSPACE_ADMIN', { signal: controller.signal })
    await expect(call).rejects.toBe('enough')
    expect(roles()).toEqual(before)
  })

  it('is not taken out by themselves, who could not come back', async () => {
    const ada = new HoustonClient({ url: fake.url, token: fake.userToken('ada@b.c'), release: '0.16.6' })
    await houston.addMember('other', 'ada@b.c', 'WORKSPACE_ADMIN')
    await expect(ada.setWorkspaceRole('other', 'ada@b.c', 'WORKSPACE_EDITOR')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      effect: 'none',
    })
    expect(changes()).toEqual(['workspaceAddUser'])
    expect(fake.canEnter('ada@b.c', { workspace: 'other' })).toBe(true)
  })

  it('is left alone by a key that may not change it', async () => {
    const viewer = new HoustonClient({ url: fake.url, token: 'v'.repeat(32), release: '0.16.6' })
    await expect(viewer.setWorkspaceRole('w', 'ada@b.c', 'WORKSPACE_ADMIN')).rejects.toMatchObject({
      code: 'FORBIDDEN',
    })
    expect(roles()).toEqual(before)
  })
})

describe('nobody is taken out for a repair', () => {
  const notFound = refusing('The requested resource was not found', 'RESOURCE_NOT_FOUND', 'workspaceUpdateUserRole')
  const role = (name: string, workspace: string | null = 'w') => ({
    id: name,
    role: name,
    workspace: workspace === null ? null : { id: workspace },
    deployment: null,
  })
  const deployed = (workspace: string | null, deployment: object | null) => ({
    ...role('DEPLOYMENT_VIEWER', workspace),
    deployment,
  })
  const person = (id: string, ...roleBindings: object[]) => ({ id, emails: [{ address: 'a@b.c' }], roleBindings })
  const two = [role('WORKSPACE_VIEWER'), role('WORKSPACE_EDITOR')]

  it.each<[string, unknown[]]>([
    ['who is no member', []],
    ['who holds one role', [person('1', role('WORKSPACE_VIEWER'))]],
    ['who holds two, but one elsewhere', [person('1', role('WORKSPACE_VIEWER'), role('WORKSPACE_VIEWER', 'other'))]],
    ['who holds one and one of the platform', [person('1', role('WORKSPACE_VIEWER'), role('SYSTEM_ADMIN', null))]],
    ['who came through a team', [person('1')]],
    ['where two have the address', [person('1', ...two), person('2', ...two)]],
    ['who has another address', [{ ...person('1', ...two), emails: [{ address: 'xa@b.c' }] }]],
    ['with a role on a deployment there', [person('1', ...two, deployed(null, { workspace: { id: 'w' } }))]],
    ['with a role on a deployment that says its workspace', [person('1', ...two, deployed('w', { workspace: null }))]],
    ['with a role on a deployment of who knows where', [person('1', ...two, deployed(null, null))]],
  ])('%s', async (_, workspaceUsers) => {
    const { houston, asked } = scripted(
      ({ operation }) => (operation === 'WorkspaceMembers' ? { data: { workspaceUsers } } : notFound),
      { release: '0.16.6' },
    )
    await expect(houston.setWorkspaceRole('w', 'a@b.c', 'WORKSPACE_ADMIN')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
      effect: 'none',
      operation: 'UpdateWorkspaceRole',
    })
    expect(asked()).toEqual(['UpdateWorkspaceRole', 'WorkspaceMembers'])
  })

  it('but for one on a deployment elsewhere', async () => {
    const elsewhere = person('1', ...two, deployed(null, { workspace: { id: 'other' } }))
    const answers: Readonly<Record<string, unknown>> = {
      UpdateWorkspaceRole: notFound,
      WhoAmI: { data: { self: { user: null, authUserCapabilities: null } } },
      RemoveWorkspaceUser: { data: { workspaceRemoveUser: { id: 'w' } } },
      AddWorkspaceUser: { data: { workspaceAddUser: { id: 'w' } } },
    }
    const seen = [[elsewhere], [person('1', role('WORKSPACE_ADMIN'))]]
    const { houston } = scripted(({ operation }) => answers[operation] ?? { data: { workspaceUsers: seen.shift() } }, {
      release: '0.16.6',
    })
    expect(await houston.setWorkspaceRole('w', 'a@b.c', 'WORKSPACE_ADMIN')).toEqual({ repaired: true })
  })

  it.each(['0.14.1', '0.15.0'])('on %s, where a key may take and not give', async (release) => {
    const { houston, asked } = scripted(
      ({ operation }) =>
        operation === 'WorkspaceMembersFlat' ? { data: { workspaceUsers: [person('1', ...two)] } } : notFound,
      { release },
    )
    await expect(houston.setWorkspaceRole('w', 'a@b.c', 'WORKSPACE_ADMIN')).rejects.toMatchObject({
      code: 'RESOURCE_NOT_FOUND',
    })
    expect(asked()).toEqual(['UpdateWorkspaceRole', 'WorkspaceMembersFlat'])
  })

  it('where the refusal is another one', async () => {
    const { houston, asked } = scripted(() => refusing('Invalid role', 'BAD_USER_INPUT'), { release: '0.16.6' })
    await expect(houston.setWorkspaceRole('w', 'a@b.c', 'X')).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(asked()).toEqual(['UpdateWorkspaceRole'])
  })
})

it('a newer release sets all of several roles, and says null', async () => {
  const { houston } = scripted(() => ({ data: { workspaceUpsertUserRole: null } }))
  expect(await houston.setWorkspaceRole('w', 'a@b.c', 'WORKSPACE_ADMIN')).toEqual({ repaired: false })
})

describe('the role of a person in a workspace', () => {
  const person = (...roles: readonly (string | null)[]) => ({
    roleBindings: roles.map((role, index) => ({
      id: String(index),
      role,
      createdAt: '2026-01-01T00:00:00.000Z',
      workspace: { id: 'w', label: null },
      deployment: null,
    })),
  })

  it.each<[string, ReturnType<typeof person>, unknown]>([
    ['nobody', person(), undefined],
    ['one', person('WORKSPACE_VIEWER'), { role: 'WORKSPACE_VIEWER', bindings: 1 }],
    ['viewer, admin', person('WORKSPACE_VIEWER', 'WORKSPACE_ADMIN'), { role: 'WORKSPACE_ADMIN', bindings: 2 }],
    ['admin, editor', person('WORKSPACE_ADMIN', 'WORKSPACE_EDITOR'), { role: 'WORKSPACE_ADMIN', bindings: 2 }],
    ['viewer, editor', person('WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'), { role: 'WORKSPACE_EDITOR', bindings: 2 }],
    ['editor, unknown', person('WORKSPACE_EDITOR', 'WORKSPACE_OWNER'), { role: 'WORKSPACE_OWNER', bindings: 2 }],
    ['unknown, admin', person('WORKSPACE_OWNER', 'WORKSPACE_ADMIN'), { role: 'WORKSPACE_ADMIN', bindings: 2 }],
    ['the same twice', person('WORKSPACE_VIEWER', 'WORKSPACE_VIEWER'), { role: 'WORKSPACE_VIEWER', bindings: 2 }],
    ['none of a workspace', person('DEPLOYMENT_ADMIN', null, 'SYSTEM_ADMIN'), undefined],
  ])('%s', (_, user, role) => expect(workspaceRole(user, 'w')).toEqual(role))

  it('is none of another workspace, and none of who shows none', () => {
    expect(workspaceRole(person('WORKSPACE_ADMIN'), 'other')).toBeUndefined()
    expect(workspaceRole({ roleBindings: null }, 'w')).toBeUndefined()
  })
})
