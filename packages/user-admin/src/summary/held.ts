import type { Held } from '../plan/guards.ts'
import type { Plan } from '../plan/plan.ts'
import type { GuardCode } from '../plan/step.ts'
import type { Block } from './paper.ts'
import { figure, times } from './words.ts'

/**
 * What is held back, a line for each guard: how much it holds, why, and how to go on. Where it holds steps in several
 * scopes, that of the most steps stands for the others. Every guard is said, however few rows there are.
 */
export function heldBlock({ held, steps }: Plan, at: (key: string) => string): Block {
  const holding = steps.filter(({ heldBy }) => heldBy.length > 0)
  const byCode = new Map<GuardCode, Held[]>()
  for (const one of held) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one])
  return {
    title: `Held back: ${figure(holding.length)} of ${figure(steps.length)}`,
    every: true,
    items: [...byCode].map(([code, rows]) => {
      // One step may be held by several rows of a guard: for its scope, and for all together.
      const own = holding.filter(({ heldBy }) => heldBy.includes(code))
      const places = new Set(own.map(({ scope }) => scope)).size
      const count = places > 1 ? `${times(own.length, 'step')} in ${places} scopes` : figure(own.length)
      return `${code} (${count}): ${sentences(rows, at).join(' ')} ${remedies(rows, own.length).join(' ')}`
    }),
  }
}

function sentences(rows: readonly Held[], at: (key: string) => string): readonly string[] {
  const whole = rows.filter(({ scope }) => scope === undefined)
  const byScope = new Map<string, Held[]>()
  for (const row of rows) if (row.scope !== undefined) byScope.set(row.scope, [...(byScope.get(row.scope) ?? []), row])
  const size = (own: readonly Held[]): number => own.reduce((sum, { steps }) => sum + steps, 0)
  const [most = [], ...others] = [...byScope.values()].toSorted((a, b) => size(b) - size(a))
  const said = (own: readonly Held[]): string => own.map(({ reason }) => reason).join(' ')
  const [first] = most
  // What is said of every scope in the same words names none.
  const isSame = others.length > 0 && others.every((own) => said(own) === said(most))
  const place = isSame || first?.scope === undefined ? '' : at(first.scope)
  const like =
    others.length === 0 || isSame
      ? []
      : [`And like that in ${others.length} more scope${others.length === 1 ? '' : 's'}.`]
  return [...whole.map(({ reason }) => reason), ...(most.length === 0 ? [] : [place + said(most), ...like])]
}

/** Each once; a count in it is that of all the steps that the guard holds, as a release lets all of them through. */
const remedies = (rows: readonly Held[], all: number): readonly string[] => [
  ...new Set(
    rows.map(({ remedy, steps }) => remedy.replace(`If these ${steps} are meant`, `If these ${all} are meant`)),
  ),
]
