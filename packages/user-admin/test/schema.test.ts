import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  complete,
  type Goal,
  guardCodes,
  inactive,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  roster,
  type Snapshot,
  undoPlan,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'

const schema = JSON.parse(readFileSync(new URL('../plan.schema.json', import.meta.url), 'utf8')) as {
  readonly $id: string
  readonly $defs: Readonly<Record<string, { readonly properties?: object }>>
}
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema)
/** What is wrong with a plan after it was sent, place by place. */
function faults(plan: unknown): readonly string[] {
  return validate(JSON.parse(JSON.stringify(plan)))
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}

const self = member('me@example.edu', { admin: true, lastSeenAt: 9e12 })
const second = member('bo@example.edu', { admin: true, lastSeenAt: 9e12 })
const people: readonly Member[] = [self, second, ...crowd(12, { lastSeenAt: 1 }), member('', { id: 'x' })]
const aac = (): MemoryAdmin =>
  Object.assign(new MemoryAdmin(people), { seats: async () => ({ limit: 500, taken: undefined }) })
const workspace = (): MemoryAdmin =>
  Object.assign(
    new MemoryAdmin(
      [
        ...people,
        member('in@example.edu', { status: 'invited' }),
        member('t@example.edu', { access: [{ via: 'team', id: 't1', name: 'ops', role: '', managedBy: 'idp' }] }),
        member('old@example.edu', { aliases: ['older@example.edu'] }),
        member('low@example.edu', { roles: ['admin'], admin: true }),
      ],
      workspaceScope,
    ),
    {
      unseen: async () => ['System roles are not shown.'],
      deployments: async () => [{ id: 'd1', name: 'etl' }],
      setDeploymentRole: async () => ({ outcome: 'done' as const }),
      teams: async () => [{ id: 't9', name: 'class', roles: [], managedBy: 'here' as const, members: [] }],
      addToTeam: async () => ({ outcome: 'done' as const }),
    },
  )
const platform = (): MemoryAdmin => new MemoryAdmin(people, platformScope)
const reading = (): Promise<Snapshot> =>
  complete({
    source: 'entra',
    proof: 'The last page said so.',
    people: [
      { id: '1', email: 'p001@example.edu', status: 'disabled' },
      { id: '2', email: 'p002@example.edu', aliases: ['bo@example.edu'], status: 'active', roles: ['viewer'] },
      { id: '3', email: 'p003@example.edu', status: 'disabled' },
      { id: '4', email: 'p003@example.edu', status: 'active' },
    ],
  })
const rows = [
  { email: 'new@example.edu', roles: ['editor'], deployment: 'etl', deploymentRole: 'viewer', team: 'class' },
  { email: 'p001@example.edu', roles: ['editor'], deployment: 'd1', deploymentRole: 'admin', team: 't9' },
  { email: 'in@example.edu', team: 'class' },
  { email: 'low@example.edu', roles: ['viewer'] },
  { id: 'nobody' },
]

const plans: readonly (readonly [string, () => Promise<Plan>])[] = [
  [
    'keep-only',
    () => makePlan(aac(), keepOnly(['bo@example.edu', 'an@example.org', '@example.net', { role: 'Boss' }])),
  ],
  ["'only-me'", () => makePlan(aac(), keepOnly('only-me'), { assets: 'leave' })],
  [
    'keep-only that suspends',
    () => makePlan([aac(), workspace()], keepOnly(['bo@example.edu'], { action: 'suspend' })),
  ],
  ['keep-only from a directory', async () => makePlan(aac(), keepOnly(await reading()), { assets: 'leave' })],
  ['accounts', () => makePlan(platform(), keepOnly([{ id: second.id, email: second.email }]))],
  ['a roster with deployments and teams', () => makePlan(workspace(), roster(rows, { absent: 'remove' }))],
  ['a roster that suspends', () => makePlan(aac(), roster(['bo@example.edu'], { absent: 'suspend' }))],
  ['a roster from a directory', async () => makePlan(aac(), roster(await reading()))],
  ['leavers', () => makePlan(aac(), leavers(['p001@example.edu', 'gone@example.edu']))],
  ['leavers from a directory', async () => makePlan(workspace(), leavers(await reading(), { action: 'remove' }))],
  ['leavers who cannot all be suspended', async () => makePlan([aac(), workspace()], leavers(await reading()))],
  ['inactive people', () => makePlan(aac(), inactive({ since: '2026-01-31' }))],
  ['several scopes', () => makePlan([aac(), workspace(), platform()], keepOnly(['bo@example.edu']))],
  [
    'assets with exceptions',
    () =>
      makePlan(aac(), keepOnly(['bo@example.edu']), {
        assets: {
          transferTo: 'leave',
          except: [{ of: { email: 'p001@example.edu' }, transferTo: { email: 'bo@example.edu' } }],
        },
      }),
  ],
  ['assets for one', () => makePlan(aac(), keepOnly('only-me'), { assets: { transferTo: { id: self.id } } })],
  ['a run that nobody watches', () => makePlan(aac(), keepOnly('only-me'), { unattended: true, state: memoryState() })],
  ['somebody absent from a directory', absent],
  ['an undo', undone],
  ['people who are exempt, and who were', exempted],
]

/** Of a removal, a change of a role on a deployment, and an invitation. */
async function undone(): Promise<Plan> {
  const admin = new MemoryAdmin([self, second, member('ana@example.edu', { roles: ['editor'] })], workspaceScope)
  admin.offer({ deployments: [{ id: 'd1', name: 'etl' }] })
  const state = memoryState()
  const apply = async (plan: Plan): Promise<unknown> =>
    await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release: guardCodes, state })
  const given = [{ email: second.email, deployment: 'd1', deploymentRole: 'admin' }, { email: 'new@example.edu' }]
  await apply(await makePlan(admin, roster([...given, self.email], { absent: 'remove' })))
  admin.members = admin.members.map((one) => (one.email === 'new@example.edu' ? { ...one, mark: 'other' } : one))
  return await undoPlan(admin, state.journal, { invitations: true })
}

async function absent(): Promise<Plan> {
  const state = memoryState()
  const all = { source: 'entra', proof: 'The last page said so.' }
  const at = (day: number): string => `2026-11-2${day}T05:00:00.000Z`
  const were = ['p001', 'p002', ...Array.from({ length: 30 }, (_, index) => `q${index}`)].map((id) => ({
    id,
    email: `${id}@example.edu`,
    status: 'active' as const,
  }))
  const options: PlanOptions = { state, now: () => Date.parse(at(2)) }
  const goal = async (list: typeof were, day: number): Promise<Goal> =>
    leavers(await complete({ ...all, people: list, readAt: at(day) }), { action: 'remove' })
  await makePlan(workspace(), await goal(were, 1), options)
  return makePlan(workspace(), await goal(were.slice(1), 2), options)
}

async function exempted(): Promise<Plan> {
  const on = { owner: 'bo@example.edu', reason: 'Audit' }
  return await makePlan(workspace(), leavers(await reading(), { action: 'remove' }), {
    policy: {
      exempt: [
        { ...on, person: 'p001@example.edu', until: '2999-01-01' },
        { ...on, person: 'p004@example.edu', until: '2026-01-01' },
        { ...on, person: 'p005@example.edu', until: '2999-01-01', owner: 'nobody@example.edu' },
      ],
    },
  })
}

describe('plan.schema.json', () => {
  it('names no host', () => {
    expect(schema.$id).toBe('urn:user-admin:plan:1')
  })

  it.each(plans)('takes a plan of %s', async (_name, make) => {
    expect(faults(await make())).toEqual([])
  })

  it('was shown every part of a plan by these', async () => {
    const all = await Promise.all(plans.map(([, make]) => make()))
    const names = (list: readonly object[]): string[] =>
      [...new Set(list.flatMap((one) => Object.keys(one)))].toSorted()
    const fields = (name: string): string[] => Object.keys(schema.$defs[name]?.properties ?? {}).toSorted()
    expect(names(all.flatMap(({ steps }) => steps))).toEqual(fields('Step').filter((name) => name !== 'stays'))
    expect(names(all.flatMap(({ held }) => held))).toEqual(fields('Held'))
    expect(names(all.flatMap(({ blocked }) => blocked))).toEqual(fields('Blocked'))
    expect(names(all.flatMap(({ exempt = [] }) => exempt))).toEqual(fields('Exempt'))
    expect(names(all.flatMap(({ unmatched }) => unmatched))).toEqual(fields('Unmatched'))
    expect(names(all.flatMap(({ policy }) => policy.exempt ?? []))).toEqual(fields('Exempted'))
    expect(names(all.flatMap(({ scopes }) => scopes))).toEqual(fields('PlannedScope'))
    for (const part of ['kept', 'blocked', 'later', 'missing', 'unmatched', 'irreversible'] as const)
      expect(all.some((plan) => plan[part].length > 0)).toBe(true)
  })

  it.each<[string, (plan: Plan) => unknown]>([
    ['a field that is gone', ({ held: _held, ...plan }) => plan],
    ['a field too many', (plan) => ({ ...plan, more: 1 })],
    ['a field too many in a step', (plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, more: 1 })) })],
    ['a field too many in a scope', (plan) => ({ ...plan, scopes: plan.scopes.map((one) => ({ ...one, more: 1 })) })],
    ['a field too many in a goal', (plan) => ({ ...plan, goal: { ...plan.goal, reading: {} } })],
    [
      'an action that is none',
      (plan) => ({ ...plan, steps: plan.steps.map((step) => ({ ...step, action: 'delete' })) }),
    ],
    ['a guard that is none', (plan) => ({ ...plan, held: plan.held.map((one) => ({ ...one, code: 'all' })) })],
    ['a goal that is none', (plan) => ({ ...plan, goal: { ...plan.goal, kind: 'everybody' } })],
    ['another version', (plan) => ({ ...plan, version: 2 })],
    ['an id that is no digest', (plan) => ({ ...plan, id: 'x' })],
    ['a time that is none', (plan) => ({ ...plan, madeAt: 'today' })],
    ['a number that is a text', (plan) => ({ ...plan, mails: '1' })],
    ['no scope', (plan) => ({ ...plan, scopes: [] })],
  ])('refuses %s', async (_name, change) => {
    const plan = await makePlan(aac(), keepOnly(['bo@example.edu']))
    expect(faults(change(plan))).not.toEqual([])
  })
})
