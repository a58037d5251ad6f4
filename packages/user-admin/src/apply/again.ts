import { type Entry, entries, personOf } from '../identity/identity.ts'
import { goalFor } from '../plan/asking.ts'
import type { Goal } from '../plan/goal.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { UserAdmin } from '../user-admin.ts'
import { partlyShown, type Result, told } from './step.ts'

/** Somebody for whom the goal is not reached, and why. */
export interface Left {
  readonly email: string
  readonly what: string
  readonly reason: string
}

/** What a scope looked like after the last step. */
export interface Again {
  readonly results: readonly Result[]
  /** What the same goal would still ask for there: empty when the scope is as it should be. */
  readonly left?: readonly Left[]
  /** Why there is no `left`. */
  readonly notRead?: string
}

/** What a person's step is about, whatever the wording. */
const subject = ({
  scope,
  action,
  id,
  email,
  deployments,
  team,
}: Pick<Step, 'scope' | 'action' | 'email'> & Partial<Step>): string =>
  [
    scope,
    action,
    id ?? email,
    action === 'set-deployment-role' ? (deployments?.[0]?.id ?? '') : '',
    team?.id ?? '',
  ].join(' ')
/** The same by address: a person may be left under another id, as an invitation is. */
const byAddress = ({ scope, action, email }: Pick<Step, 'scope' | 'action' | 'email'>): string =>
  `${scope} ${action} ${email}`

/**
 * Reads one scope of the plan once more: settles what was unknown, and plans the same goal again.
 *
 * @param admin Of the scope at `key`.
 */
export async function readAgain(
  admin: UserAdmin,
  key: string,
  plan: Plan,
  results: readonly Result[],
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<Again> {
  if (signal?.aborted === true) return { results, notRead: 'The run was stopped before the scope was read again.' }
  try {
    const planned = plan.scopes.find((one) => one.key === key)
    const { policy } = plan
    const plans: Plan[] = []
    for (const goal of goalsIn(plan, key))
      plans.push(
        await makePlan(admin, goal, {
          policy: { protect: policy.protect.map(personOf), ...planned?.limits },
          // What is left matters now, not who would receive what.
          ...(planned?.assets == null ? {} : { assets: 'leave' as const }),
          signal,
          now,
        }),
      )
    const fresh = {
      steps: plans.flatMap(({ steps }) => steps),
      blocked: plans.flatMap(({ blocked }) => blocked),
      kept: plans.flatMap(({ kept }) => kept),
    }
    // Who is blocked or kept by now is here as well.
    const here = [...fresh.blocked, ...fresh.kept].flatMap((one) => [
      { ...one, action: 'remove' as const },
      { ...one, action: 'suspend' as const },
    ])
    const still = new Set([...fresh.steps, ...here].flatMap((one) => [subject(one), byAddress(one)]))
    const settled = results.map((result) => (result.outcome === 'unknown' ? settle(result, still) : result))
    const reasons = new Map(settled.map(({ step, outcome, reason }) => [subject(step), reason ?? outcome]))
    // Whom the plan left alone for what only its directory told is left alone still.
    const spared = new Set(plan.kept.filter(({ scope }) => scope === key).map(({ id }) => id))
    const left = fresh.steps
      .filter(({ id }) => id === undefined || !spared.has(id))
      .map((step) => ({
        email: step.email,
        what: step.what,
        reason: reasons.get(subject(step)) ?? 'New since the plan was made.',
      }))
    const blocked = fresh.blocked.map(({ action, email, reason, remedy }) => ({
      email,
      what: action === 'remove' ? `take ${email} out` : `${action} ${email}`,
      reason: `${reason} ${remedy}`,
    }))
    return { results: settled, left: [...left, ...blocked] }
  } catch (error) {
    return { results, notRead: `The scope could not be read again: ${told(error)}` }
  }
}

/**
 * The plan's goal for one of its scopes. Its directory is not judged a second time: whom it said to have left is named.
 * Whom it only missed was to be suspended, though those who left were to be removed: that is a goal of its own.
 */
function goalsIn({ goal, scopes, steps }: Plan, key: string): readonly Goal[] {
  const scope = scopes.find((one) => one.key === key)?.scope
  const own =
    scope === undefined
      ? goal
      : goalFor(
          goal,
          scopes.map((one) => one.scope),
        )(scope)
  // A directory that holds nobody says something about everybody, and stays one.
  if (own.kind === 'roster' && 'source' in goal && goal.source !== undefined) return [{ ...own, source: goal.source }]
  if (own.kind !== 'leavers') return [own]
  const touched = (action: Step['action']): Entry[] => [
    ...entries(steps.flatMap((one) => (one.scope === key && one.action === action && one.id ? [{ id: one.id }] : []))),
  ]
  if (own.action === 'suspend') return [{ ...own, people: [...own.people, ...touched('suspend')] }]
  const missed = touched('suspend')
  const left = { ...own, people: [...own.people, ...touched('remove')] }
  return missed.length === 0 ? [left] : [left, { kind: 'leavers', people: missed, action: 'suspend' }]
}

/** What the read after the run says of a step whose end was not known. */
function settle({ step }: Result, still: ReadonlySet<string>): Result {
  if (still.has(subject(step)) || still.has(byAddress(step)))
    return {
      step,
      outcome: 'failed',
      reason: 'The answer was lost, and a read after the run shows that it was not done.',
    }
  const shown = 'The answer was lost; a read after the run shows the change.'
  return step.promises === 'unknown'
    ? { step, outcome: 'done', reason: `${shown} ${partlyShown}` }
    : { step, outcome: step.promises, reason: shown }
}
