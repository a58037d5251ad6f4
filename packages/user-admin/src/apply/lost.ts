import type { Intent, Seen } from '../journal/journal.ts'
import type { Lost } from '../plan/undo.ts'
import type { Scope } from '../user-admin.ts'
import { type Deed, didSomething } from './deeds.ts'

/** What of one step an undo does not bring back, or does not take back; a sentence each. */
export function lostBy(
  deed: Deed,
  scope: Scope,
  { invitations, isRead }: { readonly invitations: boolean; readonly isRead: boolean },
): readonly Lost[] {
  const [first] = deed.intents
  if (first === undefined) return []
  const said = (reason: string): Lost => ({ scope: first.scope, email: first.email, reason })
  const handed = deed.intents.find(({ action }) => action === 'transfer')?.transferTo
  const transferred =
    handed === undefined
      ? []
      : [said(`What the person owned stays with ${handed.email}, as far as it was handed over.`)]
  if (!didSomething(deed)) return transferred
  if (!isRead)
    return [...transferred, said(`What was done in ${scope.name} is not undone: no credential of it was given.`)]
  const last = deed.intents.at(-1) ?? first
  switch (last.action) {
    case 'remove':
      return [...transferred, ...gone(last, scope, handed !== undefined).map(said)]
    case 'invite':
      return first.before === null && !invitations
        ? [said('The invitation that the run sent stays, or what became of it.')]
        : []
    case 'add-to-team':
      return [said('The person stays in the team: nobody is taken out of one here.')]
    case 'reinstate':
      return [said('The person stays let in: suspend them by hand if that is not meant.')]
    case 'remind':
      return []
    case 'transfer':
    case 'set-roles':
    case 'set-deployment-role':
    case 'suspend':
      return transferred
    default:
      return last.action satisfies never
  }
}

/** What goes with a person who is removed. */
function gone({ before }: Intent, { system, kind, name }: Scope, isHandedOver: boolean): readonly string[] {
  if (before === null) return []
  const { access, status } = before
  if (system === 'aac') {
    const groups = access.flatMap((way) => (way.via === 'group' ? [way.name ?? way.id ?? ''] : []))
    return [
      ...(status !== 'invited' && !isHandedOver
        ? [
            `What the person owned left ${name} with them; only the vendor’s support can bring it back, within 14 days of the removal.`,
          ]
        : []),
      ...(groups.length === 0 ? [] : [`Places in groups are not given back: ${groups.join(', ')}.`]),
    ]
  }
  if (kind === 'workspace') {
    const invites = access.filter(({ via }) => via === 'invite').length
    const others = access.some(({ via }) => via === 'direct') ? invites : invites - 1
    return [
      ...(before.roles.length > 1 ? [`Of ${before.roles.join(', ')} only the highest is given back.`] : []),
      ...(others > 0 ? ['Further invitations of the person are not sent again.'] : []),
    ]
  }
  const isAccount = access.some(({ via }) => via !== 'invite') || access.length === 0
  const roles = isAccount ? rolesElsewhere(before) : []
  const teams = access.flatMap((way) => (way.via === 'team' ? [way.name ?? way.id ?? ''] : []))
  return [
    ...(isAccount
      ? [
          'The account was deleted: a new one has another id, and what the old one’s tokens and sessions opened stays shut.',
        ]
      : []),
    ...(roles.length === 0
      ? []
      : [`Roles elsewhere are given back by a plan for each of these workspaces: ${roles.join(', ')}.`]),
    ...(teams.length === 0 ? [] : [`Places in teams are not given back: ${[...new Set(teams)].join(', ')}.`]),
    ...(access.some(({ via, role }) => via === 'invite' && role !== '')
      ? ['Invitations to workspaces, if there were any, are not sent again.']
      : []),
  ]
}

interface Place {
  readonly id?: string
  readonly label?: string | null
}

interface Binding {
  readonly role?: string | null
  readonly workspace?: Place | null
  readonly deployment?: Place | null
}

/** What an account of Houston held in workspaces and on deployments, out of its own record. */
function rolesElsewhere({ native }: Seen): readonly string[] {
  const { roleBindings } = (native ?? {}) as { readonly roleBindings?: readonly Binding[] | null }
  const named = ({ id = '', label }: Place): string => (label == null ? id : `${label} (${id})`)
  return (roleBindings ?? []).flatMap(({ role, workspace, deployment }) => {
    const place = deployment ?? workspace
    return place == null ? [] : [`${role ?? 'a role'} in ${named(place)}`]
  })
}
