import { type LostTime, lostTimes } from '../../notify/lost-times.ts'
import { notBegun } from '../../notify/not-begun.ts'
import type { ScheduleEvent } from '../../schedule/runner.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { type Exit, exitOfError, exits } from '../exit.ts'
import type { Ran } from './ran.ts'
import type { Telling } from './telling.ts'

/** Something that was found besides the runs. */
export interface Found {
  readonly job: string
  /** `busy`: another process runs the job. `failed`: what is due cannot be told, or not be written down. */
  readonly kind: 'missed' | 'broken-off' | 'busy' | 'failed'
  /** ISO 8601. */
  readonly due?: string
  readonly why: string
  readonly exit: Exit
}

/** So many of the last runs are kept by a program that stays. */
const most = 100

/** What happens while a schedule runs: for the answer, for whoever watches, and for those who are told. */
export class Seen {
  readonly runs: Ran[] = []
  readonly found: Found[] = []
  readonly #context: Context
  readonly #told: Telling
  #telling: Promise<void> = Promise.resolve()
  /** By job: what is found at once is told at once. */
  readonly #lostTimes = new Map<string, LostTime[]>()
  readonly #stays: boolean

  /** @param stays Whoever watches is told of each thing as it happens. */
  constructor(context: Context, told: Telling, { stays }: { readonly stays: boolean }) {
    this.#context = context
    this.#told = told
    this.#stays = stays
  }

  ran(ran: Ran): void {
    this.runs.push(ran)
    if (this.runs.length > most) this.runs.shift()
  }

  happened(event: ScheduleEvent): void {
    const { job } = event
    if (this.#stays) this.#context.event(plainOf(event))
    switch (event.kind) {
      case 'begun':
        this.#context.note(`${job}, due ${shown(event.due)}, begins${event.attempt > 1 ? ' once more' : ''}.`)
        break
      case 'ended':
        this.#context.note(`${job}, due ${shown(event.due)}: ${event.result.outcome}. ${event.result.why}`)
        break
      case 'missed':
      case 'broken-off':
        this.#lost(job, event)
        break
      case 'busy':
        this.#find({ job, kind: 'busy', why: event.why, exit: exits.ok })
        this.#context.note(`${job}: ${event.why}`)
        break
      case 'failed':
        // What a run threw stands in how it ended.
        if (event.due === undefined) this.#failed(job, event.error)
        break
      default:
        event satisfies never
    }
  }

  /** Everybody who is to be told is. */
  async over(): Promise<void> {
    await this.#telling
  }

  #lost(job: string, { kind, due, why }: LostTime): void {
    this.#find({ job, kind, due, why, exit: exits.ok })
    const others = this.#lostTimes.get(job)
    this.#lostTimes.set(job, [...(others ?? []), { kind, due, why }])
    if (others === undefined) this.#telling = this.#tellLost(job, this.#telling)
  }

  async #tellLost(job: string, before: Promise<void>): Promise<void> {
    await before
    const lost = this.#lostTimes.get(job) ?? []
    this.#lostTimes.delete(job)
    const news = lostTimes(job, lost)
    for (const { text } of news) this.#context.warn(text)
    await this.#told.tell(news)
  }

  #failed(job: string, error: unknown): void {
    const why = failureOf(error).message
    this.#context.warn(`${job}: ${why}`)
    if (!this.#find({ job, kind: 'failed', why, exit: exitOfError(error) })) return
    const before = this.#telling
    this.#telling = before.then(() => this.#told.tell([notBegun(job, why)]))
  }

  /** Answers whether it is new. */
  #find(found: Found): boolean {
    // A program that stays looks again and again: the same is found again.
    const key = JSON.stringify(found)
    if (this.found.some((one) => JSON.stringify(one) === key)) return false
    this.found.push(found)
    if (this.found.length > most) this.found.shift()
    return true
  }
}

/** An event as a line of JSON has it. */
function plainOf({ kind, ...event }: ScheduleEvent): object {
  if ('result' in event) {
    const { result, ...rest } = event
    const { outcome, why, plan, run } = result
    return { event: kind, ...rest, outcome, why, plan, run }
  }
  if ('error' in event) {
    const { error, ...rest } = event
    return { event: kind, ...rest, why: failureOf(error).message }
  }
  return { event: kind, ...event }
}

const shown = (due: string): string => `${due.slice(0, 16).replace('T', ' ')} UTC`
