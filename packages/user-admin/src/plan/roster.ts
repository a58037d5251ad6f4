import type { Snapshot } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { compare, type Entry, entryOf, type Person, shown } from '../identity/identity.ts'
import { isList } from './goal.ts'
import { addressesIn, type GoalSource, hasMailbox, sourceOf } from './people.ts'
import { known } from './policy.ts'

/** The goal that {@link roster} makes. */
export interface Roster {
  readonly kind: 'roster'
  readonly entries: readonly RosterEntry[]
  /** What happens to members who are not on it. */
  readonly absent: 'keep' | 'suspend' | 'remove'
  /** The workspaces that it is whole for, as the rows name them: only there is anything done about who is absent. */
  readonly complete: 'all' | readonly string[]
  /** The directory that the people are from. */
  readonly source?: GoalSource
  /** What was read of it, whole. Not part of a plan. */
  readonly reading?: Snapshot
}

/** One person of a roster, in one workspace. */
export interface RosterEntry extends Entry {
  /** Ids or names of roles. Absent: the roles are left as they are, and an invitation gives the system's default. */
  readonly roles?: readonly string[]
  /** Which workspace: its id, its label where only one has it, or the address of its page. Absent: the plan's only one. */
  readonly workspace?: string
  /** Roles on deployments of the workspace, each named by id or label. */
  readonly deployments?: readonly { readonly deployment: string; readonly role: string }[]
  /** Teams to be in, each named by id or name. */
  readonly teams?: readonly string[]
  /** Further addresses of the person, in canonical form. */
  readonly aliases?: readonly string[]
}

/** A row of a roster as it is written down; a person may have several, for several workspaces and deployments. */
export interface RosterRow {
  /** An e-mail address; for people who are members already also a domain (`@example.edu`). */
  readonly email?: string | undefined
  /** Of somebody who is a member already. */
  readonly id?: string | undefined
  /** Ids or names of roles. */
  readonly roles?: readonly string[] | undefined
  /** Its id, its label where only one has it, or the address of its page. */
  readonly workspace?: string | undefined
  /** By id or label; with `deploymentRole`. */
  readonly deployment?: string | undefined
  readonly deploymentRole?: string | undefined
  /** By id or name. */
  readonly team?: string | undefined
  /** Where the row begins in its file, for errors. */
  readonly line?: number | undefined
}

/** How a roster is meant. */
export interface RosterOptions {
  /** What happens to members who are not on it. Default `keep`. */
  readonly absent?: 'keep' | 'suspend' | 'remove' | undefined
  /**
   * The workspaces that the list is whole for, named as in its rows. Default: where no row names a workspace `'all'`, else none.
   */
  readonly complete?: 'all' | readonly string[] | undefined
}

/**
 * Everybody on the list is in, with these roles; who is missing is invited.
 *
 * On a system where a person holds one role the given one replaces it, elsewhere given roles are added. A suspended
 * person on it is not let in again by it. Rows that name
 * their workspace make one file of many: plan it over all of them.
 *
 * @throws {UserAdminError} `invalid` for an empty list, an address that is none, or a person with two different sets of
 * roles in one workspace.
 */
export function roster(people: readonly (Person | RosterRow)[] | Snapshot, options: RosterOptions = {}): Roster {
  known('options', options, ['absent', 'complete'])
  const { absent = 'keep' } = options
  if (!['keep', 'suspend', 'remove'].includes(absent))
    throw new UserAdminError('invalid', `absent is ${JSON.stringify(absent)}: there are keep, suspend, remove.`)
  const rows = isList(people) ? people.map((person, index) => rowOf(person, index)) : rowsOf(people)
  if (isList(people) && rows.length === 0) throw new UserAdminError('invalid', 'The roster is empty: it names nobody.')
  const merged = mergedRows(rows)
  const places = new Set(merged.map(({ workspace }) => workspace))
  const complete = options.complete ?? ([...places].every((place) => place === undefined) ? 'all' : [])
  if (complete !== 'all' && !Array.isArray(complete))
    throw new UserAdminError('invalid', "complete is 'all', or a list of the workspaces that the roster is whole for.")
  return {
    kind: 'roster',
    entries: merged,
    absent,
    complete: complete === 'all' ? complete : [...new Set(complete)].toSorted(compare),
    ...(isList(people) ? {} : { source: sourceOf(people), reading: people }),
  }
}

interface Row extends RosterEntry {
  readonly place: string
}

/** The active people of a reading, each under the address that the directory names first. */
function rowsOf(snapshot: Snapshot): readonly Row[] {
  if (snapshot.kind !== 'complete') return []
  return snapshot.people.flatMap((person): Row[] => {
    const [address, ...others] = addressesIn(person)
    if (person.status !== 'active' || address === undefined || !hasMailbox(person)) return []
    const aliases = others.map(({ value }) => value)
    const place = `Person ${person.id} of ${snapshot.source}`
    return [{ ...address, place, ...rolesOf(person.roles), ...(aliases.length === 0 ? {} : { aliases }) }]
  })
}

const columns = ['email', 'id', 'roles', 'workspace', 'deployment', 'deploymentRole', 'team', 'line']

function rowOf(person: Person | RosterRow, index: number): Row {
  const isRow = typeof person === 'object' && person !== null && Object.keys(person).join() !== 'role'
  const row: RosterRow = isRow ? person : {}
  const { deployment, deploymentRole, team, workspace, roles } = row
  const place = row.line === undefined ? `Row ${index + 1} of the roster` : `Line ${row.line} of the roster`
  const wrong = (fact: string): UserAdminError => new UserAdminError('invalid', `${place} ${fact}.`)
  const other = Object.keys(row).find((name) => !columns.includes(name))
  if (other !== undefined)
    throw wrong(`has a ${JSON.stringify(other)}, and there is none; there are ${columns.join(', ')}`)
  if ((deployment === undefined) !== (deploymentRole === undefined))
    throw wrong(
      deployment === undefined ? 'gives a deployment role and no deployment' : 'names a deployment and no role on it',
    )
  if (
    roles !== undefined &&
    !(Array.isArray(roles) && roles.every((role) => typeof role === 'string' && role.trim() !== ''))
  )
    throw wrong('gives roles that are no list of names')
  const named = row.id === undefined && row.email !== undefined ? row.email : (person as Person)
  const entry = entryOf(named)
  // A word that is no address is a slip here, not an id: nobody could be invited by it.
  if (entry === undefined || (typeof named === 'string' && entry.kind === 'id'))
    throw wrong(`(${shown(row.email ?? named)}) is not an e-mail address`)
  return {
    ...entry,
    place,
    ...rolesOf(roles),
    ...(workspace === undefined || workspace.trim() === '' ? {} : { workspace: workspace.trim() }),
    ...(deployment === undefined || deploymentRole === undefined
      ? {}
      : { deployments: [{ deployment, role: deploymentRole }] }),
    ...(team === undefined ? {} : { teams: [team] }),
  }
}

const rolesOf = (roles: readonly string[] | undefined): { roles?: readonly string[] } =>
  roles === undefined ? {} : { roles: [...new Set(roles)].toSorted(compare) }

/** One entry a person and workspace; deployments and teams of several rows are gathered. */
function mergedRows(rows: readonly Row[]): readonly RosterEntry[] {
  const found = new Map<string, Row>()
  for (const row of rows) {
    const key = [row.workspace ?? '', row.kind, row.value, row.also ?? ''].join('\n')
    const other = found.get(key)
    found.set(key, other === undefined ? row : joined(other, row))
  }
  return [...found].toSorted(([a], [b]) => compare(a, b)).map(([, { place: _place, ...entry }]) => entry)
}

function joined(a: Row, b: Row): Row {
  const other = (what: string): UserAdminError =>
    new UserAdminError('invalid', `${b.place} gives ${b.value} other ${what} than an earlier row.`)
  if (a.roles !== undefined && b.roles !== undefined && JSON.stringify(a.roles) !== JSON.stringify(b.roles))
    throw other('roles')
  const deployments = new Map((a.deployments ?? []).map((one) => [one.deployment, one.role]))
  for (const { deployment, role } of b.deployments ?? []) {
    if ((deployments.get(deployment) ?? role) !== role) throw other(`roles on ${deployment}`)
    deployments.set(deployment, role)
  }
  const teams = [...new Set([...(a.teams ?? []), ...(b.teams ?? [])])].toSorted(compare)
  const roles = a.roles ?? b.roles
  return {
    ...a,
    ...(roles === undefined ? {} : { roles }),
    ...(deployments.size === 0
      ? {}
      : {
          deployments: [...deployments]
            .toSorted(([x], [y]) => compare(x, y))
            .map(([deployment, role]) => ({ deployment, role })),
        }),
    ...(teams.length === 0 ? {} : { teams }),
  }
}
