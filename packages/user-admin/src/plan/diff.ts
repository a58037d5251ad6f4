import { compare, type Entry, Listed } from '../identity/identity.ts'
import type { Member } from '../user-admin.ts'
import type { ScopeAssets } from './assets.ts'
import { byLeavers } from './by-leavers.ts'
import { byOrders } from './by-orders.ts'
import { byRoster } from './by-roster.ts'
import { byUndo } from './by-undo.ts'
import type { Exempt } from './exempt.ts'
import { Found, severalReason } from './found.ts'
import type { Goal, Inactive, KeepOnly } from './goal.ts'
import type { Ground } from './ground.ts'
import { actions, type Blocked, type Kept, type Later, type Step } from './step.ts'
import type { World } from './world.ts'

export interface Difference {
  readonly steps: readonly Step[]
  readonly kept: readonly Kept[]
  readonly blocked: readonly Blocked[]
  readonly later: readonly Later[]
  readonly exempt: readonly Exempt[]
  /** The members whom the goal's directory does not know. */
  readonly unmatched: readonly Member[]
  /** Of leavers of a directory. */
  readonly matched: Found['matched']
  /** The entries that mean somebody here. */
  readonly met: ReadonlySet<Entry>
}

/** Compares a goal with the people of one scope. Protected people come out as `kept`, never as a step. */
export function difference(goal: Goal, world: World, ground: Ground, assets: ScopeAssets): Difference {
  const found = new Found(world, ground, assets)
  switch (goal.kind) {
    case 'keep-only':
      keepOnly(goal, world, found)
      break
    case 'roster':
      byRoster(goal, world, found)
      break
    case 'leavers':
      byLeavers(goal, world, ground, found)
      break
    case 'inactive':
      inactive(goal, world, found)
      break
    case 'orders':
      byOrders(goal, world, ground, found)
      break
    case 'undo':
      byUndo(goal, world, found)
      break
    default:
      goal satisfies never
  }
  return {
    steps: found.steps.toSorted(inOrder),
    kept: found.kept.toSorted(byPerson),
    blocked: found.blocked.toSorted(byPerson),
    later: found.later.toSorted(byPerson),
    exempt: found.exempt.toSorted(byPerson),
    unmatched: found.unmatched.toSorted(byPerson),
    matched: found.matched,
    met: found.met,
  }
}

function keepOnly({ keep, action }: KeepOnly, world: World, found: Found): void {
  const listed = new Listed(keep === 'only-me' ? [] : keep, found.names)
  for (const { entry, members } of listed.ambiguous(world.members))
    for (const member of members) found.keep(member, 'ambiguous', severalReason(entry))
  for (const member of world.members) {
    const entries = listed.of(member)
    for (const entry of entries) found.met.add(entry)
    if (entries.length === 0 && !found.isLike(member, listed))
      found.leave(member, action ?? 'remove', 'Not on the list of people to keep.')
  }
}

function inactive(goal: Inactive, world: World, found: Found): void {
  const since = Date.parse(goal.since)
  for (const member of world.members) {
    if (member.lastSeenAt === undefined)
      found.keep(member, 'last-seen-unknown', 'The system does not say when the person was last seen.')
    else if (member.lastSeenAt < since)
      found.leave(member, goal.action, `Last seen ${new Date(member.lastSeenAt).toISOString().slice(0, 10)}.`)
  }
}

/** What gives comes before what takes, and administrators are taken from last. */
export const inOrder = (a: Step, b: Step): number =>
  actions.indexOf(a.action) - actions.indexOf(b.action) ||
  Number(a.takesAdmin) - Number(b.takesAdmin) ||
  compare(a.scope, b.scope) ||
  byPerson(a, b) ||
  compare(JSON.stringify([a.deployments, a.team]), JSON.stringify([b.deployments, b.team]))
const byPerson = (a: { email: string; id?: string }, b: { email: string; id?: string }): number =>
  compare(a.email, b.email) || compare(a.id ?? '', b.id ?? '')
