import { failures } from '../failures.ts'
import { fullName } from '../names.ts'
import type { Session } from '../session.ts'
import type { InviteRow, UserRow } from '../state.ts'
import { userView, type View } from '../views.ts'
import { timeOf, type World } from '../world.ts'

interface Newcomer {
  readonly email: string
  readonly password: string
  readonly username?: string | null
  readonly profile?: { readonly fullName?: string } | null
  readonly inviteToken?: string | null
}

/** How people come in by themselves (facts §2.2, §3.3). None of it needs a token. */
export function signUps(session: Session): View {
  const { world, state, profile } = session

  const signedIn = (user: UserRow): View => ({
    user: userView(world, user),
    token: () => (user.status === 'active' ? world.tokens.mint(user, world.clock.now()) : null),
    permissions: {},
    isAdmin: false,
    authUserCapabilities: { canSysAdmin: session.access.holds('system.airflow.admin') },
  })
  const byToken = (token: string): UserRow | undefined =>
    [...state.users.values()].find((user) => user.emails.some((email) => email.token === token))

  return {
    createUser: (given: Newcomer) => {
      const email = given.email.toLowerCase()
      const invites = invitesOf(world, given.inviteToken, email)
      const first = state.users.size === 0
      const { publicSignups } = profile.switches
      if (!first && !publicSignups && invites.length === 0) throw failures.signUpsDisabled()
      if (state.userByAddress(email) !== undefined) throw failures.emailInUse()
      const user = admit(world, email, invites, {
        username: given.username ?? email,
        fullName: given.profile?.fullName ?? '',
        first,
      })
      state.credentials.set(user.id, { password: given.password })
      session.record('createUser', undefined, email)
      return signedIn(user)
    },

    createToken: ({ identity, password }: { identity?: string | null; password: string }) => {
      const user = [...state.users.values()].find(
        (one) => one.username === identity || one.emails.every(({ address }) => address === identity),
      )
      if (user === undefined) throw failures.notFound()
      const credentials = state.credentials.get(user.id)
      if (credentials === undefined) throw failures.noCredentials()
      if (credentials.password !== password) throw failures.wrongPassword()
      if (user.status === 'pending') throw failures.notConfirmed()
      // Who is banned is told no more than who mistyped.
      if (user.status !== 'active') throw failures.wrongPassword()
      return signedIn(user)
    },

    confirmEmail: ({ token }: { token: string }) => {
      const user = byToken(token)
      if (user === undefined || !['active', 'pending'].includes(user.status)) throw failures.badInput('Invalid token')
      for (const email of user.emails) {
        if (email.token !== token) continue
        email.verified = true
        delete email.token
      }
      user.status = 'active'
      session.record('confirmEmail', undefined, user.username)
      return signedIn(user)
    },

    // It never says whether there is such an account.
    forgotPassword: ({ email }: { email: string }) => {
      const user = state.userByAddress(email.toLowerCase())
      const credentials = user === undefined ? undefined : state.credentials.get(user.id)
      if (credentials !== undefined) credentials.resetToken ??= state.id()
      return true
    },

    resendConfirmation: ({ email }: { email: string }) => {
      const address = email.toLowerCase()
      const row = state.userByAddress(address)?.emails.find((one) => one.address === address)
      if (row === undefined || row.verified) return false
      row.token ??= state.id()
      return true
    },

    resetPassword: ({ token, password }: { token: string; password: string }) => {
      const [id, credentials] = [...state.credentials].find(([, { resetToken }]) => resetToken === token) ?? []
      const user = state.users.get(id ?? '')
      if (user === undefined || credentials === undefined) throw failures.badInput('Invalid resetToken')
      credentials.password = password
      delete credentials.resetToken
      return signedIn(user)
    },
  }
}

/** All invites of an address, once one of them is named by its token. */
function invitesOf({ state }: World, token: string | null | undefined, email: string): readonly InviteRow[] {
  if (!token) return []
  const named = [...state.invites.values()].find((invite) => invite.token === token)
  if (named === undefined) throw failures.badInput('Invite token not found')
  if (named.email !== email) throw failures.inviteOfAnother()
  return state.invitesTo(email)
}

/**
 * An invited person signs up (facts §3.3), or one who was added without an invite signs in.
 *
 * @throws {TypeError} for an address that nobody invited.
 */
export function signUp(world: World, address: string): UserRow {
  const email = address.trim().toLowerCase()
  const invites = world.state.invitesTo(email)
  const known = world.state.userByAddress(email)
  if (known === undefined && invites.length === 0) throw new TypeError(`Nobody invited ${email}.`)
  const user = admit(world, email, invites, { username: email, fullName: fullName(email), first: false })
  world.ledger.record({ at: world.clock.now(), by: email, operation: 'createUser', scope: 'platform', target: email })
  return user
}

/** The user of an address: the invite's id becomes theirs, one to the platform before others; every invite becomes a role. */
function admit(
  world: World,
  email: string,
  invites: readonly InviteRow[],
  {
    username,
    fullName: name,
    first,
  }: { readonly username: string; readonly fullName: string; readonly first: boolean },
): UserRow {
  const { state } = world
  const now = timeOf(world)
  const invited = invites.length > 0
  const leading = invites.find((invite) => invite.workspace === undefined) ?? invites[0]
  const known = state.userByAddress(email)
  const user =
    known ??
    state.addUser({
      id: leading?.id ?? state.id(),
      username,
      fullName: name,
      status: invited ? 'active' : 'pending',
      emails: [
        {
          id: state.id(),
          address: email,
          primary: true,
          verified: invited,
          ...(invited ? {} : { token: state.id() }),
          createdAt: now,
        },
      ],
      createdAt: now,
      updatedAt: now,
    })
  if (known !== undefined) {
    user.status = 'active'
    for (const one of user.emails) if (one.address === email) one.verified = true
  }
  user.updatedAt = now
  for (const invite of invites) {
    state.invites.delete(invite.id)
    grant(world, user, invite)
  }
  if (first) state.bind({ id: state.id(), user: user.id, role: 'SYSTEM_ADMIN', createdAt: now })
  return user
}

/** What an invite promised. One without a role is from the days when everybody became administrator. */
function grant(world: World, user: UserRow, { role, workspace, deploymentRoles = [] }: InviteRow): void {
  const { state } = world
  const createdAt = timeOf(world)
  const holds = (place: string): boolean =>
    state.bindingsOf(user.id).some((binding) => (binding.workspace ?? binding.deployment) === place)
  if (workspace !== undefined && !holds(workspace))
    state.bind({ id: state.id(), user: user.id, role: role ?? 'WORKSPACE_ADMIN', workspace, createdAt })
  for (const one of deploymentRoles)
    if (!holds(one.deployment)) state.bind({ id: state.id(), user: user.id, ...one, createdAt })
}
