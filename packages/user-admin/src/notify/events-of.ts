import type { Report } from '../apply/apply.ts'
import type { UnattendedResult } from '../apply/unattended.ts'
import { sentence } from '../change.ts'
import { digestOf } from '../digest.ts'
import type { Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import { countedSteps, namesOf, times } from '../summary/words.ts'
import type { News, Over } from './event.ts'
import { lostState } from './lost-state.ts'
import { stillIn } from './still-in.ts'

/** Whose run it was. */
export interface RunOf {
  readonly state: State
  /** The job of the schedule, by name. */
  readonly job: string
  /** The name that the configuration has for a scope, by its key. Default: the scope's own name. */
  readonly targetOf?: ((scope: string) => string | undefined) | undefined
}

/** What a run gives people to know, and what is so no more since it went well. No address of a person is in it. */
export async function eventsOf(
  result: UnattendedResult,
  { state, job, targetOf }: RunOf,
): Promise<readonly (News | Over)[]> {
  const nameOfScope = namesOf(result.plan?.scopes ?? [])
  const isScope = (key: string): boolean => result.plan?.scopes.some((one) => one.key === key) === true
  const nameOf = (key: string): string => targetOf?.(key) ?? (isScope(key) ? nameOfScope(key) : key)
  const left = [...result.quarantines, ...(await state.quarantines.list())]
  const held = heldNews(result, { job, nameOf, left: new Set(left.map(({ subject }) => subject)) })
  const lost = await lostState(state, result, { job, says: held })
  return [
    ...lost.news,
    ...(await troubles(result, { job, nameOf })),
    ...(await stillIn(result, { job, nameOf })),
    ...result.quarantines
      .filter(({ subject }) => !lost.scopes.has(subject))
      .map(({ subject, since, why, leave }): News => {
        const name = nameOf(subject)
        return {
          event: 'quarantined',
          subject: name,
          reason: since,
          text: `Runs that nobody watches leave ${name} alone since ${since}: ${sentence(why)} ${leave}`,
          job,
          ...(isScope(subject) ? { target: name } : {}),
        }
      }),
    // Without any baseline nobody is to approve what the state holds: another plan every night, for one reason.
    ...(lost.news.length > 0 ? held.filter(({ plan }) => !isHeldByState(result, plan)) : held),
    ...reportsOf(result).flatMap((report) => doneNews(report, { job, nameOf })),
  ]
}

const isHeldByState = ({ held }: UnattendedResult, plan: string | undefined): boolean =>
  held?.plan.id === plan && held?.plan.steps.every(({ heldBy }) => heldBy.includes('state')) === true

interface Naming {
  readonly job: string
  /** By the key of a scope. */
  readonly nameOf: (key: string) => string
}

/** The run itself, and runs before it that it went on with. */
const reportsOf = ({ report, resumed = [] }: UnattendedResult): readonly Report[] => [
  ...resumed,
  ...(report === undefined ? [] : [report]),
]

/** A plan that waits, unless all of it is where nothing is done before somebody has looked. */
function heldNews(
  { outcome, held }: UnattendedResult,
  { job, nameOf, left }: Naming & { readonly left: ReadonlySet<string> },
): readonly News[] {
  if (held === undefined || held.status !== 'waiting') return []
  const { plan, since, why } = held
  const steps = plan.steps.filter(({ scope }) => !left.has(scope))
  // What only waits for the end of a pause is done then, and needs nobody.
  const isNeeded = outcome === 'paused' ? steps.some(({ heldBy }) => heldBy.length > 0) : steps.length > 0
  if (!isNeeded) return []
  const places = [...new Set(steps.map(({ scope }) => nameOf(scope)))]
  return [
    {
      event: 'held',
      subject: plan.id,
      reason: since,
      text: `${places.join(', ')}: ${countedSteps(steps)}. This waits for a person: ${sentence(why)} Approve or reject it within 72 hours of ${plan.madeAt}.`,
      job,
      ...(places.length === 1 ? { target: places[0] } : {}),
      plan: plan.id,
      next: `user-admin held show ${plan.id}`,
    },
  ]
}

function doneNews({ run, plan, counts, results }: Report, naming: Naming): readonly News[] {
  const done = results.filter(({ outcome }) => outcome === 'done' || outcome === 'pending')
  if (run === undefined) return []
  return doneOf({ run, plan, counts, done: done.map(({ step }) => step), all: results.length }, naming)
}

/** What a run has changed; nothing where that is nothing. */
export function doneOf(
  {
    run,
    plan,
    counts,
    done,
    all,
  }: Pick<Report, 'plan' | 'counts'> & {
    readonly run: string
    readonly done: readonly Step[]
    /** How many steps it was to carry out. */
    readonly all: number
  },
  { job, nameOf }: Naming,
): readonly News[] {
  if (done.length === 0) return []
  const places = [...new Set(done.map(({ scope }) => nameOf(scope)))]
  const rest = all - done.length - counts.unchanged
  return [
    {
      event: 'done',
      subject: job,
      reason: run,
      text: `${places.join(', ')}: of what was planned this is done: ${countedSteps(done)}.${rest === 0 ? '' : ` ${times(rest, 'step')} did not end well, or not yet.`}`,
      job,
      ...(places.length === 1 ? { target: places[0] } : {}),
      plan,
      run,
      counts,
    },
  ]
}

/** What did not work, told once until it does: of the job, of targets that could not be read, and of steps. */
async function troubles(result: UnattendedResult, { job, nameOf }: Naming): Promise<readonly (News | Over)[]> {
  const { outcome, why, plan, unread } = result
  const told: (News | Over)[] = []
  for (const { target, problem, why: fact } of unread)
    told.push({
      event: problem === 'unauthenticated' ? 'sign-in-needed' : 'failed',
      subject: target,
      reason: `${problem} ${shapeOf(fact)}`,
      text: `${target} could not be read, so nothing was done there, and nobody knows who is in: ${sentence(fact)}`,
      job,
      target,
    })
  const failed = new Set(unread.map(({ target }) => target))
  for (const { key } of plan?.scopes ?? []) if (!failed.has(nameOf(key))) told.push(...well(nameOf(key)))

  const bad = reportsOf(result)
    .flatMap(({ run, results }) => results.map((one) => ({ ...one, run })))
    .filter(isBad)
  const isSignIn = outcome === 'sign-in-needed'
  if (outcome === 'busy')
    told.push({
      event: 'missed',
      subject: job,
      reason: `busy ${why}`,
      text: `${job} did nothing this time: ${sentence(why)}`,
      job,
    })
  if ((outcome === 'failed' || isSignIn) && bad.length === 0) {
    // Of targets that could not be read people were told above, maybe weeks ago: a source that fails too is news.
    if (!unread.some(({ why: fact }) => why.includes(fact)))
      told.push({
        event: isSignIn ? 'sign-in-needed' : 'failed',
        subject: job,
        reason: shapeOf(why),
        text: `${job} did nothing: ${sentence(why)}`,
        job,
      })
    return told
  }
  if (bad.length === 0) return outcome === 'busy' || outcome === 'quarantined' ? told : [...told, ...well(job)]
  const stays = bad.filter((one) => one.outcome === 'remains').length
  const others = bad.length - stays
  const first = bad.find(({ reason }) => reason !== undefined)?.reason
  const [{ run } = { run: undefined }] = bad
  told.push({
    event: 'failed',
    subject: job,
    reason: await digestOf(
      bad.map(({ step, outcome: end }) => `${step.scope} ${step.id ?? step.email} ${end}`).toSorted(),
    ),
    text: [
      ...(stays === 0
        ? []
        : [`${times(stays, 'person').replace('persons', 'people')} still ${stays === 1 ? 'gets' : 'get'} in.`]),
      ...(others === 0
        ? []
        : [`${times(others, 'step')} did not work, or nobody knows how ${others === 1 ? 'it' : 'they'} ended.`]),
      ...(first === undefined ? [] : [`One of them: ${sentence(first)}`]),
      'The next run looks again.',
    ].join(' '),
    job,
    ...(run === undefined ? {} : { run }),
    ...(plan === undefined ? {} : { plan: plan.id }),
    ...(result.report === undefined ? {} : { counts: result.report.counts }),
  })
  return told
}

const well = (subject: string): readonly Over[] => [
  { over: 'failed', subject },
  { over: 'sign-in-needed', subject },
]

const isBad = ({ outcome }: Report['results'][number]): boolean =>
  outcome === 'failed' || outcome === 'unknown' || outcome === 'remains' || outcome === 'blocked'

/** A sentence without what differs each time: times, counts, ids. */
export const shapeOf = (text: string): string => text.replace(/[0-9a-f-]*\d[0-9a-f.:-]*/giu, '#').slice(0, 500)
