import type { Access, Member, Scope } from './user-admin.ts'

/** What a removal or suspension would leave open, and why nothing should be sent where it would take nothing away. */
export interface Reach {
  /** The ways in that stay open afterwards. */
  readonly stays: readonly Access[]
  /** Set where the scope can take nothing away: why, and what would. */
  readonly blocked?: { readonly reason: string; readonly remedy: string }
}

/**
 * Judges one person's ways in.
 *
 * - A Houston platform deletes accounts, except those of people in a team of the identity provider.
 * - A Houston workspace takes roles of its own and of its deployments, and invitations; teams and system roles stay.
 * - AAC takes all but what SCIM or an identity provider would bring back at its next cycle.
 */
export function reachOf(scope: Scope, { email, access }: Member): Reach {
  const stays = access.filter((way) => !closes(scope, way))
  const [first] = stays
  if (first === undefined) return { stays }
  const none = scope.kind === 'platform' || scope.system === 'aac' || stays.length === access.length
  if (!none) return { stays }
  return {
    stays,
    blocked: {
      reason: `${email} gets in through ${[...new Set(stays.map(named))].join(' and ')}.`,
      remedy: remedyOf(first),
    },
  }
}

function closes(scope: Scope, { via, managedBy }: Access): boolean {
  if (via !== 'team' && via !== 'group' && via !== 'system') return true
  if (scope.system === 'houston' && scope.kind === 'workspace') return false
  return managedBy === 'here' || via === 'system'
}

/** A way in as a sentence names it: `team analysts (idp)`. */
export function named({ via, name, managedBy }: Access): string {
  const kind = {
    direct: 'a role here',
    team: 'team',
    group: 'group',
    system: 'a system role',
    deployment: 'deployment',
    invite: 'an open invitation',
  }[via]
  const keeper = managedBy === 'idp' ? ' of the identity provider' : managedBy === 'scim' ? ' that SCIM fills' : ''
  return name === undefined
    ? `${via === 'team' || via === 'group' ? 'a ' : ''}${kind}${keeper}`
    : `${kind} ${name}${keeper}`
}

/** What a person has to do about a way in that stays. */
export function remedyOf(way: Access): string {
  if (way.via === 'system') return 'Take away the system role on the platform.'
  if (way.managedBy === 'here') return `Take the person out of ${named(way)}.`
  const { name } = way
  return `Take the person out of ${name === undefined ? `that ${way.via}` : `${way.via} ${name}`} where it is managed: in the identity provider, or by its administrator.`
}

/** The ways in that stay open when the person is removed from the scope. */
export const staysOpen = (scope: Scope, member: Member): readonly Access[] => reachOf(scope, member).stays

/** Whether a removal would take nothing away. */
export const outOfReach = (scope: Scope, member: Member): boolean => reachOf(scope, member).blocked !== undefined

/** Whether one role of a kind gives more than another: `WORKSPACE_ADMIN` than `WORKSPACE_EDITOR`. Unknown words give nothing more. */
export function outranks(role: string, other: string): boolean {
  return levelOf(other) >= 0 && levelOf(role) > levelOf(other)
}

const levelOf = (role: string): number => ['VIEWER', 'EDITOR', 'ADMIN'].indexOf(role.slice(role.lastIndexOf('_') + 1))
