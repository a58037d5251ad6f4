import { compare } from '../identity/identity.ts'
import type { PersonIn } from '../journal/journal.ts'
import type { Access, Member, Scope } from '../user-admin.ts'
import { heirOf, type ScopeAssets } from './assets.ts'
import type { Step } from './step.ts'
import { placeOf, type World } from './world.ts'

const supportOnly =
  'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.'
const deletedForGood = 'A deleted account cannot be restored; the person can only be invited anew.'

/** Whether a step takes somebody who may own something that goes with them. */
export const takesOwner = (step: Pick<Step, 'action' | 'status'>, { system }: Scope): boolean =>
  system === 'aac' && step.action === 'remove' && step.status !== 'invited'

/** Whether a step deletes an account, and not only an invitation. */
export const deletesAccount = ({ irreversible }: Pick<Step, 'irreversible'>): boolean =>
  irreversible?.includes(deletedForGood) === true

/** The step that takes a person's access. */
export function leaving(
  {
    member,
    action,
    reason,
    absentSince,
    person,
  }: {
    readonly member: Member
    readonly action: 'remove' | 'suspend'
    readonly reason: string
    readonly absentSince?: string | undefined
    readonly person?: PersonIn | undefined
  },
  { key, scope, unseen, canPlace }: World,
  assets: ScopeAssets,
  stays: readonly Access[],
): Step {
  const owns = takesOwner({ action, status: member.status }, scope)
  const deletes =
    action === 'remove' &&
    scope.kind === 'platform' &&
    (member.access.length === 0 || member.access.some(({ via }) => via !== 'invite'))
  const heir = owns ? heirOf(assets, member) : undefined
  const transferTo = heir === 'leave' ? undefined : heir
  const lost = [
    ...(deletes ? [deletedForGood] : []),
    ...(owns ? [transferTo === undefined ? supportOnly : 'A transfer of assets cannot be undone.'] : []),
    ...(action === 'remove' ? notGivenBack(member, scope, { deletes, stays, canPlace }) : []),
  ]
  return {
    scope: key,
    action,
    email: member.email,
    ...(member.aliases.length === 0 ? {} : { aliases: [...member.aliases].toSorted(compare) }),
    id: member.id,
    ...(person === undefined ? {} : { person }),
    what: `${effect(member, action, deletes, scope)}${transferTo === undefined ? '' : `, after handing what they own to ${transferTo.email}`}`,
    reason,
    status: member.status,
    mark: member.mark,
    admin: member.admin !== false,
    takesAdmin: member.admin !== false,
    promises: stays.length > 0 ? 'remains' : unseen.length > 0 ? 'unknown' : 'done',
    ...(stays.length > 0 ? { stays } : {}),
    ...(transferTo === undefined ? {} : { transferTo }),
    ...(lost.length === 0 ? {} : { irreversible: lost.join(' ') }),
    ...(absentSince === undefined ? {} : { absentSince }),
    heldBy: [],
  }
}

/** What an undo of the removal does not give back, for an invitation gives more, or less (see `broughtBack`). */
function notGivenBack(
  { status, roles, access }: Member,
  { system, kind }: Scope,
  {
    deletes,
    stays,
    canPlace,
  }: { readonly deletes: boolean; readonly stays: readonly Access[]; readonly canPlace: boolean },
): readonly string[] {
  const invitations = access.filter(({ via }) => via === 'invite').length
  const isMember = access.some(({ via }) => via === 'direct')
  const locked = status === 'suspended' ? ['An undo leaves out who is suspended: an invitation would let them in.'] : []
  if (system === 'aac')
    return [
      ...locked,
      ...(access.some(({ via }) => via === 'group') ? ['An invitation gives no places in groups back.'] : []),
    ]
  if (kind === 'platform')
    return [
      ...(deletes ? locked : []),
      // Houston does not say where an invitation leads, and shows a role of one to the platform as well (facts §3.3).
      ...(access.some(({ via, role }) => via === 'invite' && role !== '')
        ? ['Open invitations may be to workspaces, and an undo sends one to the platform only.']
        : []),
    ]
  // Whoever stays in through a team is a member still, and needs no invitation.
  const staysIn = stays.some(({ via, role }) => via === 'team' && !role.startsWith('SYSTEM_'))
  const isPlaced = access.some(({ via }) => via === 'deployment')
  return [
    ...(isPlaced && staysIn && !canPlace
      ? ['Roles on deployments cannot be given back with this credential to who stays in through a team.']
      : []),
    ...(isPlaced && !staysIn && roles.length === 0
      ? ['An undo leaves out who holds roles on deployments only: an invitation would give one in the whole workspace.']
      : []),
    ...(roles.length > 1 ? ['Of several roles in the workspace an undo gives only the highest back.'] : []),
    ...(invitations > (isMember ? 0 : 1)
      ? ['An undo sends nobody a second invitation, and none to who is a member.']
      : []),
  ]
}

function effect(member: Member, action: 'remove' | 'suspend', deletes: boolean, scope: Scope): string {
  if (action === 'suspend') return `suspend ${member.email} in ${placeOf(scope)}`
  if (deletes) return `delete the account of ${member.email} at ${placeOf(scope)}`
  if (member.status === 'invited') return `withdraw the invitation of ${member.email} to ${placeOf(scope)}`
  return `take ${member.email} out of ${placeOf(scope)}`
}
