import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  complete,
  keepOnly,
  type Member,
  makePlan,
  type Plan,
  type RosterRow,
  roster,
  type Scope,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin, member, staff } from './memory.ts'
import { decided, second, self } from './plan-worlds.ts'

const origin = 'https://houston.example.com'
const workspace = (id: string, name: string, about: Partial<Scope> = {}): Scope => ({
  system: 'houston',
  kind: 'workspace',
  origin,
  id,
  name,
  ...about,
})
const three = [workspace('ckw1', 'Data'), workspace('ckw2', 'Finance'), workspace('ckw3', 'Data')]
const keys = three.map(({ id }) => `${origin}/${id}`)
const world = (...others: readonly Member[][]): MemoryAdmin[] =>
  three.map((scope, index) => new MemoryAdmin([self, second, ...(others[index] ?? [])], scope))
const cy = member('cy@example.edu')
const at = (workspaceNamed: string | undefined, email: string, roles?: string[]): RosterRow => ({
  workspace: workspaceNamed,
  email,
  roles,
})
const where = ({ steps }: Plan): string[] =>
  steps.map(({ scope, action, email }) => `${scope.slice(origin.length + 1)} ${action} ${email}`)

describe('one roster over three workspaces', () => {
  it('takes a row to the workspace that it names, by id, by a label that only one has, or by the address of its page', async () => {
    const goal = roster([
      at('ckw1', 'a@example.edu'),
      at('Finance', 'b@example.edu'),
      at('https://app.example.com/w/ckw3', 'c@example.edu'),
      at('https://app.example.com/w/ckw3/settings?tab=users', 'd@example.edu'),
      at('https://houston.example.com/workspaces/ckw1', 'e@example.edu'),
      at(' ckw2 ', 'f@example.edu'),
    ])
    const made = await makePlan(world(), goal)
    expect(where(made)).toEqual([
      'ckw1 invite a@example.edu',
      'ckw1 invite e@example.edu',
      'ckw2 invite b@example.edu',
      'ckw2 invite f@example.edu',
      'ckw3 invite c@example.edu',
      'ckw3 invite d@example.edu',
    ])
    expect(made.scopes.map(({ key, scope, members, whole }) => [key, scope.name, members, whole])).toEqual([
      [keys[0], 'Data', 2, false],
      [keys[1], 'Finance', 2, false],
      [keys[2], 'Data', 2, false],
    ])
  })

  it('is one plan, whatever the order in which the workspaces are given', async () => {
    const goal = roster([at('ckw1', 'a@example.edu'), at('ckw3', 'a@example.edu')])
    const [made, other] = [await makePlan(world(), goal), await makePlan(world().toReversed(), goal)]
    expect(other.id).toBe(made.id)
  })

  it.each<[string, RosterRow, string]>([
    [
      'a label that two have',
      at('Data', 'a@example.edu'),
      '"Data" means 2 of the workspaces of this plan (Data (ckw1 at https://houston.example.com), Data (ckw3 at https://houston.example.com)): name it by its id, or by the address of its page.',
    ],
    [
      'a workspace that the plan is not over',
      at('Research', 'a@example.edu'),
      'The roster names workspace "Research", which is none of this plan: there are Data (ckw1 at https://houston.example.com), Finance (ckw2 at https://houston.example.com), Data (ckw3 at https://houston.example.com). Plan over it too, or leave its rows out.',
    ],
    [
      'a label in other letters',
      at('finance', 'a@example.edu'),
      'The roster names workspace "finance", which is none of this plan: there are Data (ckw1 at https://houston.example.com), Finance (ckw2 at https://houston.example.com), Data (ckw3 at https://houston.example.com). Plan over it too, or leave its rows out.',
    ],
    [
      'a page of another installation',
      at('https://app.other.com/w/ckw1', 'a@example.edu'),
      'The roster names workspace "https://app.other.com/w/ckw1", which is none of this plan: there are Data (ckw1 at https://houston.example.com), Finance (ckw2 at https://houston.example.com), Data (ckw3 at https://houston.example.com). Plan over it too, or leave its rows out.',
    ],
    [
      'no workspace at all',
      at(undefined, 'a@example.edu'),
      'A row of the roster names no workspace, and this plan has 3: name the workspace of each row.',
    ],
  ])('is refused for %s, before anything is read', async (_name, row, message) => {
    const readers = world()
    const calls: string[] = []
    for (const reader of readers) reader.before = (call) => void calls.push(call)
    const attempt = makePlan(readers, roster([at('ckw2', 'x@example.edu'), row]))
    await expect(attempt).rejects.toThrow(expect.objectContaining({ message, problem: 'invalid' }) as Error)
    expect(calls).toEqual([])
  })

  it('takes rows that name one workspace in two ways together, and refuses them where they contradict', async () => {
    const made = await makePlan(world(), roster([at('ckw2', 'a@example.edu'), at('Finance', 'a@example.edu')]))
    expect(where(made)).toEqual(['ckw2 invite a@example.edu'])
    const goal = roster([at('ckw2', 'a@example.edu', ['editor']), at('Finance', 'a@example.edu', ['viewer'])])
    await expect(makePlan(world(), goal)).rejects.toThrow(
      'The roster gives a@example.edu different roles in one workspace that it names in two ways.',
    )
  })

  it('removes the absent only where the list is whole; in the others they stay', async () => {
    const rows = [at('ckw1', 'bo@example.edu'), at('Finance', 'bo@example.edu'), at('ckw3', 'bo@example.edu')]
    const planned = (whole?: 'all' | string[]): Promise<Plan> =>
      makePlan(world([cy], [cy], [cy]), roster(rows, { absent: 'remove', complete: whole }))
    const some = await planned(['Finance'])
    expect(where(some)).toEqual(['ckw2 remove cy@example.edu'])
    expect(some.scopes.map(({ whole }) => whole)).toEqual([false, true, false])
    expect(where(await planned())).toEqual([])
    expect(where(await planned('all'))).toEqual([
      'ckw1 remove cy@example.edu',
      'ckw2 remove cy@example.edu',
      'ckw3 remove cy@example.edu',
    ])
  })

  it('says nothing of a workspace that no row names, however whole it calls itself', async () => {
    for (const whole of ['all' as const, ['ckw1', 'ckw2']]) {
      const goal = roster([at('ckw1', 'bo@example.edu')], { absent: 'remove', complete: whole })
      const made = await makePlan(world([cy], [cy], [cy]), goal)
      expect(where(made)).toEqual(['ckw1 remove cy@example.edu'])
      expect(made.scopes.map((one) => one.whole)).toEqual([true, false, false])
    }
  })

  it('refuses to be whole for a workspace that the plan is not over', async () => {
    const goal = roster([at('ckw1', 'bo@example.edu')], { absent: 'remove', complete: ['Research'] })
    await expect(makePlan(world(), goal)).rejects.toThrow('The roster names workspace "Research", which is none')
  })
})

describe('a goal over several scopes', () => {
  it('means a directory’s active people in each: who is not among them goes from everywhere', async () => {
    const snapshot = await complete({
      source: 'campus',
      proof: 'The server counted them.',
      people: [
        { id: '1', email: 'bo@example.edu', status: 'active' },
        { id: '2', email: 'ana@example.edu', aliases: ['a.ruiz@example.edu'], status: 'active' },
        { id: '3', email: 'cy@example.edu', status: 'disabled' },
      ],
    })
    const ana = member('A.Ruiz@example.edu')
    const made = await makePlan(world([cy, ana], [ana], [cy]), keepOnly(snapshot))
    expect(where(made)).toEqual(['ckw1 remove cy@example.edu', 'ckw3 remove cy@example.edu'])
    expect(made.goal).toMatchObject({ kind: 'keep-only', source: { name: 'campus', state: 'complete', people: 3 } })
    expect(made.goal).not.toHaveProperty('reading')
    expect([made.missing, made.held]).toEqual([[], []])
  })

  it('takes who is on the list in one of them for no slip; who is in none is one, and holds all of them', async () => {
    const made = await makePlan(
      world([cy], [member('ana@example.edu')]),
      keepOnly(['bo@example.edu', 'ana@example.edu']),
    )
    expect([where(made), made.missing, made.held]).toEqual([['ckw1 remove cy@example.edu'], [], []])
    const policy = { protect: ['ana@example.edu'] }
    const protecting = await makePlan(world([cy], [], [member('ana@example.edu')]), keepOnly(['bo@example.edu']), {
      policy,
    })
    expect([where(protecting), protecting.missing, protecting.held]).toEqual([['ckw1 remove cy@example.edu'], [], []])
    const slip = await makePlan(world([cy], [cy]), keepOnly(['bo@example.edu', 'anna@far.example']))
    expect(slip.held).toEqual([
      {
        code: 'typo',
        steps: 2,
        reason: 'The list of protected people names 1 who is not here: anna@far.example.',
        remedy: 'Correct the list, or release typo if they are really not members.',
      },
    ])
    expect(slip.steps.map(({ scope, heldBy }) => [scope, heldBy])).toEqual([
      [keys[0], ['typo']],
      [keys[1], ['typo']],
    ])
  })

  it('lets each scope’s guards judge their own: one is held, the others go on', async () => {
    const admins = world([...staff(9), ...crowd(6)], [...staff(9), ...crowd(2)])
    const made = await makePlan(admins, keepOnly(['bo@example.edu', '@staff.example']))
    expect(made.held.map(({ code, scope, steps }) => [code, scope, steps])).toEqual([['per-run', keys[0], 6]])
    const report = await applyPlan(admins, made, { approve: { id: made.id, by: 'ana' } })
    expect(admins.map(({ calls }) => calls.length)).toEqual([0, 2, 0])
    expect(
      report.scopes.map(({ key, name, counts, left }) => [key, name, counts.done, counts.skipped, left?.length]),
    ).toEqual([
      [keys[0], 'Data', 0, 6, 6],
      [keys[1], 'Finance', 2, 0, 0],
      [keys[2], 'Data', 0, 0, 0],
    ])
    expect(report.left).toHaveLength(6)
  })

  it.each([
    { first: 100, second: 99, held: false },
    { first: 100, second: 100, held: false },
    { first: 100, second: 101, held: true },
  ])(
    'counts them together as well: $first and $second of 1,100 each, held $held',
    async ({ first, second: other, held }) => {
      const scoped = [first, other].map(
        (count, index) => new MemoryAdmin([self, second, ...staff(1_098 - count), ...crowd(count)], three[index]),
      )
      const made = await makePlan(scoped, keepOnly(['bo@example.edu', '@staff.example']))
      expect(made.held).toEqual(
        held
          ? [
              {
                code: 'per-run',
                steps: 201,
                reason: '201 removals in all scopes together are more than the 200 that one run may do unasked.',
                remedy: 'If these 201 are meant, release per-run for this plan.',
              },
            ]
          : [],
      )
      expect(made.steps.every(({ heldBy }) => heldBy.includes('per-run') === held)).toBe(true)
    },
  )

  it('goes to the administrator of each scope, and a refused credential stops only its own', async () => {
    const admins = world([cy], [cy], [cy])
    const made = await makePlan(admins, keepOnly(['bo@example.edu']))
    const [first] = admins
    if (first === undefined) throw new Error('three are needed')
    first.before = (call) => {
      if (call === 'remove') throw new UserAdminError('forbidden', 'refused')
    }
    const report = await applyPlan(admins.toReversed(), made, { approve: { id: made.id, by: 'ana' } })
    expect(report.results.map(({ step, outcome }) => [step.scope, outcome])).toEqual([
      [keys[0], 'failed'],
      [keys[1], 'done'],
      [keys[2], 'done'],
    ])
    expect(report.scopes.map(({ left }) => left?.map(({ reason }) => reason))).toEqual([['refused'], [], []])
  })

  it('spans systems: nobody is taken for somebody of the other one', async () => {
    const admins = [new MemoryAdmin([self, second, cy], three[0]), new MemoryAdmin([self, second, cy], aacScope)]
    const made = await makePlan(admins, keepOnly(['bo@example.edu']), decided)
    expect(made.steps.map(({ scope, what }) => [scope, what])).toEqual([
      [keys[0], 'take cy@example.edu out of workspace Data'],
      ['https://us1.alteryxcloud.com/41877', 'take cy@example.edu out of workspace spring-class'],
    ])
    expect(made.scopes.map(({ assets, limits }) => [assets, limits.admins])).toEqual([
      [null, 1],
      [{ transferTo: 'leave', except: [] }, 2],
    ])
  })

  it.each<[string, MemoryAdmin[], string]>([
    ['none', [], 'A plan needs at least one scope.'],
    ['one twice', [...world(), ...world()], 'Data (ckw1) is given twice: one credential for each scope.'],
  ])('is refused over %s', async (_name, admins, message) => {
    await expect(makePlan(admins, keepOnly(['bo@example.edu']))).rejects.toThrow(message)
  })

  it('is no smaller plan where one of the scopes cannot be read', async () => {
    const admins = world([cy], [cy])
    const [, finance] = admins
    if (finance === undefined) throw new Error('three are needed')
    finance.before = () => {
      throw new UserAdminError('unavailable', 'HTTP 503')
    }
    await expect(makePlan(admins, keepOnly(['bo@example.edu']))).rejects.toThrow('HTTP 503')
  })
})
