import { UserAdminError } from '../errors.ts'
import type { Ticked } from '../journal/journal.ts'
import { type Change, isoOf, type Store, timeOf } from './store.ts'

/** What became of the due times of regular jobs: each stands here once, for all processes. */
export interface Ticks {
  /**
   * Does something that nobody else may do at once for the same job: whoever comes second waits for nothing. What a
   * process held is free once it has ended, however it ended.
   *
   * @param by The person or program that holds it.
   * @throws {UserAdminError} `conflict` where somebody holds it; whatever `work` throws.
   */
  alone<T>(job: string, by: string, work: () => Promise<T>): Promise<T>
  /** What is known of a job; `undefined`: it was never begun here. */
  job(name: string): Promise<TickedJob | undefined>
  /** The due times that are known, by job, the earliest first. What ended more than a year ago may be forgotten. */
  list(filter?: TickFilter): Promise<readonly Tick[]>
  /**
   * Writes down all of a change, in the journal too, or nothing of it.
   *
   * @throws {UserAdminError} `conflict` for what cannot come after what stands there: a due time begun twice, or missed
   * once begun; `invalid` for what is no time, and where nobody is named.
   */
  note(job: string, by: string, change: TicksChange): Promise<void>
}

/** How far a job's due times are settled, and what they follow from. */
export interface TickedJob {
  readonly job: string
  /** When it was first seen, ISO 8601: nothing before was ever due. */
  readonly since: string
  /** Every due time up to here stands in the list, ISO 8601. */
  readonly settled: string
  /** What its due times follow from, as it was told last. */
  readonly form: string
  /** Begun and not over: under way, or its process has died. */
  readonly begun: readonly Tick[]
  /** The newest that was ever begun; absent: none, or it is forgotten. */
  readonly last?: Tick
}

/** What became of one due time. */
export interface Tick {
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** `broken-off`: its process ended before it did. */
  readonly status: 'begun' | 'ended' | 'missed' | 'broken-off'
  readonly by: string
  /** How often it was begun; 0: missed. */
  readonly attempts: number
  /** When it was begun last, ISO 8601. */
  readonly begun?: string
  /** When it was over, or found to be missed or broken off, ISO 8601. */
  readonly over?: string
  readonly outcome?: string
  readonly why?: string
  /** The plan and the run that it came to. */
  readonly plan?: string
  readonly run?: string
}

/** Which due times. Without a filter: all. */
export interface TickFilter {
  readonly job?: string | undefined
  readonly status?: Tick['status'] | undefined
  /** Due then or later, and before; ISO 8601. */
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** What {@link Ticks.note} writes down, all together. Times are ISO 8601. */
export interface TicksChange {
  /** When this is, by the clock of whoever says it. */
  readonly at: string
  /** What the due times follow from, from here on. */
  readonly form?: string | undefined
  /** Every due time up to here stands in the list now. It never goes back. */
  readonly settled?: string | undefined
  readonly ticks: readonly TickChange[]
}

/** What became of one due time. */
export type TickChange =
  | { readonly due: string; readonly change: 'begun' }
  | { readonly due: string; readonly change: 'missed' | 'broken-off'; readonly why: string }
  | {
      readonly due: string
      readonly change: 'ended'
      readonly outcome: string
      readonly why: string
      readonly plan?: string | undefined
      readonly run?: string | undefined
    }

/** The due times of jobs. Each change stands in the journal. */
export function ticks(store: Store): Ticks {
  return {
    alone: async (job, by, work) => {
      named(job, by)
      return await store.alone(job, by, work)
    },
    job: (name) =>
      store.look((records) => {
        const record = records.job(name)
        if (record === undefined) return undefined
        const begun = records.ticks({ job: name, status: 'begun', ...always })
        const last = records.lastTick(name)
        const about = {
          job: name,
          since: isoOf(record.since),
          settled: isoOf(record.settled),
          form: record.form,
          begun,
        }
        return { ...about, ...(last === undefined ? {} : { last }) }
      }),
    list: async ({ job, status, from, until } = {}) => {
      const asked = {
        job,
        status,
        from: from === undefined ? always.from : timeOf(from),
        until: until === undefined ? always.until : timeOf(until),
      }
      return await store.look((records) => records.ticks(asked))
    },
    note: async (job, by, { at, form, settled, ticks: changes }) => {
      named(job, by)
      const [time, upTo] = [timeOf(at), settled === undefined ? undefined : timeOf(settled)]
      await store.change((records): Change<void> => {
        const before = records.job(job)
        if (before === undefined && form === undefined)
          throw new UserAdminError('invalid', `The job ${job} is new here: say what its due times follow from, form.`)
        // All of it is looked at before any of it is kept: it is written whole or not at all.
        const after = new Map<number, Tick>()
        const rows = changes.map((change): Ticked => {
          const due = timeOf(change.due)
          const about = { job, due: isoOf(due), by }
          const tick = following(after.get(due) ?? records.tickAt(job, due), about, isoOf(time), change)
          after.set(due, tick)
          const { due: _due, ...said } = change
          return { kind: 'tick', ...about, ...withoutGaps(said) }
        })
        records.putJob(job, {
          since: before?.since ?? time,
          settled: Math.max(before?.settled ?? time, upTo ?? Number.NEGATIVE_INFINITY),
          form: form ?? before?.form ?? '',
        })
        for (const tick of after.values()) records.putTick(tick)
        return { answer: undefined, rows }
      })
    },
  }
}

const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY }

/** What becomes of a due time. @throws {UserAdminError} `conflict` for what cannot come after what it was. */
function following(
  before: Tick | undefined,
  about: Pick<Tick, 'job' | 'due' | 'by'>,
  at: string,
  change: TickChange,
): Tick {
  if (!mayFollow(before, change))
    throw new UserAdminError(
      'conflict',
      `The job ${about.job}, due at ${about.due}, cannot be ${change.change}: ${saidOf(before)}. Nothing was written.`,
    )
  const attempts = before?.attempts ?? 0
  const begun = before?.begun === undefined ? {} : { begun: before.begun }
  switch (change.change) {
    case 'begun':
      return { ...about, status: 'begun', attempts: attempts + 1, begun: at }
    case 'missed':
    case 'broken-off':
      return { ...about, status: change.change, attempts, ...begun, over: at, why: change.why }
    case 'ended': {
      const { due: _due, change: status, ...said } = change
      return { ...about, status, attempts, ...begun, over: at, ...withoutGaps(said) }
    }
    default:
      return change satisfies never
  }
}

/** Missed only what was never begun, over only what is under way, and begun once more only what was broken off once. */
function mayFollow(before: Tick | undefined, { change }: TickChange): boolean {
  const status = before?.status
  if (change === 'missed') return status === undefined
  if (change === 'begun') return status === undefined || (status === 'broken-off' && before?.attempts === 1)
  return status === 'begun'
}

/** Without members that are `undefined`: they would be lost where it is written down. */
const withoutGaps = <T extends object>(said: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

function saidOf(tick: Tick | undefined): string {
  if (tick === undefined) return 'it was not begun'
  if (tick.status === 'broken-off' && tick.attempts > 1) return `it was broken off ${tick.attempts} times`
  return `it was ${tick.status === 'broken-off' ? 'broken off' : tick.status} by ${tick.by} at ${tick.over ?? tick.begun ?? ''}`
}

/** @throws {UserAdminError} `invalid` where the job or whoever does it has no name. */
function named(job: string, by: string): void {
  if (typeof by !== 'string' || by.trim() === '')
    throw new UserAdminError('invalid', 'Nobody is named: say who does this, by.')
  if (typeof job !== 'string' || job.trim() === '')
    throw new UserAdminError('invalid', 'The job has no name: give one.')
}
