import { UserAdminError } from '../errors.ts'
import { nearest, shown } from '../identity/identity.ts'
import { complete, incomplete, type Snapshot, type Source, type SourcePerson } from './source.ts'

/** Roles for whoever is in a group. */
export interface GroupRoles {
  /** By the name that the source gives it. */
  readonly group: string
  /** Ids or names of roles. */
  readonly roles: string | readonly string[]
}

/**
 * The same source, whose people want roles by the groups that they are in. Who is in none of them wants what the source
 * says.
 *
 * Where the source does not say beforehand which groups it reads, a group in which it then shows nobody makes the reading
 * `incomplete`: a name that was written wrongly would take everybody's role.
 *
 * @param rules In the order of precedence: the first group that a person is in decides.
 * @param options.all The roles of all groups of a person together. Default false.
 * @throws {UserAdminError} `invalid` for no rules, two of one group, roles that are none, and a group that the source
 * does not read, with the names nearest to it.
 */
export function withGroupRoles(
  source: Source,
  rules: readonly GroupRoles[],
  options: { readonly all?: boolean | undefined } = {},
): Source {
  const roles = rolesByGroup(source, rules)
  const unknown = Object.keys(options).find((key) => key !== 'all')
  if (unknown !== undefined)
    throw new UserAdminError('invalid', `Roles by groups have no option ${shown(unknown)}: all is the only one.`)
  const { name, groups } = source
  if (groups !== undefined) {
    const unread = [...roles.keys()].filter((group) => !groups.includes(group))
    if (unread.length > 0)
      throw new UserAdminError('invalid', `${name} does not read the group ${named(unread, groups)}.`)
  }
  const given = (person: SourcePerson): SourcePerson => {
    const own = new Set(person.groups)
    const matched = [...roles].flatMap(([group, wanted]) => (own.has(group) ? [wanted] : []))
    const [first] = matched
    return first === undefined ? person : { ...person, roles: options.all === true ? matched.flat() : first }
  }
  return {
    name,
    ...(groups === undefined ? {} : { groups }),
    read: async (call): Promise<Snapshot> => {
      const snapshot = await source.read(call)
      if (snapshot.kind !== 'complete') return snapshot
      const { source: of, people, proof, readAt, asOf, position, parts } = snapshot
      const shownGroups = new Set(people.flatMap((person) => person.groups ?? []))
      const nobody = groups === undefined ? [...roles.keys()].filter((group) => !shownGroups.has(group)) : []
      if (nobody.length > 0)
        return incomplete({
          source: of,
          readAt,
          seen: people.length,
          reason: `${name} shows nobody in the group ${named(nobody, shownGroups)}, so nobody's role can be told from it: see that it is written as there, or leave its rule out.`,
        })
      return complete({ source: of, people: people.map(given), proof, readAt, asOf, position, parts })
    },
  }
}

function rolesByGroup(source: Source, rules: readonly GroupRoles[]): ReadonlyMap<string, readonly string[]> {
  if (!Array.isArray(rules) || rules.length === 0)
    throw new UserAdminError('invalid', `Roles by groups of ${source.name} need a rule: [{ group, roles }].`)
  const found = new Map<string, readonly string[]>()
  for (const [index, rule] of (rules as readonly GroupRoles[]).entries()) {
    const { group, roles } = rule ?? {}
    const wanted: readonly unknown[] = Array.isArray(roles) ? roles : [roles]
    if (!isName(group) || !wanted.every(isName))
      throw new UserAdminError(
        'invalid',
        `Rule ${index + 1} of ${source.name} is ${shown(rule)}: it names a group and its roles, { group: 'BI Admins', roles: 'editor' }.`,
      )
    if (found.has(group))
      throw new UserAdminError('invalid', `Two rules of ${source.name} are about the group ${shown(group)}: keep one.`)
    found.set(group, wanted)
  }
  return found
}

const isName = (value: unknown): value is string => typeof value === 'string' && value.trim() !== ''

/** Groups that are not there, each with the names nearest to it. */
const named = (groups: readonly string[], known: Iterable<string>): string =>
  groups
    .slice(0, 10)
    .map((group) => {
      const near = nearest(group, known)
      return near.length === 0 ? shown(group) : `${shown(group)} (is ${near.map(shown).join(' or ')} meant?)`
    })
    .join(', ')
