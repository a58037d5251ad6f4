import type { LeaverRow, LeaversEvidence } from '../src/evidence/form.ts'
import type { Survey } from '../src/evidence/survey-form.ts'
import { day, type Human, type Kind, type Place, places, start } from './ninety-company.ts'
import type { Read } from './ninety-directories.ts'
import { hasLeft, isReadable } from './ninety-events.ts'
import type { History } from './ninety-history.ts'
import { serverOf } from './ninety-places.ts'
import { missedBetween } from './ninety-schedule.ts'

/** Evidence as it was made at a moment. */
export interface Made {
  /** Milliseconds since the epoch: before the survey, and after it. */
  readonly from: number
  readonly at: number
  readonly survey: Survey
  readonly evidence: LeaversEvidence
}

/** The truth that evidence is judged by: none of it is from a plan, a journal or a survey. */
export interface Truth {
  readonly company: readonly Human[]
  readonly history: History
  readonly reads: readonly Read[]
}

/** What was judged, so that a proof in which nothing is said shows. */
export interface NinetyTally {
  rows: number
  leavers: number
  /** Rows by verdict. */
  readonly verdicts: Map<LeaverRow['verdict'], number>
  /** Bounds that were computed again, and those of them that are the true time to the millisecond. */
  bounds: number
  exact: number
  /** Rows of who is out for good in a place that is read, where nothing is in doubt. */
  out: number
  /** The others of those, and what they say. */
  readonly unsaid: string[]
}

export const noNinetyTally = (): NinetyTally => ({
  rows: 0,
  leavers: 0,
  verdicts: new Map(),
  bounds: 0,
  exact: 0,
  out: 0,
  unsaid: [],
})

const isGone = ({ verdict }: LeaverRow): boolean => verdict === 'met' || verdict === 'late'

/** Everything that evidence says and that is not so, and everybody of whom it says nothing; a sentence each. */
export function judged({ at, from, evidence }: Made, truth: Truth, tally: NinetyTally): readonly string[] {
  const wrong: string[] = []
  const missed = evidence.missed
    .filter(({ change }) => change !== 'ended')
    .map(({ job, due }) => `${job} ${due}`)
    .toSorted()
  const since = Date.parse(evidence.asked.since)
  const truly = missedBetween(since, from).toSorted()
  if (missed.join() !== truly.join()) wrong.push(`missed were ${truly.join(', ')}, and it says ${missed.join(', ')}`)
  const byPerson = Map.groupBy(evidence.rows, ({ person }) => `${person.source} ${person.id}`)
  const leftBy = truth.company.filter(
    (human) => human.kind !== undefined && hasLeft(human, from) && (human.leaves ?? 0) >= since,
  )
  const known = new Set(truth.company.map(nameOf))
  for (const { person, email } of evidence.rows)
    if (!known.has(`${person.source} ${person.id}`)) wrong.push(`${email}: nobody of the company is ${person.id}`)
  for (const human of truth.company) {
    const rows = byPerson.get(nameOf(human)) ?? []
    if (!hasLeft(human, at) && rows.length > 0) wrong.push(`${human.mail}: has rows and did not leave`)
  }
  for (const human of leftBy) {
    // Whom no good reading has shown yet, nobody can know of.
    const seen = seenOf(human, truth.reads, at)
    if (seen === undefined) continue
    tally.leavers += 1
    const rows = byPerson.get(nameOf(human)) ?? []
    if (rows.length === 0) wrong.push(`${human.mail} (${human.kind}) left, and has no row`)
    for (const place of placesOf(human))
      if (
        !rows.some((row) => row.target === place || (row.target === 'platform' && isGone(row) && isOfPlatform(place)))
      )
        wrong.push(`${human.mail} (${human.kind}) left, had a way into ${place}, and has no row of it`)
    for (const row of rows) wrong.push(...wrongOf(row, human, { at, evidence, truth, tally, seen }))
  }
  return wrong
}

const nameOf = ({ source, id }: Human): string => `${source} ${id}`

/** Places in which the person was under an address that the directory knows. */
const placesOf = ({ accounts, kind }: Human): readonly Place[] =>
  kind === 'personal address' ? [] : [...new Set(accounts.map(({ place }) => place))]

/** Whoever was taken off the platform before a plan named them in one of its workspaces has a row of the platform. */
const isOfPlatform = (place: Place): boolean => serverOf(place) === 'houston'

interface About {
  readonly at: number
  readonly evidence: LeaversEvidence
  readonly truth: Truth
  readonly tally: NinetyTally
  readonly seen: Sighted
}

function wrongOf(row: LeaverRow, human: Human, about: About): readonly string[] {
  const { at, truth, tally, evidence } = about
  const who = `${human.mail} (${human.kind}, ${row.target === '' ? 'no target' : row.target}, ${row.verdict})`
  tally.rows += 1
  tally.verdicts.set(row.verdict, (tally.verdicts.get(row.verdict) ?? 0) + 1)
  const own = places.filter((place) => row.target === '' || row.target === place)
  const inside = own.filter((place) => truth.history.isIn(human, place, at))
  const isSettled =
    row.target !== '' &&
    inside.length === 0 &&
    own.every((place) => isReadable(place, at)) &&
    evidence.sources.every(({ reading }) => reading === 'complete')
  if (isSettled) tally.out += 1
  if (!isGone(row)) {
    if (isSettled) tally.unsaid.push(`${who}: is out, and it says ${row.why}`)
    return row.verdict === 'remains' && isSettled ? [`${who}: is said to remain, and is out`] : []
  }
  const wrong: string[] = []
  if (inside.length > 0) wrong.push(`${who}: is said to be gone, and gets into ${inside.join(', ')}`)
  for (const place of own)
    if (!isReadable(place, at)) {
      if (row.target !== '') wrong.push(`${who}: is said to be gone, and nobody could look`)
    }
  if (row.target === '') return wrong
  const readBack = Date.parse(row.readBackAbsentAt ?? '')
  if (Number.isNaN(readBack)) return [...wrong, `${who}: is said to be gone, and not since when`]
  for (const place of own)
    if (truth.history.everIn(human, place, readBack, at))
      wrong.push(`${who}: is said to be out since ${row.readBackAbsentAt ?? ''}, and could enter after that`)
  return [...wrong, ...wrongBound(row, human, readBack, { ...about, who, sla: evidence.asked.sla })]
}

/** The arithmetic, done again from what happened. */
function wrongBound(
  row: LeaverRow,
  human: Human,
  readBack: number,
  { who, sla, seen, truth, at, tally }: About & { readonly who: string; readonly sla: number },
): readonly string[] {
  const wrong: string[] = []
  const { leaves = 0 } = human
  // Only the HR system says since when, and it says the truth.
  const since = human.part === 'hr' ? leaves : undefined
  const bound = Math.max(0, readBack - (since ?? seen.before))
  const own = places.filter((place) => row.target === place)
  const ins = own.map((place) => truth.history.lastIn(human, place, at) ?? 0)
  const truly = Math.max(0, Math.max(...ins, 0) - leaves)
  tally.bounds += 1
  if (row.residual === undefined) return [`${who}: has no bound`]
  if (since !== undefined) {
    tally.exact += 1
    if (Date.parse(row.signal.since ?? '') !== since)
      wrong.push(`${who}: left at ${isoOf(since)}, and it says ${row.signal.since ?? 'nothing'}`)
  } else if (Date.parse(row.signal.before ?? '') !== seen.before)
    wrong.push(`${who}: was last shown as here at ${isoOf(seen.before)}, and it says ${row.signal.before ?? 'nothing'}`)
  if (row.residual < truly) wrong.push(`${who}: may have been in for ${row.residual} ms, and was for ${truly}`)
  if (row.residual !== bound) wrong.push(`${who}: the bound is ${row.residual} ms, and should be ${bound}`)
  if ((row.verdict === 'late') !== bound > sla) wrong.push(`${who}: ${bound} ms of ${sla} are not ${row.verdict}`)
  return wrong
}

/** Around when somebody was seen to have left, by the readings alone. */
interface Sighted {
  /** The moment of which the last good reading tells that showed them as here, in milliseconds since the epoch. */
  readonly before: number
  readonly told: number
}

function seenOf(human: Human, reads: readonly Read[], until: number): Sighted | undefined {
  let before: number | undefined
  for (const { source, snapshot, at } of reads) {
    if (source !== human.source || at > until || snapshot?.kind !== 'complete') continue
    // Of a reading that shows half of them nobody believes that the others left.
    const told = Date.parse(snapshot.asOf ?? snapshot.readAt)
    if (snapshot.people.length < usualSize[human.source] * 0.9) continue
    const found = snapshot.people.find(({ id }) => id === human.id)
    if (found?.status === 'active') before = told
    else if (before !== undefined) return { before, told }
  }
  return undefined
}

const usualSize = { staff: 560, contractors: 80 } as const
const isoOf = (time: number): string => new Date(time).toISOString()

/** Everybody who lost a way in without having left, by the history alone. */
export function othersLost({ company, history }: Truth): readonly string[] {
  return company.flatMap((human) =>
    places.flatMap((place) =>
      history
        .lost(human, place)
        .filter((at) => !hasLeft(human, at) && !isBefore(human, at))
        .map((at) => `${human.mail} lost ${place} on day ${((at - start) / day).toFixed(2)}, and had not left`),
    ),
  )
}

/** Before somebody new came, what was lost under their address was the leaver's. */
const isBefore = ({ hired }: Human, at: number): boolean => hired !== undefined && at < hired

/** Leavers by kind. */
export const byKind = (company: readonly Human[]): ReadonlyMap<Kind, number> =>
  new Map(
    [...Map.groupBy(company, ({ kind }) => kind)].flatMap(([kind, all]): readonly [Kind, number][] =>
      kind === undefined ? [] : [[kind, all.length]],
    ),
  )
