import { strict as assert } from 'node:assert'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { type FakeAac, type FaultRule, fastClock, startFakeAac, tooManyRequests } from '@user-admin/aac-client/testing'
import fc from 'fast-check'
import {
  aacWorkspace,
  applyPlan,
  type CanTransferAssets,
  canonicalEmail,
  keepOnly,
  makePlan,
  type UserAdmin,
  type UserRef,
} from '../src/index.ts'

/** Bugs that the oracle must find: drifted memberships acted on, assets not handed over, an outcome that was not read. */
export const plants = ['ignore-mark', 'no-transfer', 'say-done'] as const
export type Plant = (typeof plants)[number]

const network = fc.record({
  on: fc.constantFrom('deleteWorkspaceUser', 'transferUserAssets', 'listWorkspaceUsers', 'listWorkspaceAdmins'),
  give: fc.constantFrom<FaultRule['give']>(
    'reset',
    'html',
    'cut',
    { status: 503, body: '' },
    { status: 500, body: '{}' },
    tooManyRequests(0),
  ),
  when: fc.constantFrom<'before' | 'after'>('before', 'after'),
  skip: fc.nat(12),
  times: fc.integer({ min: 1, max: 2 }),
})

export interface World {
  readonly people: number
  readonly stay: readonly number[]
  readonly spelling: (text: string) => string
  readonly invited: number
  readonly faults: readonly FaultRule[]
  /** After how many changes of ours somebody else removes and re-invites which person. */
  readonly rejoin: readonly { readonly after: number; readonly person: number }[]
  readonly concurrency: number
}

/** A class, who of it stays (spelt somehow), what goes wrong on the way, and what somebody else does meanwhile. */
export const aacWorld: fc.Arbitrary<World> = fc.record({
  people: fc.integer({ min: 6, max: 24 }),
  stay: fc.uniqueArray(fc.nat(5), { maxLength: 4 }),
  spelling: fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => ` Some Body <${text}>`,
    (text) => `\uFEFF${text}\u200B`,
  ),
  invited: fc.nat(5),
  faults: fc.array(network, { maxLength: 4 }),
  rejoin: fc.array(fc.record({ after: fc.nat(8), person: fc.nat(23) }), { maxLength: 3 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
})

const email = (index: number): string => `p${index}@example.edu`

/** One run in one world; throws what the oracle says. */
export async function aacRun(world: World, plant: Plant | undefined): Promise<void> {
  const clock = fastClock(100)
  await using fake = await startFakeAac({
    clock,
    sameIdAgain: true,
    seed: {
      people: Array.from({ length: world.people }, (_, index) => ({
        email: email(index),
        isAdmin: index < 3,
        status: index >= world.people - world.invited && index > 5 ? ('invited' as const) : ('active' as const),
        assets: index % 3,
      })),
    },
  })
  const client = new AacClient({ region: 'us1', token: memoryTokens(fake.tokens()), fetch: fake.fetch, now: clock.now })
  const admin = await aacWorkspace(client)
  const receiver = email(0)
  const kept = [...new Set([0, 1, ...world.stay])].map(email)
  const plan = await makePlan(admin, keepOnly(kept.map(world.spelling)), {
    assets: { transferTo: { email: receiver } },
  })

  // Somebody else at work: removes a person and invites them again; that membership is not ours to end.
  const other = await aacWorkspace(
    new AacClient({ region: 'us1', token: fake.tokens({ person: email(1) }).accessToken, fetch: fake.fetch }),
  )
  const rejoined = new Map<string, number>()
  const meddling = [...world.rejoin].toSorted((a, b) => a.after - b.after)
  const meddle = async (): Promise<void> => {
    const ours = fake.ledger.entries.filter(
      ({ operation, by }) => operation === 'deleteWorkspaceUser' && by === receiver,
    ).length
    const next = meddling[0]
    if (next === undefined || ours < next.after) return
    meddling.shift()
    const target = email(next.person % world.people)
    if (kept.includes(target) || (await other.get({ email: target })) === undefined) return
    try {
      await other.remove({ email: target })
      await other.invite({ email: target })
    } catch {
      return // A fault that was meant for us struck somebody else: that one gives up.
    }
    rejoined.set(target, fake.ledger.entries.length)
  }

  const pending: Promise<void>[] = []
  for (const fault of world.faults) fake.fault(fault)
  const report = await applyPlan(planted(admin, plant), plan, {
    approve: { id: plan.id, by: 'torture' },
    release: ['per-run', 'small-scope', 'admins'],
    concurrency: world.concurrency,
    onResult: () => void pending.push(meddle()),
  })
  await Promise.all(pending)
  judge(fake, { kept, receiver, rejoined, report })
}

function judge(
  fake: FakeAac,
  {
    kept,
    receiver,
    rejoined,
    report,
  }: {
    kept: readonly string[]
    receiver: string
    rejoined: ReadonlyMap<string, number>
    report: Awaited<ReturnType<typeof applyPlan>>
  },
): void {
  const { entries } = fake.ledger
  const ours = entries.filter(({ by }) => by === receiver)
  const removed = ours.filter(({ operation }) => operation === 'deleteWorkspaceUser').map(({ target }) => target)
  for (const person of kept) assert(!removed.includes(person), `${person} is protected and was removed`)
  assert.equal(new Set(removed).size, removed.length, 'somebody was removed twice')
  for (const [person, at] of rejoined) {
    const again = entries
      .slice(at)
      .some(({ operation, by, target }) => operation === 'deleteWorkspaceUser' && by === receiver && target === person)
    assert(!again, `${person} was re-invited by somebody else and removed all the same`)
  }
  const here = new Set(fake.state[0]?.people.map((person) => canonicalEmail(person.email)))
  for (const { step, outcome } of report.results) {
    if (outcome === 'done' && !rejoined.has(step.email))
      assert(!here.has(step.email), `${step.email} was reported done and is still here`)
    if (outcome === 'failed' && !rejoined.has(step.email))
      assert(here.has(step.email) || report.left === undefined, `${step.email} was reported failed and is gone`)
  }
  for (const [index, { operation, target }] of entries.entries()) {
    if (operation !== 'deleteWorkspaceUser' || entries[index]?.by !== receiver) continue
    const step = report.results.find((result) => result.step.email === target)?.step
    const handed = entries
      .slice(0, index)
      .some((entry) => entry.operation === 'transferUserAssets' && entry.target === target)
    assert(step?.transferTo === undefined || handed, `${target} was removed before the assets were handed over`)
  }
}

/** The same administrator with one bug. */
function planted(admin: UserAdmin & CanTransferAssets, plant: Plant | undefined): UserAdmin {
  switch (plant) {
    case 'ignore-mark':
      return {
        ...admin,
        transferAssets: (from: UserRef, to: UserRef) => admin.transferAssets({ email: from.email ?? '' }, to),
        remove: (ref) => admin.remove({ email: ref.email ?? '' }),
      } as UserAdmin
    case 'no-transfer':
      return { ...admin, transferAssets: async () => undefined } as UserAdmin
    case 'say-done':
      return {
        ...admin,
        remove: (ref, options) => admin.remove(ref, options).catch(() => ({ outcome: 'done' as const })),
      }
    case undefined:
      return admin
    default:
      return plant satisfies never
  }
}
