import { sentence } from '../change.ts'
import type { Plan } from '../plan/plan.ts'
import { guardCodes, type Step } from '../plan/step.ts'
import type { HeldPlan, Quarantine } from '../state.ts'
import type { Report } from './apply.ts'
import { namesFor } from './meaning.ts'
import type { Rights } from './rights.ts'
import type { May, UnattendedResult, Unread } from './unattended.ts'

/** What is known once an unattended run is over. */
interface Facts {
  readonly plan?: Plan
  readonly report?: Report | undefined
  /** The plan of what is left: the same one where nothing was done. */
  readonly left?: Plan
  /** Steps of that one that a person must decide. */
  readonly undecided?: readonly Step[]
  readonly held?: HeldPlan | undefined
  readonly mays?: ReadonlyMap<string, May>
  /** Why the run was not to change anything, if so. */
  readonly paused?: string | undefined
  /** Something would have been done but for that; of what waits, all. */
  readonly isPaused?: boolean
  readonly isOnlyPaused?: boolean
  readonly quarantines: readonly Quarantine[]
  readonly unread?: readonly Unread[]
  readonly notes?: readonly string[]
}

const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** What an unattended run comes to, and the sentences that say so, with what to do. */
export function verdict(facts: Facts): Pick<UnattendedResult, 'outcome' | 'why'> {
  const { plan, report, quarantines, held, paused, unread = [], notes = [] } = facts
  const told = outcomeOf(facts)
  // Of who cannot be looked at nobody knows whether they still get in.
  const outcome = unread.length > 0 && (told === 'nothing-to-do' || told === 'done') ? 'partly' : told
  const said = [
    ...(paused === undefined || plan === undefined || plan.steps.length === 0
      ? []
      : [`Nothing was changed: ${sentence(paused)}`]),
    ...(report === undefined ? [] : whatWasDone(report)),
    ...unread.map(({ target, why }) => `${target} could not be read, so nothing was done there: ${sentence(why)}`),
    ...quarantines.map(({ subject, since, why, leave }) => {
      const name = plan?.scopes.find(({ key }) => key === subject)?.scope.name ?? subject
      return `${name} is in quarantine since ${since}: ${sentence(why)} ${leave}`
    }),
    ...(held === undefined ? [] : whatWaits(facts, held)),
    ...notes,
  ]
  if (said.length > 0) return { outcome, why: said.join(' ') }
  const blocked = plan?.blocked.length ?? 0
  return {
    outcome,
    why: blocked === 0 ? 'Nothing is to do.' : `Nothing can be done: the plan says why of ${times(blocked, 'step')}.`,
  }
}

function outcomeOf({ plan, report, undecided = [], quarantines, mays, isPaused }: Facts): UnattendedResult['outcome'] {
  const inQuarantine = new Set(quarantines.map(({ subject }) => subject))
  if (plan === undefined) return 'quarantined'
  if (report === undefined) {
    if (plan.steps.length === 0) return 'nothing-to-do'
    const elsewhere = plan.steps.filter(({ scope }) => !inQuarantine.has(scope))
    if (elsewhere.length === 0) return 'quarantined'
    if (isPaused === true) return 'paused'
    return elsewhere.every(({ scope }) => mays?.get(scope) === 'report') ? 'planned' : 'held'
  }
  const { counts, results } = report
  const good = counts.done + counts.pending + counts.unchanged
  if (results.length === 0) return 'nothing-to-do'
  if (good === results.length) return 'done'
  if (good + counts.remains > 0) return 'partly'
  if (inQuarantine.size > 0) return 'quarantined'
  if (counts.failed + counts.unknown + counts.blocked > 0) return 'failed'
  return undecided.length > 0 ? 'held' : 'partly'
}

/** How the steps of a run ended, in sentences. */
export function whatWasDone({ results, counts, notRead, parked }: Report): readonly string[] {
  if (results.length === 0) return ['Nothing is left of what was approved.']
  const good = counts.done + counts.pending + counts.unchanged
  const rest = (['remains', 'blocked', 'failed', 'unknown'] as const).flatMap((outcome) =>
    counts[outcome] === 0 ? [] : [`${counts[outcome]} ${outcome}`],
  )
  const open = results.filter((result) => result.open === true).length
  return [
    `${good} of ${times(results.length, 'step')} ${good === 1 ? 'is' : 'are'} done${rest.length === 0 ? '' : `, ${rest.join(', ')}: the report says why`}.`,
    ...(open === 0 ? [] : [`${times(open, 'step')} were not begun: resume the run, or wait for the next one.`]),
    ...(parked === undefined ? [] : [`The server asks to be left alone until ${parked}.`]),
    ...(notRead === undefined ? [] : [notRead]),
  ]
}

function whatWaits({ left, undecided = [], isOnlyPaused }: Facts, held: HeldPlan): readonly string[] {
  const steps = times(undecided.length, 'step')
  const [first, ...more] = left?.held ?? []
  const guards = first === undefined ? [] : [`${first.reason} ${first.remedy}`]
  if (more.length > 0)
    guards.push(`${more.length === 1 ? 'Another guard says' : `${more.length} more guards say`} why in the plan.`)
  if (held.status === 'rejected' && held.decision !== undefined)
    return [`${steps} stay undone: ${held.decision.by} rejected plan ${held.plan.id}.`]
  if (held.status === 'approved')
    return [
      `${steps} ${undecided.length === 1 ? 'is' : 'are'} approved, and ${undecided.length === 1 ? 'waits' : 'wait'} for the next run that may.`,
    ]
  if (isOnlyPaused === true)
    return [
      `${steps} ${undecided.length === 1 ? 'is' : 'are'} done by the next run that may, unless somebody rejects plan ${held.plan.id}.`,
    ]
  return [
    `${steps} ${undecided.length === 1 ? 'waits' : 'wait'} for a decision: approve or reject plan ${held.plan.id}.`,
    ...guards,
  ]
}

/** Why a plan waits in the queue. */
export function whyHeld({ scopes }: Plan, undecided: readonly Step[], { mays, quarantines, rejected }: Rights): string {
  const codes = guardCodes.filter((code) => undecided.some(({ heldBy }) => heldBy.includes(code)))
  const touched = scopes.filter(({ key }) => undecided.some(({ scope }) => scope === key))
  const refusals = new Set(undecided.flatMap(namesFor).flatMap((name) => rejected?.get(name)?.by ?? []))
  return [
    ...(codes.length === 0 ? [] : [`Held back by ${codes.join(', ')}.`]),
    ...touched.flatMap(({ key, scope }) => {
      if (quarantines.has(key)) return [`${scope.name} is in quarantine.`]
      const may = mays?.get(key)
      return may === 'within-guards' ? [] : [`Unattended runs may only ${may ?? 'report'} in ${scope.name}.`]
    }),
    ...(refusals.size === 0 ? [] : [`${[...refusals].join(' and ')} rejected part of it before.`]),
  ].join(' ')
}
