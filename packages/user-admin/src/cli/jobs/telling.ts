import { tellAtOnce } from '../../notify/at-once.ts'
import { doneLately } from '../../notify/done-lately.ts'
import type { News, Over } from '../../notify/event.ts'
import { eventsOf } from '../../notify/events-of.ts'
import type { Context } from '../context.ts'
import { failureOf } from '../envelope.ts'
import { credentialEndings, type Ears, ears, notifierOf, receiversOf, sayDeliveries } from '../notifying.ts'
import { byJob, type Job } from './job.ts'
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
  const said = new Set<string>()
  const tell = async (news: readonly (News | Over)[]): Promise<void> => {
    try {
      const notifier = await notifierOf(context)
      try {
        await notifier.tell(news)
      } catch (error) {
        // On a full disk somebody is to know as well, if not just once.
        const fresh = news.filter((one): one is News => !('over' in one) && !said.has(reasonOf(one)))
        for (const one of fresh) said.add(reasonOf(one))
        const [config, { env, signal, now }] = [await context.config(), context]
        sayDeliveries(context, await tellAtOnce(receiversOf(config, { env, signal }), fresh, { now, signal }))
        throw error
      }
      sayDeliveries(context, await notifier.flush({ signal: context.signal }))
    } catch (error) {
      if (!context.signal.aborted) context.warn(`What people are told could not be kept: ${failureOf(error).message}`)
    }
  }
  const found = async (look: () => Promise<readonly (News | Over)[]>): Promise<readonly (News | Over)[]> => {
    try {
      return await look()
    } catch (error) {
      if (!context.signal.aborted) context.warn(`Nobody could be told all: ${failureOf(error).message}`)
      return []
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
      const { name } = job
      // What cannot be found out of one keeps nobody from being told of the others.
      await tell([
        ...(await found(() => eventsOf(result, { state, job: name, targetOf }))),
        ...(await found(async () => {
          if (heard === undefined) return []
          return await doneLately(state, { job: name, by: byJob(name), now: context.now(), targetOf })
        })),
        ...(await found(async () => (heard === undefined ? [] : await credentialEndings(context, job.targets, heard)))),
      ])
    },
  }
}

const reasonOf = ({ event, subject, reason }: News): string => JSON.stringify([event, subject, reason])
