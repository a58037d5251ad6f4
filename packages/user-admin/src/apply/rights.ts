import type { Plan } from '../plan/plan.ts'
import { type Action, actions, type Step } from '../plan/step.ts'
import type { HeldPlan, Quarantine } from '../state.ts'
import { namesFor } from './meaning.ts'
import type { May } from './unattended.ts'

/** What says what a run may do that nobody watches. */
export interface Rights {
  /** By the key of the scope. Absent: somebody approved the plan, and only a quarantine says no. */
  readonly mays?: ReadonlyMap<string, May>
  readonly quarantines: ReadonlyMap<string, Quarantine>
  /** What somebody rejected, by what was to be done to whom. */
  readonly rejected?: ReadonlyMap<string, NonNullable<HeldPlan['decision']>>
}

/** What may be done in which scope, by its key; in one that is not named: everything. */
export type ByScope = Readonly<Record<string, readonly Action[]>>

const byMay: Readonly<Record<May, readonly Action[]>> = {
  report: [],
  suspend: ['suspend'],
  'within-guards': actions,
}

/**
 * What a run may do in which scope. Where it asks again for something that was rejected, no step of that kind is done
 * unasked: with somebody fewer a plan may pass the guards that held it when it was rejected.
 */
export function onlyIn({ scopes, steps }: Plan, { mays, quarantines, rejected }: Rights): ByScope {
  const own = (key: string): readonly Action[] => {
    if (quarantines.has(key)) return []
    if (mays === undefined) return actions
    const asked = new Set(
      steps
        .filter((step) => step.scope === key && namesFor(step).some((name) => rejected?.has(name) === true))
        .map(({ action }) => action),
    )
    return byMay[mays.get(key) ?? 'report'].filter((action) => !asked.has(action))
  }
  return Object.fromEntries(
    scopes.flatMap(({ key }) => {
      const may = own(key)
      return may.length === actions.length ? [] : [[key, may]]
    }),
  )
}

/** Whether a step may be done unasked. */
export const isFree = ({ scope, action, heldBy }: Step, only: ByScope): boolean =>
  heldBy.length === 0 && (only[scope]?.includes(action) ?? true)
