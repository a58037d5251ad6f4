import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  type Baseline,
  complete,
  type Goal,
  incomplete,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  runUnattended,
  type SourcePerson,
  type State,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, staff } from './memory.ts'
import { second, self } from './plan-worlds.ts'
import { clear, evening, hour, key, type Nightly, nightly } from './unattended-worlds.ts'
import { collect } from './worlds.ts'

const within = { may: 'within-guards' } as const
const turns = async (state: State): Promise<string[]> =>
  (await collect(state.journal.rows())).flatMap((row) =>
    row.kind === 'quarantine' ? [`${row.subject} ${row.change} by ${row.by}`] : [],
  )

describe('a source that cannot be trusted', () => {
  const people = (count: number): SourcePerson[] => [
    ...Array.from(
      { length: count },
      (_, n): SourcePerson => ({ id: `d${n}`, email: `d${n}@staff.example`, status: 'active' }),
    ),
    { id: 'gone', email: 'p000@example.edu', status: 'disabled' },
  ]
  const proof = 'The server counted them.'
  const readings = {
    good: (at: string) => complete({ source: 'campus', people: people(40), proof, readAt: at }),
    shrunk: (at: string) => complete({ source: 'campus', people: people(20), proof, readAt: at }),
    empty: (at: string) => complete({ source: 'campus', people: [], proof, readAt: at }),
    broken: (at: string) =>
      incomplete({ source: 'campus', reason: 'The third page was missing.', seen: 12, readAt: at }),
  }
  const reading =
    ({ clock }: Nightly, kind: keyof typeof readings) =>
    async (): Promise<Goal> =>
      leavers(await readings[kind](new Date(clock.time).toISOString()))

  it.each<[keyof typeof readings, string]>([
    ['shrunk', 'campus holds 20 active people, and held 40 when it was last read whole'],
    ['empty', 'campus holds nobody, which looks like a company that everybody left.'],
    ['broken', 'campus was not read whole, so nothing is concluded from it: The third page was missing.'],
  ])('is in quarantine, and nothing is done, until it is read whole again: %s', async (kind, why) => {
    const world = await nightly(crowd(3))
    const { admin, state, run, later } = world
    expect((await run({}, reading(world, 'good'))).outcome).toBe('planned')
    const bad = await later(hour, within, reading(world, kind))
    expect(bad.outcome).toBe('quarantined')
    expect(bad.quarantines).toMatchObject([{ subject: 'campus', since: '2026-11-20T21:00:00.000Z' }])
    expect(bad.why).toContain(`campus is in quarantine since 2026-11-20T21:00:00.000Z: ${why}`)
    expect(bad.why).toContain('It ends by itself with the next whole reading of campus')
    // The first time stays.
    const still = await later(hour, within, reading(world, kind))
    expect(still.quarantines).toMatchObject([{ since: '2026-11-20T21:00:00.000Z' }])
    expect(admin.calls).toEqual([])
    const good = await later(hour, within, reading(world, 'good'))
    expect(good).toMatchObject({ outcome: 'done', quarantines: [] })
    expect(admin.calls).toEqual(['suspend p000@example.edu'])
    expect(await turns(state)).toEqual(['campus entered by nightly', 'campus left by nightly'])
    expect(await state.quarantines.list()).toEqual([])
  })

  it('stays there where a person put it, however good its readings are, and however bad', async () => {
    const world = await nightly(crowd(3))
    const { admin, state, later } = world
    await state.quarantines.enter('campus', { by: 'ana', why: 'The merger is under way.', leave: 'Ask Ana.' })
    for (const kind of ['good', 'shrunk', 'good'] as const) {
      const result = await later(hour, within, reading(world, kind))
      expect(result).toMatchObject({ outcome: 'quarantined', quarantines: [{ leave: 'Ask Ana.' }] })
    }
    expect(admin.calls).toEqual([])
    await state.quarantines.leave('campus', { by: 'ana', reason: 'It is over.' })
    expect((await later(hour, within, reading(world, 'good'))).outcome).toBe('done')
  })

  it('leaves an approved plan alone, which lives on meanwhile', async () => {
    const world = await nightly(crowd(3))
    const { admin, state, run, later } = world
    const { plan } = await run({}, reading(world, 'good'))
    await state.held.approve(plan?.id ?? '', { by: 'ana' })
    expect((await later(hour, {}, reading(world, 'shrunk'))).outcome).toBe('quarantined')
    expect(admin.calls).toEqual([])
    expect((await later(hour, {}, reading(world, 'good'))).outcome).toBe('done')
  })

  it('that really shrank is out of quarantine once a person has planned with it by hand', async () => {
    const world = await nightly(crowd(3))
    const { admin, state, run, later, clock } = world
    await run({}, reading(world, 'good'))
    await later(hour, within, reading(world, 'shrunk'))
    const goal = await reading(world, 'shrunk')()
    await makePlan(admin, goal, { state, expectShrunk: 'campus', now: () => clock.time })
    expect((await later(hour, within, reading(world, 'shrunk'))).outcome).toBe('done')
  })
})

describe('a scope whose run was stopped', () => {
  const down = new UserAdminError('unavailable', 'The server failed.')
  const refused = new UserAdminError('forbidden', 'The credential lacks the right for this.')
  const failing = async (error: Error): Promise<Nightly> => {
    const world = await nightly(crowd(5))
    world.admin.before = (call) => {
      if (call === 'remove') throw error
    }
    return world
  }

  it.each<[string, Error, string]>([
    ['because too much failed', down, '2 of the first 2 steps failed here, so no further one was begun.'],
    [
      'because the credential was refused',
      refused,
      'An earlier step was refused: The credential lacks the right for this.',
    ],
  ])('%s is in quarantine until a person takes it out', async (_name, error, why) => {
    const { admin, run, later, state } = await failing(error)
    const stopped = await run({ ...within, concurrency: 1 })
    expect(stopped.outcome).toBe('quarantined')
    expect(stopped.quarantines).toMatchObject([{ subject: key, why }])
    expect(stopped.why).toContain(`spring-class is in quarantine since 2026-11-20T20:00:00.000Z: ${why}`)
    expect(stopped.why).toContain('then take spring-class out of quarantine.')
    admin.before = () => undefined
    const next = await later(hour, within)
    expect(next).toMatchObject({ outcome: 'quarantined', held: { why: 'spring-class is in quarantine.' } })
    expect(next.plan?.steps).toHaveLength(5)
    expect(admin.calls).toEqual([])
    await state.quarantines.leave(key, { by: 'ana', reason: 'Mended.' })
    expect(await later(hour, within)).toMatchObject({ outcome: 'done', quarantines: [] })
    expect(admin.calls).toHaveLength(5)
    expect(await turns(state)).toEqual([`${key} entered by nightly`, `${key} left by ana`])
  })

  it('keeps the approval of what was not done for when it is out', async () => {
    const { admin, run, later, state } = await failing(down)
    const { plan } = await run()
    await state.held.approve(plan?.id ?? '', { by: 'ana' })
    expect((await later(hour, { concurrency: 1 })).outcome).toBe('quarantined')
    admin.before = () => undefined
    expect((await later(hour)).outcome).toBe('quarantined')
    expect(await state.held.get(plan?.id ?? '')).toMatchObject({ status: 'approved' })
    await state.quarantines.leave(key, { by: 'ana', reason: 'Mended.' })
    expect((await later(hour)).outcome).toBe('done')
    expect(admin.calls).toHaveLength(5)
  })

  it('stops no other scope, whose part of an approved plan is done', async () => {
    const state = memoryState({ now: () => evening })
    const admins = ['a', 'b'].map(
      (id) => new MemoryAdmin([self, second, ...staff(40), ...crowd(1)], { ...aacScope, id, name: id }),
    )
    for (const { scope } of admins)
      await state.record({ kind: 'baseline', scope, at: new Date(evening).toISOString(), members: 43 })
    const run = () => runUnattended(admins, clear, { state, by: 'nightly', assets: 'leave', now: () => evening })
    const { plan } = await run()
    await state.held.approve(plan?.id ?? '', { by: 'ana' })
    const [a = aacScope, b = aacScope] = admins.map(({ scope }) => scope)
    await state.quarantines.enter(`${a.origin}/a`, { by: 'ana', why: 'I am looking at it.', leave: 'Ask me.' })
    const result = await run()
    expect(result.outcome).toBe('partly')
    expect(result.why).toContain('a is in quarantine since 2026-11-20T20:00:00.000Z: I am looking at it. Ask me.')
    expect(admins.map(({ calls }) => calls)).toEqual([[], ['remove p000@example.edu']])
    expect(result.held?.plan.steps.map(({ scope }) => scope)).toEqual([`${b.origin}/a`])
  })
})

describe('a state that is not what it was', () => {
  it.each<Baseline['kind']>(['lost', 'older'])(
    '%s: the scope is in quarantine, and says how it gets out',
    async (kind) => {
      const { admin, run, state, later } = await nightly(crowd(2))
      let baseline: Baseline = { kind, reason: 'its file is gone.' } as Baseline
      const spoilt: State = { ...state, baseline: async () => baseline }
      const options = { ...within, state: spoilt }
      const result = await run(options)
      expect(result.outcome).toBe('quarantined')
      expect(result.quarantines).toMatchObject([
        {
          subject: key,
          why: 'The state of spring-class cannot be trusted: its file is gone.',
          leave: 'Find out what became of the state, record a new baseline, then take spring-class out of quarantine.',
        },
      ])
      // Not even what a person lets through by name.
      await state.held.approve(result.plan?.id ?? '', { by: 'ana', release: ['state'] })
      expect((await later(hour, options)).outcome).toBe('quarantined')
      baseline = { kind: 'recorded', at: new Date(evening).toISOString() }
      expect((await later(hour, options)).outcome).toBe('quarantined')
      expect(admin.calls).toEqual([])
      await state.quarantines.leave(key, { by: 'ana', reason: 'A new baseline was recorded.' })
      expect((await later(hour, options)).outcome).toBe('done')
    },
  )
})

it('a quarantine keeps no person from a run that they approve, and its report tells of it', async () => {
  const { admin, run, state, clock } = await nightly(crowd(1))
  await state.quarantines.enter(key, { by: 'ana', why: 'I am looking at it', leave: 'Ask me.' })
  const goal = keepOnly(['bo@example.edu', '@staff.example'])
  expect((await run(within, goal)).outcome).toBe('quarantined')
  expect(admin.calls).toEqual([])
  const now = (): number => clock.time
  const plan = await makePlan(admin, goal, { state, assets: 'leave', now })
  const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'bo' }, state, now })
  expect(report.counts.done).toBe(1)
  expect(report.notes).toEqual([
    'Unattended runs leave spring-class alone since 2026-11-20T20:00:00.000Z: I am looking at it. Ask me.',
  ])
})
