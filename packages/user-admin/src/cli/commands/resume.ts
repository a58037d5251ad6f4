import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { type BrokenRun, brokenRuns, resume } from '../../apply/resume.ts'
import { spent } from '../approved-in-queue.ts'
import { answerReport } from '../carried-out.ts'
import type { Context } from '../context.ts'
import { exits } from '../exit.ts'
import { targetsFor } from '../plan-targets.ts'
import { showingCommand } from '../planning.ts'
import { showing } from '../progress.ts'
import { runNamed } from '../run-named.ts'
import { sparedSince } from '../spared-since.ts'
import { textTable } from '../text-table.ts'
import { UsageError } from '../usage.ts'

/** `resume`: goes on with a run that was killed or stopped. */
export default (context: Context): CommandUnknownOpts =>
  showingCommand()
    .description(
      'Go on with a run that was stopped, killed, or asked to wait: what ended stays, what was begun is looked at, the rest is done. Its approval is that of the run, for 72 hours.',
    )
    .argument('[run]', 'its id; 8 letters of it are enough (default: the only one that was broken off)')
    .option('--list', 'only list the runs that were broken off; exits with 3 where there are some')
    .option(
      '--by <name>',
      'who goes on with it, for the journal (default: USER_ADMIN_BY, else the account of this machine)',
    )
    .addHelpText(
      'after',
      `
Examples:
  user-admin resume --list
  user-admin resume
  user-admin resume 5b7f0c1e`,
    )
    .action(async (name, { list, by, ...options }) => {
      const { signal, now } = context
      const state = await context.state()
      const broken = await brokenRuns(state, { signal })
      if (list === true) {
        context.answer({
          exit: broken.length > 0 ? exits.pending : exits.ok,
          data: { broken },
          text: () => (broken.length === 0 ? noneText : table(broken)),
        })
        return
      }
      const run = meant(broken, name)
      if (run === undefined) {
        if ((await state.journal.head()) === undefined)
          context.warn(
            'This state knows of no run at all. If that is new to you, look at --state and USER_ADMIN_STATE.',
          )
        context.answer({ data: { broken: [] }, text: noneText })
        return
      }
      const plan = await state.plan(run.plan)
      if (plan === undefined)
        throw new UsageError(`The plan of the run ${run.run} is not kept here any more: make a fresh one.`)
      const spared = sparedSince(plan, await context.policy())
      if (spared.length > 0)
        throw new UsageError(
          `The policy spares more people than when this run was approved (${few(spared)}), and a run does what was approved: plan what is left anew, and approve that.`,
        )
      const targets = await targetsFor(
        context,
        plan.scopes.map(({ scope }) => scope),
      )
      const bar = context.progress('Applying')
      const report = await resume(
        targets.map(({ admin }) => admin),
        { state, run: run.run, by: by?.trim() || context.by(), onProgress: showing(bar), signal, now },
      ).finally(() => bar.stop())
      const began = await runNamed(context, run.run)
      await spent(context, began.of ?? began.plan, report)
      answerReport(context, report, options)
    })

/** The first of many. */
const few = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

const noneText = 'No run was broken off: there is nothing to go on with.'

function meant(broken: readonly BrokenRun[], name: string | undefined): BrokenRun | undefined {
  const found = name === undefined ? broken : broken.filter(({ run }) => run.startsWith(name))
  const [only] = found
  if (found.length > 1)
    throw new UsageError(
      `${found.length} runs were broken off${name === undefined ? '' : ` that begin with ${name}`}: name one.\n${table(found)}`,
    )
  if (only === undefined && name !== undefined)
    throw new UsageError(`No run ${name} was broken off: it came to its end, was gone on with already, or was undone.`)
  return only
}

const table = (broken: readonly BrokenRun[]): string =>
  textTable(
    ['RUN', 'HOW', 'SINCE', 'BY', 'APPROVED BY', 'SCOPES', 'STEPS'],
    broken.map(({ run, how, since, by, approvedBy, scopes, steps }) => [
      run,
      how,
      since.slice(0, 16),
      by,
      approvedBy,
      scopes.join(', '),
      String(steps),
    ]),
  )
