import type { Snapshot, SourcePerson } from '../directory/source.ts'
import { addressesOf } from '../identity/identity.ts'
import { leaverOf, whoIn } from '../plan/by-directory.ts'
import { type Difference, difference } from '../plan/diff.ts'
import type { Goal } from '../plan/goal.ts'
import type { Ground } from '../plan/ground.ts'
import type { Match } from '../plan/matching.ts'
import { saysOf } from '../plan/matching-words.ts'
import { unmatchedOf } from '../plan/missing.ts'
import type { World } from '../plan/world.ts'
import type { Member } from '../user-admin.ts'
import { type Leaver, memberKey } from './people.ts'
import type { FoundLeaver, SurveyedStranger, SurveyedTarget } from './survey-form.ts'

/** A source that was read whole, and what is known by it of each scope. */
export interface Sight {
  readonly source: string
  readonly goal: Goal
  readonly reading: Snapshot
  /** Of earlier readings, and not in this one. */
  readonly absent: readonly SourcePerson[]
  readonly grounds: ReadonlyMap<string, Ground>
}

type People = Pick<SurveyedTarget, 'matched' | 'exempt' | 'unmatched' | 'found'>

/** Says of a scope who of it left, whom a source knows, and whom none does. */
export function placed(
  worlds: readonly World[],
  sights: readonly Sight[],
  leavers: readonly Leaver[],
): (world: World) => People {
  const traces = new Traces(leavers)
  const strangers = sights.map((sight) => strangersOf(sight, worlds))
  return (world) => {
    const views = sights.map((sight) => viewOf(sight, world))
    const exempt = new Set(views.flatMap(({ found }) => found?.exempt.map(({ id }) => id) ?? []))
    const found: FoundLeaver[] = []
    let matched = 0
    const unmatched: SurveyedStranger[] = []
    const all = [
      ...world.members.map((member) => ({ member, isOutsider: false })),
      ...world.outsiders.map((member) => ({ member, isOutsider: true })),
    ]
    for (const { member, isOutsider } of all) {
      const seen = views.map((view) => ({ view, match: view.who(member) }))
      const own = seen.flatMap(({ view, match }) => leftIn(view, member, match))
      const others = traces.of(member, world.key).flatMap((leaver) => {
        const isNew = !own.some(
          ({ person }) => person.source === leaver.person.source && person.id === leaver.person.id,
        )
        return isNew ? tracedTo(leaver, member, seen) : []
      })
      found.push(...[...own, ...others].map((one) => ({ ...one, isOutsider })))
      if (isOutsider || exempt.has(member.id)) continue
      const isKnown = seen.some(({ match }) => match.kind !== 'none')
      if (isKnown) matched += 1
      else if (!others.some(({ standing }) => standing !== 'another'))
        unmatched.push({
          email: member.email,
          id: member.id,
          nearest: [...new Set(strangers.flatMap((of) => of.get(memberKey(world.key, member.id)) ?? []))].slice(0, 3),
        })
    }
    return { matched, exempt: exempt.size, unmatched, found }
  }
}

/** One scope in the eyes of one source. */
interface View {
  readonly source: string
  readonly who: (member: Member) => Match
  readonly found: Difference | undefined
}

function viewOf({ source, goal, grounds }: Sight, world: World): View {
  const ground = grounds.get(world.key)
  const known = ground?.known
  if (ground === undefined || known === undefined) return { source, who: () => ({ kind: 'none' }), found: undefined }
  const who = whoIn(known, world, ground)
  return { source, who: (member) => who(member).match, found: difference(goal, world, ground, null) }
}

type Person = Omit<FoundLeaver, 'isOutsider'>

const aboutMember = ({ id, email, status, access }: Member): Pick<Person, 'id' | 'email' | 'status' | 'access'> => ({
  id,
  email,
  status,
  access,
})

/** Somebody of whom the source says that they left, or may have, with what could be done about it. */
function leftIn({ source, found }: View, member: Member, match: Match): readonly Person[] {
  const person = leaverOf(match, source)
  if (person === undefined) return []
  const common = { person, ...aboutMember(member) }
  const says = saysOf(match, source) ?? ''
  const isThis = ({ id }: { readonly id?: string }): boolean => id === member.id
  const exempt = found?.exempt.find(isThis)
  if (exempt !== undefined) {
    const { owner, until, reason } = exempt
    const why = `${owner} answers for them until ${until}${reason === undefined ? '' : `: ${reason}`}.`
    return [{ ...common, standing: 'exempt', reason: `${why} ${says}` }]
  }
  const kept = found?.kept.find(isThis)
  if (kept !== undefined) return [{ ...common, standing: 'kept', code: kept.code, reason: kept.reason }]
  const blocked = found?.blocked.find(isThis)
  if (blocked !== undefined)
    return [{ ...common, standing: 'out-of-reach', reason: blocked.reason, remedy: blocked.remedy }]
  return [{ ...common, standing: 'open', reason: says }]
}

/** Somebody under an id or an address by which the journal knows a leaver, whom the source does not find to be them. */
function tracedTo(
  { person }: Leaver,
  member: Member,
  seen: readonly { readonly view: View; readonly match: Match }[],
): readonly Person[] {
  const match = seen.find(({ view }) => view.source === person.source)?.match
  const common = { person, ...aboutMember(member) }
  const named = member.email || member.id
  if (match?.kind !== 'active')
    return [{ ...common, standing: 'open', reason: `${named} is an account by which this person was known.` }]
  // The person is active again: no leaver.
  if (match.by.person.id === person.id) return []
  return [
    {
      ...common,
      standing: 'another',
      reason: `${named} is an account by which this person was known, and ${person.source} says that it is of ${match.by.person.id}, who is active: look whether that is somebody else.`,
    },
  ]
}

/** Finds leavers by the ids and addresses that the journal has of them. */
class Traces {
  readonly #byMember = new Map<string, Leaver[]>()
  readonly #byAddress = new Map<string, Leaver[]>()

  constructor(leavers: readonly Leaver[]) {
    const put = (map: Map<string, Leaver[]>, key: string, one: Leaver): void => {
      map.set(key, [...(map.get(key) ?? []), one])
    }
    for (const one of leavers) {
      for (const key of one.members) put(this.#byMember, key, one)
      for (const address of one.addresses) put(this.#byAddress, address, one)
    }
  }

  of(member: Member, scope: string): readonly Leaver[] {
    return [
      ...new Set([
        ...(this.#byMember.get(memberKey(scope, member.id)) ?? []),
        ...addressesOf(member).flatMap((address) => this.#byAddress.get(address) ?? []),
      ]),
    ]
  }
}

/** The people of a source, those who are absent among them, who may be members whom it does not know. */
function strangersOf(
  { goal, reading, absent, grounds }: Sight,
  worlds: readonly World[],
): ReadonlyMap<string, readonly string[]> {
  const people = reading.kind === 'complete' ? [...reading.people, ...absent] : absent
  const wide = { ...goal, reading: { ...reading, people } } as Goal
  const parts = worlds.flatMap((world) => {
    const ground = grounds.get(world.key)
    return ground === undefined ? [] : [{ world, ground, found: difference(goal, world, ground, null) }]
  })
  return new Map(unmatchedOf(wide, parts).map(({ scope, id, nearest }) => [memberKey(scope, id), nearest]))
}
