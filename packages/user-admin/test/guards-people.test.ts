import { describe, expect, it } from 'vitest'
import { keepOnly, leavers, type Member, roster } from '../src/index.ts'
import { aacScope, member, platformScope, staff, workspaceScope } from './memory.ts'
import { codes, decided, holding, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'
const admin = (name: string, about: Partial<Member> = {}): Member =>
  member(`${name}@example.edu`, { admin: true, ...about })

describe('the guard admins', () => {
  const others = staff(10)
  const remedy = 'Protect an administrator, make somebody else one, or release admins; the last one stays in any case.'

  it.each<[string, Member[], string[], string | undefined, typeof aacScope]>([
    ['AAC: three stay', [self, admin('a'), admin('b'), admin('c')], ['a', 'c'], undefined, aacScope],
    ['AAC: two stay', [self, admin('a'), admin('b')], ['a'], undefined, aacScope],
    [
      'AAC: one stays',
      [self, admin('a'), admin('b')],
      [],
      '2 of these people administer the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      aacScope,
    ],
    [
      'AAC: a suspended one does not count',
      [self, admin('a', { status: 'suspended' }), admin('b')],
      ['a'],
      '1 of these people administers the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      aacScope,
    ],
    [
      'AAC: an invited one does not count',
      [self, admin('a', { status: 'invited' }), admin('b')],
      ['a'],
      '1 of these people administers the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      aacScope,
    ],
    [
      'AAC: one of whom the system does not say counts as none of those who stay',
      [self, admin('a', { admin: undefined }), admin('b')],
      ['a'],
      '1 of these people administers the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      aacScope,
    ],
    [
      'AAC: one of whom the system does not say counts as one of those who go',
      [self, admin('b', { admin: undefined })],
      [],
      '1 of these people administers the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      aacScope,
    ],
    ['Houston workspace: one stays', [self, admin('b')], [], undefined, workspaceScope],
    [
      'Houston workspace: none stays',
      [member('me@example.edu'), admin('b')],
      [],
      '1 of these people administers the scope or may do so, and only 0 other active administrators are known; 1 should remain.',
      workspaceScope,
    ],
    ['Houston platform: two stay', [self, admin('a'), admin('b')], ['a'], undefined, platformScope],
    [
      'Houston platform: one stays',
      [self, admin('b')],
      [],
      '1 of these people administers the scope or may do so, and only 1 other active administrator is known; 2 should remain.',
      platformScope,
    ],
  ])('%s', async (_name, people, keep, reason, scope) => {
    const goal = keepOnly(['@staff.example', ...keep.map((name) => `${name}@example.edu`)])
    const made = await plan([...people, ...others, member('plain@example.edu')], goal, decided, scope)
    expect(made.held.filter(({ code }) => code === 'admins')).toEqual(
      reason === undefined
        ? []
        : [{ code: 'admins', scope: made.scopes[0]?.key, steps: made.steps.length - 1, reason, remedy }],
    )
    for (const { email, heldBy } of made.steps)
      expect([email, heldBy.includes('admins')]).toEqual([email, reason !== undefined && email !== 'plain@example.edu'])
  })

  it('judges suspensions and downgrades of administrators in the same way', async () => {
    const suspending = await plan([self, admin('a')], roster(['x@example.edu'], { absent: 'suspend' }))
    expect(holding(suspending)).toEqual([
      ['x@example.edu', []],
      ['a@example.edu', ['admins']],
    ])
    const goal = roster([{ email: 'a@example.edu', roles: ['viewer'] }])
    const people = [member('me@example.edu'), admin('a', { roles: ['admin'] })]
    expect(holding(await plan(people, goal, {}, workspaceScope))).toEqual([['a@example.edu', ['admins']]])
  })

  it('takes its number from the policy', async () => {
    const people = [self, admin('a'), ...others]
    const goal = keepOnly(['@staff.example'])
    expect(codes(await plan(people, goal, { ...decided, policy: { admins: 1 } }))).toEqual([])
    expect(codes(await plan(people, goal, { ...decided, policy: { admins: 2 } }))).toEqual(['admins'])
  })
})

describe('the guard assets', () => {
  const owner = member('cy@example.edu')
  const invited = member('in@example.edu', { status: 'invited' })
  const people = [self, second, ...staff(10), owner, invited]
  const goal = keepOnly(['bo@example.edu', '@staff.example'])
  const supportOnly =
    'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.'

  it.each([
    { owners: 0, owns: undefined },
    { owners: 1, owns: 'this person owns' },
    { owners: 2, owns: 'these 2 people own' },
  ])('holds $owners removals until somebody decides; an invited person owns nothing', async ({ owners, owns }) => {
    const leaving = ['cy@example.edu', 'dan@example.edu'].slice(0, owners).map((email) => member(email))
    const made = await plan([self, second, ...staff(10), ...leaving, invited], goal, {})
    expect(made.held).toEqual(
      owns === undefined
        ? []
        : [
            {
              code: 'assets',
              scope: here,
              steps: owners,
              reason: `What ${owns} (how much is unknown) would leave the workspace with them, and nobody has decided about it.`,
              remedy: "Decide when planning: assets: { transferTo } hands it to somebody, assets: 'leave' gives it up.",
            },
          ],
    )
    expect(holding(made)).toEqual([...leaving.map(({ email }) => [email, ['assets']] as const), ['in@example.edu', []]])
    expect(made.scopes[0]?.assets).toBeNull()
  })

  it('hands them to an active member who stays', async () => {
    const made = await plan(people, goal, { assets: { transferTo: { email: 'BO@example.edu' } } })
    expect(made.held).toEqual([])
    expect(made.scopes[0]?.assets).toEqual({ transferTo: { id: second.id, email: 'bo@example.edu' }, except: [] })
    expect(made.steps[0]).toMatchObject({
      transferTo: { id: second.id, email: 'bo@example.edu' },
      what: 'take cy@example.edu out of workspace spring-class, after handing what they own to bo@example.edu',
    })
    expect(made.steps[1]).not.toHaveProperty('transferTo')
    expect(made.irreversible).toEqual(['A transfer of assets cannot be undone.'])
  })

  it('decides otherwise for single people, in both directions', async () => {
    const dan = member('dan@example.edu')
    const world = [...people, dan]
    const mostly = await plan(world, goal, {
      assets: {
        transferTo: { email: 'bo@example.edu' },
        except: [{ of: { email: 'CY@example.edu' }, transferTo: 'leave' }],
      },
    })
    expect(mostly.held).toEqual([])
    expect(mostly.steps.map(({ email, transferTo, irreversible }) => [email, transferTo?.email, irreversible])).toEqual(
      [
        ['cy@example.edu', undefined, supportOnly],
        ['dan@example.edu', 'bo@example.edu', 'A transfer of assets cannot be undone.'],
        ['in@example.edu', undefined, undefined],
      ],
    )
    const hardly = await plan(world, goal, {
      assets: { transferTo: 'leave', except: [{ of: { id: dan.id }, transferTo: { id: self.id } }] },
    })
    expect(hardly.scopes[0]?.assets).toEqual({
      transferTo: 'leave',
      except: [
        {
          of: { id: dan.id, email: 'dan@example.edu' },
          transferTo: { id: self.id, email: 'me@example.edu' },
        },
      ],
    })
    expect(hardly.steps.map(({ transferTo }) => transferTo?.email)).toEqual([undefined, 'me@example.edu', undefined])
  })

  it('says before what leaving them costs', async () => {
    expect((await plan(people, goal)).irreversible).toEqual([supportOnly])
  })

  it.each([
    [
      'ghost@example.edu',
      'Assets cannot be handed to ghost@example.edu in spring-class: there is no such member. Name an active member who stays.',
    ],
    [
      'in@example.edu',
      'Assets cannot be handed to in@example.edu in spring-class: the person is invited. Name an active member who stays.',
    ],
    [
      'cy@example.edu',
      'Assets cannot be handed to cy@example.edu: the same plan would remove that person. Protect the receiver, or name another.',
    ],
  ])('refuses to hand them to %s, for everybody or for one', async (email, reason) => {
    for (const assets of [
      { transferTo: { email } },
      { transferTo: 'leave' as const, except: [{ of: { email: 'cy@example.edu' }, transferTo: { email } }] },
    ]) {
      const attempt = plan(people, goal, { assets })
      await expect(attempt).rejects.toThrow(new RegExp(`^${reason}$`, 'u'))
      await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
    }
  })

  it('is no question where nothing can be transferred', async () => {
    expect((await plan(people, goal, {}, workspaceScope)).held).toEqual([])
  })

  it('is no question of a suspension, which leaves everything where it is', async () => {
    expect((await plan(people, leavers(['cy@example.edu']), {})).held).toEqual([])
  })
})

describe('the guard accounts', () => {
  it.each([
    { count: 0, accounts: undefined },
    { count: 1, accounts: 'An account' },
    { count: 2, accounts: '2 accounts' },
  ])(
    'holds $count deletions of accounts on a platform, not the withdrawal of an invitation',
    async ({ count, accounts }) => {
      const gone = ['cy@example.edu', 'dan@example.edu'].slice(0, count).map((email) => member(email, { access: [] }))
      const made = await plan(
        [self, second, ...staff(10), ...gone, member('in@example.edu', { status: 'invited' })],
        keepOnly(['bo@example.edu', '@staff.example']),
        {},
        platformScope,
      )
      expect(made.steps.map(({ what, heldBy }) => [what, heldBy])).toEqual([
        ...gone.map(({ email }) => [`delete the account of ${email} at the platform example.com`, ['accounts']]),
        ['withdraw the invitation of in@example.edu to the platform example.com', []],
      ])
      expect(made.held).toEqual(
        accounts === undefined
          ? []
          : [
              {
                code: 'accounts',
                scope: 'https://houston.example.com/platform',
                steps: count,
                reason: `${accounts} would be deleted with every role in every workspace, which cannot be undone.`,
                remedy: 'If accounts are meant and not memberships of one workspace, release accounts.',
              },
            ],
      )
    },
  )

  it('knows an account behind an open invitation by its other ways in', async () => {
    const access = [
      { via: 'invite', role: '', managedBy: 'here' },
      { via: 'system', role: 'SYSTEM_VIEWER', managedBy: 'here' },
    ] as const
    const made = await plan(
      [self, second, ...staff(10), member('in@example.edu', { status: 'invited', access })],
      keepOnly(['bo@example.edu', '@staff.example']),
      {},
      platformScope,
    )
    expect(holding(made)).toEqual([['in@example.edu', ['accounts']]])
  })
})
