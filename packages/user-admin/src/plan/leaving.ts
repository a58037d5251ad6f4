import { compare } from '../identity/identity.ts'
import type { Access, Member, Scope } from '../user-admin.ts'
import { heirOf, type ScopeAssets } from './assets.ts'
import type { Step } from './step.ts'
import { placeOf, type World } from './world.ts'

const supportOnly =
  'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.'

/** The step that takes a person's access. */
export function leaving(
  {
    member,
    action,
    reason,
    absentSince,
  }: {
    readonly member: Member
    readonly action: 'remove' | 'suspend'
    readonly reason: string
    readonly absentSince?: string | undefined
  },
  { key, scope, unseen }: World,
  assets: ScopeAssets,
  stays: readonly Access[],
): Step {
  const owns = action === 'remove' && scope.system === 'aac' && member.status !== 'invited'
  const deletes =
    action === 'remove' &&
    scope.kind === 'platform' &&
    (member.access.length === 0 || member.access.some(({ via }) => via !== 'invite'))
  const heir = owns ? heirOf(assets, member) : undefined
  const transferTo = heir === 'leave' ? undefined : heir
  const irreversible = deletes
    ? 'A deleted account cannot be restored; the person can only be invited anew.'
    : transferTo !== undefined
      ? 'A transfer of assets cannot be undone.'
      : owns
        ? supportOnly
        : undefined
  return {
    scope: key,
    action,
    email: member.email,
    ...(member.aliases.length === 0 ? {} : { aliases: [...member.aliases].toSorted(compare) }),
    id: member.id,
    what: `${effect(member, action, deletes, scope)}${transferTo === undefined ? '' : `, after handing what they own to ${transferTo.email}`}`,
    reason,
    status: member.status,
    mark: member.mark,
    admin: member.admin !== false,
    takesAdmin: member.admin !== false,
    promises: stays.length > 0 ? 'remains' : unseen.length > 0 ? 'unknown' : 'done',
    ...(stays.length > 0 ? { stays } : {}),
    ...(transferTo === undefined ? {} : { transferTo }),
    ...(irreversible === undefined ? {} : { irreversible }),
    ...(absentSince === undefined ? {} : { absentSince }),
    heldBy: [],
  }
}

function effect(member: Member, action: 'remove' | 'suspend', deletes: boolean, scope: Scope): string {
  if (action === 'suspend') return `suspend ${member.email} in ${placeOf(scope)}`
  if (deletes) return `delete the account of ${member.email} at ${placeOf(scope)}`
  if (member.status === 'invited') return `withdraw the invitation of ${member.email} to ${placeOf(scope)}`
  return `take ${member.email} out of ${placeOf(scope)}`
}
