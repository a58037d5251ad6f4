import { compare } from '../identity/identity.ts'
import type { JobRecord, TicksAsked } from './store.ts'
import type { Tick } from './ticks.ts'

/** Jobs and their due times, in maps. */
export class MemoryTicks {
  readonly #jobs = new Map<string, JobRecord>()
  /** By job and due time. */
  readonly #ticks = new Map<string, Map<number, Tick>>()

  job(name: string): JobRecord | undefined {
    return this.#jobs.get(name)
  }

  putJob(name: string, record: JobRecord): void {
    this.#jobs.set(name, record)
  }

  tickAt(job: string, due: number): Tick | undefined {
    return this.#ticks.get(job)?.get(due)
  }

  ticks({ job, status, from, until }: TicksAsked): readonly Tick[] {
    const jobs = [...this.#ticks].filter(([name]) => job === undefined || name === job)
    return jobs
      .toSorted(([a], [b]) => compare(a, b))
      .flatMap(([, byDue]) =>
        [...byDue]
          .filter(([due, tick]) => due >= from && due < until && (status === undefined || tick.status === status))
          .toSorted(([a], [b]) => a - b)
          .map(([, tick]) => tick),
      )
  }

  lastTick(job: string): Tick | undefined {
    const byDue = [...(this.#ticks.get(job) ?? [])].filter(([, { attempts }]) => attempts > 0)
    return byDue.toSorted(([a], [b]) => b - a)[0]?.[1]
  }

  putTick(tick: Tick): void {
    const byDue = this.#ticks.get(tick.job) ?? new Map<number, Tick>()
    byDue.set(Date.parse(tick.due), tick)
    this.#ticks.set(tick.job, byDue)
  }

  /** What a clock that ran ahead said of times that are still to come does not hold. */
  protected setBack(time: number): void {
    for (const [job, record] of this.#jobs)
      this.#jobs.set(job, {
        ...record,
        since: Math.min(record.since, time),
        settled: Math.min(record.settled, time),
      })
    for (const byDue of this.#ticks.values()) for (const due of byDue.keys()) if (due > time) byDue.delete(due)
  }

  forget(before: number): void {
    for (const byDue of this.#ticks.values())
      for (const [due, { status }] of byDue) if (due < before && status !== 'begun') byDue.delete(due)
  }
}
