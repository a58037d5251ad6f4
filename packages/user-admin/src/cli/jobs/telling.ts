import type { News, Over } from '../../notify/event.ts'
import { eventsOf } from '../../notify/events-of.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { credentialEndings, type Ears, ears, notifierOf, sayDeliveries } from '../notifying.ts'
import type { Job } from './job.ts'
import type { JobRun } from './run-job.ts'

/** Tells people what the runs of jobs come to. No run ends otherwise because somebody could not be told. */
export interface Telling {
  /** What hears when the credentials end that are sent; `undefined` where nobody is to be told. */
  readonly heard: Ears | undefined
  /** What a run of a job came to. */
  ran(job: Pick<Job, 'name' | 'targets'>, run: JobRun): Promise<void>
  /** Something else. */
  tell(news: readonly (News | Over)[]): Promise<void>
  /** Once more what somebody did not take before, where that is due. */
  again(): Promise<void>
}

/** Makes one, for as long as the program runs. */
export async function telling(context: Context): Promise<Telling> {
  const [{ notify }, state] = await Promise.all([context.config(), context.state()])
  const heard = notify === undefined ? undefined : ears(context.now)
  const tell = async (news: readonly (News | Over)[]): Promise<void> => {
    try {
      const notifier = await notifierOf(context)
      await notifier.tell(news)
      sayDeliveries(context, await notifier.flush({ signal: context.signal }))
    } catch (error) {
      if (!context.signal.aborted) context.warn(`Nobody could be told: ${failureOf(error).message}`)
    }
  }
  return {
    heard,
    tell,
    again: async () => {
      if (notify === undefined) return
      // What cannot be looked into now is told of by the run that needs it.
      const waiting = await state.told.waiting().catch(() => [])
      if (waiting.length > 0) await tell([])
    },
    ran: async (job, { result, targetOf }) => {
      try {
        const events = await eventsOf(result, { state, job: job.name, targetOf })
        const ends = heard === undefined ? [] : await credentialEndings(context, job.targets, heard)
        await tell([...events, ...ends])
      } catch (error) {
        if (!context.signal.aborted) context.warn(`Nobody could be told: ${failureOf(error).message}`)
      }
    },
  }
}
