import { describe, expect, it } from 'vitest'
import {
  complete,
  type Goal,
  incomplete,
  keepOnly,
  leavers,
  memoryState,
  type Row,
  runUnattended,
  type State,
  type UnattendedOptions,
  type UnattendedResult,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, staff } from './memory.ts'
import { second, self } from './plan-worlds.ts'
import { clear, evening, hour } from './unattended-worlds.ts'

const down = new UserAdminError('unavailable', 'The server did not answer.')
const signIn = new UserAdminError('unauthenticated', 'The token was refused: make a new one.')

/** Three scopes of one job, each with the staff and so many others, and a clock. */
async function three(others = 2) {
  const clock = { time: evening }
  const now = (): number => clock.time
  const state = memoryState({ now })
  const admins = ['north', 'south', 'west'].map(
    (id) => new MemoryAdmin([self, second, ...staff(40), ...crowd(others)], { ...aacScope, id, name: id }),
  )
  for (const { scope } of admins)
    await state.record({ kind: 'baseline', scope, at: new Date(evening).toISOString(), members: 42 + others })
  const run = (
    goal: Goal | (() => Goal | Promise<Goal>) = clear,
    options: Partial<UnattendedOptions> = {},
  ): Promise<UnattendedResult> =>
    runUnattended(admins, goal, {
      state,
      by: 'nightly',
      job: 'nightly',
      may: 'within-guards',
      assets: 'leave',
      now,
      ...options,
    })
  const [north, south, west] = admins
  if (north === undefined || south === undefined || west === undefined) throw new Error('There are three.')
  return { north, south, west, state, run, clock }
}

const refusing = (admin: MemoryAdmin, error: Error | undefined): void => {
  admin.before = () => {
    if (error !== undefined) throw error
  }
}

async function surveys(state: State): Promise<readonly Extract<Row, { kind: 'survey' }>[]> {
  const found: Extract<Row, { kind: 'survey' }>[] = []
  for await (const row of state.journal.rows({ kind: 'survey' })) if (row.kind === 'survey') found.push(row)
  return found
}

describe('a target that cannot be read', () => {
  it('stops none of the others, and is named: nobody is believed gone who may still be in', async () => {
    const { north, south, west, run, state } = await three()
    refusing(south, down)
    const result = await run()
    expect(result).toMatchObject({
      outcome: 'partly',
      unread: [{ target: 'south', problem: 'unavailable', why: 'The server did not answer.' }],
      report: { counts: { done: 4 } },
    })
    expect(result.why).toContain('south could not be read, so nothing was done there: The server did not answer.')
    expect([north, south, west].map(({ calls }) => calls.length)).toEqual([2, 0, 2])
    expect(await surveys(state)).toMatchObject([
      {
        job: 'nightly',
        by: 'nightly',
        plan: result.plan?.id,
        scopes: [
          { scope: { id: 'north' }, members: 44 },
          { scope: { id: 'west' }, members: 44 },
        ],
        failed: [{ target: 'south', problem: 'unavailable' }],
      },
      { scopes: [{ members: 42 }, { members: 42 }], failed: [{ target: 'south' }] },
    ])
    // Where nothing is to do in the others, that is no word about this one.
    expect(await run()).toMatchObject({ outcome: 'partly', unread: [{ target: 'south' }] })
    refusing(south, undefined)
    expect(await run()).toMatchObject({ outcome: 'done', unread: [] })
    expect(south.calls).toHaveLength(2)
  })

  it('is called as the configuration calls it, beside those that could not be opened', async () => {
    const { south, run, state } = await three(0)
    refusing(south, signIn)
    const unopened = [{ target: 'east', problem: 'unavailable', why: 'No answer.' }] as const
    const result = await run(clear, { unopened, nameOf: ({ name }) => `class/${name}` })
    expect(result).toMatchObject({
      outcome: 'partly',
      unread: [{ target: 'east' }, { target: 'class/south', problem: 'unauthenticated' }],
    })
    expect(await surveys(state)).toMatchObject([{ failed: [{ target: 'east' }, { target: 'class/south' }] }])
  })

  it.each([
    ['sign-in-needed', 'unauthenticated', 'unauthenticated'],
    ['failed', 'unauthenticated', 'unavailable'],
  ] as const)('is a result where no target could be opened: %s', async (outcome, one, other) => {
    const { state } = await three()
    const unopened = [
      { target: 'a', problem: one, why: 'One.' },
      { target: 'b', problem: other, why: 'Two.' },
    ]
    const asked: unknown[] = []
    const goal = (): Goal => {
      asked.push(1)
      return clear
    }
    const result = await runUnattended([], goal, { state, by: 'nightly', source: 'corp', unopened })
    expect(result).toMatchObject({ outcome, why: 'a: One. b: Two.', unread: unopened })
    expect(asked).toEqual([])
    const [row] = await surveys(state)
    expect(row).toMatchObject({ scopes: [], failed: unopened })
    expect(row).not.toHaveProperty('source')
  })

  it('keeps what was approved waiting for itself, while the others go on', async () => {
    const { north, south, west, run, state, clock } = await three(8)
    const first = await run()
    expect(first).toMatchObject({ outcome: 'held', held: { status: 'waiting' } })
    await state.held.approve(first.plan?.id ?? '', { by: 'ana', release: ['per-run'] })
    refusing(south, down)
    clock.time += hour
    const partly = await run()
    expect(partly).toMatchObject({ outcome: 'partly', approved: { plan: { id: first.plan?.id } } })
    expect([north, south, west].map(({ calls }) => calls.length)).toEqual([8, 0, 8])
    expect(await state.held.get(first.plan?.id ?? '')).toMatchObject({ status: 'approved' })
    // Nothing of it is left for those that can be read: who left since goes by the rights of the job.
    north.members = [...north.members, ...crowd(9).slice(8)]
    clock.time += hour
    const next = await run()
    expect(next.approved).toBeUndefined()
    expect(north.calls.at(-1)).toBe('remove p008@example.edu')
    refusing(south, undefined)
    clock.time += hour
    expect(await run()).toMatchObject({ outcome: 'done', approved: { plan: { id: first.plan?.id } } })
    expect(south.calls).toHaveLength(8)
    expect(await state.held.get(first.plan?.id ?? '')).toMatchObject({ status: 'applied' })
  })

  it('keeps nobody in through an approval that lets through nothing of what can be read', async () => {
    const { south, west, run, state, clock } = await three(8)
    const [late, ...others] = west.members.toReversed()
    if (late === undefined) throw new Error('There is one.')
    west.members = others.filter(({ email }) => !email.startsWith('p'))
    const first = await run()
    // Nothing is released, and the others of the north stay held.
    await state.held.approve(first.plan?.id ?? '', { by: 'ana' })
    refusing(south, down)
    west.members = [...west.members, late]
    clock.time += hour
    expect((await run()).approved).toBeUndefined()
    expect(west.calls).toEqual([`remove ${late.email}`])
  })

  it('lets what waits for a decision wait as it is, and asks nobody twice', async () => {
    const { south, run, state, clock } = await three(8)
    const first = await run()
    refusing(south, down)
    clock.time += hour
    const again = await run()
    expect(again).toMatchObject({ outcome: 'held', superseded: [], held: { plan: { id: first.plan?.id } } })
    expect(await state.held.list()).toHaveLength(1)
  })

  it('and was away when the plan was left is asked about in its place, once', async () => {
    const { south, run, state, clock } = await three(8)
    refusing(south, down)
    const narrow = await run()
    refusing(south, undefined)
    clock.time += hour
    const wide = await run()
    expect(wide).toMatchObject({ superseded: [narrow.plan?.id], held: { plan: { id: wide.plan?.id } } })
    expect(await state.held.list('waiting')).toHaveLength(1)
  })
})

describe('what the journal says of a reading', () => {
  const people = [
    { id: '1', email: 'p000@example.edu', status: 'disabled' },
    { id: '2', email: 's000@staff.example', status: 'active' },
  ] as const
  const readAt = new Date(evening).toISOString()
  const asOf = new Date(evening - hour).toISOString()

  it('whole: how that was shown, of which moment it tells, and whom it knows', async () => {
    const { run, state } = await three()
    const reading = await complete({ source: 'corp', people, proof: 'The server counted them.', readAt, asOf })
    const result = await run(() => leavers(reading), { source: 'corp' })
    expect(result.outcome).toBe('done')
    expect((await surveys(state))[0]).toMatchObject({
      source: {
        name: 'corp',
        reading: 'complete',
        readAt,
        told: asOf,
        people: 2,
        digest: reading.kind === 'complete' ? reading.digest : '',
        why: 'The server counted them.',
      },
      scopes: [
        { matched: 2, unmatched: 42 },
        { matched: 2, unmatched: 42 },
        { matched: 2, unmatched: 42 },
      ],
    })
  })

  it.each<[string, () => Goal | Promise<Goal>, object, string]>([
    [
      'not whole',
      () => leavers(incomplete({ source: 'corp', reason: 'The page was cut short.', seen: 1, readAt })),
      { name: 'corp', reading: 'incomplete', readAt, people: 1, why: 'The page was cut short.' },
      'quarantined',
    ],
    [
      'nobody',
      async () => keepOnly(await complete({ source: 'corp', people: [], proof: 'It counted none.', readAt })),
      { name: 'corp', reading: 'empty', readAt, people: 0, why: 'It counted none.' },
      'quarantined',
    ],
    [
      'not at all',
      () => Promise.reject(down),
      { name: 'corp', reading: 'failed', why: 'The server did not answer.' },
      'failed',
    ],
  ])('%s', async (_name, goal, source, outcome) => {
    const { run, state } = await three()
    const result = await run(goal, { source: 'corp' })
    expect(result.outcome).toBe(outcome)
    const [row, ...more] = await surveys(state)
    expect(row).toMatchObject({ job: 'nightly', source, scopes: [], failed: [] })
    expect(row).not.toHaveProperty('plan')
    expect(more).toEqual([])
  })
})
