import type { Unread } from '../../apply/unattended.ts'
import { type Exit, exitOfUnattended, exits, isFine } from '../exit.ts'
import type { HeldRow } from '../held-named.ts'
import { rowOf } from '../held-named.ts'
import type { JobRun } from './run-job.ts'

/** What one due time of a job came to, as the answer says it. */
export interface Ran {
  readonly job: string
  /** ISO 8601. */
  readonly due: string
  /** `notice`: of a run that is to come. */
  readonly kind: 'run' | 'notice'
  /** As of `runUnattended`; of a notice `written` or `failed`. */
  readonly outcome: string
  readonly why: string
  readonly exit: Exit
  readonly paused?: string
  /** It was told to stop, and left steps to the next run. */
  readonly isCut?: boolean
  /** The ids of the plan and of the run. */
  readonly plan?: string
  readonly run?: string
  /** How many steps ended how. */
  readonly counts?: Readonly<Record<string, number>>
  /** What waits in the queue. */
  readonly held?: HeldRow
  readonly unread: readonly Unread[]
  /** Of a notice: the path of the file, and how many people are in it. */
  readonly file?: string
  readonly people?: number
}

/** What a run of a job came to, in one row. */
export function rowOfRun(
  { result }: JobRun,
  about: Pick<Ran, 'job' | 'due'> & {
    readonly paused: string | undefined
    /** It was told to stop. */
    readonly isCut: boolean
  },
): Ran {
  const { job, due, paused } = about
  const { outcome, why, plan, report, resumed = [], held, unread } = result
  const run = report?.run ?? resumed.at(-1)?.run
  const isLeft = [report, ...resumed].some((one) => one?.results.some(({ open }) => open === true))
  return {
    job,
    due,
    kind: 'run',
    outcome,
    why,
    exit: exitOfUnattended(result),
    ...(paused === undefined ? {} : { paused }),
    ...(about.isCut && isLeft ? { isCut: true } : {}),
    ...(plan === undefined ? {} : { plan: plan.id }),
    ...(run === undefined ? {} : { run }),
    ...(report === undefined ? {} : { counts: report.counts }),
    ...(held === undefined ? {} : { held: rowOf(held) }),
    unread,
  }
}

/** The code of several runs: of all of them, where they agree; what failed before what waits. */
export function exitOfRuns(all: readonly Pick<Ran, 'exit'>[]): Exit {
  const codes = new Set(all.map(({ exit }) => exit))
  const [first = exits.ok, ...more] = codes
  if (more.length === 0) return first
  const bad = [...codes].filter((code) => !isFine(code))
  // Some of it went well.
  if (bad.length > 0) return bad.length < codes.size ? exits.partly : exits.error
  return codes.has(exits.held) ? exits.held : exits.pending
}

/** The option of who wakes this program and takes every code but 0 for a failure, as Kubernetes does. */
export const waitingIsFine = '--waiting-is-fine'
export const waitingIsFineSays =
  'end with 0 in the place of 3 and 4, where nothing failed and something waits for a person: for Kubernetes'

/** The code for such a one. */
export const exitForScheduler = (exit: Exit, isWaitingFine: boolean | undefined): Exit =>
  isWaitingFine === true && isFine(exit) ? exits.ok : exit
