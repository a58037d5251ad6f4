import { failures } from './failures.ts'
import { addressOf, type Caller, login, need } from './rbac.ts'
import { fullName } from './seed.ts'
import type { BindingRow, InviteRow, UserRow } from './state.ts'
import { accountView, bindingView, type View, workspaceView } from './views.ts'
import { timeOf, type World } from './world.ts'

interface Membership {
  readonly workspaceUuid: string
  readonly email: string
  readonly role: string
}

/** The fields of Mutation, over one world and for one caller. */
export function mutations(world: World, caller: Caller | undefined): View {
  const { state, profile, clock, ledger } = world
  const record = (
    operation: string,
    scope: string | undefined,
    target: string,
    detail?: Readonly<Record<string, unknown>>,
  ): void =>
    ledger.record({
      at: clock.now(),
      by: caller?.name ?? 'nobody',
      operation,
      scope: scope ?? 'platform',
      target,
      ...(detail === undefined ? {} : { detail }),
    })
  const bind = (place: Omit<BindingRow, 'id' | 'createdAt'>): BindingRow =>
    state.bind({ id: state.id(), ...place, createdAt: timeOf(world) })
  const noNode = (model: string, id: string, field: string): Error =>
    failures.database(`No Node for the model ${model} with value ${id} for id found.`, field)

  /** The answer to a change of rows: only what the database was asked for comes back (facts §3.3, §3.8, §3.11). */
  const invited = (email: string, place: { readonly workspace?: string; readonly role?: string }): InviteRow => {
    const id = state.id()
    const now = timeOf(world)
    const invite: InviteRow = { id, email, ...place, token: `token-${id.slice(-7)}`, createdAt: now, updatedAt: now }
    state.invites.set(id, invite)
    return invite
  }

  const pending = (email: string): UserRow => {
    const now = timeOf(world)
    const address = { id: state.id(), address: email, primary: true, verified: false, createdAt: now }
    return state.addUser({
      id: state.id(),
      username: email,
      fullName: fullName(email),
      status: 'pending',
      emails: [address],
      createdAt: now,
      updatedAt: now,
    })
  }

  const setRole = (operation: string, { workspaceUuid, email, role }: Membership): string | null => {
    need(caller, ['workspace.iam.update', 'system.iam.update'], profile, workspaceUuid)
    if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
    // Update does not lower-case the address (facts §3.1).
    const user = state.userByAddress(operation === 'workspaceUpsertUserRole' ? email.toLowerCase() : email)
    const bindings =
      user === undefined ? [] : state.bindingsOf(user.id).filter(({ workspace }) => workspace === workspaceUuid)
    const invites = state.invitesTo(email, workspaceUuid)
    const several = operation === 'workspaceUpsertUserRole' && bindings.length > 1
    if (bindings.length === 1 || several) for (const binding of bindings) binding.role = role
    else if (bindings.length === 0 && invites.length === 1)
      for (const invite of invites) Object.assign(invite, { role, updatedAt: timeOf(world) })
    else throw failures.notFound()
    record(operation, workspaceUuid, email, { role })
    return several ? null : role
  }

  const fields = {
    inviteUser: (given: { email: string }) => {
      need(caller, ['system.user.invite'], profile)
      const email = given.email.toLowerCase()
      if (state.userByAddress(email) !== undefined) throw failures.emailInUse()
      if (state.invitesTo(email).length > 0) throw failures.alreadyInvited()
      const { id, token } = invited(email, {})
      record('inviteUser', undefined, email)
      return { id, token, role: 'WORKSPACE_ADMIN' }
    },

    deleteInviteToken: ({
      inviteUuid,
      workspaceUuid,
    }: {
      inviteUuid?: string | null
      workspaceUuid?: string | null
    }) => {
      // Up to 0.16 any login will do (facts §3.11).
      if (profile.legacy) login(caller)
      else need(caller, ['workspace.iam.update', 'system.user.invite'], profile, workspaceUuid)
      if (!inviteUuid)
        throw failures.database(
          'You provided an invalid argument for the where selector on InviteToken.',
          'deleteInviteToken',
        )
      const invite = state.invites.get(inviteUuid)
      if (invite === undefined) throw noNode('InviteToken', inviteUuid, 'deleteInviteToken')
      state.invites.delete(inviteUuid)
      record('deleteInviteToken', invite.workspace, invite.email)
      return { id: inviteUuid, role: 'WORKSPACE_ADMIN' }
    },

    removeUser: (given: { userUuid?: string; id?: string }) => {
      need(caller, ['system.user.delete'], profile)
      const user = state.users.get(given.userUuid ?? given.id ?? '')
      if (user === undefined)
        throw new TypeError("Cannot destructure property 'roleBindings' of '(intermediate value)' as it is null.")
      const admins = state.systemBindings('SYSTEM_ADMIN').filter((binding) => binding.user !== undefined)
      // Service accounts do not count here (facts §3.8).
      if (admins.length > 0 && admins.every((binding) => binding.user === user.id)) throw failures.lastAdmin()
      state.removeUser(user)
      record('removeUser', undefined, addressOf(user))
      return { id: user.id }
    },

    verifyEmail: ({ email }: { email: string }) => {
      need(caller, ['system.user.verifyEmail'], profile)
      const user = state.userByAddress(email)
      if (user === undefined) throw failures.notFound()
      for (const one of user.emails) if (one.address === email) one.verified = true
      user.status = 'active'
      record('verifyEmail', undefined, email)
      return true
    },

    workspaceAddUser: (given: {
      workspaceUuid?: string | null
      email: string
      role: string
      bypassInvite?: boolean | null
    }) => {
      need(caller, ['workspace.iam.update', 'system.iam.update'], profile, given.workspaceUuid)
      const { role } = given
      if (!role.startsWith('WORKSPACE_')) throw failures.notAWorkspaceRole()
      const email = given.email.toLowerCase()
      const known = state.userByAddress(email)
      const row = state.workspaces.get(given.workspaceUuid ?? '')
      if (row === undefined) {
        const field = known === undefined ? 'createInviteToken' : 'createRoleBinding'
        if (given.workspaceUuid) throw noNode('Workspace', given.workspaceUuid, field)
        throw failures.database('You provided an invalid argument for the where selector on Workspace.', field)
      }
      const workspace = row.id
      if (known !== undefined) {
        const member = state.bindingsOf(known.id).some((binding) => binding.workspace === workspace)
        // Up to 0.16 a second binding is made without a look at the first (facts §3.4).
        if (member && !profile.legacy) throw failures.badInput('A duplicate role binding already exists')
        bind({ user: known.id, role, workspace })
      } else {
        if (state.invitesTo(email, workspace).length > 0) throw failures.alreadyInvited()
        if (given.bypassInvite === true || profile.pendingUsers) bind({ user: pending(email).id, role, workspace })
        if (given.bypassInvite !== true) invited(email, { workspace, role })
      }
      record('workspaceAddUser', workspace, email, { role })
      return workspaceView(world, row)
    },

    workspaceUpdateUserRole: (given: Membership) => setRole('workspaceUpdateUserRole', given),
    workspaceUpsertUserRole: (given: Membership) => setRole('workspaceUpsertUserRole', given),

    workspaceRemoveUser: ({ workspaceUuid, userUuid }: { workspaceUuid: string; userUuid: string }) => {
      need(caller, ['workspace.iam.update', 'system.iam.update'], profile, workspaceUuid)
      const row = state.workspaces.get(workspaceUuid)
      if (row === undefined) return null
      const bindings = state
        .bindingsOf(userUuid)
        .filter((binding) => binding.user !== undefined && binding.workspace === workspaceUuid)
      // Up to 0.16 a stranger is no error (facts §3.6).
      if (bindings.length === 0 && !profile.legacy) throw failures.notFound()
      for (const binding of bindings) state.unbind(binding)
      const user = state.users.get(userUuid)
      if (user !== undefined && bindings.length > 0) record('workspaceRemoveUser', workspaceUuid, addressOf(user))
      return workspaceView(world, row)
    },

    createSystemRoleBinding: ({ userId, role }: { userId: string; role: string }) => {
      need(caller, ['system.iam.update'], profile)
      if (!role.startsWith('SYSTEM')) throw failures.badInput('Invalid role')
      const held = state.bindingsOf(userId).some((binding) => binding.workspace === undefined && binding.role === role)
      if (held) throw failures.badInput('A duplicate role binding already exists')
      const user = state.users.get(userId)
      if (user === undefined) throw noNode('User', userId, 'createRoleBinding')
      const binding = bind({ user: userId, role })
      record('createSystemRoleBinding', undefined, addressOf(user), { role })
      return bindingView(world, binding)
    },

    deleteSystemRoleBinding: ({ userId, role }: { userId: string; role: string }) => {
      need(caller, ['system.iam.update'], profile)
      if (!role.startsWith('SYSTEM')) throw failures.badInput('Invalid role')
      const user = state.users.get(userId)
      const binding = state
        .bindingsOf(userId)
        .find((one) => one.user !== undefined && one.workspace === undefined && one.role === role)
      if (user === undefined || binding === undefined)
        throw failures.badInput('The role binding does not exist for this user')
      // Service accounts count here (facts §3.9).
      if (role === 'SYSTEM_ADMIN' && state.systemBindings(role).length < 2) throw failures.lastAdmin()
      const view = { ...bindingView(world, binding) }
      state.unbind(binding)
      record('deleteSystemRoleBinding', undefined, addressOf(user), { role })
      return view
    },

    createWorkspace: ({ label, description }: { label: string; description?: string | null }) => {
      const { user } = login(caller)
      // A service account's id is taken for a user's, and fails (facts §1.5).
      if (user === undefined) throw noNode('User', caller?.serviceAccount?.id ?? '', 'createWorkspace')
      const row = { id: state.id(), label, description: description ?? '', createdAt: timeOf(world) }
      state.workspaces.set(row.id, row)
      bind({ user: user.id, role: 'WORKSPACE_ADMIN', workspace: row.id })
      record('createWorkspace', row.id, addressOf(user))
      return workspaceView(world, row)
    },

    createSystemServiceAccount: ({
      label,
      category,
      role,
    }: {
      label: string
      category?: string | null
      role: string
    }) => {
      need(caller, ['system.serviceAccounts.create'], profile)
      if (!role.startsWith('SYSTEM')) throw failures.badInput('Invalid role')
      const id = state.id()
      const account = {
        id,
        label,
        category: category ?? '',
        apiKey: Buffer.from(id.slice(-16)).toString('hex'),
        createdAt: timeOf(world),
      }
      state.serviceAccounts.set(id, account)
      bind({ serviceAccount: id, role })
      record('createSystemServiceAccount', undefined, label, { role })
      return accountView(world, account)
    },

    deleteSystemServiceAccount: ({ serviceAccountUuid }: { serviceAccountUuid: string }) => {
      need(caller, ['system.serviceAccounts.delete'], profile)
      const account = state.serviceAccounts.get(serviceAccountUuid)
      if (account === undefined) throw noNode('ServiceAccount', serviceAccountUuid, 'deleteServiceAccount')
      state.serviceAccounts.delete(serviceAccountUuid)
      for (const binding of state.bindingsOf(serviceAccountUuid)) state.unbind(binding)
      record('deleteSystemServiceAccount', undefined, account.label)
      return accountView(world, account)
    },
  }
  return fields
}
