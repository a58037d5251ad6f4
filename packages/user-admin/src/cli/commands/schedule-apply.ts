import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { pausedAt } from '../../schedule/calendar.ts'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { runDue } from '../jobs/due.ts'
import { jobsNamed } from '../jobs/job.ts'
import { exitOfRuns, type Ran } from '../jobs/ran.ts'
import { textOfRuns } from '../jobs/ran-text.ts'
import { scheduled } from '../jobs/scheduled.ts'
import { telling } from '../jobs/telling.ts'

/** `schedule apply`: what was approved of a job. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Carry out what a person approved in the queue of what the jobs planned, as far as a fresh plan still says so, and nothing else. Asks for no due time: for a job of cron, systemd or Kubernetes of its own.',
    )
    .argument('[job...]', 'these jobs (default: all)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin schedule apply
  user-admin schedule apply nightly --json`,
    )
    .action(async (names) => {
      const jobs = jobsNamed(await context.config(), names)
      const told = await telling(context)
      const runs: Ran[] = []
      for (const job of jobs) {
        const now = context.now()
        const paused = pausedAt(scheduled(job), now)
        runs.push(await runDue(context, job, { due: new Date(now).toISOString(), paused, may: 'report' }, told))
      }
      context.answer({ data: { by: context.by(), runs }, exit: exitOfRuns(runs), text: () => textOfRuns(runs) })
    })
