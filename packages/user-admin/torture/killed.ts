import { strict as assert } from 'node:assert'
import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import {
  aacWorkspace,
  applyPlan,
  brokenRuns,
  type CanTransferAssets,
  keepOnly,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  resume,
  type State,
  type UserAdmin,
  type UserRef,
} from '../src/index.ts'
import { Life } from './life.ts'

/** Bugs that the oracle must find. */
export const killPlants = ['late-intent', 'forget-outcomes', 'ignore-mark', 'no-transfer', 'never-again'] as const
export type KillPlant = (typeof killPlants)[number]

/** A class that is cleared, and who else is at work there. */
export interface Cleared {
  readonly fake: FakeAac
  readonly state: State
  readonly plan: Plan
  readonly people: number
  /** Addresses that somebody else let in again, and how many changes the ledger held then. */
  readonly again: Map<string, number>
  /** Looks at somebody who is to be removed, of the first run and of those that went on with it. */
  looks: number
}

const staying = 3
const email = (index: number): string => `p${String(index).padStart(5, '0')}@example.edu`
const by = email(0)
export const released = ['per-run', 'small-scope', 'admins', 'rolling', 'state'] as const

/** Opens the workspace anew, as a process does that has just begun. */
async function opened(fake: FakeAac, life: Life): Promise<UserAdmin & CanTransferAssets> {
  const client = new AacClient({ hosts: fake.hosts, token: fake.staticToken(), fetch: life.fetch(fetch), retries: 0 })
  return await aacWorkspace(client)
}

/** A workspace of so many people, and the plan that clears it. */
export async function cleared(people: number, state: State = memoryState()): Promise<Cleared> {
  const fake = await startFakeAac({
    seed: {
      people: Array.from({ length: people }, (_, index) => ({
        email: email(index),
        isAdmin: index < staying,
        status: index % 17 === 16 ? ('invited' as const) : ('active' as const),
        assets: index % 3,
      })),
    },
  })
  const plan = await planned(await opened(fake, new Life()), people)
  return { fake, state, plan, people, again: new Map(), looks: 0 }
}

export const planned = async (admin: UserAdmin, people: number): Promise<Plan> =>
  await makePlan(admin, keepOnly(Array.from({ length: Math.min(staying, people) }, (_, index) => email(index))), {
    assets: { transferTo: { email: by } },
  })

/** Applies the plan, or goes on with it, until it is over or the process dies. */
export async function lived(world: Cleared, life: Life, plant?: KillPlant): Promise<Report | undefined> {
  const { fake, plan } = world
  const isFirst = (await world.state.journal.head()) === undefined
  const admin = planted(await opened(fake, life), isFirst ? undefined : plant)
  const state = mortal(world.state, life, plant)
  const running = isFirst
    ? applyPlan(admin, plan, { approve: { id: plan.id, by: 'torture' }, release: released, state })
    : resume(admin, { state })
  const report = await Promise.race([running, life.over])
  const names = new Set(plan.steps.flatMap(({ email: address, id = '' }) => [address, id]))
  world.looks += life.reads.filter((url) =>
    (url.match(/p\d{5}@example\.edu|(?<=\/people\/)\d+/g) ?? []).some((name) => names.has(name)),
  ).length
  return report
}

/** What must be true once a run has come to its end, however often it was killed on the way. */
export async function judged(world: Cleared, report: Pick<Report, 'results'>): Promise<void> {
  const { fake, plan, people, again, state } = world
  const { entries } = fake.ledger
  const expected = Array.from({ length: Math.min(staying, people) }, (_, index) => email(index))
  assert.deepEqual(
    new Set(fake.state[0]?.people.map((person) => person.email)),
    new Set([...expected, ...again.keys()]),
    'the workspace is not as planned',
  )
  const removals = entries.filter((entry) => entry.operation === 'deleteWorkspaceUser' && entry.by === by)
  const removed = removals.map(({ target }) => target)
  assert.equal(new Set(removed).size, removed.length, 'somebody was removed twice')
  for (const [person, at] of again)
    assert(
      !entries.slice(at).some((entry) => removals.includes(entry) && entry.target === person),
      `${person} was let in again by somebody else, and removed all the same`,
    )
  const handing = new Set(plan.steps.filter(({ transferTo }) => transferTo !== undefined).map((step) => step.email))
  for (const [index, entry] of entries.entries())
    if (removals.includes(entry) && handing.has(entry.target))
      assert(
        entries.slice(0, index).some((one) => one.operation === 'transferUserAssets' && one.target === entry.target),
        `${entry.target} was removed before the assets were handed over`,
      )
  assert.equal(report.results.length, plan.steps.length, 'a step is missing in the report')
  for (const { step, outcome, reason } of report.results) {
    const isIn = again.has(step.email)
    const isWell = isIn ? outcome !== 'done' || removed.includes(step.email) : outcome === 'done'
    assert(isWell, `${step.email} ended as ${outcome}: ${reason ?? ''}`)
  }
  const broken = await brokenRuns(state)
  assert.equal(broken.length, 0, 'a run is still said to be broken off')
  await wroteAll(world)
}

/** Each effect stands in the journal, written down before it was sent. */
async function wroteAll({ state, fake }: Cleared): Promise<void> {
  const intended = new Set<string>()
  for await (const row of state.journal.rows()) if (row.kind === 'intent') intended.add(`${row.action} ${row.email}`)
  for (const { operation, target, by: who } of fake.ledger.entries) {
    if (who !== by) continue
    const action = operation === 'deleteWorkspaceUser' ? 'remove' : 'transfer'
    assert(intended.has(`${action} ${target}`), `${operation} of ${target} does not stand in the journal`)
  }
}

/** Steps that are not over, and of them those that were begun. */
export async function unfinished({
  state,
  plan,
}: Cleared): Promise<{ readonly steps: number; readonly begun: number }> {
  const last = new Map<number, string>()
  for await (const row of state.journal.rows()) if ('step' in row) last.set(row.step, row.kind)
  const over = [...last.values()].filter((kind) => kind === 'outcome').length
  return { steps: plan.steps.length - over, begun: last.size - over }
}

/** Somebody else lets a person in again, or for the first time since: that is another membership. */
export async function letIn(world: Cleared, index: number): Promise<void> {
  const { fake, people, again } = world
  const target = email(staying + (index % Math.max(1, people - staying)))
  const client = new AacClient({ hosts: fake.hosts, token: fake.staticToken({ person: email(1) }) })
  const other = await aacWorkspace(client)
  await other.remove({ email: target })
  await other.invite({ email: target })
  again.set(target, fake.ledger.entries.length)
}

/** The state as a process sees it that may die at any moment. */
export function mortal(state: State, life: Life, plant?: KillPlant): State {
  let late: (() => Promise<unknown>) | undefined
  return {
    ...state,
    // The lock of a process dies with it; that of this one would not.
    exclusively: (_scopes, _by, work) => work(),
    record: async (event) => {
      await life.alive()
      await state.record(event)
      await life.alive()
    },
    journal: {
      ...state.journal,
      append: async (entry) => {
        const at = entry.kind === 'intent' || entry.kind === 'outcome' ? entry.kind : undefined
        await life.pass(at === undefined ? undefined : `before-${at}`)
        if (plant === 'late-intent' && entry.kind === 'intent') {
          // Written with the next row, as by somebody who saves a write.
          late = () => state.journal.append(entry)
          await life.pass('after-intent')
          return { ...entry, seq: 0, at: '', prev: '', hash: '' }
        }
        await late?.()
        late = undefined
        const row = await state.journal.append(entry)
        await life.pass(at === undefined ? undefined : `after-${at}`)
        return row
      },
      rows: async function* (filter) {
        for await (const row of state.journal.rows(filter))
          if (plant !== 'forget-outcomes' || row.kind !== 'outcome') yield row
      },
    },
  }
}

/** The administrator of a run that is gone on with, with one bug. */
export function planted(admin: UserAdmin & CanTransferAssets, plant: KillPlant | undefined): UserAdmin {
  switch (plant) {
    case 'ignore-mark':
      return {
        ...admin,
        transferAssets: (from, to, { ifMark: _mark, ...options } = {}) =>
          admin.transferAssets(named(from), to, options),
        remove: (ref, { ifMark: _mark, ...options } = {}) => admin.remove(named(ref), options),
      } as UserAdmin & CanTransferAssets
    case 'no-transfer':
      return { ...admin, transferAssets: async () => undefined } as UserAdmin
    case 'never-again':
      // Who was begun is taken for removed.
      return { ...admin, remove: async () => ({ outcome: 'done' }) }
    case 'late-intent':
    case 'forget-outcomes':
    case undefined:
      return admin
    default:
      return plant satisfies never
  }
}

const named = ({ email: address }: UserRef): UserRef => ({ email: address ?? '' })
