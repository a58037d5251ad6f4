import type { Report } from '../apply/apply.ts'
import { meaningOf } from '../apply/meaning.ts'
import type { Assets } from '../plan/assets.ts'
import type { Goal } from '../plan/goal.ts'
import { makePlan, type Plan } from '../plan/plan.ts'
import { type GuardCode, guardCodes } from '../plan/step.ts'
import { summarise } from '../plan/summarise.ts'
import { who } from '../summary/words.ts'
import { type Approved, type ApprovingOptions, approvalOf, type Unapproved } from './approving.ts'
import { bothSay } from './both-say.ts'
import { carriedOut, sayHowToGoOn, sayHowToPutBack } from './carried-out.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { type Exit, exitOfReport, exits } from './exit.ts'
import { sayNoBaseline } from './no-baseline.ts'
import { oneEach } from './one-each.ts'
import type { ShowingOptions } from './planning.ts'
import { refuseSpent } from './spent-approval.ts'

/** What a command for single people plans, and what goes with the answer. */
export interface Ordering {
  readonly targets: readonly Target[]
  readonly goal: Goal
  readonly assets?: Assets | undefined
  /** Guards that the line has released in words of its own, such as `--account`. */
  readonly release?: readonly GuardCode[] | undefined
  /** What is told besides plan and report, once all is over; `isDone`: something was carried out. */
  readonly more?: ((isDone: boolean) => Promise<Told>) | undefined
}

/** What is told besides plan and report. */
export interface Told {
  readonly data: object
  readonly text: string
  /** Something is not as it was asked for. */
  readonly isOpen: boolean
}

/** Plans what is asked for of single people, has it approved like every plan, and carries it out. */
export async function order(
  context: Context,
  options: ShowingOptions & ApprovingOptions,
  { targets, goal, assets, release = [], more }: Ordering,
): Promise<void> {
  oneEach(targets)
  const [state, policy] = await Promise.all([context.state(), context.policy()])
  const { now, signal } = context
  context.note(`Reading ${targets.length === 1 ? (targets[0]?.name ?? '') : `${targets.length} targets`} …`)
  const admins = targets.map(({ admin }) => admin)
  const plan = await makePlan(admins, goal, { policy, state, assets, now, signal })
  await refuseSpent(context, plan, options.approve)
  await state.keep(plan)
  await sayNoBaseline(context, plan)
  const isOpen = notDone(plan).length > 0
  const answer = async (
    exit: Exit,
    data: { readonly line?: string; readonly report?: Report },
    text: readonly string[],
  ): Promise<void> => {
    const told = await more?.(data.report !== undefined)
    context.answer({
      exit: exit === exits.ok && told?.isOpen === true ? exits.partly : exit,
      data: { plan, ...data, ...told?.data },
      text: [...text, ...(told === undefined ? [] : ['', told.text])].join('\n').trim(),
    })
  }
  const said = (what: Plan | Report): string =>
    summarise(what, {
      columns: context.columns,
      rows: options.rows,
      ...(options.markdown === true ? { format: 'markdown' } : {}),
    }).trimEnd()
  if (plan.steps.length === 0) return await answer(isOpen ? exits.error : exits.ok, {}, [said(plan)])

  const released = { ...options, release: [...new Set([...(options.release ?? []), ...release])] }
  const approved = context.options.printRequest === true ? unasked(context, plan) : await given(context, plan, released)
  if (approved.approve === undefined) {
    const { why, line, exit, isShown } = approved
    const how = line === undefined ? why : `${why} To carry it out: ${line}`
    return await answer(exit, line === undefined ? {} : { line }, [...(isShown ? [] : [said(plan), '']), how])
  }
  const report = await carriedOut(context, targets, plan, approved)
  // What was only printed is not there when it is looked for: that is no failure.
  const exit = context.options.printRequest === true ? exits.ok : exitOfReport(report)
  sayHowToGoOn(context, report)
  if (context.options.printRequest !== true) sayHowToPutBack(context, report)
  await answer(exit === exits.ok && isOpen ? exits.partly : exit, { report }, [
    said(report),
    ...(isOpen ? ['', 'Not done', ...notDone(plan)] : []),
  ])
}

/** Nothing is sent by it: every request that changes something is written down in its place. */
const unasked = (context: Context, { id }: Plan): Approved => ({
  approve: { id, by: context.by() },
  release: guardCodes,
  by: context.by(),
})

/** The approval, which may be of the same plan as it was shown before: then only what both say is done. */
async function given(
  context: Context,
  plan: Plan,
  options: ShowingOptions & ApprovingOptions,
): Promise<Approved | Unapproved> {
  return await approvalOf(context, plan, options, async (id) => {
    const state = await context.state()
    for await (const one of state.plans({ signal: context.signal }))
      if (one.id.startsWith(id) && meaningOf(one) === meaningOf(plan) && bothSay(one, plan).steps.length > 0) return one
    return undefined
  })
}

/** Whom the order names and nothing is done about, a line each. */
function notDone({ goal, missing, kept, blocked, exempt = [] }: Plan): readonly string[] {
  const named = goal.kind === 'orders' ? goal.orders.map(({ person }) => person.value) : []
  return [
    ...missing
      .filter(({ entry }) => named.includes(entry))
      .map(
        ({ entry, nearest }) => `${entry} is nobody here${nearest.length === 0 ? '' : ` (${nearest.join(' or ')}?)`}.`,
      ),
    ...kept.map((one) => `${who(one)}: ${one.reason}`),
    ...exempt.map((one) => `${who(one)}: ${one.owner} answers for them until ${one.until.slice(0, 10)}.`),
    ...blocked.map((one) => `${who(one)}: ${one.reason} ${one.remedy}`),
  ].map((line) => `  ${line}`)
}
