import type { Access, Member, Scope } from './user-admin.ts'

/** Whether a removal from a scope closes this way in. A system role opens every workspace; a team is managed elsewhere. */
const closes = (scope: Scope, { via }: Access): boolean =>
  scope.kind === 'platform' || (via !== 'team' && via !== 'group' && via !== 'system')

/** The ways in that stay open when the person is removed from the scope. */
export const staysOpen = (scope: Scope, member: Member): readonly Access[] =>
  member.access.filter((access) => !closes(scope, access))

/** Whether a removal would take nothing away. */
export const outOfReach = (scope: Scope, member: Member): boolean =>
  member.access.length > 0 && staysOpen(scope, member).length === member.access.length
