import type { Person } from '@user-admin/aac-client'
import { named, remedyOf } from '../access.ts'
import { UserAdminError } from '../errors.ts'
import type { RoleChange } from '../user-admin.ts'
import type { Groups } from './groups.ts'
import type { AacRole } from './members.ts'

/** Roles as they are asked for: a whole set, or a change of it. */
export type AskedRoles = readonly AacRole[] | RoleChange<AacRole>

/** @throws {UserAdminError} `invalid` for what is no policy id. */
export function checkRoles(roles: AskedRoles): void {
  for (const role of isSet(roles) ? roles : [...(roles.add ?? []), ...(roles.drop ?? [])]) {
    if (!/^\d+$/.test(role))
      throw new UserAdminError(
        'invalid',
        `${JSON.stringify(role.slice(0, 60))} is no role id: it is digits, as roles() lists them.`,
      )
  }
}

/** What to assign and what to take. */
export function difference(
  held: readonly AacRole[],
  roles: AskedRoles,
): { readonly add: readonly AacRole[]; readonly drop: readonly AacRole[] } {
  const { add, drop } = isSet(roles)
    ? { add: roles, drop: held.filter((role) => !roles.includes(role)) }
    : { add: roles.add ?? [], drop: roles.drop ?? [] }
  return { add: add.filter((role) => !held.includes(role)), drop: drop.filter((role) => held.includes(role)) }
}

/**
 * One sentence for each role that should be gone and that a group gives all the same, and one where that is not shown
 * (`unsure`). Empty where nothing is to be taken.
 */
export function rolesThatStay(
  person: Person,
  roles: AskedRoles,
  groups: Groups,
): { readonly stay: readonly string[]; readonly unsure: readonly string[] } {
  const takes = isSet(roles) || (roles.drop ?? []).length > 0
  if (!takes) return { stay: [], unsure: [] }
  const unwanted = (role: AacRole): boolean =>
    isSet(roles) ? !roles.includes(role) : roles.drop?.includes(role) === true
  const stay = groups
    .of(person)
    .flatMap(({ way, roles: given = [] }) =>
      given
        .filter(({ policyId }) => policyId != null && unwanted(policyId))
        .map(
          ({ name, tag, policyId }) =>
            `Role ${name ?? tag ?? policyId} stays: ${named(way)} gives it. ${remedyOf(way)}`,
        ),
    )
  return { stay, unsure: groups.hidden ? ['This credential is not shown whether a group gives the role as well.'] : [] }
}

function isSet(roles: AskedRoles): roles is readonly AacRole[] {
  return 'length' in roles
}
