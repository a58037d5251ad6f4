import { UserAdminError } from '../errors.ts'
import type { TickChange } from '../state/ticks.ts'
import type { State } from '../state.ts'
import { pausedAt } from './calendar.ts'
import { checkJobs, type ScheduledJob } from './job.ts'
import { aboutOf, firstAfter, type Line, linesOf } from './line.ts'
import { sleeping } from './sleeping.ts'
import { turnOf, waitOf } from './turn.ts'
import { TimeOver, whileOpen } from './while-open.ts'

/** How {@link runSchedule} runs. */
export interface ScheduleOptions {
  readonly state: State
  /** The program that does it, as the journal names it. */
  readonly by: string
  /** One run. Whatever it throws counts as how the run ended, and stops no other job. */
  readonly run: (job: ScheduledJob, tick: ScheduledTick, running: Running) => Promise<TickOutcome>
  /** Takes what is due now, waits for what only its jitter holds up, and ends. Default: goes on until `signal`. */
  readonly once?: boolean | undefined
  /** Told of what becomes of each due time, as it happens. */
  readonly onEvent?: ((event: ScheduleEvent) => void) | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** Waits so many milliseconds, or until the signal. Default: a timer. */
  readonly sleep?: ((milliseconds: number, signal: AbortSignal) => Promise<void>) | undefined
  /** At least this often the clock is looked at, in milliseconds. Default 30 s. */
  readonly lookEvery?: number | undefined
  /** Begins nothing more, and tells the run in hand. One that is not over by then counts as broken off. */
  readonly signal?: AbortSignal | undefined
}

/** A due time that is run. */
export interface ScheduledTick {
  /** As it stands in the state: the job's name, for notices with ` notice` behind it. */
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** 2: it was broken off, and is begun once more. */
  readonly attempt: 1 | 2
}

/** What a run is told besides. */
export interface Running {
  readonly signal: AbortSignal
  /** Why nothing may be changed by this run, one sentence. Absent: it may. */
  readonly paused?: string
  readonly attempt: 1 | 2
  /** This is the notice of what is due then, ISO 8601. Absent: it is due itself. */
  readonly notice?: string
}

/** How a run ended. */
export interface TickOutcome {
  /** One word: `done`, `planned`, `held`. */
  readonly outcome: string
  /** One sentence. */
  readonly why: string
  readonly plan?: string | undefined
  readonly run?: string | undefined
  /** The program was told to end before the run was over: it counts as broken off. */
  readonly isCut?: boolean | undefined
}

/** What happens in a schedule. `job`: as it stands in the state. */
export type ScheduleEvent = { readonly job: string } & (
  | { readonly kind: 'begun'; readonly due: string; readonly attempt: 1 | 2 }
  | { readonly kind: 'ended'; readonly due: string; readonly result: TickOutcome }
  | { readonly kind: 'missed' | 'broken-off'; readonly due: string; readonly why: string }
  /** Somebody else is at it. */
  | { readonly kind: 'busy'; readonly why: string }
  /** `due`: its run threw this. Without: what is due cannot be told, or not be written down; it is tried again. */
  | { readonly kind: 'failed'; readonly due?: string; readonly error: unknown }
)

/**
 * Runs jobs when they are due, each due time once over all processes that share the state; several jobs side by side.
 * Answers with everything that happened where it runs `once`, else with nothing, once the signal says so.
 *
 * @throws {UserAdminError} `invalid` for a job that is wrong in itself.
 */
export async function runSchedule(
  jobs: readonly ScheduledJob[],
  options: ScheduleOptions,
): Promise<readonly ScheduleEvent[]> {
  checkJobs(jobs)
  const happened: ScheduleEvent[] = []
  const onEvent = (event: ScheduleEvent): void => {
    if (options.once === true) happened.push(event)
    options.onEvent?.(event)
  }
  const lines = jobs.flatMap(linesOf)
  const never = new AbortController().signal
  await Promise.all(lines.map((line) => followed(line, { signal: never, ...withoutGaps(options), onEvent })))
  return happened
}

type Following = ScheduleOptions & { readonly onEvent: (event: ScheduleEvent) => void; readonly signal: AbortSignal }

const withoutGaps = ({ signal, ...options }: ScheduleOptions) => ({
  ...options,
  ...(signal === undefined ? {} : { signal }),
})

/** Takes what is due of one line, until it is to end. */
async function followed(line: Line, options: Following): Promise<void> {
  const { state, once = false, signal, now = Date.now, sleep = sleeping, lookEvery = 30_000, onEvent } = options
  let isBusy: string | undefined
  while (!signal.aborted) {
    let next = Number.POSITIVE_INFINITY
    let isHeldUp = false
    try {
      const wait = waitOf(line, await state.ticks.job(line.name), now())
      const came = wait === undefined ? await taken(line, options) : 'nothing'
      if (wait !== undefined) next = wait
      // More may have come due meanwhile.
      if (came === 'done' && !once) continue
      // Of one that goes on for long it is said once.
      if (typeof came === 'object' && came.busy !== isBusy) onEvent({ job: line.name, kind: 'busy', why: came.busy })
      isBusy = typeof came === 'object' ? came.busy : undefined
      isHeldUp = once && (await waitsForJitter(line, options))
    } catch (error) {
      onEvent({ job: line.name, kind: 'failed', error })
    }
    if (once && !isHeldUp) return
    await sleep(Math.max(1, Math.min(lookEvery, next - now())), signal)
  }
}

/** Whether something is due whose run only its jitter lets begin later: whoever was woken at its due time waits for it. */
async function waitsForJitter(line: Line, { state, now = Date.now }: Following): Promise<boolean> {
  const known = await state.ticks.job(line.name)
  if (known === undefined || known.form !== line.form) return false
  const next = firstAfter(line, Date.parse(known.settled))
  return next !== undefined && next.due <= now() && now() < next.start
}

/** Whoever holds the line does what is due of it. `busy`: somebody else holds it. */
async function taken(line: Line, options: Following): Promise<'done' | 'nothing' | { readonly busy: string }> {
  const { state, by } = options
  let isHeld = false
  try {
    return await state.ticks.alone(line.name, by, async () => {
      isHeld = true
      return (await held(line, options)) ? 'done' : 'nothing'
    })
  } catch (error) {
    if (isHeld || !(error instanceof UserAdminError) || error.problem !== 'conflict') throw error
    return { busy: error.message }
  }
}

/** Answers whether there was anything to do. */
async function held(line: Line, options: Following): Promise<boolean> {
  const { state, by, signal, now = Date.now, onEvent } = options
  const { name } = line
  for (let isAny = false; !signal.aborted; isAny = true) {
    const turn = turnOf(line, await state.ticks.job(name), now())
    if (turn === undefined) return isAny
    await state.ticks.note(name, by, turn.change)
    for (const change of turn.change.ticks) tell(onEvent, name, change)
    const { begin, isMore } = turn
    if (begin === undefined && isMore === true) continue
    if (begin !== undefined) await carriedOut(line, { due: begin.due, attempt: begin.attempt === 2 ? 2 : 1 }, options)
    return true
  }
  return true
}

function tell(onEvent: Following['onEvent'], job: string, change: TickChange): void {
  const { due } = change
  if (change.change === 'missed' || change.change === 'broken-off')
    onEvent({ job, kind: change.change, due, why: change.why })
}

/** Runs what is due, and writes down how that ended. */
async function carriedOut(
  line: Line,
  { due, attempt }: { readonly due: number; readonly attempt: 1 | 2 },
  options: Following,
): Promise<void> {
  const { state, by, run, signal, now = Date.now, sleep = sleeping, onEvent } = options
  const { name, job, ahead } = line
  const at = new Date(due).toISOString()
  onEvent({ job: name, kind: 'begun', due: at, attempt })
  // By the time it was due, and by the time it is: what is caught up late is not done in the middle of the day.
  const about = aboutOf(line, due)
  const paused = pausedAt(job, about) ?? (ahead > 0 ? undefined : pausedAt(job, now()))
  const begin = async (own: AbortSignal): Promise<TickOutcome> =>
    await run(
      job,
      { job: name, due: at, attempt },
      {
        signal: own,
        attempt,
        ...(paused === undefined ? {} : { paused }),
        ...(ahead > 0 ? { notice: new Date(about).toISOString() } : {}),
      },
    )
  // What changes nothing may go on.
  const isBound = paused === undefined && ahead === 0
  let result: TickOutcome
  try {
    result = await (isBound ? whileOpen(job, { now, sleep, signal }, begin) : begin(signal))
  } catch (error) {
    onEvent({ job: name, kind: 'failed', due: at, error })
    result = failedBy(error, signal)
  }
  const { outcome, why, plan, run: id, isCut = false } = result
  const change: TickChange =
    isCut && signal.aborted
      ? { due: at, change: 'broken-off', why }
      : { due: at, change: 'ended', outcome, why, plan, run: id }
  await state.ticks.note(name, by, { at: new Date(now()).toISOString(), ticks: [change] })
  if (change.change === 'ended') onEvent({ job: name, kind: 'ended', due: at, result })
  else tell(onEvent, name, change)
}

function failedBy(error: unknown, signal: AbortSignal): TickOutcome {
  if (signal.aborted) return { outcome: 'stopped', why: 'The program was told to end.', isCut: true }
  if (error instanceof TimeOver) return { outcome: 'paused', why: error.message }
  // What others say in their errors may hold what nobody else is to read.
  const why = error instanceof UserAdminError ? error.message : 'It failed for a reason that is not known.'
  return { outcome: 'failed', why }
}
