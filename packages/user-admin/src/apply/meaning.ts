import canonicalize from 'canonicalize'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'

/**
 * What two plans share where the approval of one counts for the other, as a text to compare: scopes, goal, policy and
 * decision about assets. What a directory says may be newer by then, and so may the day since when somebody is inactive.
 */
export const meaningOf = (plan: Plan): string => JSON.stringify([placesOf(plan), aimOf(plan)])

/**
 * Whether a plan means what another one does, in all of its scopes or in some of them: where the others could not be
 * read, what was approved is done in those that could.
 */
export function isWithin(plan: Plan, whole: Plan): boolean {
  const places = new Set(placesOf(whole))
  return aimOf(plan) === aimOf(whole) && placesOf(plan).every((place) => places.has(place))
}

const placesOf = ({ scopes }: Plan): readonly string[] =>
  scopes.map(({ scope, assets, limits }) => canonicalize({ scope, assets, limits }) ?? '')

const aimOf = ({ goal, policy }: Plan): string =>
  canonicalize([
    policy,
    'source' in goal && goal.source !== undefined
      ? { ...goal, source: goal.source.name, people: null, keep: null, entries: null, collisions: null }
      : goal.kind === 'inactive'
        ? { ...goal, since: null }
        : goal,
  ]) ?? ''

/** Takes something from a person: access, administration, or a greater role. */
export const takes = ({ action, takesAdmin, lowers }: Step): boolean =>
  takesAdmin || lowers === true || action === 'remove' || action === 'suspend'

/** The same action on the same person, by id and by address, whatever the membership. */
export const namesFor = ({ scope, action, id, email, deployments, team }: Step): readonly string[] => {
  const place = action === 'set-deployment-role' ? deployments?.[0]?.id : team?.id
  return [
    ...(id === undefined ? [] : [JSON.stringify([scope, action, place, 'id', id])]),
    ...(email === '' ? [] : [JSON.stringify([scope, action, place, 'email', email])]),
  ]
}

/** Everything of a step that an approval covers: somebody who left and was invited again is another membership. */
export const wordingOf = (step: Step): string => {
  const { scope, action, id, email, mark, takesAdmin, roles, deployments, team, transferTo } = step
  return (
    canonicalize({
      scope,
      action,
      id,
      email,
      mark: takes(step) ? mark : undefined,
      roles,
      takesAdmin,
      deployments,
      team,
      transferTo,
    }) ?? ''
  )
}
