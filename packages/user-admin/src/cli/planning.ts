import type { Command, OptionValues } from '@commander-js/extra-typings'
import type { Snapshot } from '../directory/source.ts'
import type { Assets } from '../plan/assets.ts'
import type { Goal } from '../plan/goal.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { summarise } from '../plan/summarise.ts'
import { keyOf } from '../plan/world.ts'
import { lineWith } from './carried-out.ts'
import { command, count, oneOf } from './command.ts'
import type { AssetsForm } from './config/form.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { exitOfError, exitOfPlan, exits } from './exit.ts'
import { writeNamed } from './files.ts'
import { isUserAdminError } from './known-error.ts'
import { oneEach } from './one-each.ts'
import { UsageError } from './usage.ts'

/** How a plan is shown. */
export type ShowingOptions = {
  readonly rows?: number | undefined
  readonly markdown?: true | undefined
}

/** What is said about the source of a plan, for this one plan. */
export type ExpectingOptions = {
  readonly expectEmpty?: string | undefined
  readonly expectShrunk?: string | undefined
  readonly expectNoAddress?: string | undefined
}

/** The options of every command that makes a plan. */
export type PlanningOptions = ShowingOptions &
  ExpectingOptions & {
    readonly out?: string | undefined
    readonly transferTo?: string | undefined
    readonly leaveAssets?: true | undefined
  }

/** A command that shows a plan. */
export function showingCommand(): Command<[], ShowingOptions> {
  return command()
    .option('--rows <number>', 'how many of each list are shown (default: 10)', (text) => count(text))
    .option('--markdown', 'print the summary for a pull request, with everybody in it')
}

/** A command that makes a plan. */
export function planningCommand(): Command<[], PlanningOptions> {
  return expecting(showingCommand())
    .option(
      '--out <file>',
      'write the plan there as JSON (plan.schema.json), to be reviewed, kept or applied elsewhere',
    )
    .option('--transfer-to <person>', 'AAC: who receives what removed people own, by e-mail address')
    .option('--leave-assets', 'AAC: give up what removed people own')
}

/** The same command with what is said about the source of a plan. */
export function expecting<Options extends OptionValues>(
  of: Command<[], Options>,
): Command<[], Options & ExpectingOptions> {
  const made = of
    .option('--expect-empty <source>', 'this source may hold nobody, for this one plan')
    .option('--expect-shrunk <source>', 'this source may hold far fewer people than last time, for this one plan')
    .option('--expect-no-address <source>', 'this source may show no address of some people, for this one plan')
  // What an option adds to a type that is not known yet cannot be followed.
  return made as unknown as Command<[], Options & ExpectingOptions>
}

/** What becomes of people who are to lose access, `suspend` where nothing is said. */
export const leaving: (value: string) => 'suspend' | 'remove' = oneOf(['suspend', 'remove'])

/** What a source of the configuration says now. */
export async function reading(context: Context, name: string): Promise<Snapshot> {
  const source = await context.source(name)
  context.note(`Reading ${name} …`)
  return await source.read({ signal: context.signal })
}

/**
 * Makes the plan of a goal over the targets that are meant, keeps it in the state, and gives it as the answer. Reads only.
 *
 * @param goal Is asked for once the targets are open, so that wrong options are said first.
 */
export async function plan(
  context: Context,
  options: PlanningOptions,
  goal: () => Goal | Promise<Goal>,
): Promise<void> {
  checkAssets(options)
  const [targets, state, policy] = await Promise.all([context.targets('read'), context.state(), context.policy()])
  oneEach(targets)
  const { expectEmpty, expectShrunk, expectNoAddress } = options
  context.note(`Reading ${targets.length === 1 ? (targets[0]?.name ?? '') : `${targets.length} targets`} …`)
  const nameOf = new Map(targets.map(({ name, admin }) => [keyOf(admin.scope), name]))
  const made = await makePlan(
    targets.map(({ admin }) => admin),
    await goal(),
    {
      policy,
      state,
      assets: assetsOf(context, options, targets),
      expectEmpty,
      expectShrunk,
      expectNoAddress,
      // A target that fails does so alone.
      onUnread: (scope, error) => context.fail(nameOf.get(keyOf(scope)) ?? scope.name, error),
      now: context.now,
      signal: context.signal,
    },
  ).catch((error: unknown) => {
    const failed = context.failed()
    // A row for a workspace that could not be reached looks like one for a workspace that there is not.
    if (failed.length === 0 || !isUserAdminError(error) || exitOfError(error) !== exits.usage) throw error
    throw new UsageError(`${error.message} These targets could not be read: ${failed.join(', ')}.`)
  })
  await state.keep(made)
  const { out } = options
  const file =
    out === undefined ? undefined : await writeNamed(context.cwd, out, `${JSON.stringify(made, undefined, 2)}\n`)
  answerPlan(context, made, options, file)
  if (made.steps.length > 0)
    context.next(`Nothing was changed. To carry it out: ${lineWith(context, ['apply', out ?? made.id])}`)
}

/** Gives a plan as the answer. */
export function answerPlan(context: Context, made: Plan, { rows, markdown }: ShowingOptions, file?: string): void {
  context.answer({
    exit: exitOfPlan(made),
    data: { plan: made, ...(file === undefined ? {} : { file }) },
    text: () =>
      summarise(made, {
        columns: context.columns,
        ...(markdown === true ? { format: 'markdown' } : {}),
        rows,
      }).trimEnd(),
  })
}

/** What is to become of what removed people own. */
export type AssetsOptions = Pick<PlanningOptions, 'transferTo' | 'leaveAssets'>

/** @throws {UsageError} where both are said. */
export function checkAssets({ transferTo, leaveAssets }: AssetsOptions): void {
  if (transferTo !== undefined && leaveAssets === true)
    throw new UsageError('--transfer-to and --leave-assets exclude each other: keep the one that is meant.')
}

/** What the line says, or else what all targets say that have something to say. */
export function assetsOf(
  context: Context,
  { transferTo, leaveAssets }: AssetsOptions,
  targets: readonly Target[],
): Assets | undefined {
  if (transferTo !== undefined) return { transferTo: { email: transferTo } }
  if (leaveAssets === true) return 'leave'
  const said = targets.flatMap(({ form }) => form.assets ?? [])
  const [first] = said
  if (first === undefined) return undefined
  if (said.every((one) => JSON.stringify(one) === JSON.stringify(first))) return assetsIn(first)
  context.warn(
    'The targets of this plan name several receivers of what people own, and a plan has one: nothing is decided. Plan the targets one by one, or say --transfer-to.',
  )
  return undefined
}

/** What a form says of what removed people own. */
export const assetsIn = (form: AssetsForm): Assets =>
  form === 'leave' ? form : { transferTo: { email: form.transferTo } }
