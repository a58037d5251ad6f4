import pMap from 'p-map'
import type { RunBegan } from '../journal/journal.ts'
import { madeHere, type Plan } from '../plan/plan.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { UserAdmin } from '../user-admin.ts'
import { type Again, readAgain } from './again.ts'
import type { ApplyOptions, Counts, Report } from './apply.ts'
import type { Covers } from './check.ts'
import type { Earlier } from './memberships.ts'
import { quarantineNotes } from './quarantine.ts'
import { Recorder } from './recorder.ts'
import { type Refusal, refusals, type Self } from './refusals.ts'
import { Run, tell } from './run.ts'
import { type Result, told } from './step.ts'
import { Takings } from './takings.ts'

/** A run that was broken off, as far as it went. */
export interface Broken {
  readonly run: string
  /** The first of the runs that went on with each other. */
  readonly root: string
  readonly approval: RunBegan['approval']
  readonly earlier: ReadonlyMap<Step, Earlier>
}

/** What is to be carried out, by whom, and what of it was. */
export interface Work {
  readonly plan: Plan
  readonly byKey: ReadonlyMap<string, UserAdmin>
  readonly approved: Covers | undefined
  readonly options: ApplyOptions
  readonly broken: Broken | undefined
  /** Why a step is not begun, besides what every run asks. */
  readonly refuse?: ((step: Step) => Refusal) | undefined
}

/** One run from its first row in the journal to its report. */
export async function carryOut(work: Work): Promise<Report> {
  const { plan, byKey, approved, options, broken } = work
  const { state, signal, now = Date.now, approve, onProgress } = options
  const released = new Set<GuardCode>(options.release)
  const selves: Self[] = []
  for (const admin of byKey.values())
    selves.push({ origin: admin.scope.origin, caller: await admin.whoAmI({ signal }) })
  const usual = refusals(plan, { released, approved, selves, only: options.only })
  const refusal = (step: Step): Refusal => usual(step) ?? work.refuse?.(step)
  const run = crypto.randomUUID()
  const index = new Map(plan.steps.map((step, at) => [step, at]))
  const takings = new Takings(plan, {
    state,
    released,
    now,
    idOf: (step) => `${broken?.root ?? run}/${index.get(step) ?? ''}`,
  })
  const earlier = broken?.earlier ?? new Map<Step, Earlier>()
  await takings.look(plan.steps.filter((step) => !earlier.has(step) && refusal(step) === undefined))
  const startedAt = new Date(now()).toISOString()
  const recorder = await recorderOf(work, run, selves)

  const running = new Run({ plan, byKey, released, refusal, takings, recorder, earlier, options })
  await running.carryOut()
  const { results } = running

  const byScope = Map.groupBy(results.values(), ({ step }) => step.scope)
  const scopes = await pMap(
    plan.scopes,
    async ({ key, scope }) => {
      const own = byScope.get(key) ?? []
      const admin = byKey.get(key)
      tell(() => onProgress?.({ kind: 'reading', scope: key, finished: results.size, total: plan.steps.length }))
      const again: Again = admin === undefined ? { results: own } : await readAgain(admin, key, plan, own, signal, now)
      return { key, name: scope.name, ...again, results: again.results.map((one) => unsettled(one, again)) }
    },
    { concurrency: options.concurrency ?? 8 },
  )
  const all = scopes.flatMap((one) => one.results)
  const byStep = new Map(all.map((result) => [result.step, result]))
  const notRead = [...new Set(scopes.flatMap((one) => one.notRead ?? []))].join(' ')
  const left = scopes.flatMap((one) => one.left ?? [])
  const counts = count(all)
  const notes = [...takings.notes, ...(await quarantineNotes(state, plan))]
  let head: Report['journal']
  try {
    for (const [result, known] of running.unwritten) await recorder?.ended(result, known)
    for (const result of all) {
      const { outcome, reason } = results.get(result.step) ?? {}
      if (outcome !== result.outcome || reason !== result.reason) await recorder?.ended(result, { requests: [] })
    }
    head = await recorder?.end({
      counts,
      open: all.filter(({ open }) => open === true).length,
      ...(notRead === '' ? { left: left.length, notRead: undefined } : { left: undefined, notRead }),
    })
  } catch (error) {
    notes.push(`The end of the run does not stand in the journal: ${told(error)}`)
  }
  return {
    plan: plan.id,
    ...(recorder === undefined ? {} : { run }),
    ...(head === undefined ? {} : { journal: head }),
    approvedBy: approve.by,
    ...(approve.reason === undefined ? {} : { reason: approve.reason }),
    startedAt,
    finishedAt: new Date(now()).toISOString(),
    results: plan.steps.flatMap((step) => byStep.get(step) ?? []),
    counts,
    scopes: scopes.map(({ results: own, ...one }) => {
      const stopped = running.stopped(one.key)
      return {
        ...one,
        counts: count(own),
        ...(stopped === undefined ? {} : { stopped }),
        ...parked([running.parked(one.key)]),
      }
    }),
    ...(notRead === '' ? { left } : { notRead }),
    ...parked(plan.scopes.map(({ key }) => running.parked(key))),
    notes,
  }
}

/** The latest of these times. */
function parked(untils: readonly (number | undefined)[]): Pick<Report, 'parked'> {
  const until = Math.max(...untils.map((one) => one ?? 0))
  return until === 0 ? {} : { parked: new Date(until).toISOString() }
}

/** What nobody knows the end of, and no read could settle, is left to whoever goes on with the run. */
const unsettled = (result: Result, { notRead }: Again): Result =>
  result.outcome === 'unknown' && notRead !== undefined ? { ...result, open: true } : result

/** Keeps the plan, then writes that it is begun: whoever finds the row finds what it is about. */
async function recorderOf(
  { plan, byKey, options, broken }: Work,
  run: string,
  selves: readonly Self[],
): Promise<Recorder | undefined> {
  const { state, approve, by = approve.by, release = [], only } = options
  if (state === undefined) return undefined
  const earlier = 'of' in approve ? approve.of : undefined
  await state.keep(plan)
  if (earlier !== undefined) await state.keep(earlier)
  const callers = new Map([...byKey.keys()].map((key, at) => [key, selves[at]]))
  return await Recorder.begin(
    state,
    {
      kind: 'run',
      run,
      plan: plan.id,
      by,
      approvedBy: approve.by,
      approval: broken?.approval ?? (earlier !== undefined ? 'earlier' : madeHere.has(plan) ? 'self' : 'given'),
      ...(earlier === undefined ? {} : { of: earlier.id }),
      ...(approve.reason === undefined ? {} : { reason: approve.reason }),
      ...(approve.ticket === undefined ? {} : { ticket: approve.ticket }),
      released: [...new Set(release)],
      ...(broken === undefined ? {} : { resumes: broken.run }),
      ...(plan.goal.kind === 'undo' ? { undoes: plan.goal.run } : {}),
      scopes: plan.scopes.flatMap(({ key, scope }) => {
        const credential = callers.get(key)?.caller
        return credential === undefined ? [] : [{ key, scope, credential }]
      }),
      steps: plan.steps.length,
      ...(only === undefined ? {} : { only }),
    },
    plan.steps,
  )
}

function count(results: readonly Result[]): Counts {
  const counts = { done: 0, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 }
  for (const { outcome } of results) counts[outcome] += 1
  return counts
}
