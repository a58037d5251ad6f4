import {
  applyPlan,
  type Goal,
  guardCodes,
  type Journal,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type Row,
  roster,
  type Seen,
  type Step,
  undoPlan,
} from '../src/index.ts'
import { planAgain } from '../src/plan/plan.ts'
import { standingOf } from '../src/plan/undo.ts'
import { randomOf } from './stage.ts'
import { aacUndoWorld, houstonUndoWorld, pick, type Truth, type UndoWorld, undoReleases } from './undo-worlds.ts'

/** Bugs that the oracle must find: roles that are not given back, somebody touched whom others invited again, and a loss that was not said before. */
export const undoPlants = ['forget-roles', 'touch-others', 'say-nothing'] as const
export type UndoPlant = (typeof undoPlants)[number]

/** What was done and undone, to be printed. */
export interface UndoTally {
  worlds: number
  removed: number
  suspended: number
  changed: number
  /** People whom somebody else changed between run and undo. */
  meddled: number
  /** Losses that were said before, and seen after. */
  lost: number
  /** People for whom a second undo was needed. */
  later: number
}

export const noTally = (): UndoTally => ({
  worlds: 0,
  removed: 0,
  suspended: 0,
  changed: 0,
  meddled: 0,
  lost: 0,
  later: 0,
})

type Deed = 'remove' | 'suspend' | 'change'

/**
 * Removes, suspends and changes so many people over several worlds, undoes it, lets everybody accept, undoes the rest, and
 * compares with what was before. Answers with what broke, or nothing.
 */
export async function undoTorture({
  people,
  seed,
  plant,
  tally = noTally(),
}: {
  /** Who is removed, at least; as many again in all are suspended or changed. */
  readonly people: number
  readonly seed: number
  readonly plant?: UndoPlant | undefined
  readonly tally?: UndoTally | undefined
}): Promise<string | undefined> {
  const random = randomOf(seed)
  // Each look at one person of Houston reads the whole of small lists: its worlds are smaller.
  const size = Math.min(900, Math.ceil(people / 4))
  const small = Math.min(60, Math.ceil(people / 8))
  for (let round = 0; tally.removed < people; round += 1) {
    const release = undoReleases[(seed + round) % undoReleases.length] ?? '0.34'
    const worlds: readonly (readonly [Deed, () => Promise<UndoWorld>])[] = [
      ['remove', () => aacUndoWorld(size, random)],
      ['remove', () => houstonUndoWorld(small, release, 'workspace', random)],
      ['remove', () => houstonUndoWorld(small, release, 'platform', random)],
      ['suspend', () => aacUndoWorld(Math.ceil(size / 4), random)],
      ['change', () => aacUndoWorld(Math.ceil(size / 4), random)],
      ['change', () => houstonUndoWorld(Math.ceil(small / 2), release, 'workspace', random, false)],
      ['change', () => houstonUndoWorld(Math.ceil(small / 2), release, 'platform', random)],
    ]
    for (const [deed, open] of worlds) {
      const world = await open()
      try {
        const broken = await undone(world, deed, random, plant, tally)
        if (broken !== undefined) return `${world.name}, ${deed} (seed ${seed}): ${broken}`
      } finally {
        await world.close()
      }
      tally.worlds += 1
    }
  }
  return undefined
}

async function undone(
  world: UndoWorld,
  deed: Deed,
  random: () => number,
  plant: UndoPlant | undefined,
  tally: UndoTally,
): Promise<string | undefined> {
  const { admin } = world
  const state = memoryState()
  const journal = planted(state.journal, plant)
  const before = world.truth()
  const { heir } = world
  const plan = await makePlan(admin, goalOf(world, deed, random), {
    assets: heir === undefined ? 'leave' : { transferTo: { email: heir } },
  })
  const apply = async (one: Plan): ReturnType<typeof applyPlan> =>
    await applyPlan(admin, one, {
      approve: { id: one.id, by: 'torture' },
      release: guardCodes,
      state,
      concurrency: 8,
    })
  const report = await apply(plan)
  const failed = report.results.find(({ outcome }) => !['done', 'pending', 'remains', 'unchanged'].includes(outcome))
  if (failed !== undefined) return `the run itself: ${failed.step.what}: ${failed.outcome} ${failed.reason ?? ''}`
  count(plan, tally)
  if (report.counts.done + report.counts.pending + report.counts.remains === 0) return undefined

  const done = world.truth()
  const touched = await meddle(world, deed, plan, before, random)
  const left = world.truth()
  const meddled = new Set([...touched].filter((email) => !isSame(done.get(email), left.get(email))))
  tally.meddled += meddled.size

  const first = await undoOf(world, journal, plant)
  const silent = [...meddled].find(
    (email) => !isSame(left.get(email), before.get(email)) && !first.kept.some((one) => one.email === email),
  )
  // Of who is touched by the planted bug nothing is said either: that they were touched is to be seen.
  if (silent !== undefined && plant !== 'touch-others')
    return `${silent} was changed by somebody else since, and the undo does not say so`
  const undoing = await apply(first)
  const open = undoing.left?.find(({ email }) => !meddled.has(email) && !isBlocked(first, email))
  if (open !== undefined) return `after the undo is left: ${open.what}: ${open.reason}`
  const asked = world.truth()
  world.acceptAll()
  const second = await undoOf(world, journal, plant)
  if (second.steps.length > 0) {
    tally.later += new Set(second.steps.map(({ email }) => email)).size
    const missed = second.steps.find(({ email }) => !first.later.some((one) => one.email === email))
    if (missed !== undefined) return `a second undo does what the first said nothing of: ${missed.what}`
    await apply(second)
  }
  world.acceptAll()
  const last = await undoOf(world, journal, plant)
  if (last.steps.length > 0) return `a third undo still has steps: ${last.steps[0]?.what ?? ''}`

  const after = world.truth()
  for (const email of meddled)
    if (!isSame(after.get(email), left.get(email)))
      return `${email} was changed by somebody else since, and touched all the same: ${shown(left.get(email))} became ${shown(after.get(email))}`
  const steps = Map.groupBy(plan.steps, (step) => step.email)
  for (const [email, was] of before) {
    // Who stays may have received what others owned.
    if (meddled.has(email) || world.keepers.includes(email)) continue
    const said = plant === 'say-nothing' ? [] : announced(steps.get(email) ?? [])
    const seen = differences(was, asked.get(email), after.get(email))
    tally.lost += seen.length
    if (said.join() !== seen.join())
      return `${email}: said to be irreversible: ${said.join(', ') || 'nothing'}; seen: ${seen.join(', ') || 'nothing'} (${shown(was)} became ${shown(after.get(email))})`
  }
  for (const email of after.keys()) if (!before.has(email)) return `${email} was nowhere before`
  return undefined
}

function goalOf({ admin, keepers, people, roles }: UndoWorld, deed: Deed, random: () => number): Goal {
  if (deed === 'remove') return keepOnly(keepers)
  if (deed === 'suspend') return leavers(people, { action: 'suspend' })
  // Only who is there is changed: an invitation of the run is none of what this looks at.
  const hasPlaces = admin.scope.kind === 'workspace' && admin.scope.system === 'houston' && 'setDeploymentRole' in admin
  return roster(
    people.map((email) => ({
      email,
      roles: [pick(random, roles)],
      ...(hasPlaces && random() < 0.5
        ? { deployment: 'airflow', deploymentRole: pick(random, ['viewer', 'editor', 'admin']) }
        : {}),
    })),
  )
}

/** Somebody else invites some of them again, gives them other roles, or lets them in. */
async function meddle(
  world: UndoWorld,
  deed: Deed,
  plan: Plan,
  before: ReadonlyMap<string, Truth>,
  random: () => number,
): Promise<ReadonlySet<string>> {
  const { other, roles } = world
  const meddled = new Set<string>()
  const isPlatform = other.scope.kind === 'platform'
  for (const { email, status, aliases } of plan.steps) {
    // Who was invited to the platform only is the same after a second invitation.
    const isTold =
      aliases === undefined && status === 'active' && before.has(email) && !(isPlatform && deed === 'change')
    if (!isTold || random() > 0.05 || meddled.has(email)) continue
    if (deed === 'remove' && (await other.get({ email })) === undefined)
      await other.invite({ email, ...(isPlatform ? {} : { roles: [pick(random, roles)] }) })
    else await other.setRoles({ email }, [pick(random, roles)])
    meddled.add(email)
  }
  return meddled
}

async function undoOf({ admin }: UndoWorld, journal: Journal, plant: UndoPlant | undefined): Promise<Plan> {
  const plan = await undoPlan(admin, journal)
  if (plant !== 'touch-others' || plan.goal.kind !== 'undo') return plan
  // As if whoever is there was left so by the run.
  const now = new Map<string, Seen>()
  for await (const member of admin.list()) now.set(member.email, member as Seen)
  const entries = plan.goal.entries.map((entry) => {
    const seen = now.get(entry.email)
    return seen === undefined ? entry : { ...entry, after: standingOf(seen) }
  })
  return await planAgain(admin, { ...plan.goal, entries })
}

/** The journal with one bug. */
function planted(journal: Journal, plant: UndoPlant | undefined): Journal {
  if (plant !== 'forget-roles') return journal
  return {
    ...journal,
    append: (entry) => journal.append(entry),
    head: () => journal.head(),
    lines: (options) => journal.lines(options),
    rows: async function* (filter) {
      for await (const row of journal.rows(filter)) yield forgetful(row)
    },
  }
}

const forgetful = (row: Row): Row =>
  row.kind === 'intent' && row.before !== null
    ? { ...row, before: { ...row.before, roles: row.before.roles.slice(0, 1), access: [] } }
    : row

function count({ steps }: Plan, tally: UndoTally): void {
  const people = (...actions: readonly Step['action'][]): number =>
    new Set(steps.filter(({ action }) => actions.includes(action)).map(({ email }) => email)).size
  tally.removed += people('remove')
  tally.suspended += people('suspend')
  tally.changed += people('set-roles', 'set-deployment-role')
}

const isBlocked = ({ blocked }: Plan, email: string): boolean => blocked.some((one) => one.email === email)

const sentences: readonly (readonly [loss: string, pattern: RegExp])[] = [
  ['account', /^A deleted account/],
  ['assets', /leaves the workspace too|^A transfer of assets/],
  ['groups', /no places in groups/],
  ['invitations', /second invitation|Open invitations may be/],
  ['out', /An undo leaves out/],
  ['roles', /Of several roles|Roles on deployments cannot|A first role/],
]

/** What the plan said to be lost, each by one word. Whoever is left out loses the rest with that. */
function announced(steps: readonly Step[]): readonly string[] {
  const said = sentences.flatMap(([loss, pattern]) =>
    steps.some(({ irreversible = '' }) => pattern.test(irreversible)) ? [loss] : [],
  )
  return said.includes('out') ? ['out'] : said
}

/** What is other than it was; `asked`: before anybody accepted. */
function differences(was: Truth, asked: Truth | undefined, is: Truth | undefined): readonly string[] {
  if (!was.in) return []
  if (is?.in !== true) return ['out']
  const isOther = (key: 'roles' | 'places' | 'groups'): boolean => was[key].join() !== is[key].join()
  return [
    ...(was.account !== undefined && was.account !== is.account ? ['account'] : []),
    ...(was.assets === is.assets ? [] : ['assets']),
    ...(isOther('groups') ? ['groups'] : []),
    ...(was.invitations > (asked?.invitations ?? 0) ? ['invitations'] : []),
    ...(isOther('roles') || isOther('places') || was.suspended !== is.suspended ? ['roles'] : []),
  ]
}

const shown = (truth: Truth | undefined): string => JSON.stringify(truth) ?? 'nothing'

/** Whether the same is held. */
const isSame = (one: Truth | undefined, other: Truth | undefined): boolean =>
  JSON.stringify([one?.in, one?.suspended, one?.roles, one?.places]) ===
  JSON.stringify([other?.in, other?.suspended, other?.roles, other?.places])
