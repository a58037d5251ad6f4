import { Listed } from '../identity/identity.ts'
import type { Member } from '../user-admin.ts'
import type { Found } from './found.ts'
import { changesOf, inviting } from './joining.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** Compares a roster with the people of one scope. */
export function byRoster(goal: Roster, world: World, found: Found): void {
  // A person of a directory has one row under several addresses.
  const owners = new Map<RosterEntry, RosterEntry>()
  for (const row of goal.entries) for (const value of row.aliases ?? []) owners.set({ kind: 'email', value }, row)
  const listed = new Listed<RosterEntry>([...goal.entries, ...owners.keys()], found.names)
  const rowsFor = (member: Member): readonly RosterEntry[] => {
    const of = listed.of(member)
    return nearestRows(owners.size === 0 ? of : of.map((row) => owners.get(row) ?? row))
  }
  const times = new Map<RosterEntry, number>()
  for (const member of world.members) for (const row of rowsFor(member)) times.set(row, (times.get(row) ?? 0) + 1)

  const isWhole = goal.complete === 'all' || goal.complete.length > 0
  for (const member of world.members) {
    const of = rowsFor(member)
    const [row, ...others] = of
    if (row === undefined) {
      if (goal.absent !== 'keep' && isWhole && !found.isLike(member, listed))
        found.leave(member, goal.absent, 'Not on the roster.')
    } else if (others.some((other) => JSON.stringify(asked(other)) !== JSON.stringify(asked(row)))) {
      found.keep(
        member,
        'ambiguous',
        `Several rows of the roster mean this person: ${of.map(({ value }) => value).join(', ')}.`,
      )
    } else if ((times.get(row) ?? 0) > 1 && row.kind !== 'domain' && row.kind !== 'role' && hasWishes(row)) {
      found.keep(member, 'ambiguous', `${row.value} means several people here.`)
    } else {
      change(member, row, world, found)
    }
  }
  for (const row of goal.entries) {
    if (times.has(row)) continue
    const email = row.kind === 'email' ? row.value : row.also
    if (email === undefined) {
      if (row.kind === 'id') found.block('invite', { email: '', id: row.value }, nobody)
      continue
    }
    const { steps, blocked } = inviting(email, row, world)
    found.steps.push(...steps)
    for (const { action, ...why } of blocked) found.block(action, { email }, why)
  }
}

const nobody = {
  reason: 'The roster names somebody by an id that nobody has here.',
  remedy: 'Name the person by e-mail address: nobody can be invited by an id.',
}

/** A row that names the person goes before one that means many. */
function nearestRows(rows: readonly RosterEntry[]): readonly RosterEntry[] {
  if (rows.length < 2) return rows
  const unique = [...new Set(rows)]
  const own = unique.filter(({ kind }) => kind !== 'domain' && kind !== 'role')
  return own.length > 0 ? own : unique
}

const asked = ({ roles, deployments, teams }: RosterEntry): object => ({ roles, deployments, teams })
const hasWishes = (row: RosterEntry): boolean => Object.values(asked(row)).some((wish) => wish !== undefined)

function change(member: Member, row: RosterEntry, world: World, found: Found): void {
  const { steps, blocked, later } = changesOf(member, row, world)
  // Who is protected, or answered for, keeps what they hold; what a change gives is no loss.
  const takes = (step: Step): boolean => step.takesAdmin || step.lowers === true
  const isSpared = steps.some(takes) && (found.spare(member) || found.isProtected(member))
  for (const step of steps) {
    if (!takes(step)) found.steps.push(step)
    else if (!isSpared) found.steps.push({ ...step, reason: found.reasonTo(member, step.reason) })
  }
  for (const { action, ...why } of blocked) found.block(action, member, why)
  for (const what of later) found.later.push({ scope: world.key, email: member.email, what })
}
