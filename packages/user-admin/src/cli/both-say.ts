import { wordingOf } from '../apply/meaning.ts'
import type { Plan } from '../plan/plan.ts'
import { guardCodes } from '../plan/step.ts'

/**
 * What an approval of an earlier plan lets through of a fresh one, as a plan to be shown: the steps that are worded the
 * same in both, each held by the guards of either, under the id that is approved.
 */
export function bothSay(earlier: Plan, fresh: Plan): Plan {
  if (earlier.id === fresh.id) return fresh
  const before = new Map(earlier.steps.map((step) => [wordingOf(step), step.heldBy]))
  const steps = fresh.steps.flatMap((step) => {
    const held = before.get(wordingOf(step))
    if (held === undefined) return []
    return [{ ...step, heldBy: guardCodes.filter((code) => held.includes(code) || step.heldBy.includes(code)) }]
  })
  const holding = new Set(steps.flatMap(({ heldBy }) => heldBy))
  const reasons = [...fresh.held, ...earlier.held].filter(({ code }) => holding.has(code))
  const held = [...new Map(reasons.toReversed().map((one) => [`${one.code} ${one.reason}`, one])).values()].toReversed()
  return { ...fresh, id: earlier.id, steps, held }
}
