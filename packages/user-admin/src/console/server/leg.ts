import { applyPlan, type Report } from '../../apply/apply.ts'
import { brokenRuns, resume } from '../../apply/resume.ts'
import type { Result } from '../../apply/step.ts'
import { addressesOf } from '../../identity/identity.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Policy } from '../../plan/policy.ts'
import type { State } from '../../state.ts'
import type { UserAdmin } from '../../user-admin.ts'
import type { Failure, Run } from '../protocol.ts'
import type { Connection } from './connection.ts'
import type { RecordedLeg } from './notebook.ts'
import { plainly } from './plain-words.ts'
import { planAfresh } from './planning.ts'
import { failureOf } from './refused.ts'

/** What a leg needs to be carried out. */
export interface LegOptions {
  readonly recorded: RecordedLeg
  /** What was approved; of what is gone on with, as the state keeps it. */
  readonly approved: Plan
  /** When the whole was begun, in ms since the epoch: the same may have been approved and done before. */
  readonly since: number
  readonly state: State
  readonly by: string
  readonly now: () => number
  readonly policy?: Policy | undefined
  /** The connection of its workspace, if there is one by now. */
  readonly connection: () => Connection | undefined
  readonly onResult: (result: Result) => void
  readonly changed: () => void
  /** Writes down what became of it. */
  readonly keep: () => Promise<void>
}

type LegState = Run['workspaces'][number]['state'] | 'open'

/**
 * One workspace of a run: its own plan, its own run in the journal. It waits for its token while the others go on, and is
 * gone on with by what the journal says, in this process or a later one.
 */
export class Leg {
  readonly #options: LegOptions
  #state: LegState = 'open'
  #finished = 0
  #total: number
  #left: number | undefined
  #failed = 0
  /** Steps of this round that were left, to be taken up again. */
  #open = 0
  #remaining: number | undefined
  #others: number | undefined
  #failure: Failure | undefined
  #until = 0
  #report: Report | undefined

  constructor(options: LegOptions) {
    this.#options = options
    this.#total = options.approved.steps.length
    if (options.recorded.isOver !== true) return
    this.#state = 'done'
    this.#finished = this.#total
    this.#remaining = options.recorded.remaining
    this.#others = options.recorded.others
  }

  get key(): string {
    return this.#options.recorded.key
  }

  get recorded(): RecordedLeg {
    return this.#options.recorded
  }

  get isOver(): boolean {
    return this.#state === 'done'
  }

  get state(): LegState {
    return this.#state
  }

  get left(): number | undefined {
    return this.#left
  }

  get report(): Report | undefined {
    return this.#report
  }

  /** It can be gone on with now: its token is here again, or its server may be asked again. */
  get canGoOn(): boolean {
    if (this.#state === 'waiting-for-token') return this.#options.connection()?.isReady === true
    return this.#state === 'waiting-for-server' && this.#options.now() >= this.#until
  }

  shown(connection: string): Run['workspaces'][number] {
    const { recorded } = this.#options
    const state = this.#state === 'open' ? 'stopped' : this.#state
    return {
      connection: this.#options.connection()?.id ?? connection,
      name: recorded.name,
      finished: this.#finished,
      total: this.#total,
      failed: this.#failed,
      state,
      ...(this.#left === undefined || state !== 'running' ? {} : { left: this.#left }),
      ...(this.#remaining === undefined ? {} : { remaining: this.#remaining }),
      ...(this.#others === undefined ? {} : { others: this.#others }),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    }
  }

  /** Begins, or goes on, as far as that can be done now. Never rejects. */
  async go(signal: AbortSignal): Promise<void> {
    if (this.isOver || this.#state === 'running') return
    const { connection, changed, recorded, keep } = this.#options
    const here = connection()
    if (here === undefined || !here.isReady || here.admin === undefined) return this.#wait('waiting-for-token')
    this.#state = 'running'
    this.#failure = undefined
    this.#open = 0
    changed()
    try {
      await this.#carryOut(here.admin, signal)
    } catch (error) {
      const failure = failureOf(error)
      if (signal.aborted) this.#wait('stopped')
      else if (failure.problem === 'unauthenticated' || connection()?.isReady !== true) this.#wait('waiting-for-token')
      else {
        this.#failure = failure
        this.#wait('failed')
      }
    }
    if (this.isOver) Object.assign(recorded, { isOver: true, remaining: this.#remaining, others: this.#others })
    await keep().catch(() => undefined)
    changed()
  }

  #wait(state: LegState): void {
    this.#state = state
    this.#options.changed()
  }

  async #carryOut(admin: UserAdmin, signal: AbortSignal): Promise<void> {
    const { recorded, approved, since, state, by, now, policy } = this.#options
    const how = {
      state,
      by,
      now,
      signal,
      onResult: (result: Result, progress: { finished: number; total: number; left?: number }) => {
        this.#saw(result, progress)
      },
    }
    const run = recorded.run ?? (await runOf(state, approved.id, since))
    if (run !== undefined) recorded.run = run
    const isBroken = run !== undefined && (await brokenRuns(state)).some((one) => one.run === run)
    if (run !== undefined && !isBroken) {
      // It came to its end; what is left was not seen by anybody yet.
      this.#finished = this.#total
      return await this.#look(admin, signal)
    }
    const report =
      run === undefined
        ? await applyPlan(admin, await planAfresh(admin, approved, { state, now, policy, signal }), {
            ...how,
            approve: { of: approved, by },
            release: recorded.releases,
          })
        : await resume(admin, { ...how, run })
    await this.#judge(report, admin, signal)
  }

  #saw(result: Result, { finished, total, left }: { finished: number; total: number; left?: number }): void {
    const { onResult, changed } = this.#options
    if (result.open === true) this.#open += 1
    this.#finished = finished - this.#open
    this.#total = total
    this.#left = left
    if (isFailed(result)) this.#failed += 1
    onResult(result)
    changed()
  }

  async #judge(report: Report, admin: UserAdmin, signal: AbortSignal): Promise<void> {
    const { recorded, onResult, connection, now } = this.#options
    this.#report = report
    if (report.run !== undefined) recorded.run = report.run
    for (const result of report.results) onResult(result)
    this.#total = report.results.length
    this.#finished = report.results.filter(({ open }) => open !== true).length
    this.#failed = report.results.filter(isFailed).length
    this.#left = undefined
    if (report.results.some(({ open }) => open === true)) {
      if (signal.aborted) return this.#wait('stopped')
      if (connection()?.isReady !== true) return this.#wait('waiting-for-token')
      if (report.parked !== undefined) {
        this.#until = Math.max(Date.parse(report.parked), now())
        return this.#wait('waiting-for-server')
      }
      const stopped = report.scopes.flatMap((one) => one.stopped ?? [])
      this.#failure = { problem: 'stopped', says: plainly(stopped.join(' ')) }
      return this.#wait('failed')
    }
    if (report.left === undefined) return await this.#look(admin, signal)
    this.#end(report.left.map(({ email }) => email))
  }

  /** Reads once more who is still in. */
  async #look(admin: UserAdmin, signal: AbortSignal): Promise<void> {
    const { approved, state, now, policy } = this.#options
    const fresh = await planAfresh(admin, approved, { state, now, policy, signal })
    const alone = fresh.kept.filter(({ code }) => code !== 'self' && code !== 'protected')
    this.#end([...fresh.steps, ...fresh.blocked, ...alone].map(({ email }) => email))
  }

  /** @param left The addresses of everybody for whom the goal is not reached. */
  #end(left: readonly string[]): void {
    const { approved, recorded } = this.#options
    const isLetThrough = ({ heldBy }: Plan['steps'][number]): boolean =>
      heldBy.every((code) => recorded.releases.includes(code))
    const meant = new Set(
      approved.steps.filter(isLetThrough).flatMap(({ email, aliases = [] }) => addressesOf({ email, aliases })),
    )
    const still = new Set(left.flatMap((email) => addressesOf({ email, aliases: [] })))
    this.#remaining = approved.steps
      .filter(isLetThrough)
      .filter(({ email }) => addressesOf({ email, aliases: [] }).some((one) => meant.has(one) && still.has(one))).length
    // Who was held back, has another way in, or came meanwhile: of an undo they are no concern.
    const others = left.filter((email) => !addressesOf({ email, aliases: [] }).some((one) => meant.has(one)))
    if (approved.goal.kind !== 'undo') this.#others = new Set(others).size
    this.#finished = this.#total
    this.#state = 'done'
  }
}

/** What was left to be taken up again has not failed: it waits. */
const isFailed = ({ outcome, open }: Result): boolean =>
  open !== true && (outcome === 'failed' || outcome === 'unknown')

/** The newest run that carried out what was approved. */
async function runOf(state: State, approved: string, since: number): Promise<string | undefined> {
  let found: string | undefined
  const plans = new Set<string>()
  for await (const row of state.journal.rows({ kind: 'run' })) {
    if (row.kind !== 'run' || Date.parse(row.at) < since) continue
    if (row.of === approved || (row.resumes !== undefined && plans.has(row.resumes))) {
      found = row.run
      plans.add(row.run)
    }
  }
  return found
}
