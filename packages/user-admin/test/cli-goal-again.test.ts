import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { meaningOf } from '../src/apply/meaning.ts'
import { bothSay } from '../src/cli/both-say.ts'
import type { Target } from '../src/cli/config/targets.ts'
import { type Context, running } from '../src/cli/context.ts'
import { assetsAgain, planAfresh } from '../src/cli/goal-again.ts'
import {
  type Assets,
  applyPlan,
  type Goal,
  inactive,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Policy,
  peopleSource,
  roster,
  type SourcePerson,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const policy: Policy = { protect: ['bo@example.edu'], rolling: { share: 0.5 } }
const place = (id = 'ws1'): MemoryAdmin =>
  new MemoryAdmin([self, second, ...crowd(30, { lastSeenAt: Date.parse('2026-01-01') })], { ...aacScope, id, name: id })

/** A directory of everybody in the place but those who left. */
const directory = (...left: readonly string[]): readonly SourcePerson[] =>
  [self, second, ...crowd(30)].map(({ email }) => ({
    id: `d-${email}`,
    email,
    status: left.includes(email) ? 'disabled' : 'active',
  }))

/** The context of a command whose source `hr` holds these people. */
function contextOf(people: readonly SourcePerson[]): Context {
  const stream = new PassThrough()
  const world = {
    env: {},
    cwd: '/',
    stdin: stream as unknown as NodeJS.ReadStream,
    stdout: stream as unknown as NodeJS.WriteStream,
    stderr: stream.resume() as unknown as NodeJS.WriteStream,
    now: Date.now,
    signal: new AbortController().signal,
  }
  const state = memoryState()
  return {
    ...running(world, 'apply', {}).context,
    state: async () => state,
    policy: async () => policy,
    source: async (name) => peopleSource(name, people),
  }
}

const targetsOf = (...admins: readonly MemoryAdmin[]): readonly Target[] =>
  admins.map((admin) => ({ name: admin.scope.name, admin }) as unknown as Target)

const fromHr = async (goal: (reading: Awaited<ReturnType<typeof hr>>) => Goal, ...left: readonly string[]) =>
  goal(await hr(...left))
const hr = (...left: readonly string[]) => peopleSource('hr', directory(...left)).read()

const gone = 'p001@example.edu'
const goals: readonly (readonly [string, () => Goal | Promise<Goal>])[] = [
  ['a list of who stays', () => keepOnly(['p001@example.edu', '@staff.example'])],
  ['nobody but me', () => keepOnly('only-me')],
  ['a roster', () => roster(['p001@example.edu', 'new@example.edu'], { absent: 'remove' })],
  ['a list of leavers', () => leavers([gone], { action: 'remove' })],
  ['who was not seen', () => inactive({ since: '2026-06-01', action: 'suspend' })],
  ['who stays by a source', () => fromHr(keepOnly, gone)],
  ['leavers of a source', () => fromHr((reading) => leavers(reading, { action: 'remove' }), gone)],
  ['a roster of a source', () => fromHr((reading) => roster(reading, { absent: 'suspend' }), gone)],
]
const decisions: readonly (readonly [string, Assets | undefined])[] = [
  ['nothing about assets', undefined],
  ['that they are given up', 'leave'],
  ['who receives them', { transferTo: { email: 'bo@example.edu' } }],
  [
    'who receives those of one person',
    { transferTo: { id: second.id }, except: [{ of: { email: gone }, transferTo: 'leave' }] },
  ],
]

describe('a goal made afresh', () => {
  it.each(goals.flatMap(([goal, make]) => decisions.map(([said, assets]) => [goal, said, make, assets] as const)))(
    'of %s, with %s, gives the same plan again while nothing has changed',
    async (_goal, _said, make, assets) => {
      const admin = place()
      const plan = await makePlan(admin, await make(), { policy, assets, state: memoryState() })
      const context = contextOf(directory(gone))
      const fresh = await planAfresh(context, plan, targetsOf(admin), {})
      expect([fresh.id, meaningOf(fresh)]).toEqual([plan.id, meaningOf(plan)])
    },
  )

  it('names the receiver of several scopes by the address, and refuses several receivers', async () => {
    const admins = [place('ws1'), place('ws2')]
    const options = { policy, assets: { transferTo: { email: 'bo@example.edu' } } }
    const plan = await makePlan(admins, leavers([gone], { action: 'remove' }), options)
    expect(assetsAgain(plan)).toEqual({ transferTo: { email: 'bo@example.edu' } })
    const [first, ...others] = plan.scopes
    const changed = {
      ...plan,
      scopes: [{ ...(first ?? plan.scopes[0]), assets: { transferTo: 'leave', except: [] } }, ...others],
    }
    expect(() => assetsAgain(changed as typeof plan)).toThrow('to different people in different scopes')
  })

  it('reads the source anew: who left since is in it, and only what both plans say is done', async () => {
    const admin = place()
    const plan = await makePlan(
      admin,
      await fromHr((reading) => leavers(reading, { action: 'remove' }), gone, 'p002@example.edu'),
      {
        policy,
        assets: 'leave',
        state: memoryState(),
      },
    )
    // One of the two came back, another one left.
    const context = contextOf(directory(gone, 'p003@example.edu'))
    const fresh = await planAfresh(context, plan, targetsOf(admin), {})
    const both = bothSay(plan, fresh)
    expect([both.id, both.steps.map(({ email }) => email)]).toEqual([plan.id, [gone]])
    const report = await applyPlan(admin, fresh, { approve: { of: plan, by: 'ana' }, state: await context.state() })
    expect(report.results.filter(({ outcome }) => outcome === 'done').map(({ step }) => step.email)).toEqual([gone])
  })

  it('stops where the source holds nobody any more, as a plan does', async () => {
    const admin = place()
    const plan = await makePlan(admin, await fromHr((reading) => leavers(reading), gone), {
      policy,
      state: memoryState(),
    })
    const error = await planAfresh(contextOf([]), plan, targetsOf(admin), {}).catch((cause: unknown) => cause)
    expect(error).toBeInstanceOf(UserAdminError)
    expect(error).toMatchObject({ guard: 'source' })
  })

  it('holds what a guard holds in either of the two plans', async () => {
    const admin = place()
    const everybody = crowd(30).map(({ email }) => email)
    const held = await makePlan(admin, leavers(everybody, { action: 'remove' }), { policy, assets: 'leave' })
    expect(new Set(held.steps.flatMap(({ heldBy }) => heldBy))).toContain('per-run')
    const later = { ...held, id: 'f'.repeat(64), steps: held.steps.map((step) => ({ ...step, heldBy: [] })), held: [] }
    for (const both of [bothSay(held, later), bothSay(later, held)]) {
      expect(both.steps.every(({ heldBy }) => heldBy.includes('per-run'))).toBe(true)
      expect(both.held.map(({ code }) => code)).toContain('per-run')
    }
  })
})
