import { canonicalEmail } from '../identity/identity.ts'
import type { Intent, Row, StepEnded } from '../journal/journal.ts'
import type { LeaverRow } from './form.ts'
import { type Leaver, memberKey } from './people.ts'
import { type Listing, personKey, type Telling } from './telling.ts'

/** What one read showed of a leaver in one scope. */
export interface Sighting {
  readonly at: string
  readonly shows: 'in' | 'suspended' | 'absent'
  readonly by: NonNullable<LeaverRow['readBackBy']>
  /** The row that tells of it; absent for the survey. */
  readonly seq?: number
}

/** Everything that the journal tells of one leaver in one scope, in order. */
export interface Story {
  readonly sightings: () => readonly Sighting[]
  /** A run did something here to the person, or was about to. */
  readonly isActed: boolean
  /** How steps ended that take access away. */
  readonly ended: readonly (Row & StepEnded)[]
  readonly intents: readonly (Row & Intent)[]
  /** In the order in which the plans were first named. */
  readonly listings: readonly Listing[]
}

/** Finds the stories of leavers. */
export class Stories {
  readonly #telling: Telling
  readonly #acts = new Map<string, (Row & (Intent | StepEnded))[]>()
  readonly #listings = new Map<string, Listing[]>()
  /** Listings by plan, person and scope. */
  readonly #listed = new Set<string>()

  constructor(telling: Telling, leavers: readonly Leaver[]) {
    this.#telling = telling
    const byPerson = new Map(leavers.map((one) => [personKey(one.person), one]))
    const byMember = new Map<string, Leaver[]>()
    const byAddress = new Map<string, Leaver[]>()
    for (const one of leavers) {
      for (const key of one.members) into(byMember, key, one)
      for (const address of one.addresses) into(byAddress, address, one)
    }
    for (const row of telling.acts) {
      const named = row.person === undefined ? undefined : byPerson.get(personKey(row.person))
      const others = [
        ...(row.id === undefined ? [] : (byMember.get(memberKey(row.scope, row.id)) ?? [])),
        ...(byAddress.get(canonicalEmail(row.email) ?? '') ?? []),
      ]
      for (const one of new Set([...(named === undefined ? [] : [named]), ...others]))
        into(this.#acts, placeKey(one, row.scope), row)
    }
    for (const { plan, listings } of telling.plans.values())
      for (const listing of listings) {
        const key = JSON.stringify([personKey(listing.person), listing.scope])
        into(this.#listings, key, listing)
        this.#listed.add(JSON.stringify([plan.id, key]))
      }
  }

  of(leaver: Leaver, scope: string): Story {
    const key = placeKey(leaver, scope)
    const acts = this.#acts.get(key) ?? []
    return {
      // Of most leavers nothing is told of most scopes, and nobody asks.
      sightings: () =>
        [
          ...acts.flatMap((row) => seenIn(row) ?? []),
          ...this.#telling.surveys.flatMap((row) => this.#surveyed(row, leaver, scope, key) ?? []),
        ].toSorted((a, b) => (a.seq ?? 0) - (b.seq ?? 0)),
      isActed: acts.length > 0,
      ended: acts.flatMap((row) => (row.kind === 'outcome' && isTaking(row) ? [row] : [])),
      intents: acts.flatMap((row) => (row.kind === 'intent' && isTaking(row) ? [row] : [])),
      listings: this.#listings.get(key) ?? [],
    }
  }

  /**
   * The first reading of a run that showed somebody nowhere in a scope, of whom the journal tells nothing there; `undefined`:
   * none did.
   */
  firstWithout(leaver: Leaver, scope: string): Sighting | undefined {
    const key = placeKey(leaver, scope)
    for (const row of this.#telling.surveys) {
      const seen = row.seq < leaver.firstSeq ? undefined : this.#surveyed(row, leaver, scope, key)
      if (seen !== undefined) return seen
    }
    return undefined
  }

  /** What a reading of an unattended run showed, by the plan that was made of it. */
  #surveyed(row: Telling['surveys'][number], leaver: Leaver, scope: string, key: string): Sighting | undefined {
    const told = row.plan === undefined ? undefined : this.#telling.plans.get(row.plan)
    if (told === undefined || told.source !== leaver.person.source) return undefined
    if (!row.scopes.some((one) => one.key === scope)) return undefined
    if (this.#listed.has(JSON.stringify([told.plan.id, key]))) {
      const isIn = told.listings.some(
        (one) => one.scope === scope && one.shows === 'in' && personKey(one.person) === personKey(leaver.person),
      )
      return { at: row.at, shows: isIn ? 'in' : 'suspended', by: 'run', seq: row.seq }
    }
    // That a plan is silent shows only something once it knew that the person had left, and saw every way in.
    if (row.seq < leaver.firstSeq || Date.parse(row.source?.told ?? '') < Date.parse(leaver.signal.told ?? ''))
      return undefined
    const planned = told.plan.scopes.find((one) => one.key === scope)
    if (planned === undefined || planned.unseen.length > 0) return undefined
    const isLike = told.plan.unmatched.some(
      (one) => one.scope === scope && (leaver.members.has(memberKey(scope, one.id)) || isNear(one.nearest, leaver)),
    )
    if (isLike) return undefined
    // A plan that suspends says nothing of who is suspended already.
    const { goal } = told.plan
    const isSilent = goal.kind === 'leavers' && goal.action === 'suspend'
    return { at: row.at, shows: isSilent ? 'suspended' : 'absent', by: 'run', seq: row.seq }
  }
}

const placeKey = ({ person }: Leaver, scope: string): string => JSON.stringify([personKey(person), scope])

/** Whether addresses that somebody nobody knows is near to are those of a leaver. */
export const isNear = (nearest: readonly string[], { addresses }: Pick<Leaver, 'addresses'>): boolean =>
  nearest.some((address) => addresses.has(canonicalEmail(address) ?? address))

const isTaking = ({ action }: Intent | StepEnded): boolean =>
  action === 'remove' || action === 'suspend' || action === 'transfer'

/** What a row of a run shows of the person. What ended nobody knows how shows nobody out. */
function seenIn(row: Row & (Intent | StepEnded)): Sighting | undefined {
  const { at, seq } = row
  const seen = row.kind === 'intent' ? row.before : row.after
  if (seen === undefined) return undefined
  if (seen !== null) return { at, shows: seen.status === 'suspended' ? 'suspended' : 'in', by: 'change', seq }
  if (row.kind === 'intent' || row.action !== 'remove') return undefined
  return row.outcome === 'done' || row.outcome === 'unchanged' ? { at, shows: 'absent', by: 'change', seq } : undefined
}

function into<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
