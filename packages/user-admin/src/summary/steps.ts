import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { shortEffect } from './effect.ts'
import type { Block, Table } from './paper.ts'
import { countedBy, countedSteps, figure, who } from './words.ts'

/** What takes something counts first, so that it is not what a short summary leaves out. */
const weight = ({ action, takesAdmin }: Step): number =>
  action === 'remove' ? 0 : action === 'suspend' ? 1 : takesAdmin ? 2 : 3

/**
 * The steps as a table, or one for each scope; in the plan's order, and where there are more than `rows`, those that take
 * most.
 *
 * @param nameOf The scope's name over its own table; `undefined` where there is one scope only.
 */
export function stepBlocks(
  { steps, scopes }: Plan,
  rows: number,
  nameOf: ((key: string) => string) | undefined,
): readonly Block[] {
  if (steps.length === 0) return []
  const chosen = new Set(steps.toSorted((a, b) => weight(a) - weight(b)).slice(0, rows))
  const shown = steps.filter((step) => chosen.has(step))
  const others = steps.filter((step) => !chosen.has(step))
  const more = others.length === 0 ? undefined : `… and ${figure(others.length)} more${kinds(others, steps)}`
  const reasons = new Set(steps.map(({ reason }) => reason))
  const [reason = ''] = reasons
  const lead = reasons.size === 1 ? [`Why: ${reason}`] : []
  const byKey = new Map(scopes.map(({ key, scope }) => [key, scope]))
  const short = (step: Step): string => shortEffect(step, byKey.get(step.scope))
  const tableFor = (own: readonly Step[]): Block =>
    own.length === 0
      ? {}
      : {
          table: tableOf(own, reasons.size > 1, ({ what }) => what),
          short: tableOf(own, reasons.size > 1, short),
        }
  if (nameOf === undefined) return [{ lead, ...tableFor(shown), more }]
  const keys = [...countedBy(shown, ({ scope }) => scope).keys()]
  return [
    { lead },
    ...keys.map((key) => ({ title: nameOf(key), ...tableFor(shown.filter(({ scope }) => scope === key)) })),
    { more },
  ]
}

/** Only where the plan has several kinds: else the head says it already. */
const kinds = (others: readonly Step[], steps: readonly Step[]): string =>
  new Set(steps.map(({ action }) => action)).size > 1 ? `: ${countedSteps(others)}` : ''

function tableOf(steps: readonly Step[], withReason: boolean, effect: (step: Step) => string): Table {
  return [
    ['ACTION', 'PERSON', 'HELD BY', ...(withReason ? ['REASON'] : []), 'EFFECT'],
    ...steps.map((step) => [
      step.action,
      who(step),
      step.heldBy.join(' '),
      ...(withReason ? [step.reason] : []),
      effect(step),
    ]),
  ]
}
