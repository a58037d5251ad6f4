import { afterEach, describe, expect, it } from 'vitest'
import {
  type FakeHouston,
  type FakeHoustonOptions,
  manualClock,
  type Seed,
  startFakeHouston,
} from '../src/testing/index.ts'
import { ask } from './ask.ts'

let fake: FakeHouston
afterEach(() => fake.close())

const seed: Seed = {
  workspaces: [{ id: 'w' }, { id: 'v' }],
  deployments: [{ id: 'd', workspace: 'w' }],
  users: [
    { id: 'u', username: 'a@b.c', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
    { id: 'r', username: 'r@b.c', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
  ],
  serviceAccounts: [
    { id: 's', label: 'robot', apiKey: 'c'.repeat(32), roleBinding: { role: 'WORKSPACE_EDITOR', workspace: 'w' } },
  ],
}
const start = async (options: FakeHoustonOptions = {}): Promise<void> => {
  fake = await startFakeHouston({ seed, ...options })
}
const told = async (query: string, token?: string): Promise<string> => {
  const { errors } = await ask(fake, query, token)
  return (errors ?? []).map(({ message, extensions }) => `${extensions.code}: ${message}`).join('; ')
}

describe('a service account', () => {
  it.each(['0.16.6', '0.34', 'apc-2'])(
    'of a workspace or a deployment is made, changed and deleted in %s',
    async (release) => {
      await start({ release })
      const me = fake.userToken('a@b.c')
      const made = await ask(
        fake,
        'mutation { createWorkspaceServiceAccount(label: "one", category: "x", workspaceUuid: "w", role: WORKSPACE_VIEWER) { id label category active entityType entityUuid workspaceUuid lastUsedAt apiKey } }',
        me,
      )
      expect(made.data).toMatchObject({
        createWorkspaceServiceAccount: {
          label: 'one',
          category: 'x',
          active: true,
          entityType: 'WORKSPACE',
          entityUuid: 'w',
          workspaceUuid: 'w',
        },
      })
      const { id } = (made.data?.['createWorkspaceServiceAccount'] ?? {}) as { id: string }
      await ask(
        fake,
        `mutation { updateWorkspaceServiceAccount(serviceAccountUuid: "${id}", workspaceUuid: "w", payload: {label: "two", role: "WORKSPACE_ADMIN"}) { id } }`,
        me,
      )
      expect(
        (
          await ask(
            fake,
            `{ workspaceServiceAccount(workspaceUuid: "w", serviceAccountUuid: "${id}") { label } workspaceServiceAccounts(workspaceUuid: "w") { label } }`,
            me,
          )
        ).data,
      ).toEqual({
        workspaceServiceAccount: { label: 'two' },
        workspaceServiceAccounts: [{ label: 'robot' }, { label: 'two' }],
      })
      expect(fake.state.serviceAccounts.at(-1)).toMatchObject({ label: 'two', role: 'WORKSPACE_ADMIN', workspace: 'w' })
      await ask(
        fake,
        `mutation { deleteWorkspaceServiceAccount(serviceAccountUuid: "${id}", workspaceUuid: "w") { id } }`,
        me,
      )
      expect(fake.state.serviceAccounts.map(({ label }) => label)).toEqual(['system-admin', 'robot'])
      await ask(
        fake,
        'mutation { createDeploymentServiceAccount(label: "deep", deploymentUuid: "d", role: DEPLOYMENT_EDITOR) { id } }',
      )
      expect(fake.state.serviceAccounts.at(-1)).toMatchObject({
        role: 'DEPLOYMENT_EDITOR',
        workspace: null,
        deployment: 'd',
      })
      expect(
        (await ask(fake, '{ deploymentServiceAccounts(deploymentUuid: "d") { label deploymentUuid } }')).data,
      ).toEqual({
        deploymentServiceAccounts: [{ label: 'deep', deploymentUuid: 'd' }],
      })
    },
  )

  it('has a form from before the kinds were told apart', async () => {
    await start({ release: '0.16.6' })
    await ask(
      fake,
      'mutation { createServiceAccount(label: "x", entityType: WORKSPACE, entityUuid: "v", role: WORKSPACE_VIEWER) { id } }',
    )
    expect(
      (await ask(fake, '{ serviceAccounts(entityType: WORKSPACE, entityUuid: "v") { label roleBinding { role } } }'))
        .data,
    ).toEqual({
      serviceAccounts: [{ label: 'x', roleBinding: { role: 'WORKSPACE_VIEWER' } }],
    })
    expect(
      await told(
        'mutation { updateServiceAccount(serviceAccountUuid: "s", payload: {label: "y"}) { id } deleteServiceAccount(serviceAccountUuid: "s") { label } }',
      ),
    ).toBe('')
  })

  it.each([
    [
      'mutation { createWorkspaceServiceAccount(label: "robot", workspaceUuid: "w", role: WORKSPACE_VIEWER) { id } }',
      'BAD_USER_INPUT: Service Account already exists with the name robot',
    ],
    [
      'mutation { createWorkspaceServiceAccount(label: "x", workspaceUuid: "nope", role: WORKSPACE_VIEWER) { id } }',
      'INTERNAL_SERVER_ERROR: No Node for the model Workspace with value nope for id found.',
    ],
    [
      'mutation { createDeploymentServiceAccount(label: "x", deploymentUuid: "nope", role: DEPLOYMENT_VIEWER) { id } }',
      'INTERNAL_SERVER_ERROR: No Node for the model Deployment with value nope for id found.',
    ],
    [
      'mutation { createServiceAccount(label: "x", entityType: WORKSPACE, entityUuid: "w", role: DEPLOYMENT_VIEWER) { id } }',
      "BAD_USER_INPUT: Entity and role types don't match",
    ],
    [
      'mutation { createSystemServiceAccount(label: "x", role: WORKSPACE_VIEWER) { id } }',
      'BAD_USER_INPUT: Invalid role',
    ],
    [
      'mutation { deleteWorkspaceServiceAccount(workspaceUuid: "w", serviceAccountUuid: "nope") { id } }',
      'RESOURCE_NOT_FOUND: The requested resource was not found',
    ],
    [
      'mutation { updateWorkspaceServiceAccount(workspaceUuid: "w", serviceAccountUuid: "nope", payload: {}) { id } }',
      'INTERNAL_SERVER_ERROR: No Node for the model ServiceAccount with value nope for id found.',
    ],
    [
      '{ serviceAccounts(entityType: SYSTEM) { id } }',
      'BAD_USER_INPUT: A required argument was not sent: serviceAccountUuid or entityUuid',
    ],
  ])('%s: %s', async (query, words) => {
    await start({ release: '0.16.6' })
    expect(await told(query)).toBe(words)
  })

  it('of one workspace has no say in another', async () => {
    await start({ release: '0.16.6' })
    const key = 'c'.repeat(32)
    expect(await told('{ workspaceServiceAccounts(workspaceUuid: "v") { id } }', key)).toMatch(/^FORBIDDEN/)
    expect(await told('{ serviceAccounts(entityType: WORKSPACE, entityUuid: "v") { id } }', key)).toMatch(/^FORBIDDEN/)
    expect(await told('{ serviceAccounts(entityType: WORKSPACE, entityUuid: "w") { id } }', key)).toBe('')
    // 0.16 takes the roles on a workspace for those on its deployments.
    expect(await told('{ deploymentServiceAccounts(deploymentUuid: "d") { id } }', key)).toBe('')
  })
})

describe('a person', () => {
  it('signs up with the token of an invite, and gets all that the address was invited to', async () => {
    const invites = [
      { id: 'i', email: 'new@b.c' },
      { email: 'new@b.c', workspace: 'v', role: 'WORKSPACE_EDITOR' },
    ]
    await start({ release: '0.16.6', seed: { ...seed, invites } })
    const token = (await ask(fake, '{ invites(invite: {inviteUuid: "i"}) { token } }')).data?.['invites'] as {
      token: string
    }[]
    const signUp = (email: string, invite: string): string =>
      `mutation { createUser(email: "${email}", password: "secret", profile: {fullName: "New Person"}, inviteToken: "${invite}") { user { id username fullName emails { verified } roleBindings { role workspace { id } } } token { payload { uuid } } isAdmin } }`
    expect(await told(signUp('other@b.c', token[0]?.token ?? ''), '')).toMatch(/^INVITE_EMAIL_NOT_MATCH/)
    expect(await told(signUp('new@b.c', 'nope'), '')).toBe('BAD_USER_INPUT: Invite token not found')
    expect((await ask(fake, signUp('New@b.c', token[0]?.token ?? ''), '')).data).toEqual({
      createUser: {
        user: {
          id: 'i',
          username: 'new@b.c',
          fullName: 'New Person',
          emails: [{ verified: true }],
          roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: { id: 'v' } }],
        },
        token: { payload: { uuid: 'i' } },
        isAdmin: false,
      },
    })
    expect(fake.state.invites).toEqual([])
    const login = 'mutation { createToken(identity: "new@b.c", password: "PW") { token { value } } }'
    expect(await told(login.replace('PW', 'wrong'), '')).toBe(
      'INTERNAL_SERVER_ERROR: Invalid password and username combination',
    )
    const signedIn = (await ask(fake, login.replace('PW', 'secret'), '')).data?.['createToken'] as {
      token: { value: string }
    }
    expect((await ask(fake, '{ self { user { id } } }', signedIn.token.value)).data).toEqual({
      self: { user: { id: 'i' } },
    })
  })

  it.each([
    [
      'mutation { createUser(email: "x@y.z", password: "p") { isAdmin } }',
      /^PUBLIC_SIGNUPS_DISABLED: Public sign ups are disabled/,
    ],
    ['mutation { createToken(identity: "nobody", password: "p") { isAdmin } }', /^RESOURCE_NOT_FOUND/],
    [
      'mutation { createToken(identity: "a@b.c", password: "p") { isAdmin } }',
      /^UNAUTHENTICATED: No password credentials found$/,
    ],
    ['mutation { confirmEmail(token: "x") { isAdmin } }', /^BAD_USER_INPUT: Invalid token$/],
    ['mutation { resetPassword(token: "x", password: "p") { isAdmin } }', /^BAD_USER_INPUT: Invalid resetToken$/],
  ])('is told why: %s', async (query, words) => {
    await start({ release: '0.16.6' })
    expect(await told(query, '')).toMatch(words)
  })

  it('who signed up in public is pending until the address is confirmed', async () => {
    await start({ publicSignups: true })
    const made = await ask(
      fake,
      'mutation { createUser(email: "x@y.z", password: "p") { user { id status } token { value } } }',
      '',
    )
    expect(made.data).toMatchObject({ createUser: { user: { status: 'pending' }, token: null } })
    expect(await told('mutation { createToken(identity: "x@y.z", password: "p") { isAdmin } }', '')).toMatch(
      /^ACCOUNT_NOT_CONFIRMED/,
    )
    expect(
      (
        await ask(
          fake,
          'mutation { resendConfirmation(email: "X@y.z") again: resendConfirmation(email: "a@b.c") forgotPassword(email: "nobody@y.z") }',
          '',
        )
      ).data,
    ).toEqual({
      resendConfirmation: true,
      again: false,
      forgotPassword: true,
    })
    const found = (await ask(fake, '{ email(where: {address: "x@y.z"}) { token } }')).data?.['email'] as {
      token: string
    }
    await ask(fake, `mutation { confirmEmail(token: "${found.token}") { isAdmin } }`, '')
    expect(fake.state.users.at(-1)).toMatchObject({ status: 'active', emails: [{ verified: true }] })
    expect(await told('mutation { createUser(email: "x@y.z", password: "p") { isAdmin } }', '')).toMatch(
      /^DUPLICATE_EMAIL/,
    )
  })

  it('changes the own name and nothing else', async () => {
    await start({ release: '0.16.6' })
    const query =
      'mutation { updateSelf(payload: {fullName: "New Name", username: "x", status: "y"}) { fullName username } }'
    expect((await ask(fake, query, fake.userToken('a@b.c'))).data).toEqual({
      updateSelf: { fullName: 'New Name', username: 'a@b.c' },
    })
    expect(await told(query)).toMatch(/^INTERNAL_SERVER_ERROR: No Node for the model User/)
    expect(await told(query, '')).toMatch(/^FORBIDDEN/)
  })

  it('has a workspace of their own on trial', async () => {
    const clock = manualClock()
    await start({ release: '0.16.6', clock })
    const query =
      'mutation { createWorkspace(label: "Mine") { paywallEnabled billingEnabled trialEndsAt workspaceCapabilities { canUpdateIAM canInviteUser } } }'
    expect((await ask(fake, query, fake.userToken('a@b.c'))).data).toEqual({
      createWorkspace: {
        paywallEnabled: false,
        billingEnabled: false,
        trialEndsAt: new Date(clock.now() + 14 * 24 * 60 * 60 * 1000).toISOString(),
        // What the caller may do was read before the workspace was there.
        workspaceCapabilities: { canUpdateIAM: false, canInviteUser: false },
      },
    })
  })
})
