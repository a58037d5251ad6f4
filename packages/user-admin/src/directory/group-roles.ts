import { UserAdminError } from '../errors.ts'
import type { Source } from './source.ts'

/** Roles for whoever is in a group. */
export interface GroupRoles {
  /** By the name that the source gives it. */
  readonly group: string
  /** Ids or names of roles. */
  readonly roles: string | readonly string[]
}

/**
 * The same source, whose people want roles by the groups that they are in.
 *
 * @param rules In the order of precedence: the first group that a person is in decides.
 * @param options.all The roles of all groups of a person together. Default false.
 */
export function withGroupRoles(
  _source: Source,
  _rules: readonly GroupRoles[],
  _options: { readonly all?: boolean | undefined } = {},
): Source {
  throw new UserAdminError('unsupported', 'Not written yet.')
}
