import { describe, expect, it } from 'vitest'
import { keepOnly, makePlan, type Plan, UserAdminError } from '../src/index.ts'
import { planId } from '../src/plan/plan.ts'
import { aacScope, MemoryAdmin, me, member, staff, workspaceScope } from './memory.ts'
import { actions, decided, holding, plan, second, self } from './plan-worlds.ts'

const here = 'https://us1.alteryxcloud.com/41877'

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
      {
        scope: here,
        email: 'me@example.edu',
        id: self.id,
        code: 'self',
        reason: 'This is the person whose credential is used.',
      },
    ])
    expect(made.steps.map(({ what }) => what)).toEqual([
      'take cy@example.edu out of workspace spring-class',
      'withdraw the invitation of in@example.edu to workspace spring-class',
      'take su@example.edu out of workspace spring-class',
    ])
    expect(made.scopes).toEqual([
      {
        key: here,
        scope: aacScope,
        members: 6,
        limits: {
          perRun: { floor: 5, share: 0.1, most: 200 },
          smallScope: { members: 10, removals: 1 },
          rolling: { share: 0.2, days: 7 },
          admins: 2,
        },
        assets: { transferTo: 'leave', except: [] },
        unseen: [],
        seats: null,
        whole: true,
      },
    ])
  })

  it('writes down of each step whom it was planned for, why, and how it can end', async () => {
    const made = await plan([self, second, member('cy@example.edu')], keepOnly(['bo@example.edu']))
    expect(made.steps).toEqual([
      {
        scope: here,
        action: 'remove',
        email: 'cy@example.edu',
        id: 'id-cy@example.edu',
        what: 'take cy@example.edu out of workspace spring-class',
        reason: 'Not on the list of people to keep.',
        status: 'active',
        mark: 'mark-cy@example.edu',
        admin: false,
        takesAdmin: false,
        promises: 'done',
        irreversible:
          'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.',
        heldBy: [],
      },
    ])
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
      { ...decided, policy: { protect: ['ANA@example.edu'] } },
    )
    expect(actions(made)).toEqual(['remove d@example.edu'])
    expect(made.kept.map(({ code }) => code)).toEqual(['no-address', 'protected', 'self'])
  })

  it("'only-me' keeps the caller alone, and is refused for a service account", async () => {
    expect(actions(await plan([self, member('d@example.edu')], keepOnly('only-me')))).toEqual(['remove d@example.edu'])
    const key = new MemoryAdmin([self], workspaceScope)
    key.caller = { id: 'key:1', kind: 'service-account' }
    const attempt = makePlan(key, keepOnly('only-me'))
    await expect(attempt).rejects.toMatchObject({ problem: 'invalid' })
    await expect(attempt).rejects.toThrow(
      "'only-me' would keep nobody: the credential belongs to a service account, not to a person. Name the people to keep.",
    )
  })

  it('blocks what cannot be taken away, and says who can', async () => {
    const team = member('t@example.edu', { access: [{ via: 'team', role: 'unknown', managedBy: 'idp' }] })
    const system = { via: 'system', role: 'SYSTEM_VIEWER', managedBy: 'here' } as const
    const both = member('u@example.edu', { access: [...member('').access, system] })
    const made = await plan([self, second, team, both], keepOnly(['bo@example.edu']), {}, workspaceScope)
    expect(made.blocked).toEqual([
      {
        scope: 'https://houston.example.com/ws1',
        action: 'remove',
        email: 't@example.edu',
        id: 'id-t@example.edu',
        reason: 't@example.edu gets in through a team of the identity provider.',
        remedy:
          'Take the person out of that team where it is managed: in the identity provider, or by its administrator.',
      },
    ])
    expect(made.steps).toMatchObject([{ email: 'u@example.edu', promises: 'remains', stays: [system] }])
  })

  it('promises nothing where the credential is not shown every way in, and says which', async () => {
    const admin = new MemoryAdmin([self, second, member('cy@example.edu')], workspaceScope).offer({
      unseen: ['System roles, which open every workspace, are not shown.'],
    })
    const made = await makePlan(admin, keepOnly(['bo@example.edu']))
    expect(made.steps).toMatchObject([{ email: 'cy@example.edu', promises: 'unknown' }])
    expect(made.scopes[0]?.unseen).toEqual(['System roles, which open every workspace, are not shown.'])
  })

  it('counts the seats that its removals free: not those that are held, nor of people who were only invited', async () => {
    const seated = (...others: ReturnType<typeof member>[]): MemoryAdmin =>
      new MemoryAdmin([self, second, ...staff(10), ...others]).offer({ seats: { limit: 20, taken: 14 } })
    const invited = member('in@example.edu', { status: 'invited' })
    const goal = keepOnly(['bo@example.edu', '@staff.example'])
    const free = await makePlan(seated(member('cy@example.edu'), invited), goal, decided)
    expect(free.scopes[0]?.seats).toEqual({ limit: 20, taken: 14, after: 13 })
    const held = await makePlan(seated(member('cy@example.edu'), invited), goal)
    expect(held.scopes[0]?.seats).toEqual({ limit: 20, taken: 14, after: 14 })
    const unknown = seated(member('cy@example.edu')).offer({ seats: { limit: undefined, taken: undefined } })
    expect((await makePlan(unknown, goal, decided)).scopes[0]?.seats).toEqual({ limit: null, taken: null, after: null })
  })

  it('takes administrators last', async () => {
    const made = await plan(
      [self, second, member('a@example.edu', { admin: true }), member('z@example.edu')],
      keepOnly(['bo@example.edu']),
    )
    expect(actions(made)).toEqual(['remove z@example.edu', 'remove a@example.edu'])
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
    expect([first.madeAt, first.madeBy]).toEqual(['1970-01-01T00:00:00.000Z', [me]])
  })

  it('has another id for another scope, person, mark, goal, policy or decision', async () => {
    const ids = await Promise.all([
      plan(people, goal),
      plan(people, goal, {}),
      plan(people, goal, { ...decided, policy: { admins: 1 } }),
      plan(people, goal, { ...decided, unattended: true }),
      plan(people, keepOnly(['bo@example.edu', 'cy@example.edu'])),
      plan(people, goal, decided, { ...aacScope, name: 'autumn-class' }),
      plan(people, goal, decided, { ...aacScope, id: '41878' }),
      plan(people, goal, decided, { ...aacScope, origin: 'https://eu1.alteryxcloud.com' }),
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
    expect(await planId({ ...copy, scopes: copy.scopes.map((one) => ({ ...one, members: 5 })) })).not.toBe(made.id)
    expect(await planId({ ...copy, madeAt: 'other', madeBy: [{ id: 'x', kind: 'person' }] })).toBe(made.id)
  })

  it('is not made of a list that cannot be read', async () => {
    const admin = new MemoryAdmin(people)
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unavailable', 'the list ended after 25 rows')
    }
    await expect(makePlan(admin, goal)).rejects.toThrow('the list ended after 25 rows')
  })

  it('says that nothing is remembered, and is held by no guard that would need it', async () => {
    const made = await plan(people.slice(0, 3), goal)
    expect([made.notChecked, made.held, holding(made)]).toEqual([['rolling'], [], [['cy@example.edu', []]]])
  })
})
