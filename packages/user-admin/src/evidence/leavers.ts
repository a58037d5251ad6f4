import { compare } from '../identity/identity.ts'
import type { Row } from '../journal/journal.ts'
import { times } from '../summary/words.ts'
import type { LeaverRow, LeaversAsked, LeaversEvidence, LeaverVerdict } from './form.ts'
import { isWithin, type Leaver, leaversIn } from './people.ts'
import { lastReads, missedIn, sourcesOf, targetsOf, unreadIn } from './proofs.ts'
import { Stories, type Story } from './sightings.ts'
import type { FoundLeaver, Survey, SurveyedTarget } from './survey-form.ts'
import { type PlanById, personKey, type Telling, tellingOf } from './telling.ts'
import { gone, type Judged, judged, strangersLike } from './verdict.ts'

/** What evidence about leavers follows from: the same gives the same. */
export interface LeaversGiven extends LeaversAsked {
  /** Of the whole journal, from row 1. */
  readonly rows: AsyncIterable<Row> | Iterable<Row>
  /** A plan that was kept, by its id. */
  readonly plan: PlanById
  /** What sources and targets show now, made before the rows were read. */
  readonly survey: Survey
}

/**
 * What became of everybody who left in a stretch of time, or left and is still in: for each of them and each target a row.
 *
 * No row says `met` or `late` unless a read showed the person out and the survey shows the same. How long they may have
 * been in counts from the source's own time, or else from the last reading that showed them active.
 */
export async function leaversEvidence(given: LeaversGiven): Promise<LeaversEvidence> {
  const { survey, since, until, sla, targets } = given
  const telling = await tellingOf(given.rows, given.plan)
  const found = survey.targets.flatMap(({ key, found: all }) =>
    key === undefined ? [] : all.map((who) => ({ key, who })),
  )
  const sources = new Set(survey.sources.map(({ name }) => name))
  const { leavers, back } = leaversIn(telling, { sources, found, at: survey.at })
  const stories = new Stories(telling, leavers)
  const scene: Scene = { survey, telling, stories, sla, lastRead: lastReads(telling) }
  const rows = leavers
    .filter((one) => isMeant(one, scene, given))
    .flatMap((one) => rowsOf(one, scene))
    .toSorted(inOrder)
  const stretch = { since: Date.parse(since), until: Date.parse(until) }
  return {
    version: 1,
    kind: 'leavers',
    asked: { since, until, sla, ...(targets === undefined ? {} : { targets }) },
    madeAt: survey.at,
    head: telling.head,
    counts: countsOf(rows),
    rows,
    back: back
      .filter((one) => Date.parse(one.back) >= stretch.since && Date.parse(one.left) <= stretch.until)
      .toSorted((a, b) => compare(personKey(a.person), personKey(b.person))),
    sources: sourcesOf(survey, telling, stretch),
    targets: targetsOf(survey, telling),
    unmatched: survey.targets.flatMap(({ target, unmatched }) => unmatched.map((one) => ({ target, ...one }))),
    missed: missedIn(telling, stretch),
    unread: unreadIn(survey, telling, stretch),
  }
}

/** What every row rests on. */
interface Scene {
  readonly survey: Survey
  readonly telling: Telling
  readonly stories: Stories
  readonly sla: number
  /** When a run read a target last, ISO 8601, by its key. */
  readonly lastRead: ReadonlyMap<string, string>
}

/** Whether somebody is asked for: who left in the stretch, was named by a plan in it, or is in now, whenever they left. */
function isMeant(leaver: Leaver, { survey }: Scene, { since, until }: LeaversAsked): boolean {
  const [from, to] = [Date.parse(since), Date.parse(until)]
  if (isWithin(leaver, from, to)) return true
  // Who left later is asked for by another stretch.
  const begun = leaver.signal.since ?? leaver.signal.before
  if (begun !== undefined && Date.parse(begun) > to) return false
  const isIn = survey.targets.some(({ found }) =>
    found.some(
      ({ person, status, standing }) =>
        status !== 'suspended' && standing !== 'another' && personKey(person) === personKey(leaver.person),
    ),
  )
  const first = Date.parse(leaver.firstSeen)
  return isIn || (leaver.signal.change === 'unknown' && first >= from && first <= to)
}

function rowsOf(leaver: Leaver, scene: Scene): readonly LeaverRow[] {
  const { survey } = scene
  let isAnywhere = false
  const rows = survey.targets.flatMap((target): readonly LeaverRow[] => {
    if (target.read === 'failed' || target.key === undefined) return [unreadRow(leaver, target, scene)]
    const story = scene.stories.of(leaver, target.key)
    const found = target.found.filter(({ person }) => personKey(person) === personKey(leaver.person))
    const isNamed = found.length > 0 || story.isActed || story.listings.length > 0
    if (!isNamed && strangersLike(target, leaver).length === 0) return []
    isAnywhere = true
    return [rowOf(leaver, target, { story, found }, scene)]
  })
  return isAnywhere ? rows : [nowhere(leaver, scene), ...rows]
}

const common = ({ person, email, name, signal, firstSeen }: Leaver): Omit<LeaverRow, 'target' | 'verdict' | 'why'> => ({
  person,
  email,
  name,
  signal,
  firstSeen,
})

function rowOf(
  leaver: Leaver,
  target: SurveyedTarget,
  { story, found }: { readonly story: Story; readonly found: readonly FoundLeaver[] },
  { survey, telling, sla }: Scene,
): LeaverRow {
  const source = survey.sources.find(({ name }) => name === leaver.person.source)
  const hidden = hiddenIn(target, leaver, survey)
  const { act, ...said } = judged({ leaver, target, story, found, source, hidden, telling, sla })
  return {
    ...common(leaver),
    target: target.target,
    ...(target.scope === undefined ? {} : { scope: target.scope }),
    ...byWhom(act, story, telling),
    ...said,
  }
}

/** By which plan and whose approval something was done, or would be. */
function byWhom(act: Judged['act'], { listings, intents }: Story, { runs }: Telling): Partial<LeaverRow> {
  if (act === undefined) {
    const listing = listings.at(-1)
    const reason = listing?.step?.reason
    return {
      ...(listing === undefined ? {} : { plan: listing.plan.id }),
      ...(reason === undefined ? {} : { reason }),
    }
  }
  const run = runs.get(act.run)
  const reason = intents.findLast((row) => row.run === act.run && row.step === act.step)?.reason
  return {
    plan: act.plan,
    ...(run?.of === undefined ? {} : { approvedPlan: run.of }),
    ...(run === undefined ? {} : { approvedBy: run.approvedBy, approval: run.approval }),
    ...(reason === undefined ? {} : { reason }),
    ...(run?.reason === undefined ? {} : { approvalReason: run.reason }),
    ...(run?.ticket === undefined ? {} : { ticket: run.ticket }),
    acted: {
      at: act.at,
      action: act.action,
      outcome: act.outcome,
      requests: act.requests ?? [],
      run: act.run,
      seq: act.seq,
    },
  }
}

/**
 * The ways in that the credential of a target is not shown. Who has no account on the platform at all, as a read of it shows
 * whole, has none of them.
 */
function hiddenIn(target: SurveyedTarget, leaver: Leaver, { targets }: Survey): readonly string[] {
  if (target.unseen.length === 0 || target.scope?.kind !== 'workspace') return target.unseen
  const isSettled = targets.some(
    ({ scope, read, unseen, found, unmatched }) =>
      scope?.kind === 'platform' &&
      scope.origin === target.scope?.origin &&
      read === 'whole' &&
      unseen.length === 0 &&
      unmatched.length === 0 &&
      !found.some(({ person }) => personKey(person) === personKey(leaver.person)),
  )
  return isSettled ? [] : target.unseen
}

function unreadRow(leaver: Leaver, target: SurveyedTarget, { telling, stories, lastRead }: Scene): LeaverRow {
  const last = lastRead.get(target.key ?? '')
  const story = target.key === undefined ? undefined : stories.of(leaver, target.key)
  const seen = story?.isActed === true || (story?.listings.length ?? 0) > 0 ? story?.sightings().at(-1) : undefined
  const act = story?.ended.at(-1)
  return {
    ...common(leaver),
    target: target.target,
    ...(target.scope === undefined ? {} : { scope: target.scope }),
    ...(story === undefined ? {} : byWhom(act, story, telling)),
    verdict: 'not-covered',
    why: [
      `${target.target} could not be read now: ${target.why ?? 'nobody knows why.'}`,
      last === undefined ? 'No run has read it before.' : `It was last read at ${last}.`,
      ...(seen === undefined
        ? []
        : [
            `The last that was seen there of this person, at ${seen.at}: ${seen.shows === 'in' ? 'in' : 'locked out'}.`,
          ]),
    ].join(' '),
  }
}

/** Somebody who was found in no target that could be read, and of whom the journal tells nothing in any. */
function nowhere(leaver: Leaver, scene: Scene): LeaverRow {
  const { survey } = scene
  const source = survey.sources.find(({ name }) => name === leaver.person.source)
  const read = survey.targets.filter((target) => target.read === 'whole')
  const strange = read.filter(({ unmatched }) => unmatched.length > 0)
  const strangers = strange.reduce((sum, { unmatched }) => sum + unmatched.length, 0)
  const hidden = read.filter((target) => hiddenIn(target, leaver, survey).length > 0)
  const failed = survey.targets.length - read.length
  const doubts = [
    ...(source?.reading === 'complete' ? [] : [`${leaver.person.source} could not be read whole now.`]),
    ...(read.length === 0 ? ['No target could be read.'] : []),
    ...(failed === 0 || read.length === 0 ? [] : [`${times(failed, 'target')} could not be read.`]),
    ...(strangers === 0
      ? []
      : [
          `${times(strangers, 'member')} of ${strange.map(({ target }) => target).join(', ')} ${strangers === 1 ? 'is' : 'are'} matched to nobody: look there.`,
        ]),
    ...(hidden.length === 0 ? [] : [`Not every way in is shown in ${hidden.map(({ target }) => target).join(', ')}.`]),
  ]
  const about = { ...common(leaver), target: '' }
  if (doubts.length > 0) return { ...about, verdict: 'not-covered', why: `No access was found. ${doubts.join(' ')}` }
  const { act: _act, why, ...said } = lastWithout(leaver, read, scene)
  const count = `${times(read.length, 'target')} ${read.length === 1 ? 'was' : 'were'} read whole`
  const rest = said.verdict === 'met' ? '' : ' Whether they had any before that no read shows.'
  return {
    ...about,
    ...said,
    why: `Has no access that was found: ${count}, and nobody there is this person. ${why}${rest}`,
  }
}

/** Of all targets the one of which it took longest until a read showed that the person is not there. */
function lastWithout(leaver: Leaver, targets: readonly SurveyedTarget[], { stories, sla }: Scene): Judged {
  const all = targets.map((target): Judged => {
    const first = target.key === undefined ? undefined : stories.firstWithout(leaver, target.key)
    const story = { sightings: () => (first === undefined ? [] : [first]), ended: [] }
    return gone({ leaver, target, story, sla }, 'absent')
  })
  const [longest = { verdict: 'not-covered', why: 'No target was read.' }] = all.toSorted(
    (one, other) => (other.residual ?? Number.POSITIVE_INFINITY) - (one.residual ?? Number.POSITIVE_INFINITY),
  )
  return longest
}

function countsOf(rows: readonly LeaverRow[]): Readonly<Record<LeaverVerdict, number>> {
  const counts: Record<LeaverVerdict, number> = { met: 0, late: 0, remains: 0, held: 0, 'not-covered': 0 }
  for (const { verdict } of rows) counts[verdict] += 1
  return counts
}

const inOrder = (a: LeaverRow, b: LeaverRow): number =>
  compare(a.person.source, b.person.source) || compare(a.person.id, b.person.id) || compare(a.target, b.target)
