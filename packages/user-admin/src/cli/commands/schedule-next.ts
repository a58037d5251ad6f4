import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command, count } from '../command.ts'
import type { Context } from '../context.ts'
import { jobsNamed } from '../jobs/job.ts'
import { upcomingOf } from '../jobs/upcoming.ts'
import { textTable } from '../text-table.ts'

/** `schedule next`: when jobs will run. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description('Say when the jobs run next, and whether anything may be changed then. Asks no server.')
    .argument('[job...]', 'these jobs (default: all)')
    .option('--count <number>', 'how many times (default: 10)', (text) => count(text, 1))
    .addHelpText(
      'after',
      `
Examples:
  user-admin schedule next
  user-admin schedule next nightly --count 20 --json`,
    )
    .action(async (names, { count: most = 10 }) => {
      const jobs = jobsNamed(await context.config(), names)
      const next = await upcomingOf(jobs, most, { state: await context.state(), now: context.now() })
      context.answer({
        data: { next },
        text: () =>
          textTable(
            ['JOB', 'BEGINS', 'ZONE', 'WHAT'],
            next.map(({ job, local, timeZone, notice, paused }) => [
              job,
              local,
              timeZone,
              notice === undefined
                ? (paused ?? 'run')
                : `notice of the run at ${notice.slice(0, 16).replace('T', ' ')} UTC`,
            ]),
          ),
      })
    })
