import { UserAdminError } from '../errors.ts'
import type { Goal } from '../plan/goal.ts'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { keyOf } from '../plan/world.ts'
import type { HeldPlan, Quarantine } from '../state.ts'
import { applyPlan, type Report } from './apply.ts'
import { readsLive } from './check.ts'
import type { Job } from './job.ts'
import { asBusy, failure } from './nothing-done.ts'
import { type Planned, planned } from './planned.ts'
import { quarantineNotes, quarantineStopped } from './quarantine.ts'
import { type Approved, holds } from './queue.ts'
import { type ByScope, isFree, onlyIn, type Rights } from './rights.ts'
import { told } from './step.ts'
import type { UnattendedResult, Unread } from './unattended.ts'
import { verdict, whyHeld } from './verdict.ts'

/** What a run is to do, once it has planned. */
export interface Asked extends Planned {
  readonly goal: Goal
  readonly quarantines: ReadonlyMap<string, Quarantine>
  readonly approved: Approved | undefined
}

/** Does what may be done, and leaves the rest to a person. */
export async function acting(job: Job, asked: Asked): Promise<UnattendedResult> {
  const { state, mays } = job
  const { goal, plan, quarantines, approved, unread } = asked
  let report: Report | undefined
  if (job.paused === undefined)
    try {
      const rights =
        approved === undefined ? { mays, quarantines, rejected: await job.queue.rejected(plan) } : { quarantines }
      report = await carriedOut(job, plan, approved, onlyIn(plan, rights))
    } catch (error) {
      const isBusy = error instanceof UserAdminError && error.problem === 'conflict'
      const result = isBusy ? asBusy(error) : failure(job, error)
      return { ...result, plan, quarantines: [...quarantines.values()], unread }
    }

  const all = new Map(quarantines)
  const notes: string[] = []
  let left: Planned = asked
  let waiting: Waiting = { superseded: [], undecided: [] }
  // What was done must not be lost by what comes after it.
  try {
    if (report !== undefined) {
      // Of quarantines more is said below.
      const said = await quarantineNotes(state, plan)
      notes.push(...report.notes.filter((note) => !said.includes(note)))
      for (const one of await quarantineStopped(job, report)) all.set(one.subject, one)
      const isOpen = report.results.some(({ open }) => open === true)
      if (approved !== undefined && !isOpen) await job.queue.applied(approved, plan, report.run)
    }
    if (job.signal?.aborted !== true) {
      if (report !== undefined && didSomething(report)) left = await planned(job, goal)
      const rights = { mays, quarantines: all, rejected: await job.queue.rejected(left.plan) }
      waiting = await queued(job, left.plan, rights, approved)
    }
  } catch (error) {
    notes.push(`What is left could not be put into the queue: ${told(error)}`)
  }
  const { held, superseded, undecided, isPaused = false, isOnlyPaused = false } = waiting
  const facts = {
    plan,
    report,
    left: left.plan,
    undecided,
    held,
    mays,
    paused: job.paused,
    isPaused,
    isOnlyPaused,
    quarantines: [...all.values()],
    unread: eachOnce([...unread, ...left.unread]),
    notes,
  }
  return {
    ...verdict(facts),
    plan,
    ...(report === undefined ? {} : { report }),
    ...(report === undefined || approved === undefined ? {} : { approved }),
    ...(held === undefined ? {} : { held }),
    superseded,
    quarantines: facts.quarantines,
    unread: facts.unread,
  }
}

/** What of a plan waits for a person now. */
interface Waiting {
  readonly held?: HeldPlan
  readonly superseded: readonly string[]
  readonly undecided: readonly Step[]
  /** Some of it would be done now, but for the pause; all of it. */
  readonly isPaused?: boolean
  readonly isOnlyPaused?: boolean
}

/** Leaves to a person what may not be done unasked, or not now. */
async function queued(job: Job, left: Plan, rights: Rights, approved: Approved | undefined): Promise<Waiting> {
  const only = onlyIn(left, rights)
  const undecided = job.paused === undefined ? left.steps.filter((step) => !isFree(step, only)) : left.steps
  if (undecided.length === 0) return { superseded: await job.queue.settle(left), undecided }
  // What somebody let through already waits for nothing but its time.
  if (job.paused !== undefined && approved !== undefined && holds(approved.plan, { steps: undecided }))
    return { held: approved, superseded: [], undecided, isPaused: true }
  const free = undecided.filter((step) => isFree(step, only)).length
  const why = [...(job.paused === undefined ? [] : [job.paused]), whyHeld(left, undecided, rights)].join(' ').trim()
  return {
    ...(await job.queue.leave(left, why)),
    undecided,
    isPaused: free > 0 || (job.paused !== undefined && approved !== undefined),
    isOnlyPaused: free === undecided.length,
  }
}

/** A target may fail at both readings. */
const eachOnce = (unread: readonly Unread[]): readonly Unread[] =>
  [...new Map(unread.toReversed().map((one) => [one.target, one])).values()].toReversed()

/** @throws {UserAdminError} `invalid` for what nothing may act on any more. */
function checkAge({ madeAt }: Plan, now: () => number = Date.now): void {
  if (now() - Date.parse(madeAt) > readsLive)
    throw new UserAdminError(
      'invalid',
      `The plan rests on what was read at ${madeAt}, more than an hour ago, so nothing is done by it: read the directory anew for each run.`,
    )
}

const didSomething = ({ counts: { done, pending, remains, unknown } }: Report): boolean =>
  done + pending + remains + unknown > 0

/** The run; `undefined` where nothing may be begun. */
async function carriedOut(
  job: Job,
  plan: Plan,
  approved: Approved | undefined,
  only: ByScope,
): Promise<Report | undefined> {
  const { state, by, concurrency, maxErrorRate, drain, onResult, onProgress, signal, now } = job
  const read = new Set(plan.scopes.map(({ key }) => key))
  const admins = job.admins.filter(({ scope }) => read.has(keyOf(scope)))
  const common = { only, by, state, concurrency, maxErrorRate, drain, onResult, onProgress, signal, now }
  if (approved !== undefined) {
    if (plan.scopes.every(({ key }) => only[key]?.length === 0)) return undefined
    checkAge(plan, now)
    const { plan: of, decision } = approved
    const { reason, ticket, release } = decision
    return await applyPlan(admins, plan, { ...common, approve: { of, by: decision.by, reason, ticket }, release })
  }
  if (!plan.steps.some((step) => isFree(step, only))) return undefined
  checkAge(plan, now)
  return await applyPlan(admins, plan, { ...common, approve: { id: plan.id, by, reason: 'No guard holds it.' } })
}
