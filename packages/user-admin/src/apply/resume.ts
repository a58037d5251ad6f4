import { UserAdminError } from '../errors.ts'
import type { Entry, Row, RunBegan } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import { known } from '../plan/policy.ts'
import type { Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import type { CallOptions, UserAdmin } from '../user-admin.ts'
import { freshly } from './again.ts'
import type { ApplyOptions, Approval, Report } from './apply.ts'
import { type Broken, carryOut } from './carry-out.ts'
import { approvalLives, check, readsLive } from './check.ts'
import { type Earlier, Memberships } from './memberships.ts'
import { bothAllow, type Refusal } from './refusals.ts'
import { brokenOff } from './step.ts'

/** A run that did not come to its end. */
export interface BrokenRun {
  readonly run: string
  readonly plan: string
  readonly by: string
  readonly approvedBy: string
  /** When it began, ISO 8601. */
  readonly since: string
  /** Names of its scopes. */
  readonly scopes: readonly string[]
  /** Steps of its plan. */
  readonly steps: number
  /** `killed`: its process ended. `stopped`: it left steps when it was told to stop. */
  readonly how: 'killed' | 'stopped'
}

/** What `resume` takes: how it is carried out. Approval, releases and plan are those of the run. */
export interface ResumeOptions
  extends CallOptions,
    Pick<ApplyOptions, 'by' | 'concurrency' | 'maxErrorRate' | 'drain' | 'onResult' | 'onProgress' | 'now'> {
  readonly state: State
  /** Of what the run might do, only this: a right may have been taken back since. Default: all that it might do. */
  readonly only?: ApplyOptions['only']
  /** Default: the newest of these scopes that did not come to its end. */
  readonly run?: string | undefined
}

/** The runs that `resume` could go on with, the newest first. One that is still at work is among them. */
export async function brokenRuns(state: State, options: CallOptions = {}): Promise<readonly BrokenRun[]> {
  return (await unfinished(state, options)).map(({ began, isOver }) => ({
    run: began.run,
    plan: began.plan,
    by: began.by,
    approvedBy: began.approvedBy,
    since: began.at,
    scopes: began.scopes.map(({ scope }) => scope.name),
    steps: began.steps,
    how: isOver ? 'stopped' : 'killed',
  }))
}

/**
 * Goes on with a run that was killed or stopped: what ended stays as it ended, what was begun is looked at, the rest is
 * done. Whoever has another membership by now is left alone. After an hour only what a fresh plan still asks for is
 * done, and nothing that a directory said, for that is not read again; after 72 hours nothing: then what was begun is
 * only looked at. A run that was undone is not gone on with.
 *
 * @throws {UserAdminError} `not-found` where no such run was broken off; `conflict` where it is still at work, or was
 * gone on with; `invalid` where the plan is not kept, or the scopes are not those of the run.
 */
export async function resume(admins: UserAdmin | readonly UserAdmin[], options: ResumeOptions): Promise<Report> {
  const { state, signal, now = Date.now } = options
  known('resume', options, [
    'state',
    'run',
    'only',
    'by',
    'concurrency',
    'maxErrorRate',
    'drain',
    'onResult',
    'onProgress',
    'signal',
    'now',
  ])
  const all = Array.isArray(admins) ? (admins as readonly UserAdmin[]) : [admins as UserAdmin]
  const began = await runOf(state, all, options)
  const { run: _run, only, ...how } = options
  const plan = await keptPlan(state, began.plan)
  const keys = plan.scopes.map(({ key }) => key)
  const bound = only === undefined ? began.only : bothAllow(keys, began.only, only)
  const apply: ApplyOptions = {
    ...how,
    by: options.by ?? began.by,
    approve: await approvalIn(state, began),
    release: began.released,
    ...(bound === undefined ? {} : { only: bound }),
  }
  const { byKey, approved } = await check(all, plan, apply, now(), Number.POSITIVE_INFINITY)
  return await state.exclusively(
    plan.scopes.map(({ scope }) => scope),
    apply.by ?? began.by,
    async () => {
      const broken = await brokenAt(state, began, plan)
      // The same plan may have been made and kept anew since: that approves nothing.
      const madeAt = Date.parse('of' in apply.approve ? apply.approve.of.madeAt : plan.madeAt)
      const oldest = Math.min(madeAt, Date.parse(broken.since))
      const refuse = await stillMeant(plan, byKey, { signal, now, oldest, earlier: broken.earlier })
      // What may not be done any more is not tried again either: the read at the end says what became of it.
      const earlier = new Map(
        [...broken.earlier].map(([step, before]): [Step, Earlier] =>
          before.result === undefined && refuse(step) !== undefined
            ? [step, { ...before, result: { step, outcome: 'unknown', reason: brokenOff } }]
            : [step, before],
        ),
      )
      return await carryOut({ plan, byKey, approved, options: apply, broken: { ...broken, earlier }, refuse })
    },
  )
}

interface Unfinished {
  readonly began: Row & RunBegan
  readonly isOver: boolean
}

async function unfinished(state: State, { signal }: CallOptions): Promise<readonly Unfinished[]> {
  const ended = new Map<string, boolean>()
  for await (const row of state.journal.rows({ kind: 'end', signal }))
    if (is(row, 'end')) ended.set(row.run, row.open === 0)
  const found: Unfinished[] = []
  const resumed = new Set<string>()
  const roots = new Map<string, string>()
  const undone = new Set<string>()
  for await (const row of state.journal.rows({ kind: 'run', signal })) {
    if (!is(row, 'run')) continue
    if (row.resumes !== undefined) resumed.add(row.resumes)
    roots.set(row.run, roots.get(row.resumes ?? '') ?? row.run)
    if (row.undoes !== undefined) undone.add(roots.get(row.undoes) ?? row.undoes)
    if (ended.get(row.run) !== true) found.unshift({ began: row, isOver: ended.has(row.run) })
  }
  // Whoever undid a run does not mean the rest of it any more.
  return found.filter(({ began: { run } }) => !resumed.has(run) && !undone.has(roots.get(run) ?? run))
}

const is = <K extends Entry['kind']>(row: Row, kind: K): row is Row & Extract<Entry, { kind: K }> => row.kind === kind

async function runOf(state: State, admins: readonly UserAdmin[], options: ResumeOptions): Promise<Unfinished['began']> {
  const all = await unfinished(state, options)
  const reached = new Set(admins.map(({ scope }) => JSON.stringify([scope.system, scope.origin, scope.id])))
  const [found] =
    options.run === undefined
      ? all.filter(({ began }) =>
          began.scopes.every(({ scope }) => reached.has(JSON.stringify([scope.system, scope.origin, scope.id]))),
        )
      : all.filter(({ began }) => began.run === options.run)
  if (found !== undefined) return found.began
  throw new UserAdminError(
    'not-found',
    options.run === undefined
      ? `No run of ${admins.map(({ scope }) => scope.name).join(' and ')} was broken off: there is nothing to go on with.`
      : `No run ${options.run} was broken off: it came to its end, was gone on with already, was undone, or stands in another journal.`,
  )
}

async function keptPlan(state: State, id: string): Promise<Plan> {
  const plan = await state.plan(id)
  if (plan?.id === id) return plan
  throw new UserAdminError('invalid', `The plan ${id} is not kept here any more: make a fresh one.`)
}

async function approvalIn(state: State, began: RunBegan): Promise<Approval> {
  const { approvedBy: by, reason, ticket } = began
  const what = began.of === undefined ? { id: began.plan } : { of: await keptPlan(state, began.of) }
  return { ...what, by, ...(reason === undefined ? {} : { reason }), ...(ticket === undefined ? {} : { ticket }) }
}

/** When the first of the runs began, ISO 8601. */
interface Since {
  readonly since: string
}

/** How far the run, and those that it went on with, came. */
async function brokenAt(state: State, began: Unfinished['began'], plan: Plan): Promise<Broken & Since> {
  for (const { began: other } of await unfinished(state, {}))
    if (other.run === began.run) return await asFarAs(state, began, plan)
  throw new UserAdminError('conflict', 'The run was gone on with just now, by somebody else.')
}

async function asFarAs(state: State, began: Unfinished['began'], plan: Plan): Promise<Broken & Since> {
  const runs = new Map<string, Row & RunBegan>()
  for await (const row of state.journal.rows({ kind: 'run', plan: plan.id })) if (is(row, 'run')) runs.set(row.run, row)
  const reversed: string[] = []
  for (let at: string | undefined = began.run; at !== undefined; at = runs.get(at)?.resumes) reversed.push(at)
  const chain = new Set(reversed)
  const earlier = new Map<Step, Earlier>()
  const root = reversed.at(-1) ?? began.run
  // One pass over them all, from the first row of the first.
  for await (const row of state.journal.rows({ plan: plan.id, from: runs.get(root)?.seq })) {
    const step = 'step' in row && chain.has(row.run) ? plan.steps[row.step] : undefined
    if (step === undefined) continue
    if (row.kind === 'intent')
      earlier.set(step, { begun: row.action, ...(row.before === null ? {} : { before: row.before }) })
    if (row.kind !== 'outcome') continue
    // What was refused did nothing: it is done anew.
    if (row.open === true && row.outcome !== 'unknown') {
      earlier.delete(step)
      continue
    }
    const { outcome, reason } = row
    const mark = row.after?.mark
    // Who was looked for and not found is not looked for again: the read at the end settles it.
    const isUnsettled = outcome === 'unknown' && row.after !== null
    const before = earlier.get(step)?.before
    earlier.set(step, {
      begun: step.action,
      ...(before === undefined ? {} : { before }),
      ...(isUnsettled ? {} : { result: { step, outcome, ...(reason === undefined ? {} : { reason }) } }),
      ...(mark === undefined ? {} : { mark }),
    })
  }
  return { run: began.run, root, approval: began.approval, earlier, since: runs.get(root)?.at ?? began.at }
}

/** What may still be done of a plan that was made some time ago: nothing acts on reads that are more than an hour old. */
async function stillMeant(
  plan: Plan,
  byKey: ReadonlyMap<string, UserAdmin>,
  {
    signal,
    now,
    oldest,
    earlier,
  }: { signal: AbortSignal | undefined; now: () => number; oldest: number; earlier: Broken['earlier'] },
): Promise<(step: Step) => Refusal> {
  if (now() - oldest > approvalLives)
    return () => ({ outcome: 'skipped', reason: 'The approval is more than 72 hours old: make a fresh plan.' })
  if (now() - Date.parse(plan.madeAt) <= readsLive) return () => undefined
  const { goal } = plan
  const source = 'source' in goal ? goal.source?.name : undefined
  if (source !== undefined)
    return () => ({
      outcome: 'skipped',
      reason: `What ${source} said was read more than an hour ago: read it again and make a fresh plan.`,
    })
  const own = new Memberships(earlier)
  const meant = new Set<string>()
  for (const [key, admin] of byKey)
    for (const step of (await freshly(admin, key, plan, signal, now)).steps) meant.add(meaningOf(step))
  return (step) =>
    meant.has(meaningOf(own.current(step)))
      ? undefined
      : { outcome: 'skipped', reason: 'A fresh plan does not ask for this any more, or the membership has changed.' }
}

const meaningOf = ({ scope, action, id, email, mark, roles, deployments, team }: Step): string =>
  JSON.stringify([scope, action, id, email, mark, roles, deployments, team])
