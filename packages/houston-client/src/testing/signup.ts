import { fullName } from './seed.ts'
import type { UserRow } from './state.ts'
import { timeOf, type World } from './world.ts'

/**
 * An invited person signs up (facts §3.3): the invite's id becomes the user's, one to the platform
 * before others; every invite of the address is used up and turned into a role. A pending user becomes active.
 *
 * @throws {TypeError} for an address that nobody invited.
 */
export function signUp(world: World, address: string): UserRow {
  const { state } = world
  const email = address.trim().toLowerCase()
  const invites = state.invitesTo(email)
  const first = invites.find((invite) => invite.workspace === undefined) ?? invites[0]
  const known = state.userByAddress(email)
  if (known === undefined && first === undefined) throw new TypeError(`Nobody invited ${email}.`)

  const now = timeOf(world)
  const user =
    known ??
    state.addUser({
      id: first?.id ?? state.id(),
      username: email,
      fullName: fullName(email),
      status: 'active',
      emails: [{ id: state.id(), address: email, primary: true, verified: true, createdAt: now }],
      createdAt: now,
      updatedAt: now,
    })
  user.status = 'active'
  user.updatedAt = now
  for (const one of user.emails) if (one.address === email) one.verified = true
  for (const { id, role, workspace } of invites) {
    state.invites.delete(id)
    const member = state.bindingsOf(user.id).some((binding) => binding.workspace === workspace)
    if (workspace !== undefined && !member)
      state.bind({ id: state.id(), user: user.id, role: role ?? 'WORKSPACE_VIEWER', workspace, createdAt: now })
  }
  world.ledger.record({ at: world.clock.now(), by: email, operation: 'createUser', scope: 'platform', target: email })
  return user
}
