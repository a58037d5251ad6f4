import { type HoustonClient, HoustonError, type Invite, type User } from '@user-admin/houston-client'
import { outOfReach, staysOpen } from '../access.ts'
import { change, translating, translatingEach } from '../change.ts'
import { translated, UserAdminError } from '../errors.ts'
import { addressesOf, checkEmail, checkRef, isRef } from '../identity.ts'
import type { CallOptions, Member, Role, Scope, UserAdmin, UserRef } from '../user-admin.ts'
import { signedIn } from './caller.ts'
import { among, anyTrace, joined, nothingToTake, oneRole, present, proving, sameRoles, withdraw } from './changes.ts'
import { fromInvites, fromUser, systemBindings, workspaceBindings } from './members.ts'

/** Roles of a workspace. */
export type WorkspaceRole = 'WORKSPACE_ADMIN' | 'WORKSPACE_EDITOR' | 'WORKSPACE_VIEWER' | (string & {})

const workspaceRoles: readonly Role<WorkspaceRole>[] = [
  { id: 'WORKSPACE_ADMIN', name: 'Workspace Admin', admin: true },
  { id: 'WORKSPACE_EDITOR', name: 'Workspace Editor', admin: false },
  { id: 'WORKSPACE_VIEWER', name: 'Workspace Viewer', admin: false },
]

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
  const look = async (ref: UserRef, o?: CallOptions): Promise<Member<WorkspaceRole> | undefined> => {
    checkRef(ref)
    const user = await translating(
      client.member(id, ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }, o),
    )
    const member = user === undefined ? undefined : person(user)
    if (member !== undefined && isRef(ref, member)) return member
    const known = new Set(member === undefined ? [] : addressesOf(member))
    const invites = await translating(client.workspaceInvites(id, o))
    return among(fromInvites(invites, known, roleOf), ref)
  }
  const find = proving(look, list)

  return {
    scope,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => workspaceRoles,
    list: (o) => translatingEach(list(o)),
    get: async (ref, o) => await translating(find(ref, o)),
    invite: async ({ email, roles = [] }, o) => {
      const [role = 'WORKSPACE_VIEWER'] = oneRole([], roles, workspaceRoles)
      return await change({
        ref: { email: checkEmail(email) },
        options: o,
        look,
        find,
        already: (before) =>
          before === undefined || before.roles.length === 0 ? undefined : { outcome: 'unchanged', member: before },
        act: () => client.addMember(id, checkEmail(email), role),
        verdict: joined,
        failing: 'was not added to the workspace',
      })
    },
    setRoles: async (ref, roles, o) => {
      let wanted: readonly WorkspaceRole[] = []
      return await change({
        ref,
        options: o,
        look,
        find,
        already: (before) => {
          wanted = oneRole(present(before, 'is not in this workspace').roles, roles, workspaceRoles)
          if (wanted.length === 0)
            throw new UserAdminError(
              'invalid',
              'A member of a Houston workspace holds exactly one role: give another one, or remove the person.',
            )
          return sameRoles(before?.roles ?? [], wanted) ? { outcome: 'unchanged', member: before } : undefined
        },
        act: async (before) => void (await client.setWorkspaceRole(id, before?.email ?? '', wanted[0] ?? '')),
        verdict: (after) =>
          after !== undefined && sameRoles(after.roles, wanted)
            ? after.status === 'invited'
              ? 'pending'
              : 'done'
            : undefined,
        failing: 'does not hold the role asked for',
      })
    },
    remove: async (ref, o) => {
      let elsewhere: 'open' | 'closed' | 'unseen' = 'closed'
      return await change({
        ref,
        options: o,
        look,
        find,
        already: (before) => nothingToTake(scope, before),
        act: async (before, did) => {
          if (before === undefined) return
          const invites = await client.workspaceInvites(id)
          if (before.access.some(({ via }) => via !== 'invite')) {
            elsewhere = await otherDoors(client, before)
            await removed(client, id, before)
            did('the membership was taken')
          }
          await withdraw(client, invites, before, did, id)
        },
        lookAfter: (before) => anyTrace(look, before),
        // Who also gets in another way is out of the workspace's own list, and still in.
        verdict: (after, before) => {
          if (after !== undefined) return outOfReach(scope, after) ? 'remains' : undefined
          if (elsewhere === 'open' || (before !== undefined && staysOpen(scope, before).length > 0)) return 'remains'
          return elsewhere === 'unseen'
            ? { outcome: 'done', note: 'This credential does not see system roles, which open every workspace.' }
            : 'done'
        },
        failing: 'is still in the workspace',
      })
    },
  }
}

/** Takes the membership. From 0.28.4 on Houston refuses that to the last person of a workspace, in words that nobody wrote down (facts §3.6). */
async function removed(client: HoustonClient, id: string, { id: userId }: Member): Promise<void> {
  try {
    await client.removeMember(id, userId)
  } catch (error) {
    if (!(error instanceof HoustonError && error.kind === 'rejected' && error.effect === 'none')) throw error
    for await (const user of client.members(id)) if (user.id !== userId) throw error
    throw new UserAdminError(
      'conflict',
      'The person is the last one in this workspace, and Houston keeps one. Add somebody else first, or delete the workspace.',
      { cause: error },
    )
  }
}

/** Whether a system role opens the workspace all the same. Newer releases show a member's roles in the workspace only. */
async function otherDoors(client: HoustonClient, { id }: Member): Promise<'open' | 'closed' | 'unseen'> {
  try {
    const [user] = await client.findUsers({ userUuid: id })
    return user !== undefined && systemBindings(user).length > 0 ? 'open' : 'closed'
  } catch (error) {
    if (error instanceof HoustonError && error.code === 'FORBIDDEN') return 'unseen'
    throw error
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
  const address = /^https?:\/\/([^/]+)\/(?:w|workspaces?)\/([^/?#]+)/.exec(name)
  checkDomain(client, address?.[1])
  const id = address?.[2] ?? name
  if (/^[\w-]+$/.test(id)) {
    try {
      const found = await client.workspace(id, options)
      if (found != null) return found
    } catch (error) {
      // A key of one workspace may not ask for another one: to it, a label looks like another one's id. And releases
      // before 0.14.2 cannot be asked for one at all.
      const maybe = error instanceof HoustonError && (error.code === 'FORBIDDEN' || error.kind === 'unsupported')
      if (!maybe) throw translated(error)
    }
  }
  const all = await translating(client.workspaces(options))
  const same = all.find((workspace) => workspace.id === id)
  if (same !== undefined) return same
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

/** The page of a workspace at another installation is not one here, whatever its id. */
function checkDomain(client: HoustonClient, host: string | undefined): void {
  const { hostname } = new URL(client.url)
  if (host === undefined || !hostname.startsWith('houston.') || host.endsWith(hostname.slice('houston'.length))) return
  throw new UserAdminError('invalid', `${host} is the page of another installation than ${hostname}.`)
}
