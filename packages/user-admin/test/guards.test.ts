import { describe, expect, it } from 'vitest'
import { keepOnly, leavers, type Member, makePlan, type Policy, roster } from '../src/index.ts'
import { crowd, MemoryAdmin, member, staff, workspaceScope } from './memory.ts'
import { actions, codes, decided, holding, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'
const admins = (count: number): Member[] => crowd(count, { admin: true, roles: ['admin'] })

/** Takes so many away, of so many, in the way of one class. Nobody but the class is touched. */
const taking = {
  removal: (total: number, count: number, policy?: Policy) =>
    plan([self, second, ...staff(total - 2 - count), ...crowd(count)], keepOnly(['bo@example.edu', '@staff.example']), {
      ...decided,
      policy,
    }),
  suspension: (total: number, count: number, policy?: Policy) =>
    plan(
      [self, second, ...staff(total - 2 - count), ...crowd(count)],
      roster(['bo@example.edu', '@staff.example'], { absent: 'suspend' }),
      { ...decided, policy },
    ),
  downgrade: (total: number, count: number, policy?: Policy) =>
    plan(
      [self, second, ...staff(total - 2 - count), ...admins(count)],
      roster(admins(count).map(({ email }) => ({ email, roles: ['viewer'] }))),
      { policy },
      workspaceScope,
    ),
}

describe('the guard per-run', () => {
  it.each(
    (['removal', 'suspension', 'downgrade'] as const).flatMap((kind) => [
      { kind, total: 40, count: 4, bound: 5, held: false },
      { kind, total: 40, count: 5, bound: 5, held: false },
      { kind, total: 40, count: 6, bound: 5, held: true },
      { kind, total: 59, count: 6, bound: 5, held: true },
      { kind, total: 60, count: 6, bound: 6, held: false },
      { kind, total: 100, count: 9, bound: 10, held: false },
      { kind, total: 100, count: 10, bound: 10, held: false },
      { kind, total: 100, count: 11, bound: 10, held: true },
      { kind, total: 3_000, count: 199, bound: 200, held: false },
      { kind, total: 3_000, count: 200, bound: 200, held: false },
      { kind, total: 3_000, count: 201, bound: 200, held: true },
    ]),
  )('of $total people, each $kind of $count: held $held', async ({ kind, total, count, bound, held }) => {
    const made = await taking[kind](total, count)
    expect([made.scopes[0]?.members, made.steps.length]).toEqual([total, count])
    expect(made.held).toEqual(
      held
        ? [
            {
              code: 'per-run',
              scope: made.scopes[0]?.key,
              steps: count,
              reason: `${count} ${kind}s among ${total} people are more than the ${bound} that one run may do unasked.`,
              remedy: `If these ${count} are meant, release per-run for this plan.`,
            },
          ]
        : [],
    )
    expect(made.steps.every(({ heldBy }) => JSON.stringify(heldBy) === (held ? '["per-run"]' : '[]'))).toBe(true)
  })

  it('counts each class apart: as many removals, suspensions and downgrades as are free go together', async () => {
    const people = [self, second, ...staff(30), ...admins(5)]
    const goal = roster(
      [
        ...staff(25).map(({ email }) => email),
        'bo@example.edu',
        ...admins(5).map(({ email }) => ({ email, roles: ['viewer'] })),
      ],
      { absent: 'remove' },
    )
    const made = await plan(people, goal, {}, workspaceScope)
    expect(made.steps.map(({ action }) => action)).toEqual([
      ...admins(5).map(() => 'set-roles'),
      ...staff(5).map(() => 'remove'),
    ])
    expect(made.held).toEqual([])
  })

  it('holds one class and lets the others through, invitations whatever their number', async () => {
    const people = [self, second, ...staff(12)]
    const fresh = crowd(300).map(({ email }) => email)
    const made = await plan(people, roster([...fresh, 'bo@example.edu'], { absent: 'remove' }))
    expect(made.held).toEqual([
      {
        code: 'per-run',
        scope: here,
        steps: 12,
        reason: '12 removals among 14 people are more than the 5 that one run may do unasked.',
        remedy: 'If these 12 are meant, release per-run for this plan.',
      },
    ])
    const held = made.steps.filter(({ heldBy }) => heldBy.length > 0)
    expect([made.steps.length, held.length, held.every(({ action }) => action === 'remove')]).toEqual([312, 12, true])
    expect(made.mails).toBe(300)
  })

  it('takes other bounds from the policy', async () => {
    const policy = { perRun: { floor: 18, share: 0, most: 18 } }
    expect(codes(await taking.removal(40, 18, policy))).toEqual([])
    expect(codes(await taking.removal(40, 19, policy))).toEqual(['per-run'])
    expect(codes(await taking.removal(40, 11, { perRun: { share: 0.25 } }))).toEqual(['per-run'])
    expect(codes(await taking.removal(40, 10, { perRun: { share: 0.25 } }))).toEqual([])
    expect(codes(await taking.removal(40, 3, { perRun: { most: 2 } }))).toEqual(['per-run'])
  })

  it.each<[string, Policy, string]>([
    ['a bound below 0', { admins: -1 }, 'policy.admins is -1: bounds are numbers from 0, and finite.'],
    [
      'no number',
      { perRun: { share: Number.NaN } },
      'policy.perRun.share is NaN: bounds are numbers from 0, and finite.',
    ],
    [
      'a bound without end',
      { perRun: { most: Number.POSITIVE_INFINITY } },
      'policy.perRun.most is Infinity: bounds are numbers from 0, and finite.',
    ],
    [
      'days without end',
      { rolling: { days: Number.POSITIVE_INFINITY } },
      'policy.rolling.days is Infinity: bounds are numbers from 0, and finite.',
    ],
    [
      'a share above 1',
      { rolling: { share: 20 } },
      'policy.rolling.share is 20: it is a share from 0 to 1, so 10 % is 0.1.',
    ],
    [
      'a share of a directory above 1',
      { shrink: 90 },
      'policy.shrink is 90: it is a share from 0 to 1, so 10 % is 0.1.',
    ],
    [
      'a name that there is not',
      { perrun: {} } as object,
      'policy has no "perrun"; there are protect, exempt, perRun, smallScope, rolling, admins, shrink.',
    ],
    [
      'a part that there is not',
      { smallScope: { people: 3 } as object },
      'policy.smallScope has no "people"; there are members, removals.',
    ],
  ])('refuses %s before anything is read', async (_name, policy, message) => {
    const admin = new MemoryAdmin([self, second])
    const read: string[] = []
    admin.before = (call) => void read.push(call)
    const attempt = makePlan(admin, keepOnly(['bo@example.edu']), { policy })
    await expect(attempt).rejects.toThrow(message)
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
    expect(read).toEqual([])
  })
})

describe('the guard small-scope', () => {
  it.each([
    { total: 9, count: 1, held: false },
    { total: 9, count: 2, held: true },
    { total: 10, count: 1, held: false },
    { total: 10, count: 2, held: true },
    { total: 10, count: 5, held: true },
    { total: 11, count: 2, held: false },
    { total: 11, count: 5, held: false },
  ])('of $total people, $count removed: held $held', async ({ total, count, held }) => {
    const made = await taking.removal(total, count)
    expect(made.held).toEqual(
      held
        ? [
            {
              code: 'small-scope',
              scope: here,
              steps: count,
              reason: `${count} removals among only ${total} people: where there are 10 or fewer, one is done unasked.`,
              remedy: `If these ${count} are meant, release small-scope for this plan.`,
            },
          ]
        : [],
    )
    expect(made.steps.every(({ heldBy }) => heldBy.includes('small-scope') === held)).toBe(true)
  })

  it.each(['suspension', 'downgrade'] as const)('lets each %s through, which can be undone', async (kind) => {
    const made = await taking[kind](10, 5)
    expect([made.steps.length, made.held]).toEqual([5, []])
  })

  it('takes its bounds from the policy', async () => {
    const bound = { smallScope: { members: 20, removals: 2 } }
    expect(codes(await taking.removal(20, 2, bound))).toEqual([])
    expect((await taking.removal(20, 3, bound)).held).toMatchObject([
      { reason: '3 removals among only 20 people: where there are 20 or fewer, 2 are done unasked.' },
    ])
    expect(codes(await taking.removal(21, 3, bound))).toEqual([])
  })
})

describe('the guard typo', () => {
  it('holds every removal while a protected person is not there, and names who may be meant', async () => {
    const made = await plan(
      [self, second, ...staff(10), member('ana.ruiz@example.edu'), member('cy@example.edu')],
      keepOnly(['bo@example.edu', '@staff.example', 'ana.riuz@example.edu']),
    )
    expect(made.missing).toEqual([{ entry: 'ana.riuz@example.edu', nearest: ['ana.ruiz@example.edu'] }])
    expect(made.held).toEqual([
      {
        code: 'typo',
        steps: 2,
        reason: 'The list of protected people names 1 who is not here: ana.riuz@example.edu (ana.ruiz@example.edu?).',
        remedy: 'Correct the list, or release typo if they are really not members.',
      },
    ])
    expect(holding(made)).toEqual([
      ['ana.ruiz@example.edu', ['typo']],
      ['cy@example.edu', ['typo']],
    ])
  })

  it('looks at the people of the policy too, at domains and ids, and shows five', async () => {
    const made = await plan(
      [self, second, member('cy@example.edu')],
      keepOnly(['bo@example.edu', '@nowhere.example', '4711', { role: 'Nobody' }]),
      { ...decided, policy: { protect: ['qqqq1@far.example', 'qqqq2@far.example', 'qqqq3@far.example'] } },
    )
    expect(made.missing.map(({ entry }) => entry)).toEqual([
      '4711',
      '@nowhere.example',
      'Nobody',
      'qqqq1@far.example',
      'qqqq2@far.example',
      'qqqq3@far.example',
    ])
    expect(made.held.map(({ reason }) => reason)).toEqual([
      'The list of protected people names 6 who are not here: 4711, @nowhere.example, Nobody, qqqq1@far.example, qqqq2@far.example and 1 more.',
    ])
  })

  it('counts an entry that both lists hold once', async () => {
    const made = await plan(
      [self, second, member('cy@example.edu')],
      keepOnly(['bo@example.edu', 'ghost@far.example']),
      {
        ...decided,
        policy: { protect: ['Ghost@far.example'] },
      },
    )
    expect(made.missing).toEqual([{ entry: 'ghost@far.example', nearest: [] }])
  })

  it('holds suspensions and downgrades as well, and lets invitations and new roles through', async () => {
    const policy = { protect: ['ghost@example.edu'] }
    const suspending = await plan(
      [self, second, ...staff(10), member('cy@example.edu')],
      roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'suspend' }),
      { policy },
    )
    expect(holding(suspending)).toEqual([
      ['new@example.edu', []],
      ['cy@example.edu', ['typo']],
    ])
    const people = [self, ...admins(1), member('cy@example.edu', { roles: ['viewer'] })]
    const goal = roster([
      { email: 'p000@example.edu', roles: ['viewer'] },
      { email: 'cy@example.edu', roles: ['editor'] },
    ])
    expect(holding(await plan(people, goal, { policy }, workspaceScope))).toEqual([
      ['cy@example.edu', []],
      ['p000@example.edu', ['typo']],
    ])
  })

  it('says nothing where it would hold nothing', async () => {
    const made = await plan([self, second], roster(['new@example.edu']), { policy: { protect: ['ghost@example.edu'] } })
    expect([made.held, made.missing.map(({ entry }) => entry)]).toEqual([[], ['ghost@example.edu']])
  })

  it('does not hold for leavers who are not here: nobody would be touched by that slip', async () => {
    const made = await plan([self, second, member('cy@example.edu')], leavers(['cy@example.edu', 'ghost@far.example']))
    expect([actions(made), made.held, made.missing]).toEqual([
      ['suspend cy@example.edu'],
      [],
      [{ entry: 'ghost@far.example', nearest: [] }],
    ])
  })
})
