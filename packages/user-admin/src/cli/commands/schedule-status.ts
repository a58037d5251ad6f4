import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command, moment } from '../command.ts'
import type { Context } from '../context.ts'
import { jobsNamed } from '../jobs/job.ts'
import { textTable } from '../text-table.ts'

/** `schedule status`: what became of the due times of jobs. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Say what became of each due time of the jobs: what ran came to what, and what did not run, and why. Asks no server.',
    )
    .argument('[job...]', 'these jobs (default: all)')
    .option('--since <time>', 'a date (2026-01-31), or so long ago (default: 7d)')
    .addHelpText(
      'after',
      `
Examples:
  user-admin schedule status
  user-admin schedule status nightly --since 90d --json`,
    )
    .action(async (names, { since = '7d' }) => {
      const from = new Date(moment(since, context.now())).toISOString()
      const jobs = new Set(jobsNamed(await context.config(), names).map(({ name }) => name))
      const { ticks } = await context.state()
      const all = (await ticks.list({ from })).filter(({ job }) => jobs.has(job.replace(/ notice$/u, '')))
      context.answer({
        data: { since: from, ticks: all },
        text: () =>
          all.length === 0
            ? `Nothing was due since ${from.slice(0, 10)}, or no schedule ran with this state.`
            : textTable(
                ['JOB', 'DUE', 'BEGUN', 'OUTCOME', 'WHY'],
                all.map(({ job, due, begun = '', status, outcome, why = '' }) => [
                  job,
                  due.slice(0, 16),
                  begun.slice(0, 16),
                  outcome ?? status,
                  why.length > 80 ? `${why.slice(0, 79)}…` : why,
                ]),
              ),
      })
    })
