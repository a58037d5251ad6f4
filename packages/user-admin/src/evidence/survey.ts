import { type Snapshot, type Source, toldAt, verified } from '../directory/source.ts'
import { entries } from '../identity/identity.ts'
import { Crowd, usualMost } from '../plan/crowd.ts'
import { exemptions } from '../plan/exempt.ts'
import { leavers } from '../plan/goal.ts'
import { groundOf } from '../plan/ground.ts'
import { sourceOf } from '../plan/people.ts'
import type { Policy } from '../plan/policy.ts'
import { checkSource, type Expectations, readingsIn } from '../plan/sources.ts'
import type { State } from '../state.ts'
import type { CallOptions, UserReader } from '../user-admin.ts'
import { type Leaver, leaversIn } from './people.ts'
import { failed, readTargets } from './reading.ts'
import type { Survey, SurveyedSource, SurveyedTarget } from './survey-form.ts'
import { placed, type Sight } from './survey-people.ts'
import { tellingOf } from './telling.ts'

/** What is surveyed, and by what is remembered. */
export interface SurveyOptions extends CallOptions, Expectations {
  /** Each by its name in the configuration. */
  readonly targets: readonly { readonly name: string; readonly reader: UserReader }[]
  /** Targets of the configuration that could not be opened: without a credential, or with one that is refused. */
  readonly unopened?: readonly { readonly target: string; readonly problem: string; readonly why: string }[] | undefined
  readonly sources: readonly Source[]
  /** Who left stands in its journal; what the sources say now is remembered in it, as by a plan. */
  readonly state: State
  readonly policy?: Policy | undefined
  /** As for `makePlan`. Default 250,000. */
  readonly maxPeople?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Reads sources and targets as they are now, for evidence about leavers: whole, or with the reason why not.
 *
 * @throws {UserAdminError} `invalid` for a policy that cannot be meant; what the state throws.
 */
export async function surveyOf(options: SurveyOptions): Promise<Survey> {
  const { targets, unopened = [], sources, state, policy, maxPeople = usualMost, now = Date.now, signal } = options
  const began = now()
  const at = iso(began)
  const protect = entries(policy?.protect ?? [])
  const exempt = exemptions(policy?.exempt ?? [])
  const readings: Read[] = []
  for (const source of sources) readings.push(await readSource(source, options, now))
  const crowd = new Crowd(maxPeople)
  const read = await readTargets(targets, crowd, () => iso(now()), { signal })
  const worlds = read.flatMap((one) => ('world' in one ? [one.world] : []))
  const sights: Sight[] = []
  for (const { source, reading } of readings) {
    if (reading === undefined) continue
    const goal = leavers(reading, { action: 'remove' })
    const about = { protect, exempt, reading, state, now: began, invitedLately: began - 7 * 86_400_000 }
    const groundFor = await groundOf(goal, worlds, about)
    const absent = (await state.absences(source.name)).map(({ person }) => person)
    const grounds = new Map(
      await Promise.all(worlds.map(async (world) => [world.key, await groundFor(world)] as const)),
    )
    sights.push({ source: source.name, goal, reading, absent, grounds })
  }
  const known = await gone(options)
  const people = placed(worlds, sights, known)
  return {
    version: 1,
    at,
    until: iso(now()),
    sources: readings.map(({ source }) => source),
    targets: [
      ...read.map((one): SurveyedTarget => {
        const { target, scope, key, readAt } = one
        if (!('world' in one))
          return { target, read: 'failed', readAt, scope, key, problem: one.problem, why: one.why, ...nobody }
        const { unseen, members } = one.world
        return { target, read: 'whole', readAt, scope, key, members: members.length, unseen, ...people(one.world) }
      }),
      ...unopened.map(
        ({ target, problem, why }): SurveyedTarget => ({ target, read: 'failed', readAt: at, problem, why, ...nobody }),
      ),
    ],
  }
}

const nobody = { members: 0, matched: 0, exempt: 0, unmatched: [], unseen: [], found: [] } as const
const iso = (time: number): string => new Date(time).toISOString()

/** Everybody of the journal who left. */
async function gone({ state, sources, signal }: SurveyOptions): Promise<readonly Leaver[]> {
  const telling = await tellingOf(state.journal.rows({ signal }), (id) => state.plan(id))
  return leaversIn(telling, { sources: new Set(sources.map(({ name }) => name)), found: [], at: '' }).leavers
}

interface Read {
  readonly source: SurveyedSource
  /** Absent where it is not to be trusted. */
  readonly reading?: Snapshot
}

/** Reads a source as a plan does: what a plan would refuse shows nobody. */
async function readSource(source: Source, options: SurveyOptions, now: () => number): Promise<Read> {
  const { name } = source
  const { state, policy, signal } = options
  let reading: Snapshot
  try {
    reading = await verified(await source.read({ signal }))
  } catch (error) {
    signal?.throwIfAborted()
    return { source: { name, reading: 'failed', why: failed(error).why } }
  }
  const common = { name, readAt: reading.readAt, told: toldAt(reading) }
  if (reading.kind === 'incomplete')
    return { source: { ...common, reading: 'incomplete', people: reading.seen, why: reading.reason } }
  const { people, active } = sourceOf(reading)
  const counted = { ...common, people, active, digest: reading.digest }
  try {
    const goal = leavers(reading, { action: 'remove' })
    await checkSource(goal, reading, options, { state, shrink: policy?.shrink ?? 0.9, now: now() })
  } catch (error) {
    return {
      source: { ...counted, reading: reading.kind === 'empty' ? 'empty' : 'incomplete', why: failed(error).why },
    }
  }
  if (reading.kind === 'empty') return { source: { ...counted, reading: 'empty', why: reading.proof } }
  for (const snapshot of readingsIn(reading)) await state.record({ kind: 'snapshot', snapshot })
  return { source: { ...counted, reading: 'complete', why: reading.proof }, reading }
}
