import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { command } from '../command.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { type Due, noticeDue, runDue } from '../jobs/due.ts'
import { jobsNamed } from '../jobs/job.ts'
import { exitForScheduler, exitOfRuns, type Ran, waitingIsFine, waitingIsFineSays } from '../jobs/ran.ts'
import { textOfRuns } from '../jobs/ran-text.ts'
import { scheduled } from '../jobs/scheduled.ts'
import { Seen } from '../jobs/seen.ts'
import { telling } from '../jobs/telling.ts'
import { type Upcoming, upcomingOf } from '../jobs/upcoming.ts'
import { UsageError } from '../usage.ts'

/** `schedule run`: the jobs of the configuration, when they are due. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'Run the jobs of the configuration when they are due, each time once, whatever becomes of this process. Each target does what its `unattended` allows, or what was approved in the queue; the rest waits there. Stays until it is told to end; with --once it does what is due now, and ends.',
    )
    .argument('[job...]', 'these jobs (default: all)')
    .option(
      '--once',
      'do what is due, and end: for cron, systemd or Kubernetes, every few minutes or at the times of the jobs',
    )
    .option('--report-only', 'plan and put into the queue; change nothing, and carry out nothing that was approved')
    .option(waitingIsFine, waitingIsFineSays)
    .addHelpText(
      'after',
      `
Where no baseline is recorded (init), runs only report. With --json, what stays says what happens in lines of JSON on
stderr, and prints the object when it ends.

Examples:
  user-admin schedule run
  user-admin schedule run nightly --once --json
  user-admin schedule run --once --report-only`,
    )
    .action(async (names, { once = false, reportOnly, waitingIsFine: isWaitingFine }) => {
      const all = jobsNamed(await context.config(), names)
      const jobs = new Map(all.map((job) => [job.name, job]))
      const [{ runSchedule }, state, told] = await Promise.all([
        import('../../schedule/runner.ts'),
        context.state(),
        telling(context),
      ])
      const { now, signal } = context
      const seen = new Seen(context, told, { stays: !once })
      if (!once)
        context.note(`Waiting for ${[...jobs.keys()].join(', ')}; told to end (Ctrl-C), it finishes what is under way.`)
      // What waits for a receiver is not for the next run alone: that may be tomorrow.
      await told.again()
      const timer = setInterval(() => void told.again(), tryAgain).unref()
      const happened = await runSchedule(all.map(scheduled), {
        state,
        by: context.by(),
        once,
        run: async ({ name }, { due }, { paused, notice, signal: own }) => {
          const job = jobs.get(name)
          if (job === undefined) throw new UsageError(`There is no job ${name}.`)
          const ran =
            notice === undefined
              ? await runDue(
                  { ...context, signal: own },
                  job,
                  { due, ...(reportOnly === true ? onlyReports(paused) : { paused }) },
                  told,
                )
              : await noticeDue(context, job, notice)
          seen.ran(ran)
          return ran
        },
        onEvent: (event) => seen.happened(event),
        now,
        signal,
      }).finally(() => clearInterval(timer))
      await seen.over()
      const { runs, found } = seen
      // A run that was told to end before it had come to anything is no row, and no success.
      const cut = happened.filter((event) => event.kind === 'failed' && event.due !== undefined)
      const failed = found.filter(({ exit }) => exit !== exits.ok)
      const ends = [...runs, ...failed, ...cut.map(() => ({ exit: exits.error }))]
      const next = await upcomingOf(all, 5, { state, now: now() })
      context.answer({
        data: { by: context.by(), runs, found, next },
        exit: once ? exitForScheduler(exitOfRuns(ends), isWaitingFine) : exits.ok,
        // Woken often, it is asked to be heard only where there was something to do.
        text: () =>
          runs.length + cut.length === 0 && context.options.quiet === true ? '' : text(runs, next, cut.length > 0),
      })
    })

/** How often a program that stays looks for what nobody has taken yet, in milliseconds. */
const tryAgain = 5 * 60_000

/** It plans as ever, and what it would do waits for a person. */
const onlyReports = (paused: string | undefined): Pick<Due, 'paused' | 'may'> => ({
  paused: paused ?? 'This run only reports (--report-only).',
  may: 'report',
})

function text(runs: readonly Ran[], next: readonly Upcoming[], isCut: boolean): string {
  const [first] = next
  const then =
    first === undefined ? 'Nothing is due any more.' : `Next: ${first.job} at ${first.local} (${first.timeZone}).`
  const said = [
    ...(runs.length === 0 ? [] : [textOfRuns(runs)]),
    ...(isCut ? ['A run was told to end before it had come to anything: it is begun once more.'] : []),
  ]
  return [...(said.length === 0 ? ['Nothing is due.'] : said), then].join('\n')
}
