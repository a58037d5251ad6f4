import fc from 'fast-check'
import {
  complete,
  type Goal,
  inactive,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type PlanState,
  type RosterRow,
  roster,
  type Scope,
  type Snapshot,
  type SourcePerson,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member, platformScope, staff, workspaceScope } from './memory.ts'

/** When every random world is planned, in milliseconds since the epoch. */
export const clock: number = Date.parse('2026-11-20T12:00:00Z')
const day = 86_400_000

/** Up to three scopes, a goal for them, and what is decided, protected and remembered. Whatever it asks can be planned. */
export interface RandomWorld {
  readonly scopes: readonly {
    readonly kind: 'aac' | 'platform' | 'workspace'
    readonly people: readonly RandomPerson[]
    /** So many more, whom one entry of a list can name. */
    readonly staff: number
    /** Has deployments, teams and seats. */
    readonly offers: boolean
    /** The caller is the only administrator who surely stays. */
    readonly lone: boolean
    readonly unseen: boolean
  }[]
  readonly goal: 'keep' | 'keep-read' | 'roster' | 'roster-read' | 'leave' | 'leave-read' | 'inactive'
  readonly list: readonly number[]
  readonly directory: readonly { readonly n: number; readonly status: SourcePerson['status'] }[]
  readonly rows: readonly {
    readonly n: number
    readonly place: number
    readonly role: string | undefined
    readonly deployment: boolean
    readonly team: boolean
  }[]
  readonly action: 'suspend' | 'remove'
  readonly absent: 'keep' | 'suspend' | 'remove'
  readonly staffStays: boolean
  readonly protect: readonly number[]
  readonly assets: 'undecided' | 'leave' | 'hand-over'
  readonly state: 'none' | 'empty' | 'baseline' | 'taken' | 'lost'
  readonly unattended: boolean
}

/** A person of a random world. */
interface RandomPerson {
  readonly n: number
  readonly status: Member['status']
  readonly admin: boolean | undefined
  readonly role: string | undefined
  readonly way: 'here' | 'idp' | 'both'
  readonly alias: number | undefined
  readonly shout: boolean
  readonly seen: number | undefined
  readonly since: number | undefined
}

// Few people, so that lists and members meet.
const someone = fc.nat(13)
const email = (n: number): string => `p${n}@example.edu`
const role = fc.constantFrom(undefined, 'admin', 'editor', 'viewer')
const often = <T>(usual: T, ...others: T[]): fc.Arbitrary<T> => fc.constantFrom(usual, usual, usual, ...others)

const person: fc.Arbitrary<RandomPerson> = fc.record({
  n: someone,
  status: often<Member['status']>('active', 'invited', 'suspended'),
  admin: often<boolean | undefined>(false, true, undefined),
  role,
  way: often<RandomPerson['way']>('here', 'idp', 'both'),
  alias: fc.option(someone, { nil: undefined, freq: 6 }),
  shout: fc.boolean(),
  seen: fc.constantFrom(undefined, clock - 400 * day, clock - day),
  since: fc.constantFrom(undefined, clock - 100 * day, clock - 2 * day),
})

/** Worlds of every goal and kind of scope. */
export const randomWorld: fc.Arbitrary<RandomWorld> = fc.record({
  scopes: fc.array(
    fc.record({
      kind: fc.constantFrom<RandomWorld['scopes'][number]['kind']>('aac', 'workspace', 'platform'),
      people: fc.uniqueArray(person, { selector: ({ n }) => n, maxLength: 12 }),
      staff: fc.constantFrom(0, 0, 8, 20, 60),
      offers: fc.boolean(),
      lone: fc.boolean(),
      unseen: fc.boolean(),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  goal: fc.constantFrom<RandomWorld['goal']>(
    'keep',
    'keep-read',
    'roster',
    'roster-read',
    'leave',
    'leave-read',
    'inactive',
  ),
  list: fc.uniqueArray(someone, { minLength: 1, maxLength: 10 }),
  directory: fc.uniqueArray(
    fc.record({ n: someone, status: often<SourcePerson['status']>('active', 'disabled', 'expired', 'deleted') }),
    { selector: ({ n }) => n, maxLength: 14 },
  ),
  rows: fc.uniqueArray(
    fc.record({ n: someone, place: fc.nat(2), role, deployment: fc.boolean(), team: fc.boolean() }),
    { selector: ({ n, place }) => `${n} ${place}`, maxLength: 14 },
  ),
  action: fc.constantFrom('suspend', 'remove'),
  absent: fc.constantFrom('keep', 'suspend', 'remove'),
  staffStays: fc.boolean(),
  protect: fc.uniqueArray(someone, { maxLength: 2 }),
  assets: fc.constantFrom('undecided', 'leave', 'hand-over'),
  state: often<RandomWorld['state']>('none', 'empty', 'baseline', 'taken', 'lost'),
  unattended: often(false, true),
})

/** How a world is looked at another time: what must not change its plan. */
export interface Another {
  /** Puts every list in another order. */
  readonly order?: <T>(list: readonly T[]) => readonly T[]
  /** Milliseconds since {@link clock}. */
  readonly later?: number
}

/** The administrators of a world, and its plan at {@link clock}. */
export async function planIn(
  world: RandomWorld,
  { order = (list) => list, later = 0 }: Another = {},
): Promise<{ readonly admins: readonly MemoryAdmin[]; readonly plan: Plan }> {
  const admins = world.scopes.map((_, index) => adminOf(world, index, order))
  const plan = await makePlan(order(admins), await goalOf(world, order), {
    policy: { protect: order(['bo@example.edu', ...world.protect.map(email)]) },
    assets:
      world.assets === 'undecided'
        ? undefined
        : world.assets === 'leave'
          ? 'leave'
          : { transferTo: { email: 'bo@example.edu' } },
    state: await stateOf(world, admins),
    unattended: world.unattended,
    expectShrunk: 'campus',
    now: () => clock + later,
  })
  return { admins, plan }
}

const bases = { aac: aacScope, platform: platformScope, workspace: workspaceScope }

function adminOf({ scopes }: RandomWorld, index: number, order: NonNullable<Another['order']>): MemoryAdmin {
  const { kind = 'aac', people = [], staff: more = 0, offers, lone, unseen } = scopes[index] ?? {}
  const base = bases[kind]
  const scope: Scope = { ...base, id: `s${index}`, name: `${base.name} ${index}` }
  const self = member('me@example.edu', { admin: true, lastSeenAt: clock })
  const second = member('bo@example.edu', { admin: lone !== true, lastSeenAt: clock })
  const admin = new MemoryAdmin(order([self, second, ...people.map(memberOf), ...staff(more)]), scope)
  if (unseen === true) admin.offer({ unseen: ['System roles are not shown.'] })
  if (offers === true)
    admin.offer({
      seats: { limit: 100, taken: people.length + more + 2 },
      teams: [{ id: 't1', name: 'Team', roles: [], managedBy: 'here', members: [] }],
      ...(kind === 'workspace' ? { deployments: [{ id: 'd1', name: 'etl' }] } : {}),
    })
  return admin
}

function memberOf({ n, status, admin, role: held, way, alias, shout, seen, since }: RandomPerson): Member {
  const here = { via: status === 'invited' ? 'invite' : 'direct', role: '', managedBy: 'here' } as const
  const idp = { via: 'team', name: 'class', role: '', managedBy: 'idp' } as const
  return member(shout ? email(n).toUpperCase() : email(n), {
    id: `id-${n}`,
    status,
    admin,
    roles: held === undefined ? [] : [held],
    aliases: alias === undefined ? [] : [email(alias)],
    access: way === 'here' ? [here] : way === 'idp' ? [idp] : [here, idp],
    ...(seen === undefined ? {} : { lastSeenAt: seen }),
    ...(since === undefined ? {} : { since }),
  })
}

async function goalOf(world: RandomWorld, order: NonNullable<Another['order']>): Promise<Goal> {
  const stay = world.staffStays ? ['bo@example.edu', '@staff.example'] : ['bo@example.edu']
  const list = world.list.map(email)
  // What no scope can do is an error and no plan.
  const canSuspend = world.scopes.some(({ kind }) => kind === 'aac')
  const action = canSuspend ? world.action : 'remove'
  const absent = canSuspend || world.absent === 'keep' ? world.absent : 'remove'
  switch (world.goal) {
    case 'keep':
      return keepOnly(order([...stay, ...list]))
    case 'keep-read':
      return keepOnly(await reading(world, order))
    case 'roster': {
      const rows = world.rows.map(
        ({ n, place, role: given, deployment, team }): RosterRow => ({
          email: email(n),
          workspace: `s${place % world.scopes.length}`,
          ...(given === undefined ? {} : { roles: [given] }),
          ...(deployment && place < world.scopes.length ? { deployment: 'etl', deploymentRole: 'editor' } : {}),
          ...(team && place < world.scopes.length ? { team: 't1' } : {}),
        }),
      )
      const once = new Map(rows.map((row) => [`${row.email} ${row.workspace}`, row]))
      const staying = world.scopes.flatMap((_, index) => stay.map((who) => ({ email: who, workspace: `s${index}` })))
      return roster(order([...staying, ...once.values()]), { absent, complete: 'all' })
    }
    case 'roster-read':
      // The rows of a directory name no workspace.
      if (world.scopes.length > 1) return keepOnly(await reading(world, order))
      return roster(await reading(world, order), { absent })
    case 'leave':
      return leavers(order(list), { action })
    case 'leave-read':
      return leavers(await reading(world, order), { action })
    case 'inactive':
      return canSuspend && world.scopes.every(({ kind }) => kind === 'aac')
        ? inactive({ since: clock - 90 * day, action })
        : leavers(order(list), { action })
    default:
      return world.goal satisfies never
  }
}

function reading({ directory }: RandomWorld, order: NonNullable<Another['order']>): Promise<Snapshot> {
  const people = directory.map(({ n, status }): SourcePerson => ({ id: `d${n}`, email: email(n), status }))
  const bo: SourcePerson = { id: 'bo', email: 'bo@example.edu', status: 'active' }
  return complete({
    source: 'campus',
    people: order([bo, ...people]),
    proof: 'The server counted them.',
    readAt: new Date(clock).toISOString(),
  })
}

async function stateOf({ state }: RandomWorld, admins: readonly MemoryAdmin[]): Promise<PlanState | undefined> {
  if (state === 'none') return undefined
  const memory = memoryState({ now: () => clock })
  const at = new Date(clock - day).toISOString()
  if (state === 'lost') return { ...memory, baseline: async () => ({ kind: 'lost', reason: 'its file is gone.' }) }
  for (const { scope } of admins) {
    if (state !== 'empty') await memory.record({ kind: 'baseline', scope, at, members: 40 })
    if (state === 'taken') await memory.record({ kind: 'taken', scope, at, count: 6, released: false })
  }
  // Whoever was in an earlier reading and is in none by now is absent.
  const earlier = await complete({
    source: 'campus',
    people: [
      { id: 'd0', email: email(0), status: 'active' },
      { id: 'd1', email: email(1), status: 'active' },
    ],
    proof: 'The server counted them.',
    readAt: at,
  })
  if (earlier.kind === 'complete') await memory.record({ kind: 'snapshot', snapshot: earlier })
  return memory
}
