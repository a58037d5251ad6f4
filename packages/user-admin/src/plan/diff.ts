import { reachOf } from '../access.ts'
import { addressesOf, compare, type Entry, Listed } from '../identity.ts'
import type { Caller, Member } from '../user-admin.ts'
import type { ScopeAssets } from './assets.ts'
import type { Goal, Inactive, KeepOnly, Leavers } from './goal.ts'
import { changesOf, inviting } from './joining.ts'
import { leaving } from './leaving.ts'
import type { Roster, RosterEntry } from './roster.ts'
import type { Blocked, Kept, Later, Step } from './step.ts'
import { isCaller, placeOf, type World } from './world.ts'

/** A directory's person of earlier readings who is in none of the newest. */
export interface Absent {
  readonly entry: Entry
  /** ISO 8601: the first complete reading without them. */
  readonly since: string
  /** A second complete reading, long enough after the first, did not show them either. */
  readonly confirmed: boolean
}

/** Everything that is the same for all scopes of a plan. */
export interface Ground {
  readonly protect: Listed
  /** Whom the credentials of the plan act as: each is left alone in every scope. */
  readonly callers: readonly Caller[]
  /** Invited later than this, in milliseconds since the epoch: left alone. `undefined`: no such rule for this plan. */
  readonly invitedLately: number | undefined
  readonly absent: readonly Absent[]
  /** The addresses of who is in the goal's directory and did not leave. */
  readonly present: readonly Entry[]
}

export interface Difference {
  readonly steps: readonly Step[]
  readonly kept: readonly Kept[]
  readonly blocked: readonly Blocked[]
  readonly later: readonly Later[]
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
      roster(goal, world, found)
      break
    case 'leavers':
      leavers(goal, world, ground, found)
      break
    case 'inactive':
      inactive(goal, world, found)
      break
    default:
      goal satisfies never
  }
  return {
    steps: found.steps.toSorted(inOrder),
    kept: found.kept.toSorted(byPerson),
    blocked: found.blocked.toSorted(byPerson),
    later: found.later.toSorted(byPerson),
    met: found.met,
  }
}

/** What a comparison finds, person by person. */
class Found {
  readonly steps: Step[] = []
  readonly kept: Kept[] = []
  readonly blocked: Blocked[] = []
  readonly later: Later[] = []
  readonly met = new Set<Entry>()
  readonly names: ReadonlyMap<string, string>
  readonly #world: World
  readonly #ground: Ground
  readonly #assets: ScopeAssets

  constructor(world: World, ground: Ground, assets: ScopeAssets) {
    this.#world = world
    this.#ground = ground
    this.#assets = assets
    this.names = new Map(world.roles.map(({ id, name }) => [id, name]))
  }

  keep({ email, id }: Member, code: Kept['code'], reason: string): void {
    this.kept.push({ scope: this.#world.key, email, id, code, reason })
  }

  block(
    action: Step['action'],
    { email, id }: { email: string; id?: string },
    why: { reason: string; remedy: string },
  ): void {
    this.blocked.push({ scope: this.#world.key, action, email, ...(id === undefined ? {} : { id }), ...why })
  }

  /** Plans that a person loses access, unless there is a reason to leave them alone, or no way to do it. */
  leave(member: Member, action: 'remove' | 'suspend', reason: string, absentSince?: string): void {
    if (this.isProtected(member) || (action === 'suspend' && member.status === 'suspended')) return
    if (action === 'suspend' && !this.#world.canSuspend) {
      this.block(action, member, {
        reason: `Nobody can be suspended in ${placeOf(this.#world.scope)}.`,
        remedy: 'Remove the person instead, or leave them in.',
      })
      return
    }
    const reach = reachOf(this.#world.scope, member)
    if (reach.blocked !== undefined) this.block(action, member, reach.blocked)
    else this.steps.push(leaving({ member, action, reason, absentSince }, this.#world, this.#assets, reach.stays))
  }

  /** Says so where the person is not to be taken from. */
  isProtected(member: Member): boolean {
    const { protect, callers, invitedLately } = this.#ground
    const like = protect.lookAlikes(member)
    if (callers.some((caller) => isCaller(caller, member)))
      this.keep(member, 'self', 'This is the person whose credential is used.')
    else if (protect.includes(member)) this.keep(member, 'protected', 'Protected by the policy.')
    else if (like.length > 0) this.keep(member, 'look-alike', likeReason(like))
    else if (member.email === '')
      this.keep(member, 'no-address', 'The system shows no e-mail address, so the person may be on the list.')
    else if (invitedLately !== undefined && member.status === 'invited' && (member.since ?? 0) > invitedLately)
      this.keep(member, 'invited-lately', 'Invited less than seven days ago.')
    else return false
    return true
  }

  /** Says so where an address differs from a listed one only in letters that look alike. */
  isLike(member: Member, listed: Listed): boolean {
    const like = listed.lookAlikes(member)
    if (like.length > 0) this.keep(member, 'look-alike', likeReason(like))
    return like.length > 0
  }
}

const likeReason = (like: readonly Entry[]): string =>
  `The address looks like ${like.map(({ kind, value }) => (kind === 'domain' ? `@${value}` : value)).join(' and ')}, which is on the list, in other letters.`

function keepOnly({ keep }: KeepOnly, world: World, found: Found): void {
  const listed = new Listed(keep === 'only-me' ? [] : keep, found.names)
  for (const member of world.members) {
    const entries = listed.of(member)
    for (const entry of entries) found.met.add(entry)
    if (entries.length === 0 && !found.isLike(member, listed))
      found.leave(member, 'remove', 'Not on the list of people to keep.')
  }
}

function roster(goal: Roster, world: World, found: Found): void {
  const rows = new Map<Entry, RosterEntry>()
  for (const row of goal.entries) {
    rows.set(row, row)
    for (const value of row.aliases ?? []) rows.set({ kind: 'email', value }, row)
  }
  const listed = new Listed([...rows.keys()], found.names)
  const rowsFor = (member: Member): readonly RosterEntry[] =>
    nearestRows(listed.of(member).flatMap((entry) => rows.get(entry) ?? []))
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
  // Who is protected keeps the rights to administer; other changes are no loss.
  for (const step of steps) if (!step.takesAdmin || !found.isProtected(member)) found.steps.push(step)
  for (const { action, ...why } of blocked) found.block(action, member, why)
  for (const what of later) found.later.push({ scope: world.key, email: member.email, what })
}

function leavers(goal: Leavers, world: World, ground: Ground, found: Found): void {
  const listed = new Listed(goal.people, found.names)
  const both = new Listed(goal.collisions ?? [], found.names)
  const present = new Listed(ground.present, found.names)
  const absent = new Map(ground.absent.map((one) => [one.entry, one]))
  const away = new Listed([...absent.keys()], found.names)
  const means = new Map<Entry, number>()
  for (const member of world.members)
    for (const entry of listed.of(member)) means.set(entry, (means.get(entry) ?? 0) + 1)

  for (const member of world.members) {
    const entries = listed.of(member)
    for (const entry of entries) found.met.add(entry)
    const isMine = (entry: Entry): boolean => entry.kind !== 'email' || means.get(entry) === 1
    if (both.includes(member) || (entries.length > 0 && present.includes(member))) {
      found.keep(
        member,
        'collision',
        'The directory gives an address of this person to somebody who left and to somebody who did not.',
      )
    } else if (entries.length > 0 && !entries.some(isMine)) {
      found.keep(member, 'ambiguous', `${entries.map(({ value }) => value).join(', ')} means several people here.`)
    } else if (entries.length > 0) {
      found.leave(
        member,
        goal.action,
        goal.source === undefined ? 'On the list of leavers.' : `Left, as ${goal.source.name} says.`,
      )
    } else if (!present.includes(member)) {
      const [gone] = away.of(member).flatMap((entry) => absent.get(entry) ?? [])
      if (gone !== undefined) leaveAbsent(member, gone, goal, world, found)
    }
  }
}

/** Whom the directory shows no more is suspended first, and removed once a second complete reading says the same. */
function leaveAbsent(member: Member, { since, confirmed }: Absent, goal: Leavers, world: World, found: Found): void {
  const reason = `Absent from ${goal.source?.name ?? 'the directory'} since ${since}.`
  if (confirmed) found.leave(member, goal.action, reason)
  else if (world.canSuspend) found.leave(member, 'suspend', reason)
  else found.leave(member, goal.action, reason, since)
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

const sequence = ['invite', 'set-roles', 'set-deployment-role', 'add-to-team', 'suspend', 'remove']
/** What gives comes before what takes, and administrators are taken from last. */
export const inOrder = (a: Step, b: Step): number =>
  sequence.indexOf(a.action) - sequence.indexOf(b.action) ||
  Number(a.takesAdmin) - Number(b.takesAdmin) ||
  compare(a.scope, b.scope) ||
  byPerson(a, b) ||
  compare(JSON.stringify([a.deployments, a.team]), JSON.stringify([b.deployments, b.team]))
const byPerson = (a: { email: string; id?: string }, b: { email: string; id?: string }): number =>
  compare(a.email, b.email) || compare(a.id ?? '', b.id ?? '')

/** Members in whom none of a directory's people is met. */
export function strangers(goal: Goal, world: World, ground: Ground): readonly Member[] {
  if (goal.kind !== 'leavers' || goal.source === undefined) return []
  const known = new Listed(
    [...goal.people, ...ground.present, ...(goal.collisions ?? []), ...ground.absent.map(({ entry }) => entry)],
    new Map(),
  )
  return world.members.filter((member) => addressesOf(member).length > 0 && !known.includes(member))
}
