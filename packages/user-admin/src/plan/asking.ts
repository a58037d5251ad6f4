import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'
import type { Goal, Inactive, KeepOnly, Leavers } from './goal.ts'
import type { Orders } from './orders.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { Undo } from './undo.ts'
import { keyOf, scopeNamed, type Wanted } from './world.ts'

/** A goal as a plan records it: without the whole of what was read of a directory. */
export type PlainGoal =
  | Omit<KeepOnly, 'reading'>
  | Omit<Roster, 'reading'>
  | Omit<Leavers, 'reading'>
  | Inactive
  | Orders
  | Undo

export function plainGoal(goal: Goal): PlainGoal {
  if (!('reading' in goal)) return goal
  const { reading: _reading, ...plain } = goal
  return plain
}

/**
 * What a goal asks of each scope: of a roster, the rows that name it; of an undo, the people who were changed in it.
 *
 * @throws {UserAdminError} `invalid` for a row that names none of these workspaces, several of them, or none where there are several.
 */
export function goalFor(goal: Goal, scopes: readonly Scope[]): (scope: Scope) => Goal {
  if (goal.kind === 'undo') {
    const byKey = Map.groupBy(goal.entries, ({ scope }) => scope)
    return (scope) => ({ ...goal, entries: byKey.get(keyOf(scope)) ?? [] })
  }
  if (goal.kind !== 'roster') return () => goal
  const rows = new Map<string, RosterEntry[]>()
  const keys = new Map<string | undefined, string>()
  const keyFor = (named: string | undefined): string => {
    const known = keys.get(named)
    if (known !== undefined) return known
    const key = keyOf(named === undefined ? theOnly(scopes) : scopeNamed(named, scopes))
    keys.set(named, key)
    return key
  }
  for (const row of goal.entries) {
    const key = keyFor(row.workspace)
    const of = rows.get(key)
    if (of === undefined) rows.set(key, [row])
    else of.push(row)
  }
  const all = goal.entries.length === 0 ? scopes.map(keyOf) : rows.keys()
  // A workspace that is named in two ways is whole only if the list is so for both.
  const partly = new Set(
    goal.entries.flatMap(({ workspace = '' }) =>
      goal.complete !== 'all' && !goal.complete.includes(workspace)
        ? [keyFor(workspace === '' ? undefined : workspace)]
        : [],
    ),
  )
  const said = goal.complete === 'all' ? all : goal.complete.map((named) => keyFor(named))
  const whole = new Set([...said].filter((key) => !partly.has(key)))
  const goals = new Map(
    scopes.map((scope): [string, Roster] => {
      const key = keyOf(scope)
      const of = rows.get(key) ?? []
      // A list that names nobody of a workspace says nothing about it, whatever it says of itself.
      const { source: _source, reading: _reading, ...bare } = goal
      return [
        key,
        {
          ...bare,
          entries: merged(of),
          complete: whole.has(key) && (of.length > 0 || goal.source !== undefined) ? 'all' : [],
        },
      ]
    }),
  )
  return (scope) => goals.get(keyOf(scope)) ?? goal
}

function theOnly(scopes: readonly Scope[]): Scope {
  const [only] = scopes
  if (only !== undefined && scopes.length === 1) return only
  throw new UserAdminError(
    'invalid',
    `A row of the roster names no workspace, and this plan has ${scopes.length}: name the workspace of each row.`,
  )
}

/** A workspace may be named in several ways in one file: rows of one person are one. */
function merged(rows: readonly RosterEntry[]): readonly RosterEntry[] {
  if (rows.every(({ workspace }) => workspace === undefined)) return rows
  const seen = new Map<string, RosterEntry>()
  for (const { workspace: _workspace, ...row } of rows) {
    const key = [row.kind, row.value, row.also ?? ''].join('\n')
    const other = seen.get(key)
    if (other !== undefined && JSON.stringify(other) !== JSON.stringify(row))
      throw new UserAdminError(
        'invalid',
        `The roster gives ${row.value} different roles in one workspace that it names in two ways.`,
      )
    seen.set(key, row)
  }
  return [...seen.values()]
}

/** What of a scope a goal needs beyond its people. */
export function wantedBy(goal: Goal): Wanted {
  const rows = goal.kind === 'roster' ? goal.entries : []
  return {
    // Of named leavers a plan says how they still get in; whoever is merely not on a list is no concern of one workspace.
    outsiders:
      goal.kind === 'leavers' ||
      (goal.kind === 'orders' && goal.orders.some(({ action }) => action === 'suspend' || action === 'remove')),
    deployments:
      rows.some(({ deployments }) => deployments !== undefined) ||
      (goal.kind === 'undo' &&
        goal.entries.some(({ before, after }) => [before, after].some((one) => (one?.deployments.length ?? 0) > 0))),
    teams: rows.some(({ teams }) => teams !== undefined),
  }
}
