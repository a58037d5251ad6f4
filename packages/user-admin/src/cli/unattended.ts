import { runUnattended, type UnattendedResult } from '../apply/unattended.ts'
import type { Plan } from '../plan/plan.ts'
import { summarise } from '../plan/summarise.ts'
import { keyOf } from '../plan/world.ts'
import type { HeldPlan } from '../state.ts'
import { lineWith, sayHowToGoOn, sayHowToPutBack } from './carried-out.ts'
import type { Target } from './config/targets.ts'
import type { Context } from './context.ts'
import { failureOf } from './envelope.ts'
import { exitOfUnattended } from './exit.ts'
import { assetsAgain, goalAgain } from './goal-again.ts'
import { type HeldRow, rowOf } from './held-named.ts'
import { targetsFor } from './plan-targets.ts'
import type { ShowingOptions } from './planning.ts'
import { showing } from './progress.ts'

/**
 * A run that nobody watches, for the goal of a plan: each target does what its `unattended` allows, or what was approved
 * in the queue; the rest waits there.
 */
export async function unattended(
  context: Context,
  plan: Plan,
  options: ShowingOptions & { readonly by?: string | undefined },
): Promise<void> {
  const { goal } = plan
  const source = 'source' in goal ? goal.source?.name : undefined
  const by = options.by?.trim() || context.by()
  let targets: readonly Target[]
  try {
    // A name that there is not is a mistake in the configuration, and no failure of the directory.
    if (source !== undefined) await context.source(source)
    targets = await targetsFor(
      context,
      plan.scopes.map(({ scope }) => scope),
    )
  } catch (error) {
    context.signal.throwIfAborted()
    const { problem, message: why } = failureOf(error)
    const outcome = problem === 'unauthenticated' ? 'sign-in-needed' : 'failed'
    await tell(context, by, [], { outcome, why, superseded: [], quarantines: [], unread: [] })
    throw error
  }
  const rights = new Map(targets.map(({ admin, form }) => [keyOf(admin.scope), form.unattended ?? 'report']))
  const [state, policy] = await Promise.all([context.state(), context.policy()])
  const { now, signal } = context
  const bar = context.progress('Applying')
  const result = await runUnattended(
    targets.map(({ admin }) => admin),
    source === undefined ? await goalAgain(context, plan) : () => goalAgain(context, plan),
    {
      state,
      by,
      may: (scope) => rights.get(keyOf(scope)) ?? 'report',
      policy,
      assets: assetsAgain(plan),
      onProgress: showing(bar),
      now,
      signal,
    },
  ).finally(() => bar.stop())
  await tell(context, by, targets, result)
  const { report, held } = result
  if (report !== undefined) {
    sayHowToGoOn(context, report)
    sayHowToPutBack(context, report)
  }
  if (held?.status === 'waiting') context.next(`To decide: ${lineWith(context, ['held', 'show', held.plan.id])}`)
  context.answer({
    exit: exitOfUnattended(result),
    data: { unattended: plainOf(result) },
    text: () =>
      [
        `${result.outcome}: ${result.why}`,
        ...(report === undefined
          ? []
          : ['', summarise(report, { columns: context.columns, rows: options.rows }).trimEnd()]),
      ].join('\n'),
  })
}

/** Tells whoever is to be told: nobody watches. */
async function tell(context: Context, by: string, targets: readonly Target[], result: UnattendedResult): Promise<void> {
  if ((await context.config()).notify === undefined) return
  const { telling } = await import('./jobs/telling.ts')
  const names = new Map(targets.map(({ name, admin }) => [keyOf(admin.scope), name]))
  const told = await telling(context)
  // Of `nightly@ops-1` the job; no address of a person goes into a chat.
  const name = by.split('@', 1)[0] || 'apply'
  await told.ran({ name, targets: [...names.values()] }, { result, targetOf: (key) => names.get(key) })
}

/** What a run came to, with the plans of the queue as a list shows them. */
interface Plain extends Omit<UnattendedResult, 'held' | 'approved'> {
  readonly held?: HeldRow
  readonly approved?: HeldRow
}

function plainOf({ held, approved, ...rest }: UnattendedResult): Plain {
  const row = (one: HeldPlan | undefined) => (one === undefined ? undefined : rowOf(one))
  const [waits, done] = [row(held), row(approved)]
  return { ...rest, ...(waits === undefined ? {} : { held: waits }), ...(done === undefined ? {} : { approved: done }) }
}
