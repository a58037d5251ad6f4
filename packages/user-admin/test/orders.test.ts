import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import schema from '../plan.schema.json' with { type: 'json' }
import {
  aacWorkspace,
  applyPlan,
  explain,
  makePlan,
  memoryState,
  type OrderGiven,
  orders,
  type Plan,
  type PlanOptions,
  resume,
  summarise,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const isPlan = new Ajv2020({ allErrors: true }).compile(schema)

/** A class of AAC, where everything can be ordered. */
const startClass = (): Promise<FakeAac> =>
  startFakeAac({
    seed: {
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'bo@example.edu', isAdmin: true },
        { email: 'ana@example.edu', assets: 3 },
        { email: 'out@example.edu', status: 'suspended' },
        { email: 'new@example.edu', status: 'invited', createdAt: new Date().toISOString() },
        ...Array.from({ length: 30 }, (_, index) => `student${index}@example.edu`),
      ],
    },
  })
const opened = (fake: FakeAac) => aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() }))
const planned = async (fake: FakeAac, list: readonly OrderGiven[], options: PlanOptions = {}): Promise<Plan> =>
  await makePlan(await opened(fake), orders(list), { assets: 'leave', ...options })
const whats = ({ steps }: Plan): readonly string[] => steps.map(({ what }) => what)

describe('orders', () => {
  it('become one step for each person who is not yet as asked, of the form of the schema', async () => {
    await using fake = await startClass()
    const plan = await planned(fake, [
      { action: 'reinstate', person: 'out@example.edu' },
      { action: 'reinstate', person: 'ana@example.edu' },
      { action: 'remind', person: 'new@example.edu' },
      { action: 'transfer', person: 'ana@example.edu', to: 'bo@example.edu' },
      { action: 'set-roles', person: 'student1@example.edu', roles: { add: ['Full User'], drop: ['viewer'] } },
      { action: 'suspend', person: 'student2@example.edu' },
      { action: 'remove', person: 'student3@example.edu' },
    ])
    expect(plan.steps.map(({ action, email }) => `${action} ${email}`)).toEqual([
      'reinstate out@example.edu',
      'set-roles student1@example.edu',
      'remind new@example.edu',
      'transfer ana@example.edu',
      'suspend student2@example.edu',
      'remove student3@example.edu',
    ])
    expect(isPlan(plan) || isPlan.errors).toBe(true)
    expect(plan.mails).toBe(1)
    const [, roles, , transfer] = plan.steps
    expect([roles?.roles, roles?.lowers]).toEqual([{ add: [expect.any(String)], drop: [expect.any(String)] }, true])
    expect(transfer).toMatchObject({
      transferTo: { email: 'bo@example.edu' },
      irreversible: 'A transfer of assets cannot be undone.',
    })
    expect(summarise(plan)).toContain('to hand over what they own')
  })

  it('take what was asked for by hand also from who was invited lately, and never from who is protected or oneself', async () => {
    await using fake = await startClass()
    const plan = await planned(
      fake,
      [
        { action: 'withdraw', person: 'new@example.edu' },
        { action: 'withdraw', person: 'ana@example.edu' },
        { action: 'remove', person: 'bo@example.edu' },
        { action: 'suspend', person: 'me@example.edu' },
        { action: 'remove', person: 'student1@example.edu' },
        { action: 'transfer', person: 'student1@example.edu', to: 'bo@example.edu' },
        { action: 'set-roles', person: 'me@example.edu', roles: { exactly: ['Viewer'] } },
      ],
      {
        policy: {
          protect: ['bo@example.edu'],
          exempt: [{ person: 'student1@example.edu', owner: 'bo@example.edu', until: Date.now() + 86_400_000 }],
        },
      },
    )
    expect(plan.exempt?.map(({ email }) => email)).toEqual(['student1@example.edu', 'student1@example.edu'])
    expect(whats(plan)).toEqual([expect.stringContaining('withdraw the invitation of new@example.edu')])
    expect(plan.kept.map(({ code }) => code).toSorted()).toEqual(['protected', 'self', 'self'])
    expect(plan.blocked.map(({ email, reason }) => [email, reason])).toEqual([
      ['ana@example.edu', 'ana@example.edu is a member already, and no invitation is open.'],
    ])
  })

  it('say who is nowhere, with the nearest address, and do nothing about them', async () => {
    await using fake = await startClass()
    const plan = await planned(fake, [{ action: 'remove', person: 'anna@example.edu' }])
    expect([plan.steps, plan.missing]).toEqual([[], [{ entry: 'anna@example.edu', nearest: ['ana@example.edu'] }]])
  })

  it.each<[string, Parameters<typeof orders>[0], RegExp]>([
    ['nobody', [], /names nobody/u],
    ['a whole domain', [{ action: 'remove', person: '@example.edu' }], /does not name one person/u],
    ['everybody who holds a role', [{ action: 'remove', person: { role: 'Viewer' } }], /does not name one person/u],
    ['roles without any', [{ action: 'set-roles', person: 'a@b.example' }], /it needs them/u],
    [
      'roles in two ways',
      [{ action: 'set-roles', person: 'a@b.example', roles: { exactly: [], add: [] } }],
      /not both/u,
    ],
    ['a transfer to nobody', [{ action: 'transfer', person: 'a@b.example' }], /it needs one/u],
  ])('refuse %s', (_name, list, says) => {
    expect(() => orders(list)).toThrow(says)
  })

  it('say what a place cannot do, and how to go on', async () => {
    const admin = new MemoryAdmin(
      [self, member('ana@example.edu', { roles: ['viewer'] }), ...crowd(20)],
      workspaceScope,
    )
    const person = 'ana@example.edu'
    const { steps, blocked } = await makePlan(
      admin,
      orders([
        { action: 'suspend', person },
        { action: 'reinstate', person },
        { action: 'transfer', person, to: 'me@example.edu' },
        { action: 'set-roles', person, roles: { drop: ['viewer'] } },
      ]),
    )
    expect(steps).toEqual([])
    expect(blocked.map(({ action }) => action).toSorted()).toEqual(['set-roles', 'suspend', 'transfer'])
    for (const { reason, remedy } of blocked) expect([reason, remedy]).not.toContain('')
  })

  it('give a role in the place of the one that is held, where one is held at most', async () => {
    const admin = new MemoryAdmin(
      [self, member('ana@example.edu', { roles: ['admin'], admin: true }), ...crowd(20)],
      platformScope,
    )
    const plan = await makePlan(
      admin,
      orders([{ action: 'set-roles', person: 'ana@example.edu', roles: { add: ['Editor'] } }]),
    )
    expect(plan.steps[0]).toMatchObject({ roles: { add: ['editor'], drop: ['admin'] }, takesAdmin: true })
    expect(plan.steps[0]?.heldBy).toEqual(['admins'])
  })
})

describe('an order that is carried out', () => {
  it('mails an invitation again once, hands over what somebody owns, lets in, and stands in the journal', async () => {
    await using fake = await startClass()
    const state = memoryState()
    const admin = await opened(fake)
    const plan = await planned(
      fake,
      [
        { action: 'reinstate', person: 'out@example.edu' },
        { action: 'remind', person: 'new@example.edu' },
        { action: 'transfer', person: 'ana@example.edu', to: 'bo@example.edu' },
      ],
      { state },
    )
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'tester' }, state })
    expect(report.results.map(({ step, outcome }) => `${step.action} ${outcome}`)).toEqual([
      'reinstate done',
      'remind pending',
      'transfer done',
    ])
    expect(report.left).toEqual([])
    expect(fake.mails.map(({ to, about }) => `${about} ${to}`)).toEqual(['reminder new@example.edu'])
    const assets = Object.fromEntries(fake.state[0]?.people?.map(({ email, assets: own }) => [email, own]) ?? [])
    expect([assets['ana@example.edu'], assets['bo@example.edu']]).toEqual([0, 3])
    expect(fake.canEnter('out@example.edu')).toBe(true)
    const said = await explain(state, { email: 'ana@example.edu' })
    expect(said.events.map(({ kind }) => kind)).toContain('step')
    expect(JSON.stringify(said)).toContain('Relieved of what they own')
  })

  it('leaves the end of a transfer or a mail unknown where the answer was lost: no read shows it', async () => {
    await using fake = await startClass()
    const admin = await opened(fake)
    const plan = await planned(fake, [
      { action: 'remind', person: 'new@example.edu' },
      { action: 'transfer', person: 'ana@example.edu', to: 'bo@example.edu' },
    ])
    for (const operation of ['reinviteListOfUsers', 'transferUserAssets'])
      fake.fault({ on: operation, times: 9, when: 'after', give: 'reset' })
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'tester' } })
    expect(report.results.map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown'])
    expect(fake.mails).toHaveLength(1)
  })

  it('is not mailed twice where the run was broken off before the answer came: nobody knows, and that is said', async () => {
    await using fake = await startClass()
    const admin = await opened(fake)
    const state = memoryState()
    const plan = await planned(fake, [{ action: 'remind', person: 'new@example.edu' }], { state })
    const stop = new AbortController()
    fake.fault({ on: 'reinviteListOfUsers', when: 'after', give: 'silence' })
    const watched = Object.assign(Object.create(admin) as typeof admin, {
      remind: (...[ref, options]: Parameters<(typeof admin)['remind']>) =>
        admin.remind(ref, {
          ...options,
          check: (isBegun) => {
            options?.check?.(isBegun)
            setTimeout(() => stop.abort(), 200)
          },
        }),
    })
    const broken = await applyPlan(watched, plan, {
      approve: { id: plan.id, by: 'tester' },
      state,
      signal: stop.signal,
      drain: 10,
    })
    expect(broken.results).toMatchObject([{ outcome: 'unknown', open: true }])
    const again = await resume(admin, { state })
    expect([again.results, fake.mails.length]).toMatchObject([[{ outcome: 'unknown' }], 1])
  })
})
