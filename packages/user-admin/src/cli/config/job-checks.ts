import { UserAdminError } from '../../errors.ts'
import { nearest } from '../../identity/nearest.ts'
import { windowOf } from '../../schedule/calendar.ts'
import { checkCron } from '../../schedule/cron.ts'
import { zoneOf } from '../../schedule/zone.ts'
import type { ConfigForm } from './form.ts'
import type { GoalForm, JobForm } from './job-form.ts'

/** One mistake in the jobs: where it is, and what would be right. */
type Mistake = readonly [path: (string | number)[], says: string]

/** What is wrong with the jobs that only shows beside the rest: names that lead nowhere, and times that cannot be meant. */
export function* jobsIn({ jobs = {}, targets, sources = {} }: ConfigForm): Iterable<Mistake> {
  for (const [name, { goal, targets: own = [], ...times }] of Object.entries(jobs)) {
    if (/ /u.test(name))
      yield [['jobs', name], 'is the name of a job, which has no blanks: letters, figures and . _ - only']
    yield* timesOf(name, times)
    for (const [index, target] of own.entries())
      if (!Object.hasOwn(targets, target.split('/')[0] ?? target))
        yield [['jobs', name, 'targets', index], noneOf('target', target, Object.keys(targets))]
    const source = sourceIn(goal)
    if (source !== undefined && !Object.hasOwn(sources, source))
      yield [['jobs', name, 'goal', wayOf(goal)], noneOf('source', source, Object.keys(sources))]
  }
}

function* timesOf(
  name: string,
  { cron, timeZone, windows = [] }: Omit<JobForm, 'goal' | 'targets'>,
): Iterable<Mistake> {
  const because = refusalOf(() => checkCron(cron))
  if (because !== undefined) yield [['jobs', name, 'cron'], isTimes(cron) ? `cannot be meant: ${because}` : fiveFields]
  if (refusalOf(() => zoneOf(timeZone)) !== undefined)
    yield [['jobs', name, 'timeZone'], 'must be a time zone, such as Europe/Berlin or UTC']
  for (const [index, window] of windows.entries())
    if (refusalOf(() => windowOf(window)) !== undefined)
      yield [
        ['jobs', name, 'windows', index],
        'is no stretch of time: give days, hours or both, such as "mon-fri 01:00-05:00" or "22:00-04:00"',
      ]
}

const fiveFields =
  'must be five fields: minute, hour, day of the month, month, day of the week, such as "0 2 * * mon-fri"'

/** Whether it may be repeated: it looks like times, and not like something that was meant for another place. */
const isTimes = (text: string): boolean => /^[\w*,/-]{1,12}( [\w*,/-]{1,12}){2,5}$/u.test(text)

/** Why something is refused, without the full stop. */
function refusalOf(check: () => unknown): string | undefined {
  try {
    check()
    return undefined
  } catch (error) {
    if (error instanceof UserAdminError) return error.message.replace(/\.$/u, '')
    throw error
  }
}

/** The source that a goal is read from. */
function sourceIn({ leavers, keepOnly, roster }: GoalForm): string | undefined {
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
