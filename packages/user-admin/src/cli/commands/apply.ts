import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import type { Plan } from '../../plan/plan.ts'
import { summarise } from '../../plan/summarise.ts'
import { keyOf } from '../../plan/world.ts'
import { figure } from '../../summary/words.ts'
import type { Scope } from '../../user-admin.ts'
import { approvalIn, inQueue, sayRejected, settled } from '../approved-in-queue.ts'
import { type ApprovingOptions, approvalOf, approvingCommand, type Unapproved } from '../approving.ts'
import { bothSay } from '../both-say.ts'
import { answerReport, carriedOut, lineWith } from '../carried-out.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { exitOfError, exitOfPlan, exits } from '../exit.ts'
import { planAfresh } from '../goal-again.ts'
import { inScopes, isOnceOnly, sayLeftOut } from '../in-scopes.ts'
import { isUserAdminError } from '../known-error.ts'
import { sayNoBaseline } from '../no-baseline.ts'
import { planNamed } from '../plan-named.ts'
import { targetsFor } from '../plan-targets.ts'
import { type ExpectingOptions, expecting, type ShowingOptions } from '../planning.ts'
import { refuseSpent } from '../spent-approval.ts'
import { unattended } from '../unattended.ts'
import { UsageError } from '../usage.ts'

type Options = ShowingOptions & ApprovingOptions & ExpectingOptions & { readonly unattended?: true | undefined }

/** `apply`: what was approved of a plan, as far as a fresh one still says so. */
export default (context: Context): CommandUnknownOpts =>
  expecting(approvingCommand())
    .description(
      'Carry out a plan. Its goal is planned afresh, from its source too, and only what both plans say is done. On a terminal the number of people is asked for; elsewhere the plan is approved by its id, or in the queue.',
    )
    .argument('[plan]', 'its file, or its id (default: the one plan of the queue that is approved)')
    .option('--unattended', 'by a schedule: do what each target allows (unattended), and put the rest into the queue')
    .addHelpText(
      'after',
      `
Examples:
  user-admin apply plan.json
  user-admin apply plan.json --approve 3f9a2c11 --release per-run --by head@example.edu
  user-admin apply nightly.json --unattended --json`,
    )
    .action(async (name, options: Options) => {
      if (options.unattended === true) await unattended(context, await goalNamed(context, name, options), options)
      else
        await apply(context, name === undefined ? await theApproved(context) : await planNamed(context, name), options)
    })

async function apply(context: Context, given: Plan, options: Options): Promise<void> {
  const state = await context.state()
  const kept = await state.plan(given.id)
  // Made once more since, it is as it was, and younger.
  const named = kept !== undefined && kept.madeAt > given.madeAt ? kept : given
  const held = await inQueue(state, named, context.now())
  const { targets, fresh } = await readAgain(context, named, options)
  const keys = new Set(fresh.scopes.map(({ key }) => key))
  sayLeftOut(context, named, keys)
  const part = await inScopes(named, keys)
  await refuseSpent(context, fresh, options.approve)
  await state.keep(fresh)
  await sayNoBaseline(context, fresh)
  const both = { ...bothSay(part, fresh), id: named.id }
  if (both.steps.length === 0) return nothingLeft(context, named, fresh)
  sayOthers(context, part, fresh, both)
  await sayRejected(context, both)

  const queued = options.approve === undefined ? approvalIn(held, options.by?.trim() || context.by()) : undefined
  if (queued !== undefined && options.release !== undefined)
    throw new UsageError(
      `The plan was approved in the queue by ${queued.approve.by}, with what that releases: leave --release out.`,
    )
  const approved = queued ?? (await approvalOf(context, both, options))
  if (approved.approve === undefined) return unapproved(context, both, approved, options)
  const { approve } = approved
  const { by, reason, ticket } = approve
  const what = fresh.id === part.id ? { id: fresh.id } : { of: part }
  const report = await carriedOut(context, targets, fresh, { ...approved, approve: { ...what, by, reason, ticket } })
  await settled(context, held, approved, report, part === named)
  answerReport(context, report, options, { data: dataOf(named, fresh, both) })
}

/** The targets of a plan that can be read, and the plan of its goal over them: each that fails does so alone. */
async function readAgain(
  context: Context,
  named: Plan,
  options: Options,
): Promise<{ readonly targets: readonly Target[]; readonly fresh: Plan }> {
  const isAlone = named.scopes.length > 1 && !isOnceOnly(named)
  const scopes = named.scopes.map(({ scope }) => scope)
  const targets = await targetsFor(context, scopes, { isAlone })
  const nameOf = new Map(targets.map(({ name, admin }) => [keyOf(admin.scope), name]))
  const onUnread = (scope: Scope, error: unknown): void => context.fail(nameOf.get(keyOf(scope)) ?? scope.name, error)
  const fresh = await planAfresh(context, named, targets, { ...options, ...(isAlone ? { onUnread } : {}) }).catch(
    (error: unknown) => {
      const failed = context.failed()
      if (failed.length === 0 || !isUserAdminError(error) || exitOfError(error) !== exits.usage) throw error
      throw new UsageError(
        `${error.message} These targets could not be read, and the plan may be about them: ${failed.join(', ')}. Mend that, and apply it again.`,
      )
    },
  )
  const read = new Set(fresh.scopes.map(({ key }) => key))
  const open = targets.filter(({ admin }) => read.has(keyOf(admin.scope)))
  if (open.length < scopes.length) for (const { name } of open) context.answered(name)
  return { targets: open, fresh }
}

/** What the answer says of the two plans. */
const dataOf = (named: Plan, fresh: Plan, both: Plan) => ({ plan: named.id, fresh: fresh.id, steps: both.steps })

function nothingLeft(context: Context, named: Plan, fresh: Plan): void {
  const count = fresh.steps.length
  const barred = fresh.blocked.map(({ email, reason, remedy }) => `\n  ${email}: ${reason} ${remedy}`)
  const line = lineWith(context, ['plan', 'diff', named.id, fresh.id])
  context.answer({
    exit: count === 0 ? exitOfPlan(fresh) : exits.pending,
    data: { plan: named.id, fresh: fresh.id, steps: [] },
    text:
      count === 0
        ? barred.length === 0
          ? `Nothing is left to do: the targets${fresh.scopes.length < named.scopes.length ? ' that answer' : ''} are as the plan wants them.`
          : `Nothing is left to do that can be done here. It stays as it is:${barred.join('')}`
        : `Nothing of what was approved is asked for any more, and ${others(count)} ${count === 1 ? 'is' : 'are'} that nobody approved: nothing was changed.\nTo see them: ${line}`,
  })
}

/** What was approved and is moot, and what is new and stays undone. */
function sayOthers(context: Context, named: Plan, fresh: Plan, both: Plan): void {
  const gone = named.steps.length - both.steps.length
  const added = fresh.steps.length - both.steps.length
  if (gone > 0)
    context.warn(`Of what was planned, ${others(gone)} ${gone === 1 ? 'is' : 'are'} not asked for any more.`)
  if (added > 0)
    context.warn(
      `The targets have changed since: ${others(added)} ${added === 1 ? 'is' : 'are'} not part of this plan and ${added === 1 ? 'is' : 'are'} left undone.`,
    )
}

const others = (count: number): string => `${figure(count)} ${count === 1 ? 'step' : 'steps'}`

function unapproved(
  context: Context,
  both: Plan,
  { why, line, exit, isShown }: Unapproved,
  { rows, markdown }: Options,
): void {
  context.answer({
    exit,
    data: { plan: both.id, steps: both.steps, ...(line === undefined ? {} : { line }) },
    text: () => {
      const shown = summarise(both, {
        columns: context.columns,
        ...(markdown === true ? { format: 'markdown' } : {}),
        rows,
      })
      const plan = isShown ? [] : [shown.trimEnd(), '']
      return [...plan, line === undefined ? why : `${why} To carry it out: ${line}`].join('\n')
    },
  })
}

/** The one plan that somebody approved. @throws {UsageError} where there is none, or several. */
async function theApproved(context: Context): Promise<Plan> {
  const { held } = await context.state()
  const [only, ...more] = await held.list('approved')
  if (only === undefined)
    throw new UsageError('No plan in the queue is approved: name the plan, by its file or its id.')
  if (more.length > 0)
    throw new UsageError(
      `${more.length + 1} plans in the queue are approved: name one of ${[only, ...more].map(({ plan }) => plan.id.slice(0, 8)).join(', ')}.`,
    )
  return only.plan
}

async function goalNamed(context: Context, name: string | undefined, options: Options): Promise<Plan> {
  const wrong = (['approve', 'release'] as const).find((option) => options[option] !== undefined)
  if (wrong !== undefined)
    throw new UsageError(`--unattended and --${wrong} exclude each other: what needs a person waits in the queue.`)
  if (name === undefined) throw new UsageError('Name the plan whose goal is to be reached: its file, or its id.')
  return await planNamed(context, name)
}
