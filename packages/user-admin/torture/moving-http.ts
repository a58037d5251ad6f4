import { strict as assert } from 'node:assert'
import { AacClient } from '@user-admin/aac-client'
import { type FakeAacOptions, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type LedgerEntry, startFakeHouston } from '@user-admin/houston-client/testing'
import fc from 'fast-check'
import {
  aacWorkspace,
  applyPlan,
  type Goal,
  guardCodes,
  houstonWorkspace,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Report,
  runUnattended,
  type UserAdmin,
} from '../src/index.ts'
import { address, type GivenRoles, type HttpPlant, Meddler, type Move, names } from './moving-meddler.ts'

const me = address('me')
const other = address('other')
const hour = 3_600_000

const move: fc.Arbitrary<Move> = fc.record({
  kind: fc.constantFrom<Move['kind']>('leave', 'rejoin', 'rejoin', 'role', 'suspend', 'join'),
  who: fc.nat(names.length - 1),
})

/** One plan over a fake, when it is carried out, and what somebody else does at which of our requests. */
export interface HttpSchedule {
  readonly system: 'aac' | 'houston'
  readonly goal: 'keep' | 'remove' | 'suspend'
  readonly named: readonly number[]
  readonly handOver: boolean
  readonly hours: 0 | 9 | 73
  readonly before: readonly Move[]
  readonly during: readonly { readonly at: number; readonly move: Move }[]
  readonly concurrency: number
  readonly server: FakeAacOptions
}

/** Where the servers may differ in what looks and calls for several people at once rest on. */
const servers: readonly FakeAacOptions[] = [
  {},
  { maxBatch: 1 },
  { maxBatch: 3 },
  { counts: false },
  { listsOnlyActive: true },
  { listsOnlyActive: true, includeStatusParameter: 'ignored' },
  { ids: 'strings' },
  { maxLimit: 4 },
  { routes: { listWorkspaceUsers: '404' } },
]

const schedule: fc.Arbitrary<HttpSchedule> = fc.record({
  system: fc.constantFrom<HttpSchedule['system']>('aac', 'houston'),
  goal: fc.constantFrom<HttpSchedule['goal']>('keep', 'remove', 'suspend'),
  named: fc.uniqueArray(fc.nat(names.length - 1), { minLength: 1, maxLength: names.length - 1 }),
  handOver: fc.boolean(),
  hours: fc.constantFrom<HttpSchedule['hours']>(0, 9, 9, 73),
  before: fc.array(move, { maxLength: 3 }),
  during: fc.array(fc.record({ at: fc.nat(60), move }), { maxLength: 5 }),
  concurrency: fc.constantFrom(1, 2, 3, 16, 16),
  server: fc.constantFrom(...servers),
})

/** One workspace on a fake, two administrators of it, and what both did. */
interface Place extends AsyncDisposable {
  readonly open: (caller: string, fetch: typeof globalThis.fetch) => Promise<UserAdmin>
  readonly fetch: typeof globalThis.fetch
  readonly ledger: { readonly entries: readonly LedgerEntry[] }
  /** Two roles, of which everybody holds the first. */
  readonly roles: GivenRoles
}

async function aac(server: FakeAacOptions): Promise<Place> {
  const people = [me, other].map((email) => ({ email, isAdmin: true }))
  const fake = await startFakeAac({
    ...server,
    sameIdAgain: true,
    seed: {
      roles: [
        { policyId: 1, tag: 'workspace_admin' },
        { policyId: 2, name: 'Viewer' },
        { policyId: 3, name: 'Full User' },
      ],
      people: [...people, ...names.map((name) => ({ email: address(name), roles: [2] }))],
    },
  })
  return {
    open: (person, fetch) =>
      aacWorkspace(new AacClient({ region: 'us1', token: fake.tokens({ person }).accessToken, fetch })),
    fetch: fake.fetch,
    ledger: fake.ledger,
    roles: ['2', '3'],
    [Symbol.asyncDispose]: () => fake.close(),
  }
}

async function houston(): Promise<Place> {
  const user = (username: string, role: string) => ({
    username,
    emails: [username],
    roleBindings: [{ role, workspace: 'ws1' }],
  })
  const fake = await startFakeHouston({
    release: '0.37',
    seed: {
      workspaces: [{ id: 'ws1', label: 'Data' }],
      users: [
        { username: 'root@example.edu', emails: ['root@example.edu'], roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
        ...[me, other].map((email) => user(email, 'WORKSPACE_ADMIN')),
        ...names.map((name) => user(address(name), 'WORKSPACE_VIEWER')),
      ],
    },
  })
  return {
    open: (caller, fetch) =>
      houstonWorkspace(new HoustonClient({ url: fake.url, token: fake.userToken(caller), fetch }), 'ws1'),
    fetch: globalThis.fetch,
    ledger: fake.ledger,
    roles: ['WORKSPACE_VIEWER', 'WORKSPACE_EDITOR'],
    [Symbol.asyncDispose]: () => fake.close(),
  }
}

/** One schedule; throws what the oracle says. */
export async function httpRun(given: HttpSchedule, plant?: HttpPlant): Promise<void> {
  await using place = await (given.system === 'aac' ? aac(given.server) : houston())
  const meddler = new Meddler(await place.open(other, place.fetch), place.roles)
  const meddled: typeof fetch = async (input, init) => {
    await meddler.between()
    return await place.fetch(input, init)
  }
  const admin = meddler.guarded(await place.open(me, meddled), plant)
  let later = 0
  const now = (): number => Date.now() + later
  const state = memoryState({ now })
  await state.record({ kind: 'baseline', scope: admin.scope, at: new Date().toISOString(), members: 10 })
  const { handOver, hours, concurrency } = given
  const assets = handOver && given.system === 'aac' ? { transferTo: { email: other } } : ('leave' as const)
  const planning = { state, now, assets }
  const goal = goalOf(given)
  const meant = meantBy(given)

  let report: Report | undefined
  if (hours === 0) {
    const plan = await makePlan(admin, goal, planning)
    meddler.plan([...given.before.map((one) => ({ at: 0, move: one })), ...given.during])
    const approve = { id: plan.id, by: 'ana' }
    report = await applyPlan(admin, plan, { approve, release: guardCodes, state, now, concurrency })
  } else {
    const job = { ...planning, by: 'nightly', concurrency }
    const { held } = await runUnattended(admin, goal, job)
    await state.held.approve(held?.plan.id ?? '', { by: 'ana', release: guardCodes })
    for (const one of given.before) await meddler.move(one)
    later = hours * hour
    meddler.plan(given.during)
    report = (await runUnattended(admin, goal, job)).report
  }
  const ours = place.ledger.entries.filter(({ by }) => by === me)
  if (hours > 72) {
    assert.deepEqual(ours, [], 'an approval of three days ago was carried out')
    return
  }
  assert.ok(report !== undefined, 'what was approved was not carried out')
  judge(place.ledger.entries, { meant, report })
}

function goalOf({ goal, named, system }: HttpSchedule): Goal {
  const people = named.map((who) => address(names[who] ?? ''))
  if (goal === 'keep') return keepOnly([me, other, ...people])
  return leavers(people, { action: system === 'aac' ? goal : 'remove' })
}

/** Whom the goal means as the fake was at first, by address. */
function meantBy({ goal, named }: HttpSchedule): ReadonlySet<string> {
  return new Set(names.flatMap((name, who) => (named.includes(who) === (goal !== 'keep') ? [address(name)] : [])))
}

function judge(
  entries: readonly LedgerEntry[],
  { meant, report }: { readonly meant: ReadonlySet<string>; readonly report: Report },
): void {
  const changed = new Set<string>()
  const done = new Set<string>()
  for (const { by, operation, target } of entries) {
    if (by === other) changed.add(target)
    if (by !== me) continue
    assert.ok(meant.has(target), `${operation} was done to ${target}, whom nobody approved`)
    assert.ok(!changed.has(target), `${operation} was done to ${target}, whom somebody else had changed`)
    if (operation !== 'transferUserAssets') done.add(target)
  }
  for (const { step, outcome, reason } of report.results) {
    const who = `${step.email} (${outcome}: ${reason})`
    assert.equal(outcome === 'done', done.has(step.email), `${who} ${done.has(step.email) ? 'was' : 'was not'} done`)
    if (outcome === 'done') continue
    assert.ok(outcome === 'skipped' || outcome === 'unchanged', `${who} was left for no good reason`)
    assert.ok(changed.has(step.email), `${who}, and nobody else changed that person`)
  }
  for (const email of meant)
    assert.ok(done.has(email) || changed.has(email), `${email} was approved, is meant still, and was not done`)
}

/** So many random schedules against the fakes; what broke, or nothing. */
export async function movingHttp({
  runs,
  seed,
  plant,
}: {
  readonly runs: number
  readonly seed: number
  readonly plant?: HttpPlant | undefined
}): Promise<string | undefined> {
  const property = fc.asyncProperty(schedule, (one) => httpRun(one, plant))
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: plant !== undefined })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}
