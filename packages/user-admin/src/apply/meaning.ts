import canonicalize from 'canonicalize'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'

/**
 * What two plans share where the approval of one counts for the other, as a text to compare: scopes, goal, policy and
 * decision about assets. What a directory says may be newer by then, and so may the day since when somebody is inactive.
 */
export const meaningOf = ({ goal, policy, scopes }: Plan): string =>
  canonicalize([
    scopes.map(({ scope, assets, limits }) => ({ scope, assets, limits })),
    policy,
    'source' in goal && goal.source !== undefined
      ? { ...goal, source: goal.source.name, people: null, keep: null, entries: null, collisions: null }
      : goal.kind === 'inactive'
        ? { ...goal, since: null }
        : goal,
  ]) ?? ''

/** Everything of a step that an approval covers: somebody who left and was invited again is another membership. */
export const wordingOf = ({
  scope,
  action,
  id,
  email,
  mark,
  takesAdmin,
  roles,
  deployments,
  team,
  transferTo,
}: Step): string => {
  const isTaken = takesAdmin || action === 'remove' || action === 'suspend'
  return (
    canonicalize({
      scope,
      action,
      id,
      email,
      mark: isTaken ? mark : undefined,
      roles,
      takesAdmin,
      deployments,
      team,
      transferTo,
    }) ?? ''
  )
}
