import type { MissedTick, SourceProof, TargetProof, UnreadStretch } from './form.ts'
import type { Survey } from './survey-form.ts'
import type { Telling } from './telling.ts'

/** From and to a moment, in milliseconds since the epoch, both included. */
interface Stretch {
  readonly since: number
  readonly until: number
}

const within = (at: string, { since, until }: Stretch): boolean => Date.parse(at) >= since && Date.parse(at) <= until

/** How each source was read. */
export function sourcesOf(
  { sources }: Survey,
  { surveys, signals }: Telling,
  stretch: Stretch,
): readonly SourceProof[] {
  return sources.map((source) => {
    const own = surveys.filter((row) => row.source?.name === source.name)
    const runs = own.filter(({ at }) => within(at, stretch))
    const whole = runs.filter((row) => row.source?.reading === 'complete').length
    const firsts = [
      ...own.flatMap((row) => (row.source?.reading === 'complete' ? (row.source.told ?? row.at) : [])),
      ...signals.flatMap((row) => (row.person.source === source.name ? row.before : [])),
    ].toSorted()
    const [first] = firsts
    return { ...source, runs: { whole, others: runs.length - whole }, ...(first === undefined ? {} : { first }) }
  })
}

/** When a run read each target last, ISO 8601, by its key. */
export const lastReads = ({ surveys }: Telling): ReadonlyMap<string, string> =>
  new Map(surveys.flatMap(({ at, scopes }) => scopes.map(({ key }) => [key, at] as const)))

/** How each target was read. */
export function targetsOf({ targets }: Survey, telling: Telling): readonly TargetProof[] {
  const lasts = lastReads(telling)
  return targets.map(({ target, scope, key, read, readAt, why, members, matched, exempt, unmatched, unseen }) => {
    const last = lasts.get(key ?? '')
    return {
      target,
      ...(scope === undefined ? {} : { scope }),
      read,
      readAt,
      ...(why === undefined ? {} : { why }),
      members,
      matched,
      exempt,
      unmatched: unmatched.length,
      unseen,
      ...(last === undefined ? {} : { lastRead: last }),
    }
  })
}

/** How runs end that have done nothing of what was to be done. */
const inVain: ReadonlySet<string> = new Set(['failed', 'sign-in-needed', 'busy', 'stopped', 'quarantined', 'paused'])

/** Due times at which nothing was done, or not to its end. One that was begun again and ended well is none. */
export function missedIn({ ticks }: Telling, stretch: Stretch): readonly MissedTick[] {
  const last = new Map<string, Telling['ticks'][number]>()
  for (const tick of ticks) if (within(tick.due, stretch)) last.set(JSON.stringify([tick.job, tick.due]), tick)
  return [...last.values()].flatMap(({ job, due, change, outcome = '', why = '' }): readonly MissedTick[] => {
    if (change === 'ended') return inVain.has(outcome) ? [{ job, due, change, outcome, why }] : []
    return change === 'missed' || change === 'broken-off' ? [{ job, due, change, why }] : []
  })
}

/** Stretches in which runs could not read a source or a target. */
export function unreadIn({ targets }: Survey, { surveys }: Telling, stretch: Stretch): readonly UnreadStretch[] {
  const keys = new Map(targets.flatMap(({ target, key }) => (key === undefined ? [] : [[target, key] as const])))
  const open = new Map<string, { from: string; runs: number; why: string; job: string | undefined }>()
  const over: UnreadStretch[] = []
  const end = (subject: string, until?: string): void => {
    const one = open.get(subject)
    if (one === undefined) return
    open.delete(subject)
    over.push({ subject, from: one.from, ...(until === undefined ? {} : { until }), runs: one.runs, why: one.why })
  }
  const fail = (subject: string, at: string, why: string, job: string | undefined): void => {
    const one = open.get(subject)
    open.set(subject, { from: one?.from ?? at, runs: (one?.runs ?? 0) + 1, why, job })
  }
  for (const { at, job, source, scopes, failed } of surveys) {
    if (source?.reading === 'complete') end(source.name, at)
    else if (source !== undefined) fail(source.name, at, source.why, job)
    const isOut = new Set(failed.map(({ target }) => target))
    const isRead = new Set(scopes.map(({ key }) => key))
    for (const [subject, one] of open) {
      const key = keys.get(subject)
      // A target that cannot be opened now has no key: that a run of the same job had nothing against it is as good.
      const isBack = key === undefined ? one.job === job && subject !== source?.name : isRead.has(key)
      if (isBack && scopes.length > 0 && !isOut.has(subject)) end(subject, at)
    }
    for (const { target, why } of failed) fail(target, at, why, job)
  }
  for (const subject of open.keys()) end(subject)
  return over.filter(
    ({ from, until }) =>
      Date.parse(from) <= stretch.until && (until === undefined || Date.parse(until) >= stretch.since),
  )
}
