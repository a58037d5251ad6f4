import { describe, expect, it } from 'vitest'
import { keepOnly, type Member, makePlan, type Plan, roster, type Scope, type Step, summarise } from '../src/index.ts'
import { shortEffect } from '../src/summary/effect.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const self = member('me@example.edu', { admin: true })
const second = member('bo@example.edu', { admin: true })
const planned = (people: readonly Member[], scope?: Scope, goal = keepOnly(['me@example.edu', 'bo@example.edu'])) =>
  makePlan(new MemoryAdmin([self, second, ...people], scope), goal, { assets: 'leave' })
const table = (plan: Plan, columns?: number): string[] => {
  const lines = summarise(plan, { columns }).split('\n')
  const from = lines.findIndex((line) => line.startsWith('  ACTION'))
  return lines.slice(from, lines.indexOf('', from))
}
const long = (letters: number): Member => member(`${'a'.repeat(letters - '@example.edu'.length)}@example.edu`)

describe('a table of steps', () => {
  it('names the whole effect where that fits, to the very letter', async () => {
    const plan = await planned([member('ana@example.edu')], workspaceScope)
    const wide = [
      '  ACTION  PERSON           HELD BY  EFFECT',
      '  remove  ana@example.edu  -        take ana@example.edu out of workspace Data',
    ]
    const width = wide[1]?.length ?? 0
    expect(table(plan, width)).toEqual(wide)
    expect(table(plan, width - 1)).toEqual([
      '  ACTION  PERSON           HELD BY  EFFECT',
      '  remove  ana@example.edu  -        take out',
    ])
  })

  it('is 100 letters wide unless told otherwise', async () => {
    expect(table(await planned([long(26)], workspaceScope))[1]).toMatch(/ of workspace Data$/)
    expect(table(await planned([long(27)], workspaceScope))[1]).toMatch(/take out$/)
  })

  it('pads to the longest address, and cuts none, however narrow it is', async () => {
    const one = long(60)
    const plan = await planned([one, member('z@example.edu')], workspaceScope)
    const [heading = '', first = '', last = ''] = table(plan)
    expect([first, last].map((line) => line.indexOf('take out'))).toEqual([
      heading.indexOf('EFFECT'),
      heading.indexOf('EFFECT'),
    ])
    const [narrow = '', moved = '', calm = ''] = table(plan, 80)
    expect(moved).toContain(`remove  ${one.email}  small-scope  take out`)
    expect(calm.indexOf('take out')).toBe(narrow.indexOf('EFFECT'))
    expect(narrow.length).toBeLessThan(50)
  })

  it('is lined up with those of the other scopes, and all are as long or as short', async () => {
    const place = (name: string, ...people: Member[]): MemoryAdmin =>
      new MemoryAdmin([self, second, ...people], { ...workspaceScope, id: name, name })
    const admins = [place('A', member('x@example.edu')), place('B', long(45), ...crowd(1))]
    const text = summarise(await makePlan(admins, keepOnly(['me@example.edu', 'bo@example.edu'])))
    const lines = text.split('\n').filter((line) => /^ {2}(?:ACTION|remove)/.test(line))
    expect(new Set(lines.map((line) => line.search(/EFFECT|take out$/)))).toEqual(
      new Set([lines[0]?.indexOf('EFFECT')]),
    )
    expect(lines).toHaveLength(5)
  })

  it.each<[string, string, Scope, string]>([
    ['take a@b.edu out of workspace Data', 'take out', workspaceScope, 'a@b.edu'],
    [
      'take a@b.edu out of workspace Data, after handing what they own to c@b.edu',
      'take out, after handing what they own to c@b.edu',
      workspaceScope,
      'a@b.edu',
    ],
    ['delete the account of a@b.edu at the platform example.com', 'delete the account', platformScope, 'a@b.edu'],
    ['withdraw the invitation of a@b.edu to workspace Data', 'withdraw the invitation', workspaceScope, 'a@b.edu'],
    ['suspend a@b.edu in workspace Data', 'suspend', workspaceScope, 'a@b.edu'],
    ['invite a@b.edu to workspace Data as Workspace Viewer', 'invite as Workspace Viewer', workspaceScope, 'a@b.edu'],
    [
      'invite a@b.edu to the platform example.com; A can be given once they have signed up',
      'invite; A can be given once they have signed up',
      platformScope,
      'a@b.edu',
    ],
    ['put a@b.edu into team ops', 'put into team ops', workspaceScope, 'a@b.edu'],
    [
      'give a@b.edu DEPLOYMENT_EDITOR on prod in workspace Data',
      'give DEPLOYMENT_EDITOR on prod',
      workspaceScope,
      'a@b.edu',
    ],
    [
      'make a@b.edu Workspace Editor instead of Workspace Viewer in workspace Data',
      'make Workspace Editor instead of Workspace Viewer',
      workspaceScope,
      'a@b.edu',
    ],
    ['take a@b.edu out of workspace Other', 'take a@b.edu out of workspace Other', workspaceScope, 'a@b.edu'],
    ['take c@b.edu out of workspace Data', 'take c@b.edu out of workspace Data', workspaceScope, 'a@b.edu'],
    ['take a@b.edu out of workspace Datas', 'take a@b.edu out of workspace Datas', workspaceScope, 'a@b.edu'],
  ])('says of %j: %j', (what, short, scope, email) => {
    expect(shortEffect({ what, email } as Step, scope)).toBe(short)
    expect(shortEffect({ what, email } as Step, undefined)).toBe(what)
  })

  it('shortens every effect that a plan words', async () => {
    const admin = new MemoryAdmin(
      [self, second, member('ana@example.edu', { roles: ['viewer'] })],
      workspaceScope,
    ).offer({
      deployments: [{ id: 'd1', name: 'prod' }],
      teams: [{ id: 't1', name: 'ops', managedBy: 'here', roles: [], members: [] }],
    })
    const row = { roles: ['editor'], deployment: 'prod', deploymentRole: 'editor', team: 'ops' }
    const goal = roster([
      { email: 'ana@example.edu', ...row },
      { email: 'new@example.edu', ...row },
    ])
    const [heading = '', ...lines] = table(await makePlan(admin, goal), 90)
    expect(lines.map((line) => line.slice(heading.indexOf('EFFECT')))).toEqual([
      'invite as Editor, DEPLOYMENT_EDITOR on prod',
      'make Editor instead of Viewer',
      'give DEPLOYMENT_EDITOR on prod',
      'put into team ops',
      'put into team ops',
    ])
  })
})

describe('seats', () => {
  it.each<[string, Plan['scopes'][number]['seats'], number, string]>([
    ['what is known', { limit: 500, taken: 212, after: 180 }, 0, 'Seats: 212 of 500 seats taken, 180 afterwards.'],
    [
      'what is held',
      { limit: 500, taken: 212, after: 211 },
      1,
      'Seats: 212 of 500 seats taken, 211 afterwards without the 1 removal held back.',
    ],
    [
      'more that is held',
      { limit: 500, taken: 212, after: 212 },
      2,
      'Seats: 212 of 500 seats taken, 212 afterwards without the 2 removals held back.',
    ],
    ['no limit', { limit: null, taken: 2, after: 2 }, 0, 'Seats: 2 of an unknown number seats taken, 2 afterwards.'],
    [
      'nobody says how many',
      { limit: 500, taken: null, after: null },
      1,
      'Seats: how many of 500 are taken is unknown.',
    ],
    ['nobody says anything', { limit: null, taken: null, after: null }, 0, 'Seats: how many are taken is unknown.'],
  ])('are told with %s', async (_name, seats, held, line) => {
    const plan = await planned(crowd(2))
    const scopes = plan.scopes.map((scope) => ({ ...scope, seats }))
    const steps = plan.steps.map((step, index) => ({ ...step, heldBy: index < held ? (['typo'] as const) : [] }))
    expect(summarise({ ...plan, scopes, steps }).split('\n')).toContain(line)
  })
})
