import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { brokenRuns } from '../../apply/resume.ts'
import { pausedAt } from '../../schedule/calendar.ts'
import { sleeping } from '../../schedule/sleeping.ts'
import { whileOpen } from '../../schedule/while-open.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { runDue } from '../jobs/due.ts'
import { byJob, type Job, jobsNamed } from '../jobs/job.ts'
import { exitForScheduler, exitOfRuns, type Ran, waitingIsFine, waitingIsFineSays } from '../jobs/ran.ts'
import { textOfRuns } from '../jobs/ran-text.ts'
import { scheduled } from '../jobs/scheduled.ts'
import { type Telling, telling } from '../jobs/telling.ts'

/** `schedule apply`: what was approved of a job. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Carry out what a person approved in the queue of what the jobs planned, as far as a fresh plan still says so, and nothing else. Asks for no due time, and no server while nothing is approved: for a job of cron, systemd or Kubernetes of its own.',
    )
    .argument('[job...]', 'these jobs (default: all)')
    .option(waitingIsFine, waitingIsFineSays)
    .addHelpText(
      'after',
      `
Examples:
  user-admin schedule apply
  user-admin schedule apply nightly --json`,
    )
    .action(async (names, { waitingIsFine: isWaitingFine }) => {
      const jobs = await withWork(context, jobsNamed(await context.config(), names))
      const told = await telling(context)
      const runs: Ran[] = []
      for (const job of jobs) runs.push(await applied(context, job, told))
      context.answer({
        data: { by: context.by(), runs },
        exit: exitForScheduler(exitOfRuns(runs), isWaitingFine),
        text: () => (runs.length === 0 && context.options.quiet !== true ? 'Nothing is approved.' : textOfRuns(runs)),
      })
    })

/** Carries out what was approved of one job, for as long as something may be changed. */
async function applied(context: Context, job: Job, told: Telling): Promise<Ran> {
  const { now, signal } = context
  const times = scheduled(job)
  const [due, paused] = [new Date(now()).toISOString(), pausedAt(times, now())]
  const run = async (own: AbortSignal): Promise<Ran> =>
    await runDue({ ...context, signal: own }, job, { due, paused, may: 'report' }, told)
  return await (paused === undefined ? whileOpen(times, { now, sleep: sleeping, signal }, run) : run(signal))
}

/** Without those for which nothing can be approved: woken every few minutes, it asks no server before somebody decided. */
async function withWork(context: Context, jobs: readonly Job[]): Promise<readonly Job[]> {
  const state = await context.state()
  const [approved, broken] = await Promise.all([state.held.list('approved'), brokenRuns(state, context)])
  return jobs.filter(({ name }) => approved.length > 0 || broken.some(({ by }) => by === byJob(name)))
}
