import { figure, times } from '../summary/words.ts'
import type { LeaverRow } from './form.ts'
import type { Leaver } from './people.ts'
import type { Sighting, Story } from './sightings.ts'
import { isNear } from './sightings.ts'
import type { FoundLeaver, SurveyedSource, SurveyedStranger, SurveyedTarget } from './survey-form.ts'
import type { Telling } from './telling.ts'

/** What a verdict rests on. */
export interface Case {
  readonly leaver: Leaver
  readonly target: SurveyedTarget
  readonly story: Story
  readonly found: readonly FoundLeaver[]
  readonly source: SurveyedSource | undefined
  /** The ways in that are not shown, and that no other target settles. */
  readonly hidden: readonly string[]
  readonly telling: Telling
  /** In milliseconds. */
  readonly sla: number
}

/** What a verdict adds to a row. */
export type Judged = Pick<
  LeaverRow,
  'verdict' | 'why' | 'readBackAbsentAt' | 'readBackBy' | 'readBackRow' | 'shown' | 'residual'
> & {
  /** The row whose end made it so. */
  readonly act?: Story['ended'][number] | undefined
}

/** Says what became of one leaver in one target that was read. */
export function judged(one: Case): Judged {
  const { found } = one
  const entering = found.filter(({ standing, status }) => standing !== 'another' && status !== 'suspended')
  if (entering.length > 0) return staying(one, entering)
  const doubt = doubtOf(one)
  if (doubt !== undefined) return { verdict: 'not-covered', why: doubt, act: one.story.ended.at(-1) }
  return gone(one, found.length > 0 ? 'suspended' : 'absent')
}

/** Why nobody can tell whether the person is out, though none of theirs was found in. */
function doubtOf({ leaver, target, found, source, hidden }: Case): string | undefined {
  const another = found.find(({ standing }) => standing === 'another')
  if (another !== undefined) return another.reason
  if (source?.reading !== 'complete')
    return `${leaver.person.source} could not be read whole now, so nobody can tell who of ${target.target} that person is: ${source?.why ?? 'it was not asked.'}`
  if (hidden.length > 0) return `Not found in ${target.target}, and not every way in is shown: ${hidden.join(' ')}`
  const like = strangersLike(target, leaver)
  if (like.length > 0)
    return `Not found in ${target.target}, and ${like.map(({ email, id }) => email || id).join(' and ')} may be this person and is known to no source: look there.`
  return undefined
}

/** Members whom no source knows and who may be this person. */
export const strangersLike = ({ unmatched }: SurveyedTarget, leaver: Leaver): readonly SurveyedStranger[] =>
  unmatched.filter(({ nearest }) => isNear(nearest, leaver))

/** Still in: why, and what holds it. */
function staying({ target, story, telling }: Case, entering: readonly FoundLeaver[]): Judged {
  const act = story.ended.at(-1)
  const ways = waysOf(entering)
  const out = entering.find(({ standing }) => standing === 'out-of-reach')
  if (out !== undefined)
    return {
      verdict: 'remains',
      why: `Still gets in to ${target.target}: ${out.reason} ${out.remedy ?? ''}`.trim(),
      act,
    }
  const open = entering.find(({ standing }) => standing === 'open')
  if (open === undefined) {
    const [first] = entering
    return { verdict: 'held', why: `Still in (${ways}): ${first?.reason ?? ''}`, act }
  }
  const lastDecided = heldSince(telling, story)
  const isRecent = lastDecided !== undefined && lastDecided.seq > (act?.seq ?? 0)
  if (isRecent) return { verdict: 'held', why: `Still in (${ways}): ${lastDecided.why}`, act }
  if (act !== undefined) return { verdict: 'remains', why: `Still in (${ways}). ${afterAct(act, story)}`, act }
  const step = story.listings.at(-1)?.step
  if (step !== undefined && step.heldBy.length > 0)
    return { verdict: 'held', why: `Still in (${ways}): held back by ${step.heldBy.join(', ')}.`, act }
  return {
    verdict: 'remains',
    why: `Still in (${ways}). ${story.listings.length === 0 ? 'No plan has named them here yet.' : 'A plan names them, and nothing was done yet.'}`,
    act,
  }
}

const waysOf = (entering: readonly FoundLeaver[]): string =>
  [
    ...new Set(
      entering.flatMap(({ email, id, status, access }) => [
        `${email || id}, ${status}${access.length === 0 ? '' : `, by ${[...new Set(access.map(({ via, name }) => (name === undefined ? via : `${via} ${name}`)))].join(' and ')}`}`,
      ]),
    ),
  ].join('; ')

/** What was tried, and how that ended. */
function afterAct({ at, action, outcome, reason = '' }: Story['ended'][number], { sightings }: Story): string {
  const wasOut = sightings().some(({ shows }) => shows !== 'in')
  const what = action === 'suspend' ? 'suspended' : 'taken out'
  if (outcome === 'done' || outcome === 'unchanged')
    return wasOut
      ? `They were ${what} at ${at}, and are in again: somebody, or SCIM, brought them back.`
      : `The step of ${at} ended as ${outcome}, and they are in.`
  return `The last step, of ${at}, ended as ${outcome}${reason === '' ? '.' : `: ${reason}`}`
}

/** The decision about a plan that names the person here which still stands, if it keeps them in. */
function heldSince(
  { decisions }: Telling,
  { listings }: Story,
): { readonly seq: number; readonly why: string } | undefined {
  const plans = new Map(listings.flatMap(({ plan, step }) => (step === undefined ? [] : [[plan.id, step] as const])))
  const last = new Map<string, Telling['decisions'][number]>()
  for (const row of decisions) if (plans.has(row.plan)) last.set(row.plan, row)
  const standing = [...last.values()].filter(({ decision }) => decision === 'held' || decision === 'rejected')
  const newest = standing.toSorted((a, b) => a.seq - b.seq).at(-1)
  if (newest === undefined) return undefined
  const { seq, plan, decision, by, at, reason = '' } = newest
  const said = reason === '' ? '' : ` ${reason}`
  return {
    seq,
    why:
      decision === 'rejected'
        ? `${by} rejected plan ${plan} at ${at}.${said}`
        : `plan ${plan} waits for a decision since ${at}.${said}`,
  }
}

/** Out, as the survey shows: since when, and whether in time. */
export function gone(
  {
    leaver,
    target,
    story,
    sla,
  }: Pick<Case, 'leaver' | 'target' | 'sla'> & {
    readonly story: Pick<Story, 'sightings' | 'ended'>
  },
  shown: 'absent' | 'suspended',
): Judged {
  const { since, before, told } = leaver.signal
  const begun = since ?? before
  // Who was out before they left may have been let in again, by somebody whom no run of ours would see.
  const isLate = ({ at }: Sighting): boolean => begun === undefined || Date.parse(at) >= Date.parse(begun)
  const all: readonly Sighting[] = [
    ...story.sightings().filter(isLate),
    { at: target.readAt, shows: shown, by: 'survey' },
  ]
  const lastIn = all.findLastIndex(({ shows }) => shows === 'in')
  const first = all[lastIn + 1]
  // The survey is one of them, and shows them out.
  if (first === undefined)
    return { verdict: 'not-covered', why: `Nothing shows since when they are out of ${target.target}.` }
  const act = story.ended.findLast(({ seq }) => seq <= (first.seq ?? Number.MAX_SAFE_INTEGER))
  const facts = {
    readBackAbsentAt: first.at,
    readBackBy: first.by,
    ...(first.seq === undefined ? {} : { readBackRow: first.seq }),
    shown,
    act,
  } as const
  const state =
    shown === 'suspended' ? 'locked out (suspended)' : first.shows === 'suspended' ? 'locked out or absent' : 'absent'
  const seen = `A read at ${first.at} showed them ${state}, and the survey shows them ${shown === 'suspended' ? 'suspended' : 'absent'}.`
  const others =
    target.unmatched.length === 0
      ? ''
      : ` ${times(target.unmatched.length, 'member')} there ${target.unmatched.length === 1 ? 'is' : 'are'} known to no source.`
  if (begun === undefined)
    return {
      verdict: 'late',
      why: `${seen} They left before the first reading that the journal tells of, so it counts as late.${others}`,
      ...facts,
    }
  const end = Date.parse(first.at)
  const residual = Math.max(0, end - Date.parse(begun))
  const most = `In for ${inWords(residual)} at most after leaving`
  if (residual <= sla) return { verdict: 'met', why: `${seen} ${most}.${others}`, residual, ...facts }
  const isByBound = since === undefined && told !== undefined && end - Date.parse(told) <= sla
  const bound = isByBound
    ? ' Counted from the last reading that showed them active, for the source does not say since when they are not; from the first that showed it, it was in time.'
    : ''
  return {
    verdict: 'late',
    why: `${seen} ${most}, and ${inWords(sla)} are allowed.${bound}${others}`,
    residual,
    ...facts,
  }
}

/** `26 h 3 min`: down to the second where it is less than a minute. */
export function inWords(ms: number): string {
  const minutes = Math.ceil(ms / 60_000)
  if (ms < 60_000) return `${Math.ceil(ms / 1000)} s`
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  return [...(hours === 0 ? [] : [`${figure(hours)} h`]), ...(rest === 0 ? [] : [`${rest} min`])].join(' ')
}
