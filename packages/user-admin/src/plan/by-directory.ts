import { addressesOf } from '../identity/identity.ts'
import type { PersonIn } from '../journal/journal.ts'
import type { Link } from '../state.ts'
import type { Member } from '../user-admin.ts'
import type { Found } from './found.ts'
import type { Leavers } from './goal.ts'
import type { Ground } from './ground.ts'
import { type Addresses, type Known, type Match, sharedBy } from './matching.ts'
import { ambiguousReason, collisionReason, saysOf } from './matching-words.ts'
import type { World } from './world.ts'

/** Compares the people of a directory, those of the reading and those of earlier ones, with the people of one scope. */
export function byDirectory(goal: Leavers, known: Known, world: World, ground: Ground, found: Found): void {
  const who = whoIn(known, world, ground)
  const count = { matched: 0, exempt: 0, unmatched: 0 }
  const links: Link[] = []
  for (const member of world.members) {
    const { match, link } = who(member)
    const before = ground.links.get(member.id)
    const person = leaverOf(match, known.source)
    const isExempt = found.spare(member, saysOf(match, known.source), { person })
    const stored = (isExempt ? undefined : link) ?? before
    if (stored !== undefined) links.push({ member: member.id, person: stored })
    if (isExempt) count.exempt += 1
    else if (match.kind === 'none') {
      count.unmatched += 1
      found.unmatched.push(member)
    } else {
      count.matched += 1
      decide(member, match, { goal, known, world, found })
    }
  }
  for (const outsider of world.outsiders) {
    const { match } = who(outsider)
    if (match.kind === 'left' || match.kind === 'absent')
      found.leaveOutside(outsider, goal.action, { person: leaverOf(match, known.source) })
  }
  found.matched = { count, links }
}

/** Answers for each member of a scope who that is. */
export function whoIn(
  known: Known,
  { members }: World,
  { links }: Ground,
): (member: Member) => ReturnType<Known['match']> {
  const shared = sharedBy(members)
  let here: ReadonlySet<string> | undefined
  const scope: Addresses = {
    isShared: (address) => shared.has(address),
    has: (address) => {
      here ??= new Set(members.flatMap(addressesOf))
      return here.has(address)
    },
  }
  return (member) => known.match(member, links.get(member.id), scope)
}

function decide(
  member: Member,
  match: Match,
  about: { readonly goal: Leavers; readonly known: Known; readonly world: World; readonly found: Found },
): void {
  const { goal, known, world, found } = about
  const person = leaverOf(match, known.source)
  switch (match.kind) {
    case 'none':
    case 'active':
      break
    case 'collision':
      found.keep(member, 'collision', collisionReason(match, known.source), { person })
      break
    case 'ambiguous':
      found.keep(member, 'ambiguous', ambiguousReason(match, known.source), { person })
      break
    case 'left':
      found.leave(member, goal.action, saysOf(match, known.source) ?? '', { person })
      break
    case 'absent': {
      // Whom the directory shows no more is suspended first, and removed once a second complete reading says the same.
      const { since } = match.absence
      const reason = saysOf(match, known.source) ?? ''
      if (isConfirmed(match.absence)) found.leave(member, goal.action, reason, { person })
      else if (world.canSuspend) found.leave(member, 'suspend', reason, { person })
      else found.leave(member, goal.action, reason, { person, absentSince: since })
      break
    }
    default:
      match satisfies never
  }
}

/** Who of a source somebody is who left, or may have; `undefined` of who is active there or not known. */
export function leaverOf(match: Match, source: string): PersonIn | undefined {
  if (match.kind === 'none' || match.kind === 'active') return undefined
  const hit = match.kind === 'collision' ? match.left[0] : match.by
  return hit === undefined ? undefined : { source, id: hit.person.id }
}

const day = 86_400_000

/** A second complete reading, at least 24 hours after the first (safety §2). */
const isConfirmed = ({ reads, since, lastRead }: Extract<Match, { kind: 'absent' }>['absence']): boolean =>
  reads >= 2 && Date.parse(lastRead) - Date.parse(since) >= day
