import { type HoustonClient, HoustonError } from '@user-admin/houston-client'
import { outranks } from '../access.ts'
import { change, translating, translatingEach } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { checkEmail } from '../identity/identity.ts'
import { paceOf } from '../pace.ts'
import type {
  Access,
  CallOptions,
  CanJoinTeams,
  CanSetDeploymentRoles,
  Invitation,
  Member,
  Role,
  Scope,
  UserAdmin,
  UserRef,
} from '../user-admin.ts'
import { signedIn } from './caller.ts'
import { joined, oneRole, present, sameRoles } from './changes.ts'
import { checkDeploymentRole, deploymentRoles, heldOn } from './deployments.ts'
import { findWorkspace } from './find-workspace.ts'
import { teamJoining } from './joining.ts'
import { removeFrom, staying } from './removal.ts'
import { hidden } from './shown.ts'
import { Sights } from './sight.ts'

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
  const pace = paceOf(client, `${new URL(client.url).origin} ${caller.id}`)
  const { id, label } = await findWorkspace(client, workspace, options)
  const release = await translating(client.release(options))
  const { knows } = release
  const scope: Scope = {
    system: 'houston',
    kind: 'workspace',
    origin: new URL(client.url).origin,
    id,
    name: label ?? id,
  }
  const sights = new Sights<WorkspaceRole>(client, release, id)
  const look = async (ref: UserRef, o?: CallOptions): Promise<Member<WorkspaceRole> | undefined> =>
    (await sights.one(ref, o)).member
  const find = async (ref: UserRef, o?: CallOptions): Promise<Member<WorkspaceRole> | undefined> =>
    (await sights.proved(ref, o)).member

  const admin: UserAdmin<WorkspaceRole> = {
    scope,
    pace,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => workspaceRoles,
    list: (o) => translatingEach(sights.list(o)),
    get: async (ref, o) => await translating(find(ref, o)),
    unseen: async (o) => await translating(sights.unseen(o)),
    outsiders: async (o) => await translating(sights.outsiders(o)),
    invite: async ({ email, roles = [], deployments = [] }, o) => {
      const [role = 'WORKSPACE_VIEWER'] = oneRole([], roles, workspaceRoles)
      const asked = wantedOn(deployments)
      if (asked.length > 0 && knows['workspaceAddUser(deploymentRoles:)'] === false)
        throw new UserAdminError(
          'unsupported',
          'This release of Houston has no roles on deployments, which came with 0.21 or so: invite without them.',
        )
      let unseen: readonly string[] = []
      return await change<WorkspaceRole>({
        ref: { email: checkEmail(email) },
        options: o,
        look: async (ref, call) => {
          const sight = await sights.one(ref, call)
          unseen = sight.unseen
          return sight.member
        },
        find,
        already: (before) => {
          if (before === undefined || before.roles.length === 0) return undefined
          const missing = asked.some((one) => !heldOn(before, one.id).includes(one.role))
          return {
            outcome: 'unchanged',
            member: before,
            ...(missing ? { note: 'A member’s roles on deployments are changed by setDeploymentRole.' } : {}),
          }
        },
        act: async (before, did, sending) => {
          // Who is in through deployments only holds some of them already, perhaps in another role.
          const held = (one: { id: string }): boolean => before !== undefined && heldOn(before, one.id).length > 0
          const given = asked.filter((one) => !held(one)).map((one) => ({ deploymentId: one.id, role: one.role }))
          await client.addMember(id, checkEmail(email), role, { ...sending, deploymentRoles: given })
          did('the person was added')
          for (const one of asked)
            if (held(one)) await client.setDeploymentRole(one.id, checkEmail(email), one.role, sending)
        },
        verdict: (after) => {
          if (after === undefined || after.roles.length === 0) return undefined
          // What an invitation promises on deployments Houston does not show, nor every credential what a member holds.
          const isShown = after.access.some(({ via }) => via === 'direct') && !unseen.includes(hidden.deploymentRoles)
          const isWhole = asked.every((one) => heldOn(after, one.id).includes(one.role))
          return isShown && !isWhole ? undefined : joined(after)
        },
        failing: 'was not added to the workspace',
      })
    },
    setRoles: async (ref, roles, o) => {
      let wanted: readonly WorkspaceRole[] = []
      return await change<WorkspaceRole>({
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
          if (before === undefined || !sameRoles(before.roles, wanted)) return undefined
          return above(before, wanted) ?? { outcome: 'unchanged', member: before }
        },
        act: async (before, _, sending) => {
          const email = before?.email ?? ''
          const [role = ''] = wanted
          try {
            await client.setWorkspaceRole(id, email, role, sending)
          } catch (error) {
            // Older releases give no first role this way to who came through a team or a deployment (facts §3.5).
            const isNone =
              error instanceof HoustonError && error.code === 'RESOURCE_NOT_FOUND' && error.effect === 'none'
            if (!(isNone && before?.roles.length === 0)) throw error
            await client.addMember(id, email, role, sending)
          }
        },
        verdict: (after) => {
          if (after === undefined || !sameRoles(after.roles, wanted)) return undefined
          return above(after, wanted) ?? (after.status === 'invited' ? 'pending' : 'done')
        },
        failing: 'does not hold the role asked for',
      })
    },
    remove: async (ref, o) => await removeFrom(client, scope, sights, ref, o),
  }
  // Before 0.30 only who administers a deployment may do that, and no key of a platform or workspace does (facts §5.3).
  const mayPlace = knows.paginatedWorkspaceUsers === true || caller.kind === 'person'
  const places: Partial<CanSetDeploymentRoles<WorkspaceRole>> =
    knows.deploymentAddUserRole === true && mayPlace ? deploymentRoles(client, id, sights) : {}
  const teams: Partial<CanJoinTeams<WorkspaceRole>> =
    knows.paginatedTeams === true ? teamJoining(client, release, id, sights) : {}
  return Object.assign(admin, places, teams)
}

/** Where a team or a system role gives more than the role asked for: the most permissive wins (facts §3.12). */
function above(
  member: Member<WorkspaceRole>,
  [wanted = '']: readonly WorkspaceRole[],
): { outcome: 'remains'; member: Member<WorkspaceRole>; note: string } | undefined {
  const more = member.access.filter(
    ({ via, role }: Access) =>
      (via === 'team' || via === 'system') && /^(?:WORKSPACE|SYSTEM)_/.test(role) && outranks(role, wanted),
  )
  return more.length === 0 ? undefined : { outcome: 'remains', member, note: staying(more) }
}

/** @throws {UserAdminError} `invalid` for what is no role on a deployment. */
function wantedOn(deployments: NonNullable<Invitation['deployments']>): readonly { id: string; role: string }[] {
  for (const { id, role } of deployments) {
    if (typeof id !== 'string' || id.trim() === '')
      throw new UserAdminError('invalid', 'Name each deployment by its id, as deployments() lists it.')
    checkDeploymentRole(role)
  }
  return deployments
}
