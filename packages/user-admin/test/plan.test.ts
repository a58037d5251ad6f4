import { describe, expect, it } from 'vitest'
import {
  type Assets,
  type GuardCode,
  keepOnly,
  type Member,
  makePlan,
  type Plan,
  type Policy,
  roster,
  UserAdminError,
} from '../src/index.ts'
import { planId } from '../src/plan/plan.ts'
import { aacScope, crowd, MemoryAdmin, me, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const decided = { assets: 'leave' as const }
const plan = (
  members: readonly Member[],
  goal: Parameters<typeof makePlan>[1],
  options: { assets?: Assets; policy?: Policy } = decided,
  scope = aacScope,
): Promise<Plan> => makePlan(new MemoryAdmin(members, scope), goal, options)
const actions = ({ steps }: Plan): string[] => steps.map(({ action, email }) => `${action} ${email}`)
const codes = ({ held }: Plan): GuardCode[] => held.map(({ code }) => code)

describe('keepOnly', () => {
  it('removes everybody but the list and the caller, invited and suspended people included', async () => {
    const invited = member('in@example.edu', { status: 'invited' })
    const suspended = member('su@example.edu', { status: 'suspended' })
    const made = await plan(
      [self, second, member('ana@example.edu'), member('cy@example.edu'), invited, suspended],
      keepOnly(['BO@example.edu', 'Ana@example.edu']),
    )
    expect(actions(made)).toEqual(['remove cy@example.edu', 'remove in@example.edu', 'remove su@example.edu'])
    expect(made.kept).toEqual([
      { email: 'me@example.edu', id: self.id, code: 'self', reason: 'This is the person whose credential is used.' },
    ])
    expect(made.steps.map(({ what }) => what)).toEqual([
      'take cy@example.edu out of workspace spring-class',
      'withdraw the invitation of in@example.edu to workspace spring-class',
      'take su@example.edu out of workspace spring-class',
    ])
    expect(made.members).toBe(6)
  })

  it('keeps whoever a domain, an id or a role names', async () => {
    const people = [
      self,
      second,
      member('a@example.org'),
      member('b@example.edu', { id: '7' }),
      member('c@example.edu', { roles: ['viewer'] }),
      member('d@example.edu'),
    ]
    const made = await plan(people, keepOnly(['@example.org', '7', { role: 'Viewer' }, 'bo@example.edu']))
    expect(actions(made)).toEqual(['remove d@example.edu'])
  })

  it('knows a person by a second address', async () => {
    const made = await plan(
      [self, second, member('x@example.edu', { aliases: ['Ana@Example.edu'] })],
      keepOnly(['ana@example.edu', 'bo@example.edu']),
    )
    expect(actions(made)).toEqual([])
  })

  it('never touches the caller, whether known by id or by address', async () => {
    for (const own of [
      member('other@example.edu', { id: me.id, admin: true }),
      member('ME@example.edu', { id: 'another', admin: true }),
    ]) {
      const made = await plan([own, second, member('third@example.edu', { admin: true })], keepOnly(['bo@example.edu']))
      expect(actions(made)).toEqual(['remove third@example.edu'])
      expect(made.kept).toMatchObject([{ code: 'self' }])
    }
  })

  it('keeps whom the policy protects, and whoever shows no address', async () => {
    const made = await plan(
      [self, second, member('ana@example.edu'), member('', { id: 'x' }), member('d@example.edu')],
      keepOnly(['bo@example.edu']),
      {
        ...decided,
        policy: { protect: ['ANA@example.edu'] },
      },
    )
    expect(actions(made)).toEqual(['remove d@example.edu'])
    expect(made.kept.map(({ code }) => code)).toEqual(['no-address', 'protected', 'self'])
  })

  it("'only-me' keeps the caller alone, and is refused for a service account", async () => {
    expect(actions(await plan([self, member('d@example.edu')], keepOnly('only-me')))).toEqual(['remove d@example.edu'])
    const key = new MemoryAdmin([self], workspaceScope)
    key.caller = { id: 'key:1', kind: 'service-account' }
    await expect(makePlan(key, keepOnly('only-me'))).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('blocks what cannot be taken away, and says who can', async () => {
    const team = member('t@example.edu', { access: [{ via: 'team', role: 'unknown', managedBy: 'idp' }] })
    const both = member('u@example.edu', {
      access: [...member('').access, { via: 'system', role: 'SYSTEM_VIEWER', managedBy: 'here' }],
    })
    const made = await plan([self, second, team, both], keepOnly(['bo@example.edu']), {}, workspaceScope)
    expect(made.blocked).toMatchObject([
      { email: 't@example.edu', reason: 't@example.edu is here only through a team.' },
    ])
    expect(made.steps).toMatchObject([{ email: 'u@example.edu', promises: 'remains' }])
  })

  it('takes administrators last', async () => {
    const made = await plan(
      [self, second, member('a@example.edu', { admin: true }), member('z@example.edu')],
      keepOnly(['bo@example.edu']),
    )
    expect(actions(made)).toEqual(['remove z@example.edu', 'remove a@example.edu'])
  })
})

describe('roster', () => {
  it('invites who is missing, adds roles, and leaves who is absent', async () => {
    const made = await plan(
      [self, second, member('ana@example.edu', { roles: ['viewer'] }), member('cy@example.edu', { roles: ['editor'] })],
      roster([
        { email: 'ana@example.edu', roles: ['Editor'] },
        { email: 'cy@example.edu', roles: ['editor'] },
        { email: 'new@example.edu', roles: ['viewer'] },
        'bo@example.edu',
        'plain@example.edu',
      ]),
    )
    expect(made.steps).toMatchObject([
      {
        action: 'invite',
        email: 'new@example.edu',
        roles: { add: ['viewer'], drop: [] },
        promises: 'pending',
        what: 'invite new@example.edu to workspace spring-class as Viewer',
      },
      {
        action: 'invite',
        email: 'plain@example.edu',
        roles: { add: [], drop: [] },
        what: 'invite plain@example.edu to workspace spring-class',
      },
      {
        action: 'set-roles',
        email: 'ana@example.edu',
        roles: { add: ['editor'], drop: [] },
        promises: 'done',
        takesAdmin: false,
      },
    ])
    expect(made.held).toEqual([])
  })

  it('replaces a role where a person holds one', async () => {
    const people = [
      self,
      second,
      member('ana@example.edu', { roles: ['viewer'] }),
      member('in@example.edu', { status: 'invited', roles: ['viewer'] }),
    ]
    const made = await plan(
      people,
      roster([
        { email: 'ana@example.edu', roles: ['editor'] },
        { email: 'in@example.edu', roles: ['editor'] },
      ]),
      {},
      workspaceScope,
    )
    expect(made.steps).toMatchObject([
      {
        action: 'set-roles',
        email: 'ana@example.edu',
        roles: { add: ['editor'], drop: ['viewer'] },
        what: 'make ana@example.edu Editor instead of Viewer in workspace Data',
        promises: 'done',
      },
      { action: 'set-roles', email: 'in@example.edu', promises: 'pending' },
    ])
  })

  it('removes or suspends who is absent, if asked to, and never the caller', async () => {
    const people = [self, second, member('a@example.edu'), member('s@example.edu', { status: 'suspended' })]
    expect(actions(await plan(people, roster(['bo@example.edu'], { absent: 'remove' })))).toEqual([
      'remove a@example.edu',
      'remove s@example.edu',
    ])
    const suspending = await plan(people, roster(['bo@example.edu'], { absent: 'suspend' }))
    expect(suspending.steps.map(({ what }) => what)).toEqual(['suspend a@example.edu in workspace spring-class'])
  })

  it('refuses to suspend where nobody can be', async () => {
    await expect(
      plan([self], roster(['bo@example.edu'], { absent: 'suspend' }), {}, workspaceScope),
    ).rejects.toMatchObject({ problem: 'unsupported' })
  })

  it('does not take administration from the caller or a protected person', async () => {
    const people = [
      member('me@example.edu', { admin: true, roles: ['admin'] }),
      member('bo@example.edu', { admin: true, roles: ['admin'] }),
    ]
    const goal = roster(['me@example.edu', 'bo@example.edu'].map((email) => ({ email, roles: ['viewer'] })))
    const made = await plan(people, goal, { policy: { protect: ['bo@example.edu'] } }, workspaceScope)
    expect(made.steps).toEqual([])
    expect(made.kept.map(({ code }) => code)).toEqual(['protected', 'self'])
  })

  it('refuses a role that is none here and names those there are', async () => {
    const goal = roster([{ email: 'new@example.edu', roles: ['Boss'] }])
    await expect(plan([self], goal)).rejects.toThrow(
      '"Boss" is no role here; there are Workspace Admin (admin), Editor (editor), Viewer (viewer).',
    )
  })
})

describe('the guard per-run', () => {
  it.each([
    [20, 5, false],
    [20, 6, true],
    [100, 10, false],
    [100, 11, true],
    [3_000, 200, false],
    [3_000, 201, true],
  ])('of %i people, %i removals: held %s', async (total, removals, held) => {
    const people = crowd(total - 2)
    const keep = people.slice(removals).map(({ email }) => email)
    const made = await plan([self, second, ...people], keepOnly(['bo@example.edu', ...keep]))
    expect(made.steps).toHaveLength(removals)
    expect(codes(made)).toEqual(held ? ['per-run'] : [])
    expect(made.steps.every(({ heldBy }) => heldBy.includes('per-run') === held)).toBe(true)
  })

  it('says how many are too many, and how to go on', async () => {
    const made = await plan([self, second, ...crowd(18)], keepOnly(['bo@example.edu']))
    expect(made.held).toEqual([
      {
        code: 'per-run',
        steps: 18,
        reason: '18 removals among 20 people are more than the 5 that one run may do unasked.',
        remedy: 'If these 18 are meant, release per-run for this plan.',
      },
    ])
  })

  it('counts suspensions and downgrades apart, and never invitations', async () => {
    const suspended = await plan([self, second, ...crowd(18)], roster(['bo@example.edu'], { absent: 'suspend' }))
    expect(suspended.held[0]?.reason).toMatch(/^18 suspensions among/)
    const admins = crowd(18, { admin: true, roles: ['admin'] })
    const goal = roster(admins.map(({ email }) => ({ email, roles: ['viewer'] })))
    const downgraded = await plan([self, second, ...admins], goal, {}, workspaceScope)
    expect(downgraded.held[0]?.reason).toMatch(/^18 downgrades among/)
    const invited = await plan([self, second], roster(crowd(300).map(({ email }) => email)))
    expect([invited.steps.length, invited.held]).toEqual([300, []])
  })

  it('takes other bounds from the policy, and refuses rubbish', async () => {
    const people = [self, second, ...crowd(18)]
    const policy = { perRun: { floor: 18, share: 0, most: 18 } }
    expect(codes(await plan(people, keepOnly(['bo@example.edu']), { ...decided, policy }))).toEqual([])
    await expect(plan(people, keepOnly(['bo@example.edu']), { policy: { admins: -1 } })).rejects.toMatchObject({
      problem: 'invalid',
    })
    await expect(
      plan(people, keepOnly(['bo@example.edu']), { policy: { perRun: { share: Number.NaN } } }),
    ).rejects.toMatchObject({ problem: 'invalid' })
  })
})

describe('the guard typo', () => {
  it('holds every removal while a protected person is not there, and names who may be meant', async () => {
    const made = await plan(
      [self, second, member('ana.ruiz@example.edu'), member('cy@example.edu')],
      keepOnly(['bo@example.edu', 'ana.riuz@example.edu']),
    )
    expect(made.unmatched).toEqual([{ entry: 'ana.riuz@example.edu', nearest: ['ana.ruiz@example.edu'] }])
    expect(made.held).toMatchObject([
      {
        code: 'typo',
        steps: 2,
        reason: 'The list of protected people names 1 who is not here: ana.riuz@example.edu (ana.ruiz@example.edu?).',
      },
    ])
    expect(made.steps.every(({ heldBy }) => heldBy.includes('typo'))).toBe(true)
  })

  it('looks at the people of the policy too, at domains and ids, and shows five', async () => {
    const made = await plan(
      [self, second, member('cy@example.edu')],
      keepOnly(['bo@example.edu', '@nowhere.example', '4711', { role: 'Nobody' }]),
      {
        ...decided,
        policy: { protect: ['qqqq1@far.example', 'qqqq2@far.example', 'qqqq3@far.example'] },
      },
    )
    expect(made.unmatched.map(({ entry }) => entry)).toEqual([
      '@nowhere.example',
      '4711',
      'Nobody',
      'qqqq1@far.example',
      'qqqq2@far.example',
      'qqqq3@far.example',
    ])
    expect(made.held[0]?.reason).toBe(
      'The list of protected people names 6 who are not here: @nowhere.example, 4711, Nobody, qqqq1@far.example, qqqq2@far.example and 1 more.',
    )
  })

  it('lets invitations through', async () => {
    const made = await plan([self, second], roster(['new@example.edu']), { policy: { protect: ['ghost@example.edu'] } })
    expect(made.steps[0]?.heldBy).toEqual([])
    expect(made.held).toEqual([])
  })
})

describe('the guard admins', () => {
  const admin = (name: string, about: Partial<Member> = {}): Member =>
    member(`${name}@example.edu`, { admin: true, ...about })
  it.each<[string, Member[], string[], boolean, typeof aacScope]>([
    ['AAC: two stay', [self, admin('a'), admin('b')], ['a@example.edu'], false, aacScope],
    ['AAC: one stays', [self, admin('a'), admin('b')], ['c@example.edu'], true, aacScope],
    [
      'AAC: a suspended one does not count',
      [self, admin('a', { status: 'suspended' }), admin('b')],
      ['a@example.edu'],
      true,
      aacScope,
    ],
    [
      'AAC: an invited one does not count',
      [self, admin('a', { status: 'invited' }), admin('b')],
      ['a@example.edu'],
      true,
      aacScope,
    ],
    [
      'AAC: an unknown one does not count',
      [self, admin('a', { admin: undefined }), admin('b')],
      ['a@example.edu'],
      true,
      aacScope,
    ],
    ['Houston workspace: one stays', [self, admin('a'), admin('b')], ['c@example.edu'], false, workspaceScope],
    ['Houston workspace: none stays', [member('me@example.edu'), admin('b')], ['c@example.edu'], true, workspaceScope],
    ['Houston platform: two stay', [self, admin('a'), admin('b')], ['a@example.edu'], false, platformScope],
    ['Houston platform: one stays', [self, admin('a'), admin('b')], ['c@example.edu'], true, platformScope],
  ])('%s: held %s', async (_name, people, keep, held, scope) => {
    const made = await plan(
      [...people, member('c@example.edu'), member('plain@example.edu')],
      keepOnly([...keep, 'c@example.edu']),
      decided,
      scope,
    )
    expect(codes(made).includes('admins')).toBe(held)
    expect(made.steps.find(({ email }) => email === 'plain@example.edu')?.heldBy).not.toContain('admins')
    expect(made.steps.find(({ email }) => email === 'b@example.edu')?.heldBy.includes('admins')).toBe(held)
  })

  it('takes someone whom the system does not tell about for an administrator', async () => {
    const made = await plan([self, member('x@example.edu', { admin: undefined })], keepOnly('only-me'))
    expect(made.held).toMatchObject([
      {
        code: 'admins',
        reason:
          '1 of these people administer the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      },
    ])
  })

  it('takes its number from the policy', async () => {
    const people = [self, admin('a'), admin('b')]
    expect(codes(await plan(people, keepOnly('only-me'), { ...decided, policy: { admins: 1 } }))).toEqual([])
  })
})

describe('the guard assets', () => {
  const people = [self, second, member('cy@example.edu'), member('in@example.edu', { status: 'invited' })]
  it('holds removals until somebody decides; an invited person owns nothing', async () => {
    const made = await plan(people, keepOnly(['bo@example.edu']), {})
    expect(made.steps.map(({ email, heldBy }) => [email, heldBy])).toEqual([
      ['cy@example.edu', ['assets']],
      ['in@example.edu', []],
    ])
    expect(made.held).toMatchObject([{ code: 'assets', steps: 1 }])
    expect(made.held[0]?.reason).toContain('how much is unknown')
    expect(made.assets).toBeNull()
  })

  it('hands them to an active member who stays', async () => {
    const made = await plan(people, keepOnly(['bo@example.edu']), {
      assets: { transferTo: { email: 'BO@example.edu' } },
    })
    expect(made.held).toEqual([])
    expect(made.assets).toEqual({ transferTo: { id: second.id, email: 'bo@example.edu' } })
    expect(made.steps[0]).toMatchObject({
      transferTo: { email: 'bo@example.edu' },
      what: 'take cy@example.edu out of workspace spring-class, after handing what they own to bo@example.edu',
    })
    expect(made.steps[1]).not.toHaveProperty('transferTo')
    expect(made.irreversible).toEqual(['A transfer of assets cannot be undone.'])
  })

  it('says before what leaving them costs', async () => {
    expect((await plan(people, keepOnly(['bo@example.edu']))).irreversible).toEqual([
      expect.stringContaining('within 14 days'),
    ])
  })

  it.each([
    ['ghost@example.edu', 'there is no such member here'],
    ['in@example.edu', 'the person is invited'],
    ['cy@example.edu', 'the same plan would remove that person'],
  ])('refuses to hand them to %s', async (email, reason) => {
    const attempt = plan(people, keepOnly(['bo@example.edu']), { assets: { transferTo: { email } } })
    await expect(attempt).rejects.toThrow(reason)
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('is no question where nothing can be transferred', async () => {
    expect((await plan(people, keepOnly(['bo@example.edu']), {}, workspaceScope)).held).toEqual([])
  })
})

describe('the guard accounts', () => {
  it('holds the deletion of accounts on a platform, not the withdrawal of invitations', async () => {
    const people = [
      self,
      second,
      member('cy@example.edu', { access: [] }),
      member('in@example.edu', { status: 'invited' }),
    ]
    const made = await plan(people, keepOnly(['bo@example.edu']), {}, platformScope)
    expect(made.steps.map(({ what, heldBy }) => [what, heldBy])).toEqual([
      ['delete the account of cy@example.edu', ['accounts']],
      ['withdraw the invitation of in@example.edu to the platform example.com', []],
    ])
    expect(made.held).toMatchObject([
      { code: 'accounts', steps: 1, reason: expect.stringContaining('cannot be undone') as string },
    ])
  })
})

describe('a plan', () => {
  const people = [self, second, member('cy@example.edu'), member('dan@example.edu')]
  const goal = keepOnly(['bo@example.edu'])
  it('has the same id in an unchanged world, whatever the hour and the order of the list', async () => {
    const first = await makePlan(new MemoryAdmin(people), goal, { now: () => 0 })
    const later = await makePlan(new MemoryAdmin(people.toReversed()), keepOnly([' BO@example.edu']), {
      now: () => 86_400_000,
    })
    expect(later.id).toBe(first.id)
    expect(first.id).toMatch(/^[0-9a-f]{64}$/)
    expect([first.madeAt, first.madeBy]).toEqual(['1970-01-01T00:00:00.000Z', me])
  })

  it('has another id for another scope, person, mark, goal, policy or decision', async () => {
    const ids = await Promise.all([
      plan(people, goal),
      plan(people, goal, {}),
      plan(people, goal, { ...decided, policy: { admins: 1 } }),
      plan(people, keepOnly(['bo@example.edu', 'cy@example.edu'])),
      plan(people, goal, decided, { ...aacScope, name: 'autumn-class' }),
      plan(people, goal, decided, { ...aacScope, id: '41878' }),
      plan(
        people.map((one) => (one.email === 'cy@example.edu' ? { ...one, mark: 'another' } : one)),
        goal,
      ),
    ])
    expect(new Set(ids.map(({ id }) => id)).size).toBe(ids.length)
  })

  it('is plain JSON, and one changed letter is seen', async () => {
    const made = await plan(people, goal)
    const copy = JSON.parse(JSON.stringify(made)) as Plan
    expect(copy).toEqual(made)
    expect(await planId(copy)).toBe(made.id)
    expect(await planId({ ...copy, members: 5 })).not.toBe(made.id)
    expect(await planId({ ...copy, madeAt: 'other', madeBy: { id: 'x', kind: 'person' } })).toBe(made.id)
  })

  it('is not made of a list that cannot be read', async () => {
    const admin = new MemoryAdmin(people)
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unavailable', 'the list ended after 25 rows')
    }
    await expect(makePlan(admin, goal)).rejects.toThrow('the list ended after 25 rows')
  })
})
