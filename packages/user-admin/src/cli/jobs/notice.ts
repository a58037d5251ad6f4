import { unreadAs } from '../../apply/planned.ts'
import type { Unread } from '../../apply/unattended.ts'
import { canonicalEmail } from '../../identity/identity.ts'
import { makePlan, type Plan } from '../../plan/plan.ts'
import type { Step } from '../../plan/step.ts'
import { keyOf } from '../../plan/world.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { writeNamed } from '../files.ts'
import { goalSaid } from '../goals.ts'
import { assetsIn, assetsOf } from '../planning.ts'
import { sheet } from '../sheet.ts'
import { UsageError } from '../usage.ts'
import type { Job } from './job.ts'
import { placesOf } from './places.ts'

/** A table for mail-merge of who would lose access at a time that is to come. */
export interface Notice {
  /** Its path. */
  readonly file: string
  /** Who is in it, each once a target. */
  readonly people: number
  readonly plan: Plan
  readonly unread: readonly Unread[]
}

/**
 * Writes down who would lose access if the job ran now: people can be told before it does. Nothing is changed, and nobody
 * is asked to decide.
 *
 * @param due When it will run, in milliseconds since the epoch.
 * @throws {UserAdminError} where nothing could be planned; {@link UsageError} where the file cannot be written.
 */
export async function noticeOf(context: Context, job: Job, due: number): Promise<Notice> {
  const { notice, assets, timeZone } = job.form
  if (notice === undefined) throw new UsageError(`Job ${job.name} gives no notice.`)
  const { now, signal } = context
  const [{ folder }, state, policy, places] = await Promise.all([
    context.config(),
    context.state(),
    context.policy(),
    placesOf(context, job),
  ])
  const { targets, nameOf } = places
  const unread = [...places.unopened]
  const [first] = unread
  if (targets.length === 0) throw new UsageError(`No target of job ${job.name} can be opened. ${first?.why ?? ''}`)
  const plan = await makePlan(
    targets.map(({ admin }) => admin),
    await goalSaid(context, job.goal),
    {
      policy,
      state,
      assets: assets === undefined ? assetsOf(context, {}, targets) : assetsIn(assets),
      onUnread: (scope, error) => unread.push(unreadAs(nameOf(scope), error)),
      now,
      signal,
    },
  )
  const steps = plan.steps.filter(({ action }) => action === 'remove' || action === 'suspend')
  const names = await namesIn(targets, steps, context)
  const on = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(due)
  const targetOf = new Map(targets.map(({ name, admin }) => [keyOf(admin.scope), name]))
  const rows = steps.map((step) => [
    step.email,
    names.get(`${step.scope} ${step.id}`) ?? '',
    targetOf.get(step.scope) ?? step.scope,
    step.action,
    on,
    step.reason,
  ])
  const text = `${sheet([['email', 'name', 'target', 'what', 'on', 'reason'], ...rows])}\r\n`
  const people = new Set(steps.map(({ email, id }) => canonicalEmail(email) ?? id)).size
  return { file: await writeNamed(folder, notice.file, text), people, plan, unread }
}

/** What people are called, of the scopes in which somebody loses access. */
async function namesIn(
  targets: readonly Target[],
  steps: readonly Step[],
  { signal }: Context,
): Promise<ReadonlyMap<string, string>> {
  const touched = new Set(steps.map(({ scope }) => scope))
  const names = new Map<string, string>()
  for (const { admin } of targets) {
    const key = keyOf(admin.scope)
    if (!touched.has(key)) continue
    for await (const { id, name } of admin.list({ signal })) if (name !== undefined) names.set(`${key} ${id}`, name)
  }
  return names
}
