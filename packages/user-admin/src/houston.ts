import {
  type HoustonClient,
  HoustonError,
  type Role as HoustonRole,
  type Invite,
  type User,
} from '@user-admin/houston-client'
import { change, translating, translatingEach } from './change.ts'
import { translated, UserAdminError } from './errors.ts'
import { fromInvites, fromUser, systemBindings, workspaceBindings } from './houston-members.ts'
import { addressesOf, checkEmail, checkRef, isRef } from './identity.ts'
import type { Caller, CallOptions, Change, Member, Role, RoleChange, Scope, UserAdmin, UserRef } from './user-admin.ts'

/** Roles of a platform. */
export type SystemRole = 'SYSTEM_ADMIN' | 'SYSTEM_EDITOR' | 'SYSTEM_VIEWER' | (string & {})
/** Roles of a workspace. */
export type WorkspaceRole = 'WORKSPACE_ADMIN' | 'WORKSPACE_EDITOR' | 'WORKSPACE_VIEWER' | (string & {})

/**
 * The people of a whole Houston installation. To remove someone here deletes the account.
 *
 * @throws {UserAdminError} `unauthenticated` for a token that Houston does not accept, `forbidden` for
 * one that may not see the platform's users.
 */
export async function houstonPlatform(client: HoustonClient, options?: CallOptions): Promise<UserAdmin<SystemRole>> {
  const caller = await signedIn(client, options)
  const { baseDomain } = await translating(client.config(options))
  const { origin, hostname } = new URL(client.url)
  const scope: Scope = { system: 'houston', kind: 'platform', origin, id: 'platform', name: baseDomain ?? hostname }
  const person = (user: User): Member<SystemRole> => fromUser(user, systemBindings(user))
  // An invitation to the platform holds no role, and one to a workspace none of the platform's.
  const noRole = (): readonly SystemRole[] => []

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<SystemRole>> {
    const invites = await client.invites(o)
    const members = (await client.users(o)).map(person)
    yield* members
    yield* fromInvites(invites, new Set(members.flatMap(addressesOf)), noRole)
  }
  const get = async (ref: UserRef, o?: CallOptions): Promise<Member<SystemRole> | undefined> => {
    checkRef(ref)
    const filter = ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }
    const members = (await translating(client.findUsers(filter, o))).map(person)
    const found = members.find((member) => isRef(ref, member))
    return (
      found ??
      pick(fromInvites(await translating(client.invites(o)), new Set(members.flatMap(addressesOf)), noRole), ref)
    )
  }

  return {
    scope,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => systemRoles,
    list: (o) => translatingEach(list(o)),
    get,
    invite: ({ email }, o) =>
      change({
        ref: { email: checkEmail(email) },
        options: o,
        look: get,
        already: (before) => (before === undefined ? undefined : { outcome: 'unchanged', member: before }),
        act: async () => void (await client.invite(checkEmail(email))),
        verdict: joined,
        failing: 'was not invited',
      }),
    setRoles: (ref, roles, o) => {
      let wanted: readonly SystemRole[] = []
      return change({
        ref,
        options: o,
        look: get,
        already: (before) => {
          wanted = oneRole(present(before, 'has no account here').roles, roles, systemRoles)
          if (before?.status === 'invited' && wanted.length > 0)
            throw new UserAdminError(
              'conflict',
              'The person has not signed up yet: a system role can be given only to an account.',
            )
          return sameRoles(before?.roles ?? [], wanted) ? { outcome: 'unchanged', member: before } : undefined
        },
        // The new role first: nobody is without one in between, and the last administrator stays one.
        act: async (before) => {
          const held = before?.roles ?? []
          for (const role of wanted) if (!held.includes(role)) await client.grantSystemRole(before?.id ?? '', role)
          for (const role of held) if (!wanted.includes(role)) await client.revokeSystemRole(before?.id ?? '', role)
        },
        verdict: (after) => (after !== undefined && sameRoles(after.roles, wanted) ? 'done' : undefined),
        failing: 'does not hold exactly the roles asked for',
      })
    },
    remove: (ref, o) =>
      change({
        ref,
        options: o,
        look: get,
        already: nothingToTake,
        act: async (before) => {
          if (before === undefined) return
          const invites = await client.invites()
          if (before.access.length === 0 || before.access.some(({ via }) => via !== 'invite'))
            await client.removeUser(before.id)
          await withdraw(client, invites, before)
        },
        lookAfter: (before) => anyTrace(get, before),
        verdict: gone,
        failing: 'still has an account or an open invitation',
      }),
  }
}

/**
 * The people of one Houston workspace, named by its id, its label where only one has it, or the
 * address of its page in a browser.
 *
 * @throws {UserAdminError} `not-found` for a workspace that this credential cannot see, `invalid` for
 * a label that several workspaces have, `unauthenticated` for a token that Houston does not accept.
 */
export async function houstonWorkspace(
  client: HoustonClient,
  workspace: string,
  options?: CallOptions,
): Promise<UserAdmin<WorkspaceRole>> {
  const caller = await signedIn(client, options)
  const { id, label } = await findWorkspace(client, workspace, options)
  const scope: Scope = {
    system: 'houston',
    kind: 'workspace',
    origin: new URL(client.url).origin,
    id,
    name: label ?? id,
  }
  const person = (user: User): Member<WorkspaceRole> => fromUser(user, workspaceBindings(user, id), id)
  const roleOf = ({ role }: Invite): readonly WorkspaceRole[] => (role == null ? [] : [role])

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<WorkspaceRole>> {
    const invites = await client.workspaceInvites(id, o)
    const addresses = new Set<string>()
    for await (const user of client.members(id, o)) {
      const member = person(user)
      for (const address of addressesOf(member)) addresses.add(address)
      yield member
    }
    yield* fromInvites(invites, addresses, roleOf)
  }
  const get = async (ref: UserRef, o?: CallOptions): Promise<Member<WorkspaceRole> | undefined> => {
    checkRef(ref)
    const user = await translating(
      client.member(id, ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }, o),
    )
    const member = user === undefined ? undefined : person(user)
    if (member !== undefined && isRef(ref, member)) return member
    const known = new Set(member === undefined ? [] : addressesOf(member))
    const invites = await translating(client.workspaceInvites(id, o))
    return pick(fromInvites(invites, known, roleOf), ref)
  }

  return {
    scope,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => workspaceRoles,
    list: (o) => translatingEach(list(o)),
    get,
    invite: ({ email, roles = [] }, o) => {
      const [role = 'WORKSPACE_VIEWER'] = oneRole([], roles, workspaceRoles)
      return change({
        ref: { email: checkEmail(email) },
        options: o,
        look: get,
        already: (before) =>
          before === undefined || before.roles.length === 0 ? undefined : { outcome: 'unchanged', member: before },
        act: () => client.addMember(id, checkEmail(email), role),
        verdict: joined,
        failing: 'was not added to the workspace',
      })
    },
    setRoles: (ref, roles, o) => {
      let wanted: readonly WorkspaceRole[] = []
      return change({
        ref,
        options: o,
        look: get,
        already: (before) => {
          wanted = oneRole(present(before, 'is not in this workspace').roles, roles, workspaceRoles)
          if (wanted.length === 0)
            throw new UserAdminError(
              'invalid',
              'A member of a Houston workspace holds exactly one role: give another one, or remove the person.',
            )
          return sameRoles(before?.roles ?? [], wanted) ? { outcome: 'unchanged', member: before } : undefined
        },
        act: (before) => client.setWorkspaceRole(id, before?.email ?? '', wanted[0] ?? ''),
        verdict: (after) =>
          after !== undefined && sameRoles(after.roles, wanted)
            ? after.status === 'invited'
              ? 'pending'
              : 'done'
            : undefined,
        failing: 'does not hold the role asked for',
      })
    },
    remove: (ref, o) =>
      change({
        ref,
        options: o,
        look: get,
        already: nothingToTake,
        act: async (before) => {
          if (before === undefined) return
          const invites = await client.workspaceInvites(id)
          if (before.access.some(({ via }) => via !== 'invite')) await client.removeMember(id, before.id)
          await withdraw(client, invites, before)
        },
        lookAfter: (before) => anyTrace(get, before),
        verdict: goneFromWorkspace,
        failing: 'is still in the workspace',
      }),
  }
}

const systemRoles: readonly Role<SystemRole>[] = [
  { id: 'SYSTEM_ADMIN', name: 'System Admin', admin: true },
  { id: 'SYSTEM_EDITOR', name: 'System Editor', admin: false },
  { id: 'SYSTEM_VIEWER', name: 'System Viewer', admin: false },
]
const workspaceRoles: readonly Role<WorkspaceRole>[] = [
  { id: 'WORKSPACE_ADMIN', name: 'Workspace Admin', admin: true },
  { id: 'WORKSPACE_EDITOR', name: 'Workspace Editor', admin: false },
  { id: 'WORKSPACE_VIEWER', name: 'Workspace Viewer', admin: false },
]

/** Houston answers FORBIDDEN to no token, a wrong token and a missing right alike; `self` is open to every caller it knows. */
async function signedIn(client: HoustonClient, options?: CallOptions): Promise<Caller> {
  try {
    const { user, key } = await client.whoAmI(options)
    if (user !== undefined)
      return { id: user.id, kind: 'person', ...(user.username == null ? {} : { email: user.username }) }
    return { id: key ?? 'key:unknown', kind: 'service-account' }
  } catch (error) {
    if (error instanceof HoustonError && error.code === 'FORBIDDEN') {
      throw new UserAdminError(
        'unauthenticated',
        `Houston at ${new URL(client.url).origin} does not accept this token: it is wrong, expired or deleted. Use the key of a system service account, or a fresh token from the /token page of your installation (it lives 24 hours).`,
        { cause: error },
      )
    }
    throw translated(error)
  }
}

async function findWorkspace(
  client: HoustonClient,
  named: string,
  options?: CallOptions,
): Promise<{ id: string; label?: string | null | undefined }> {
  const name = named.trim()
  if (name === '')
    throw new UserAdminError('invalid', 'Name the workspace: its id, its label, or the address of its page.')
  const id = /^https?:\/\/[^/]+\/(?:w|workspaces?)\/([^/?#]+)/.exec(name)?.[1] ?? name
  if (/^[\w-]+$/.test(id)) {
    try {
      const found = await client.workspace(id, options)
      if (found != null) return found
    } catch (error) {
      // A key of one workspace may not ask for another one: to it, a label looks like another one's id.
      if (!(error instanceof HoustonError && error.code === 'FORBIDDEN')) throw translated(error)
    }
  }
  const all = await translating(client.workspaces(options))
  const matches = all.filter((workspace) => workspace.label === name)
  const [match] = matches
  if (matches.length > 1)
    throw new UserAdminError(
      'invalid',
      `${matches.length} workspaces are labelled ${JSON.stringify(name)}: name one by its id (${matches.map((one) => one.id).join(', ')}).`,
    )
  if (match === undefined)
    throw new UserAdminError(
      'not-found',
      `This credential sees no workspace ${JSON.stringify(name)} at ${new URL(client.url).origin}. Its id stands in the address of its page, after /w/.`,
    )
  return match
}

/** Withdraws every open invitation of every address that the person is known by. */
async function withdraw(client: HoustonClient, invites: readonly Invite[], person: Member): Promise<void> {
  const addresses = addressesOf(person)
  for (const invite of invites) {
    if (addressesOf({ email: invite.email, aliases: [] }).some((address) => addresses.includes(address)))
      await client.deleteInvite(invite.id)
  }
}

function pick<R extends HoustonRole>(members: Iterable<Member<R>>, ref: UserRef): Member<R> | undefined {
  for (const member of members) if (isRef(ref, member)) return member
  return undefined
}

/** The one role that the person should hold afterwards, or none. */
function oneRole<R extends HoustonRole>(
  held: readonly R[],
  roles: readonly R[] | RoleChange<R>,
  known: readonly Role<R>[],
): readonly R[] {
  const wanted = 'length' in roles ? roles : [...(roles.add ?? held.filter((role) => !roles.drop?.includes(role)))]
  const [role] = wanted
  if (wanted.length > 1)
    throw new UserAdminError('invalid', `A person holds one role here; ${wanted.length} were asked for.`)
  const prefix = known[0]?.id.split('_')[0] ?? ''
  if (role !== undefined && !role.startsWith(`${prefix}_`)) {
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(role)} is no role here; there are ${known.map(({ id }) => id).join(', ')}.`,
    )
  }
  return wanted
}

function present<R extends HoustonRole>(member: Member<R> | undefined, fact: string): Member<R> {
  if (member === undefined) throw new UserAdminError('not-found', `The person ${fact}.`)
  return member
}

const sameRoles = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role))
/** Ways in that a removal from the scope does not close. */
const elsewhere = (member: Member): boolean =>
  member.access.some(({ via }) => via === 'team' || via === 'group' || via === 'system')
/** Nothing is sent for someone who is not here, or is here only in ways that this interface cannot close. */
const nothingToTake = <R extends string>(before: Member<R> | undefined): Change<R> | undefined =>
  before === undefined
    ? { outcome: 'unchanged' }
    : before.access.length > 0 && before.access.every(({ via }) => via === 'team' || via === 'group')
      ? { outcome: 'remains', member: before }
      : undefined
const gone = (after: Member | undefined): 'done' | undefined => (after === undefined ? 'done' : undefined)
/** Who also gets in another way is out of the workspace's own list, and still in. */
const goneFromWorkspace = (after: Member | undefined, before: Member | undefined): 'done' | 'remains' | undefined =>
  after === undefined
    ? before !== undefined && elsewhere(before)
      ? 'remains'
      : 'done'
    : after.access.every(({ via }) => via === 'team')
      ? 'remains'
      : undefined

/** The person under the old id or any of the old addresses: an invitation that is still open counts. */
async function anyTrace<R extends string>(
  get: (ref: UserRef) => Promise<Member<R> | undefined>,
  before: Member<R> | undefined,
): Promise<Member<R> | undefined> {
  if (before === undefined) return undefined
  const refs: UserRef[] = [{ id: before.id }, ...addressesOf(before).map((email) => ({ email }))]
  for (const ref of refs) {
    const trace = await get(ref)
    if (trace !== undefined) return trace
  }
  return undefined
}
const joined = (after: Member | undefined): 'done' | 'pending' | undefined =>
  after === undefined ? undefined : after.status === 'invited' ? 'pending' : 'done'
