import type { May } from '../../apply/unattended.ts'
import type { News } from '../../notify/event.ts'
import { TimeOver } from '../../schedule/while-open.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { exitOfError, exits } from '../exit.ts'
import type { Job } from './job.ts'
import { noticeOf } from './notice.ts'
import { type Ran, rowOfRun } from './ran.ts'
import { type JobRun, runJob } from './run-job.ts'
import type { Telling } from './telling.ts'

/** One due time of a job, and what may be done at it. */
export interface Due {
  /** ISO 8601. */
  readonly due: string
  /** Why nothing is changed. */
  readonly paused: string | undefined
  /** In the place of what the targets say. */
  readonly may?: May | undefined
}

/**
 * Runs a job that is due, and tells people what it came to.
 *
 * @param context Its signal is that of the run: it may be over before the program is.
 * @throws the reason of the context's signal, but that its time is over.
 */
export async function runDue(context: Context, job: Job, { due, paused, may }: Due, told: Telling): Promise<Ran> {
  const { name } = job
  let run: JobRun
  try {
    run = await runJob(context, job, { paused, may, fetch: told.heard?.fetch })
  } catch (error) {
    if (!(error instanceof TimeOver)) throw error
    const why = error.message
    await told.tell([outOfTime({ job: name, due, why })])
    return { job: name, due, kind: 'run', outcome: 'paused', why, exit: exits.pending, unread: [] }
  }
  await told.ran(job, run)
  return rowOfRun(run, { job: name, due, paused, isCut: context.signal.aborted })
}

/** A run that reads until its time is over has done nothing, and the next one may fare no better. */
const outOfTime = ({ job, due, why }: { readonly job: string; readonly due: string; readonly why: string }): News => ({
  event: 'missed',
  subject: job,
  reason: `out-of-time ${due}`,
  text: `${job}, due ${due.slice(0, 16).replace('T', ' ')} UTC, had done nothing when its time was over: ${why}`,
  job,
})

/** Writes the notice of a run that is to come. @throws the reason of the context's signal. */
export async function noticeDue(context: Context, job: Job, due: string): Promise<Ran> {
  const about = { job: job.name, due, kind: 'notice' } as const
  try {
    const { file, people, plan, unread } = await noticeOf(context, job, Date.parse(due))
    const missing = unread.map(({ target, why }) => ` ${target} could not be read, so its people are missing: ${why}`)
    return {
      ...about,
      outcome: 'written',
      why: `${people} ${people === 1 ? 'person is' : 'people are'} in ${file}.${missing.join('')}`,
      exit: unread.length > 0 ? exits.partly : exits.ok,
      plan: plan.id,
      unread,
      file,
      people,
    }
  } catch (error) {
    context.signal.throwIfAborted()
    const { message } = failureOf(error)
    return { ...about, outcome: 'failed', why: message, exit: exitOfError(error), unread: [] }
  }
}
