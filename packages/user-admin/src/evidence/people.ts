import { canonicalEmail } from '../identity/identity.ts'
import type { PersonIn, Row, Signalled } from '../journal/journal.ts'
import type { LeaverSignal } from './form.ts'
import type { FoundLeaver } from './survey-form.ts'
import { type Listing, personKey, type Telling } from './telling.ts'

/** Somebody who left, and everything by which a record may be about them. */
export interface Leaver {
  readonly person: PersonIn
  readonly email: string
  readonly name: string
  readonly signal: LeaverSignal
  /** When that was first written down, ISO 8601, and the row. */
  readonly firstSeen: string
  readonly firstSeq: number
  /** In canonical form. */
  readonly addresses: ReadonlySet<string>
  /** Scope and id of memberships, see {@link memberKey}. */
  readonly members: ReadonlySet<string>
}

/** Somebody who left, and is active again. */
export interface Returned {
  readonly person: PersonIn
  readonly email: string
  readonly name: string
  readonly left: string
  readonly back: string
}

export const memberKey = (scope: string, id: string): string => JSON.stringify([scope, id])

/** A person while everything is gathered. */
interface Gathered {
  readonly person: PersonIn
  signal: (Row & Signalled) | undefined
  back: (Row & Signalled) | undefined
  email: string
  name: string
  first: { readonly at: string; readonly seq: number } | undefined
  readonly addresses: Set<string>
  readonly members: Set<string>
}

/** Everybody of these sources of whom signals, plans or a survey say that they left; and who is back. */
export function leaversIn(
  telling: Telling,
  {
    sources,
    found,
    at,
  }: { readonly sources: ReadonlySet<string>; readonly found: readonly Found[]; readonly at: string },
): { readonly leavers: readonly Leaver[]; readonly back: readonly Returned[] } {
  const all = new Map<string, Gathered>()
  const of = (person: PersonIn): Gathered => {
    const key = personKey(person)
    const known = all.get(key) ?? {
      person,
      signal: undefined,
      back: undefined,
      email: '',
      name: '',
      first: undefined,
      addresses: new Set<string>(),
      members: new Set<string>(),
    }
    all.set(key, known)
    return known
  }
  for (const row of telling.signals) {
    if (!sources.has(row.person.source)) continue
    const one = of(row.person)
    if (row.email !== undefined) one.email = row.email
    if (row.name !== undefined) one.name = row.name
    take(one, row.email === undefined ? (row.aliases ?? []) : [row.email, ...(row.aliases ?? [])])
    if (row.change === 'back') one.back = row
    else {
      one.signal = row
      one.first = row
      one.back = undefined
    }
  }
  for (const { listing, row } of listingsTold(telling)) {
    if (!sources.has(listing.person.source)) continue
    const one = of(listing.person)
    one.first ??= row
    if (one.email === '') one.email = listing.email
    take(one, [listing.email, ...listing.aliases])
    if (listing.id !== undefined) one.members.add(memberKey(listing.scope, listing.id))
  }
  for (const { key, who } of found) {
    if (who.standing === 'another') continue
    const one = of(who.person)
    if (one.email === '') one.email = who.email
    take(one, [who.email])
    one.members.add(memberKey(key, who.id))
  }
  for (const row of telling.acts) {
    const one = row.person === undefined ? undefined : all.get(personKey(row.person))
    if (one === undefined) continue
    const seen = row.kind === 'intent' ? row.before : row.after
    take(one, [row.email, ...(seen?.aliases ?? [])])
    if (row.id !== undefined) one.members.add(memberKey(row.scope, row.id))
  }
  const everybody = [...all.values()]
  return {
    leavers: everybody.flatMap((one) => (one.back === undefined ? [leaverOf(one, at)] : [])),
    back: everybody.flatMap(({ person, email, name, signal, back }) =>
      back === undefined
        ? []
        : [{ person, email, name, left: signal?.since ?? signal?.told ?? back.before, back: back.told }],
    ),
  }
}

/** Somebody who was found, and in which scope. */
export interface Found {
  readonly key: string
  readonly who: FoundLeaver
}

/** Every listing of a plan, with the first row that names the plan. */
function* listingsTold(telling: Telling): Generator<{ readonly listing: Listing; readonly row: Row }> {
  const seen = new Set<string>()
  const rows: readonly Row[] = [...telling.surveys, ...telling.decisions, ...telling.runs.values()].toSorted(
    (a, b) => a.seq - b.seq,
  )
  for (const row of rows) {
    const id = 'plan' in row ? row.plan : undefined
    if (id === undefined || seen.has(id)) continue
    seen.add(id)
    for (const listing of telling.plans.get(id)?.listings ?? []) yield { listing, row }
  }
}

function take({ addresses }: Gathered, texts: readonly string[]): void {
  for (const text of texts) {
    const address = canonicalEmail(text)
    if (address !== undefined) addresses.add(address)
  }
}

function leaverOf({ person, email, name, signal, first, addresses, members }: Gathered, at: string): Leaver {
  return {
    person,
    email,
    name,
    signal: signal === undefined ? { change: 'unknown' } : signalOf(signal),
    firstSeen: first?.at ?? at,
    firstSeq: first?.seq ?? Number.MAX_SAFE_INTEGER,
    addresses,
    members,
  }
}

function signalOf({ change, since, before, told, readAt }: Signalled): LeaverSignal {
  return {
    change: change === 'back' ? 'unknown' : change,
    ...(since === undefined ? {} : { since }),
    before,
    told,
    readAt,
  }
}

/** Whether a leaver counts for a stretch of time by what the source said. */
export function isWithin({ signal }: Leaver, since: number, until: number): boolean {
  if (signal.readAt === undefined) return false
  const begun = Date.parse(signal.since ?? signal.before ?? signal.readAt)
  return Date.parse(signal.readAt) >= since && begun <= until
}
