import { type ApplyOptions, applyPlan, type Report } from '../apply/apply.ts'
import type { Plan } from '../plan/plan.ts'
import { summarise } from '../plan/summarise.ts'
import { figure } from '../summary/words.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { type Exit, exitOfReport } from './exit.ts'
import type { ShowingOptions } from './planning.ts'
import { showing } from './progress.ts'
import { lineOf } from './shell-line.ts'

/** Carries out a plan with state, journal and progress; told to end, it finishes what is under way, within four seconds. */
export async function carriedOut(
  context: Context,
  targets: readonly Target[],
  plan: Plan,
  approved: Pick<ApplyOptions, 'approve' | 'release' | 'by'>,
): Promise<Report> {
  const { signal, now } = context
  const bar = context.progress('Applying')
  try {
    return await applyPlan(
      targets.map(({ admin }) => admin),
      plan,
      { ...approved, state: await context.state(), onProgress: showing(bar), signal, now },
    )
  } finally {
    bar.stop()
  }
}

/** Gives a report as the answer, and says how to go on with what was left open, and how to put back what was done. */
export function answerReport(
  context: Context,
  report: Report,
  { rows, markdown }: ShowingOptions,
  more: { readonly data?: object; readonly exit?: Exit } = {},
): void {
  sayHowToGoOn(context, report)
  sayHowToPutBack(context, report)
  context.answer({
    exit: more.exit ?? exitOfReport(report),
    data: { ...more.data, report },
    text: () =>
      summarise(report, {
        columns: context.columns,
        ...(markdown === true ? { format: 'markdown' } : {}),
        rows,
      }).trimEnd(),
  })
}

/** Of a run that was told to end, or asked to wait: the line that goes on with it. */
export function sayHowToGoOn(context: Context, { results, run, parked }: Report): void {
  const open = results.filter((result) => result.open === true).length
  if (open === 0 || run === undefined) return
  const what = `${figure(open)} ${open === 1 ? 'step was' : 'steps were'} left open`
  const why = context.signal.aborted ? 'The run was stopped: ' : ''
  const when = parked === undefined ? '' : ` after ${parked}`
  context.warn(`${why}${what}. To go on${when}: ${lineWith(context, ['resume', run])}`)
}

/** The line that undoes a run, where it did something; the run is known by its id. */
export function sayHowToPutBack(context: Context, { run, counts }: Report): void {
  if (run === undefined || counts.done + counts.pending + counts.remains + counts.unknown === 0) return
  context.next(`To put back what can be: ${lineWith(context, ['undo', run])}`)
}

/** A line of this program with the same configuration and state. */
export function lineWith({ options: { config, state } }: Context, words: readonly string[]): string {
  return lineOf([
    ...words,
    ...(config === undefined ? [] : ['--config', config]),
    ...(state === undefined ? [] : ['--state', state]),
  ])
}
