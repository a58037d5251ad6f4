import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'

/** Steps of one person in one scope, which follow each other. */
export type Turn = readonly Step[]

/**
 * The steps of a plan in the order in which they are carried out. The turns of a round may go on at once, and a round
 * begins when the one before is over.
 *
 * What gives comes before what takes, and who joins a team is in by then. Of each kind a scope sees one person first,
 * then ten, then the rest: what fails for everybody fails for few. An administrator is taken alone.
 */
export function roundsOf({ steps }: Plan): readonly (readonly Turn[])[] {
  const isTaking = ({ action }: Step): boolean => action === 'suspend' || action === 'remove'
  const isOnward = ({ action }: Step): boolean => action === 'set-deployment-role' || action === 'add-to-team'
  const usual = steps.filter(({ takesAdmin }) => !takesAdmin)
  const kinds = [
    usual.filter((step) => !isTaking(step) && !isOnward(step)),
    usual.filter(isOnward),
    usual.filter(isTaking),
  ]
  return [
    ...kinds.flatMap((kind) => widening(turnsOf(kind))),
    ...steps.filter(({ takesAdmin }) => takesAdmin).map((step) => [[step]]),
  ].filter((round) => round.length > 0)
}

const first = 1
const next = 10

function widening(turns: readonly Turn[]): readonly (readonly Turn[])[] {
  const scopes = Map.groupBy(turns, ([step]) => step?.scope)
  const part = (from: number, to?: number): readonly Turn[] =>
    [...scopes.values()].flatMap((own) => own.slice(from, to))
  return [part(0, first), part(first, first + next), part(first + next)]
}

const turnsOf = (steps: readonly Step[]): readonly Turn[] => [
  ...Map.groupBy(steps, ({ scope, id, email }) => `${scope} ${id ?? email}`).values(),
]
