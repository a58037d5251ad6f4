import { strict as assert } from 'node:assert'
import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, type FakeAacOptions, type FaultRule, startFakeAac } from '@user-admin/aac-client/testing'
import fc from 'fast-check'
import {
  aacWorkspace,
  applyPlan,
  brokenRuns,
  type Goal,
  guardCodes,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  type Result,
  resume,
  roster,
  type UserAdmin,
  verify,
} from '../src/index.ts'
import { mortal } from './killed.ts'
import { Life, type Point, points } from './life.ts'

/** The bugs that these must find: what the reads say of a change, and of nobody, is as it was asked for. */
export type CrowdedPlant = 'see-it-done' | 'see-nobody'

/** All of them. */
export const crowdedPlants: readonly CrowdedPlant[] = ['see-it-done', 'see-nobody']

const me = 'me@example.edu'
const heir = 'heir@example.edu'
const size = 40
const address = (index: number): string => `p${index}@example.edu`

/** Where servers may differ in what looks and calls for several people at once rest on. */
const servers: readonly FakeAacOptions[] = [
  {},
  { maxBatch: 1 },
  { maxBatch: 7 },
  { counts: false },
  { listsOnlyActive: true },
  { listsOnlyActive: true, includeStatusParameter: 'ignored' },
  { listsOnlyActive: true, statusParameter: 'ignored' },
  { ids: 'strings' },
  { maxLimit: 9 },
  { goneAnswer: '410' },
  { goneAnswer: '400' },
  { removeAnswer: '200 []' },
  { routes: { listPerson: '403' } },
  { routes: { listWorkspaceUsers: '404' } },
]

const operations = [
  'deleteWorkspaceUser',
  'suspendWorkspaceUsers',
  'unsuspendWorkspaceUsers',
  'inviteListOfUsers',
  'assignAuthorizationRole',
  'unassignAuthorizationRole',
  'transferUserAssets',
  'listPerson',
  'listWorkspaceUsers',
  'getPerson',
]

const nothing = { status: 204 }
const refused = { status: 400, body: JSON.stringify({ exception: { name: 'ValidationFailed', message: 'no' } }) }
const busy = { status: 429, headers: { 'x-retry-after': '0' }, body: '{}' }
const broken = { status: 500, body: '{}' }

type Fault = FaultRule & { readonly skip: number; readonly times: number }

// A server that refuses what it has done to the one person named is beyond anybody; so is one that lies in its reads, or
// says that it has handed over what it has not: nobody can look at that.
const fault: fc.Arbitrary<Fault> = fc
  .record({
    on: fc.constantFrom(...operations),
    when: fc.constantFrom('before', 'after'),
    give: fc.constantFrom<FaultRule['give']>('reset', 'cut', 'html', broken, refused, busy, nothing),
    skip: fc.nat(25),
    times: fc.constantFrom(1, 2, 5, 40),
  })
  .map(({ when, ...rule }): Fault => {
    const isRead = /^(?:list|get)/.test(rule.on)
    const isUnseen = isRead || rule.on === 'transferUserAssets'
    if (rule.give === nothing) return { ...rule, when: isUnseen ? 'after' : when, give: isRead ? 'reset' : nothing }
    return rule.give === busy
      ? { ...rule, when: 'before', times: 2 }
      : { ...rule, when: rule.give === refused ? 'before' : when }
  })

/** One plan over many people, what its server is like, and what goes wrong on the way. */
export interface Crowded {
  readonly goal: 'keep' | 'hand over' | 'suspend' | 'roster'
  readonly server: FakeAacOptions
  readonly faults: readonly Fault[]
  readonly concurrency: number | undefined
  readonly latency: number
  readonly maxErrorRate: number
  /** Where the process dies, and those that go on with the run. */
  readonly deaths: readonly { readonly point: Point; readonly nth: number }[]
}

const crowded: fc.Arbitrary<Crowded> = fc.record({
  goal: fc.constantFrom<Crowded['goal']>('keep', 'hand over', 'suspend', 'roster'),
  server: fc.constantFrom(...servers),
  faults: fc.array(fault, { maxLength: 4 }),
  concurrency: fc.constantFrom(undefined, 40, 128),
  latency: fc.constantFrom(0, 1),
  maxErrorRate: fc.constantFrom(0.1, 1),
  deaths: fc.array(fc.record({ point: fc.constantFrom(...points), nth: fc.integer({ min: 1, max: 40 }) }), {
    maxLength: 2,
  }),
})

async function world({ server, latency }: Crowded): Promise<FakeAac> {
  const people = Array.from({ length: size }, (_, index) => ({
    email: address(index),
    roles: [2],
    ...(index % 7 === 5 ? { status: 'invited' as const } : index % 7 === 6 ? { status: 'suspended' as const } : {}),
  }))
  return await startFakeAac({
    ...server,
    latency,
    seatsFull: 'nothing',
    seed: {
      roles: [
        { policyId: 1, tag: 'workspace_admin' },
        { policyId: 2, name: 'Viewer' },
        { policyId: 3, name: 'Full User' },
      ],
      people: [{ email: me, isAdmin: true, roles: [] }, { email: heir, roles: [2] }, ...people],
    },
  })
}

function goalOf({ goal }: Crowded): Goal {
  if (goal === 'suspend')
    return leavers(
      Array.from({ length: size - 5 }, (_, index) => address(index)),
      { action: 'suspend' },
    )
  if (goal !== 'roster') return keepOnly([heir, address(3), address(4)])
  const listed = Array.from({ length: 30 }, (_, index) => ({
    email: index % 2 === 0 ? address(index) : `new${index}@example.edu`,
    roles: ['3'],
  }))
  return roster(listed)
}

/** What the list by ids shows, bent once something was sent: everybody as shut out, or those as gone who were to be taken out. */
function planted(fake: FakeAac, plant: CrowdedPlant | undefined): typeof fetch {
  let isSent = false
  const gone = new Set<string>()
  return async (input, init) => {
    const request = new Request(input, init)
    const url = new URL(request.url)
    isSent ||= request.method !== 'GET'
    if (request.method === 'DELETE') gone.add(url.pathname.split('/').at(-1) ?? '')
    const answer = await fake.fetch(request)
    if (plant === undefined || !isSent || !url.searchParams.has('peopleIds') || !answer.ok) return answer
    const { data } = (await answer.json()) as { readonly data: readonly Readonly<Record<string, unknown>>[] }
    const rows =
      plant === 'see-it-done'
        ? data.map((row) => (row['email'] === me ? row : { ...row, isDisabled: true }))
        : data.filter(({ id }) => !gone.has(String(id)))
    return Response.json({ data: rows, count: rows.length })
  }
}

/** One run and what goes on after it; throws what the oracle says. */
export async function crowdedRun(given: Crowded, plant?: CrowdedPlant): Promise<void> {
  const fake = await world(given)
  try {
    const send = planted(fake, plant)
    const open = async (life = new Life()): Promise<UserAdmin> =>
      await aacWorkspace(
        new AacClient({ region: 'us1', token: fake.tokens().accessToken, retries: 1, fetch: life.fetch(send) }),
      )
    const assets = given.goal === 'hand over' ? { transferTo: { email: heir } } : ('leave' as const)
    const plan = await makePlan(await open(), goalOf(given), { assets })
    assert.ok(plan.steps.length > 20, 'the plan is too small to be a crowd')
    const before = states(fake)
    for (const rule of given.faults) fake.fault(rule)
    const state = memoryState()
    const { concurrency, maxErrorRate, deaths } = given
    const how = { maxErrorRate, concurrency }
    for (const at of [...deaths, undefined, undefined]) {
      const life = new Life(at)
      const own = { ...how, state: mortal(state, life) }
      const isFirst = (await state.journal.head()) === undefined
      if (!isFirst && (await brokenRuns(state)).length === 0) break
      const approve = { id: plan.id, by: 'ana' }
      const admin = await open(life)
      const running = isFirst ? applyPlan(admin, plan, { ...own, approve, release: guardCodes }) : resume(admin, own)
      const report = await Promise.race([running, life.over])
      if (report !== undefined) judge(fake, plan, report, before)
    }
    assert.equal((await verify(state.journal.lines())).verdict, 'consistent')
  } finally {
    await fake.close()
  }
}

type State = ReadonlyMap<string, string>

const states = (fake: FakeAac): State =>
  new Map((fake.state[0]?.people ?? []).map(({ email, status }) => [email, status]))

function judge(fake: FakeAac, plan: Plan, report: Report, before: State): void {
  const now = new Map((fake.state[0]?.people ?? []).map((one) => [one.email, one]))
  const planned = new Set(plan.steps.map(({ email }) => email))
  for (const [email, status] of before)
    if (!planned.has(email)) assert.equal(now.get(email)?.status, status, `${email} is no part of the plan`)
  const times = (operation: string, email: string): number =>
    fake.ledger.of(operation).filter(({ target }) => target === email).length
  for (const email of planned) {
    assert.ok(times('deleteWorkspaceUser', email) <= 1, `${email} was removed twice`)
    const mails = fake.mails.filter(({ to }) => to === email).length
    assert.ok(mails <= 1, `${email} got ${mails} mails`)
  }
  for (const result of report.results) judgeOne(fake, result, now, times, before)
}

function judgeOne(
  fake: FakeAac,
  { step, outcome, reason }: Result,
  now: ReadonlyMap<string, { readonly status: string; readonly roles: readonly unknown[] }>,
  times: (operation: string, email: string) => number,
  before: State,
): void {
  const { email, action } = step
  const who = `${action} ${email} (${outcome}: ${reason})`
  const person = now.get(email)
  const isSo =
    action === 'remove'
      ? person === undefined
      : action === 'suspend'
        ? person?.status === 'suspended'
        : action === 'reinstate'
          ? person?.status !== 'suspended'
          : action === 'invite'
            ? person !== undefined
            : undefined
  if (outcome === 'done' || outcome === 'pending') assert.notEqual(isSo, false, `${who}, and it is not so`)
  if (outcome === 'done' && action === 'remove') assert.ok(!fake.canEnter(email), `${who} can enter`)
  if (outcome === 'failed' || outcome === 'skipped' || outcome === 'blocked') {
    const isAsBefore = action === 'set-roles' || (person?.status ?? 'absent') === (before.get(email) ?? 'absent')
    assert.ok(isAsBefore, `${who}, and it was done`)
  }
  if (action === 'remove' && step.transferTo !== undefined && person === undefined)
    assert.ok(times('transferUserAssets', email) >= 1, `${who} without the transfer`)
}

/** So many random runs; what broke, or nothing. */
export async function crowds({
  runs,
  seed,
  plant,
}: {
  readonly runs: number
  readonly seed: number
  readonly plant?: CrowdedPlant | undefined
}): Promise<string | undefined> {
  const property = fc.asyncProperty(crowded, (one) => crowdedRun(one, plant))
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: plant !== undefined })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}
