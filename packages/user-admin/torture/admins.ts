import {
  applyPlan,
  type Caller,
  type Goal,
  guardCodes,
  keepOnly,
  leavers,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type Report,
  roster,
  type Scope,
  UserAdminError,
} from '../src/index.ts'
import { type AdminPlant, planner, planted } from './admins-plants.ts'
import { administrator, byHand, isAdmin, type Loss, type Shared, type Taking } from './admins-scope.ts'
import { oneOf, randomOf, Stage } from './stage.ts'

/** What was played, so that a torture in which nothing happens shows. */
export interface AdminTally {
  played: number
  /** Administrators who were taken, and those who stayed because of the count. */
  taken: number
  counted: number
  /** Steps left because somebody else had changed the person. */
  drifted: number
  /** Runs that were refused because the other one was at work. */
  refused: number
  /** Of the credential's own person. */
  self: number
}

const time = Date.parse('2026-06-01T08:00:00Z')
const now = (): number => time
const scopes: readonly [Scope, Scope] = [
  { system: 'aac', kind: 'workspace', origin: 'https://us1.example', id: '1', name: 'Class' },
  { system: 'houston', kind: 'workspace', origin: 'https://houston.example', id: 'w', name: 'Data' },
]

/** A scope, and what two runs mean to do in it. */
interface World {
  readonly scope: Scope
  readonly members: readonly Member[]
  readonly runs: readonly {
    readonly name: string
    readonly plan: Plan
    readonly caller: Caller
    readonly least: number
  }[]
}

/** A few people of whom most administer, and two plans for them that know nothing of each other. */
async function worldOf(random: () => number): Promise<World> {
  const member = (name: string, about: Partial<Member> = {}): Member => ({
    id: `id-${name}`,
    email: `${name}@example.edu`,
    aliases: [],
    status: 'active',
    roles: ['editor'],
    admin: false,
    access: [{ via: 'direct', role: '', managedBy: 'here' }],
    mark: `mark-${name}`,
    native: undefined,
    ...about,
  })
  const admin: Partial<Member> = { roles: ['admin'], admin: true }
  const some = (name: string, count: number, about: Partial<Member> = {}): readonly Member[] =>
    Array.from({ length: count }, (_, index) => member(`${name}${index}`, about))
  const scope = oneOf(random, scopes)
  const upTo = (most: number): number => Math.floor(random() * (most + 1))
  const members = [
    ...some('admin', 2 + upTo(3), admin),
    ...some('person', 1 + upTo(2)),
    ...some('asleep', upTo(2), { ...admin, status: 'suspended' }),
    ...some('invited', upTo(1), {
      ...admin,
      status: 'invited',
      access: [{ via: 'invite', role: '', managedBy: 'here' }],
    }),
    ...some('perhaps', upTo(1), { admin: undefined }),
  ]
  const runs: World['runs'][number][] = []
  for (const name of ['first', 'second']) {
    const chosen = members.filter(() => random() < 0.6).map(({ email }) => email)
    const all = chosen.length === 0 ? ['admin0@example.edu', 'admin1@example.edu'] : chosen
    const goal = oneOf<() => Goal>(random, [
      () => leavers(all, { action: 'remove' }),
      () => leavers(all, { action: scope.system === 'aac' ? 'suspend' : 'remove' }),
      () => keepOnly(['person0@example.edu', ...chosen.slice(0, 1)]),
      () => roster(all.map((email) => ({ email, roles: ['editor'] }))),
    ])()
    const reading = administrator({ scope, members }, new Stage(random), {
      run: name,
      caller: planner,
      taking: () => undefined,
      loss: () => undefined,
    })
    const least = 1 + upTo(2)
    const plan = await makePlan(
      {
        ...reading,
        async *list() {
          yield* members
        },
        get: async ({ id }) => members.find((one) => one.id === id),
      },
      goal,
      { assets: 'leave', policy: { admins: least }, now },
    )
    const caller: Caller = oneOf<Caller>(random, [
      { id: 'id-admin0', email: 'admin0@example.edu', kind: 'person' },
      { id: 'id-admin1', email: 'ADMIN1@example.edu', kind: 'person' },
      { id: 'key:2', kind: 'service-account' },
    ])
    runs.push({ name, plan, caller, least })
  }
  return { scope, members, runs }
}

/** One interleaving. Answers with what broke, or nothing. */
async function played(
  { scope, members, runs }: World,
  random: () => number,
  plant: AdminPlant | undefined,
  tally: AdminTally,
): Promise<string | undefined> {
  const stage = new Stage(random)
  const shared: Shared = { scope, members }
  const state = random() < 0.25 || plant === 'together' ? memoryState({ now }) : undefined
  const isReleased = random() < 0.5
  const release = guardCodes.filter((code) => code !== 'admins' || isReleased)
  const atWork = new Set<string>()
  let broken: string | undefined
  const breaks = (text: string): void => {
    broken ??= text
  }

  const loss = (): Loss | undefined => (random() < 0.05 ? oneOf<Loss>(random, ['made', 'not made']) : undefined)
  const playing = runs.map(({ name, plan, caller, least }) => async (): Promise<void> => {
    const taking = (what: Taking): void => {
      const others = [...atWork].filter((one) => one !== name)
      if (state !== undefined && others.length > 0) breaks(`${name} takes while ${others.join()} is at work`)
      atWork.add(name)
      const wrong = judged(what, { plan, caller, least: isReleased ? 1 : least, tally })
      if (wrong !== undefined) breaks(wrong)
    }
    const admin = planted(administrator(shared, stage, { run: name, caller, taking, loss }), plant)
    try {
      const report = await applyPlan(admin, plan, {
        approve: { id: plan.id, by: 'torture' },
        release,
        concurrency: 2,
        maxErrorRate: 1,
        now,
        ...(state === undefined ? {} : { state: plant === 'together' ? memoryState({ now }) : state }),
      })
      counted(report, tally)
    } catch (error) {
      if (!(error instanceof UserAdminError && error.problem === 'conflict'))
        breaks(`${name} rejects: ${String(error)}`)
      if (state === undefined || atWork.has(name)) breaks(`${name} is refused: ${String(error)}`)
      tally.refused += 1
    } finally {
      atWork.delete(name)
    }
  })
  const deeds = Math.floor(random() * 7)
  const [first = async () => undefined, second = async () => undefined] = playing
  await stage.play({
    first,
    second,
    human: async () => {
      for (let deed = 0; deed < deeds; deed += 1) {
        byHand(shared, random, members)
        await stage.at('human')
      }
    },
  })
  tally.played += 1
  return broken
}

/** What must be so whenever a run takes somebody: what is wrong, or nothing. */
function judged(
  { run, what, looked, meant, read, since }: Taking,
  { plan, caller, least, tally }: { plan: Plan; caller: Caller; least: number; tally: AdminTally },
): string | undefined {
  const said = `${run}: ${what} ${looked.email}`
  const step = plan.steps.find(({ id }) => id === looked.id)
  if (step === undefined) return `${said}, which the plan does not say`
  if (looked.mark !== step.mark) return `${said}, of whom the look showed another membership than the plan`
  // Another role besides takes nothing.
  if (meant !== undefined && meant.admin === looked.admin && meant.status === looked.status) return undefined
  if (looked.id === caller.id || looked.email === caller.email?.toLowerCase()) return `${said}, whose credential it is`
  // Whether somebody administers whom the system says nothing of is not known: that counts as yes.
  if (looked.admin === false || looked.status !== 'active') return undefined
  tally.taken += 1
  if (read === undefined) return `${said}, an administrator, and nobody was counted`
  const others = read.filter((one) => isAdmin(one) && one.id !== looked.id && !since.has(one.id)).length
  return others < least ? `${said}: ${others} other administrators were read, and ${least} must remain` : undefined
}

function counted({ results }: Report, tally: AdminTally): void {
  for (const { outcome, reason = '' } of results) {
    if (outcome === 'blocked' && reason.includes('must remain')) tally.counted += 1
    if (outcome === 'blocked' && reason.includes('whose credential')) tally.self += 1
    if (outcome === 'skipped' && reason.includes('has changed since')) tally.drifted += 1
  }
}

/**
 * Two runs and a human on one scope, in so many interleavings: never below the minimum of administrators as a run last
 * read them before it takes one, never another membership than the one meant, never the credential's own person, and of
 * two runs that share a state never both at once. Answers with what broke, or nothing.
 */
export async function admins(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: AdminPlant | undefined
  readonly tally?: AdminTally | undefined
}): Promise<string | undefined> {
  const { runs, seed, plant, tally = noTally() } = options
  // Each world is played in a hundred ways.
  const each = 100
  let world: World | undefined
  for (let index = 0; index < runs; index += 1) {
    if (world === undefined || index % each === 0) world = await worldOf(randomOf(seed + Math.floor(index / each)))
    const broken = await played(world, randomOf(Math.imul(seed, 31) + index), plant, tally)
    if (broken !== undefined) return `interleaving ${index} of seed ${seed}: ${broken}`
  }
  return undefined
}

export const noTally = (): AdminTally => ({ played: 0, taken: 0, counted: 0, drifted: 0, refused: 0, self: 0 })
