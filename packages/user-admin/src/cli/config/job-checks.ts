import { nearest } from '../../identity/nearest.ts'
import type { ConfigForm } from './form.ts'
import type { GoalForm } from './job-form.ts'

/** One mistake in the jobs: where it is, and what would be right. */
type Mistake = readonly [path: (string | number)[], says: string]

/** What is wrong with the jobs that only shows beside the rest: names that lead nowhere, and times that cannot be meant. */
export function* jobsIn({ jobs = {}, targets, sources = {} }: ConfigForm): Iterable<Mistake> {
  for (const [name, { goal, targets: own = [] }] of Object.entries(jobs)) {
    for (const [index, target] of own.entries())
      if (!Object.hasOwn(targets, target.split('/')[0] ?? target))
        yield [['jobs', name, 'targets', index], noneOf('target', target, Object.keys(targets))]
    const source = sourceIn(goal)
    if (source !== undefined && !Object.hasOwn(sources, source))
      yield [['jobs', name, 'goal', wayOf(goal)], noneOf('source', source, Object.keys(sources))]
  }
}

/** The source that a goal is read from. */
export function sourceIn({ leavers, keepOnly, roster }: GoalForm): string | undefined {
  const said = leavers ?? keepOnly ?? roster
  return typeof said === 'string' && !(keepOnly !== undefined && said === 'only-me') ? said : undefined
}

const wayOf = ({ leavers, keepOnly }: GoalForm): string =>
  leavers !== undefined ? 'leavers' : keepOnly !== undefined ? 'keepOnly' : 'roster'

/** What was written may be anything: only names that there are are repeated. */
function noneOf(what: string, name: string, names: readonly string[]): string {
  const [near] = nearest(name, names)
  if (near !== undefined) return `names no ${what}: did you mean ${near}?`
  return `names no ${what}: ${names.length === 0 ? `there is no ${what}` : `the ${what}s are ${names.join(', ')}`}`
}
