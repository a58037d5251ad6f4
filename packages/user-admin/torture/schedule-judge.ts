import type { Said } from './schedule-child.ts'
import { type Clocks, clocks, dueTimes } from './schedule-oracle.ts'
import type { Played } from './schedule-world.ts'

/** What happened, so that a torture in which nothing happens shows. */
export interface ScheduleTally {
  readonly due: number
  readonly ended: number
  readonly missed: number
  readonly brokenOff: number
  /** Due times that were begun once more. */
  readonly again: number
  readonly kills: number
}

const iso = (time: number): string => new Date(time).toISOString()
const hour = 3_600_000
const day = 24 * hour
/** What the promise allows where late runs are skipped, in milliseconds. */
const grace = 60_000

/** @throws {Error} with the first thing that is not as promised. */
export function judged(played: Played): ScheduleTally {
  const dues = allDue(played)
  nothingSilent(played, dues)
  inOrder(played)
  noOverlap(played)
  asThePolicySays(played)
  const of = (status: string): number => played.ticks.filter((tick) => tick.status === status).length
  return {
    due: [...dues.values()].reduce((sum, { size }) => sum + size, 0),
    ended: of('ended'),
    missed: of('missed'),
    brokenOff: of('broken-off'),
    again: played.ticks.filter(({ attempts }) => attempts === 2).length,
    kills: played.kills,
  }
}

/** When what was due, by the clocks of each zone and nothing else. */
function allDue({ jobs, since, until }: Played): ReadonlyMap<string, ReadonlySet<number>> {
  const first = Math.floor(Math.min(...since.values()) / day) * day - day
  const zones = new Map<string, Clocks>()
  const due = new Map<string, ReadonlySet<number>>()
  for (const { name, cron, timeZone, notice } of jobs) {
    const shown = zones.get(timeZone) ?? clocks(timeZone, first, until + 5 * day)
    zones.set(timeZone, shown)
    const all = dueTimes(cron.replace('mon-fri', '1-5'), shown)
    const after = (line: string, ahead: number): void => {
      const begin = since.get(line) ?? Number.NaN
      due.set(line, new Set(all.map((time) => time - ahead).filter((time) => time > begin)))
    }
    after(name, 0)
    if (notice !== undefined) after(`${name} notice`, notice.days * day)
  }
  return due
}

/** Each due time stands in the list, with how it ended, and nothing else does. */
function nothingSilent({ ticks, until, jobs }: Played, dues: ReadonlyMap<string, ReadonlySet<number>>): void {
  const known = new Set(ticks.map(({ job, due }) => `${job} ${due}`))
  for (const [job, times] of dues) {
    // What is spread over a while may not have begun.
    const jitter = jobs.find(({ name }) => name === job)?.jitter ?? 0
    for (const time of times)
      if (time + jitter <= until && !known.has(`${job} ${iso(time)}`))
        throw new Error(`a silent miss: ${job} was due at ${iso(time)}, and nothing is said of it`)
  }
  for (const { job, due, status } of ticks) {
    if (dues.get(job)?.has(Date.parse(due)) !== true) throw new Error(`${job} was not due at ${due}`)
    if (status === 'begun') throw new Error(`${job}, due at ${due}, never ended`)
  }
}

/** The journal says of each what can come after one another, and the same as the list. */
function inOrder({ rows, ticks, jobs }: Played): void {
  const said = new Map<string, string[]>()
  for (const { job, due, change } of rows) {
    const key = `${job} ${due}`
    said.set(key, [...(said.get(key) ?? []), change])
  }
  const skips = new Set(jobs.filter(({ missed }) => missed === 'skip').map(({ name }) => name))
  for (const { job, due, status } of ticks) {
    const changes = (said.get(`${job} ${due}`) ?? []).join(' ')
    const may = skips.has(job)
      ? /^(missed|begun (ended|broken-off))$/
      : /^(missed|begun (ended|broken-off( begun (ended|broken-off))?))$/
    if (!may.test(changes) || !changes.endsWith(status))
      throw new Error(`${job}, due at ${due}, is ${status}; the journal says ${changes || 'nothing'}`)
  }
  if (said.size !== ticks.length) throw new Error(`the journal knows ${said.size} due times, the list ${ticks.length}`)
}

/** Who begins a job holds it until it ends or dies. */
function noOverlap({ said, ticks }: Played): void {
  const holding = new Map<string, Said>()
  const dead = new Set<string>()
  const begun = new Map<string, number>()
  for (const one of said) {
    const { kind, name, job, due } = one
    const holder = holding.get(job)
    if (kind === 'killed') dead.add(name)
    if (kind === 'end' && holder?.name === name) holding.delete(job)
    if (kind !== 'begin') continue
    if (holder !== undefined && !dead.has(holder.name))
      throw new Error(`two runs of ${job} at once: ${holder.name} (due ${holder.due}) and ${name} (due ${due})`)
    holding.set(job, one)
    begun.set(`${job} ${due}`, (begun.get(`${job} ${due}`) ?? 0) + 1)
  }
  for (const { job, due, status, attempts } of ticks) {
    const runs = begun.get(`${job} ${due}`) ?? 0
    if (runs > attempts || (status === 'ended' && runs === 0))
      throw new Error(`${job}, due at ${due}: ${runs} runs, and ${attempts} that the list knows`)
    begun.delete(`${job} ${due}`)
  }
  const [other] = begun.keys()
  if (other !== undefined) throw new Error(`a run that the list does not know: ${other}`)
}

/** Nothing is begun early, what is to be skipped not late, and what was missed was missed for a reason. */
function asThePolicySays({ said, rows, jobs }: Played): void {
  const jobOf = new Map(jobs.flatMap((job) => [job.name, `${job.name} notice`].map((name) => [name, job] as const)))
  for (const { kind, job, due, own, attempt = 1 } of said) {
    const { missed, jitter = 0 } = jobOf.get(job) ?? {}
    const late = own - Date.parse(due)
    // One that a faster clock has begun before, and whose process has died, is begun once more by any.
    if (kind === 'begin' && attempt === 1 && late < 0)
      throw new Error(`${job}, due at ${due}, was begun ${-late} ms early`)
    if (kind === 'begin' && missed === 'skip' && late > grace + jitter)
      throw new Error(`${job}, due at ${due}, was begun ${late} ms late, and such are skipped`)
    if (kind === 'missed' && missed === 'skip' && late <= grace)
      throw new Error(`${job}, due at ${due}, was skipped only ${late} ms late`)
  }
  /** Due times that were passed over, until a newer one is begun. */
  const passed = new Map<string, string>()
  for (const { job, due, change } of rows) {
    if (jobOf.get(job)?.missed === 'skip') continue
    const before = passed.get(job)
    if (change === 'missed') passed.set(job, due)
    else if (before !== undefined && change === 'begun') {
      if (due <= before) throw new Error(`${job}, due at ${before}, was missed, and an older one begun: ${due}`)
      passed.delete(job)
    } else if (before !== undefined)
      throw new Error(`${job}, due at ${before}, was missed, and no newer one begun in its place`)
  }
  const [left] = passed
  if (left !== undefined) throw new Error(`${left[0]}, due at ${left[1]}, was missed, and none begun in its place`)
}
