import {
  type GuardCode,
  leavers,
  memoryState,
  recordBaseline,
  runUnattended,
  type State,
  type UnattendedResult,
  type UserAdmin,
  UserAdminError,
} from '../src/index.ts'
import {
  places as allPlaces,
  companyOf,
  day,
  type Human,
  hour,
  type Place,
  type SourceName,
  start,
} from './ninety-company.ts'
import { type Directories, openDirectories } from './ninety-directories.ts'
import { Calendar, hasLeft, isReadable, lifeOf } from './ninety-events.ts'
import { History } from './ninety-history.ts'
import { type Done, type MovingClock, openPlaces, type Places } from './ninety-places.ts'

/** A job as a configuration has it. */
export interface Job {
  readonly name: string
  readonly cron: string
  readonly timeZone: string
  readonly missed: 'catch-up-one' | 'skip'
  readonly source: SourceName
  readonly targets: readonly Place[]
}

export const jobs: readonly Job[] = [
  {
    name: 'workspaces',
    cron: '0 2,14 * * *',
    timeZone: 'Europe/Berlin',
    missed: 'catch-up-one',
    source: 'staff',
    targets: allPlaces.filter((place) => place !== 'platform'),
  },
  {
    name: 'accounts',
    cron: '30 3,15 * * *',
    timeZone: 'Europe/Berlin',
    missed: 'skip',
    source: 'staff',
    targets: ['platform'],
  },
  // The file is written two hours before.
  {
    name: 'contractors',
    cron: '0 0 * * *',
    timeZone: 'Europe/Berlin',
    missed: 'catch-up-one',
    source: 'contractors',
    targets: allPlaces,
  },
]

/** Everything there is, while it goes on. */
export interface World extends AsyncDisposable {
  readonly clock: MovingClock
  readonly company: readonly Human[]
  readonly directories: Directories
  readonly places: Places
  readonly history: History
  readonly calendar: Calendar
  readonly state: State
  /** Targets as they are opened at this moment, and those that cannot be. */
  readonly openTargets: (names: readonly Place[]) => Promise<Opened>
  /** @param signal Ends the run, as a machine does that is shut down. */
  readonly run: (job: Job, signal?: AbortSignal) => Promise<UnattendedResult>
  /** What was done to somebody who had not left, one sentence each. */
  readonly touched: string[]
  readonly outcomes: Map<UnattendedResult['outcome'], number>
}

/** Targets that could be opened, by the key of their scope, and those that could not. */
interface Opened {
  readonly admins: readonly UserAdmin[]
  readonly names: ReadonlyMap<string, Place>
  readonly unopened: readonly { readonly target: Place; readonly problem: string; readonly why: string }[]
}

export const keyOf = ({ scope: { origin, id } }: Pick<UserAdmin, 'scope'>): string => `${origin}/${id}`

export async function openWorld(seed: number, days: number): Promise<World> {
  const clock: MovingClock = {
    time: start,
    now: () => clock.time,
  }
  const company = companyOf(seed, days)
  const touched: string[] = []
  const open = await openPlaces(company, clock, (change) => seen(change))
  const history = new History(company, open, start)
  let byHand = false
  const seen = (change: Done): void => {
    history.done(change)
    const wrong = byHand ? undefined : wrongIn(change, company)
    if (wrong !== undefined) touched.push(wrong)
  }
  const directories = await openDirectories(company, clock)
  const calendar = new Calendar()
  const state = memoryState({ now: clock.now })
  const outcomes: World['outcomes'] = new Map()

  const openTargets: World['openTargets'] = async (names) => {
    const opened: { admins: UserAdmin[]; names: Map<string, Place>; unopened: Opened['unopened'][number][] } = {
      admins: [],
      names: new Map(),
      unopened: [],
    }
    const opening = open.opener()
    for (const name of names)
      try {
        const admin = await opening(name)
        opened.admins.push(admin)
        opened.names.set(keyOf(admin), name)
      } catch (error) {
        if (!(error instanceof UserAdminError)) throw error
        opened.unopened.push({ target: name, problem: error.problem, why: error.message })
      }
    return opened
  }
  const world: World = {
    clock,
    company,
    directories,
    places: open,
    history,
    calendar,
    state,
    openTargets,
    touched,
    outcomes,
    run: async (job, signal) => {
      const { admins, names, unopened } = await openTargets(job.targets)
      const source = directories.sources[job.source]
      const result = await runUnattended(
        admins,
        async (options) => leavers(await source.read(options), { action: 'remove' }),
        {
          state,
          by: `${job.name}@ops-1`,
          job: job.name,
          source: source.name,
          may: 'within-guards',
          assets: 'leave',
          resumeFirst: true,
          unopened,
          nameOf: (scope) => names.get(keyOf({ scope })) ?? scope.name,
          signal,
          now: clock.now,
        },
      )
      outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1)
      decideLater(world, result)
      return result
    },
    [Symbol.asyncDispose]: async () => {
      state.close()
      await Promise.all([open[Symbol.asyncDispose](), directories[Symbol.asyncDispose]()])
    },
  }
  lifeOf(company, { calendar, directories, places: open, history, days })
  for (let time = start + 9 * hour; time < start + days * day; time += day) calendar.add(time, () => morning(world))
  const lab = company.find(({ accounts }) => accounts.some(({ place, way }) => place === 'lab' && way === 'admin'))
  const hand = (time: number, work: () => Promise<void>): void =>
    calendar.add(time, async () => {
      byHand = true
      await work()
      byHand = false
    })
  hand((lab?.leaves ?? start) + 2 * day, () => promote(world))
  for (const human of company) if (human.hired !== undefined) hand(human.hired + hour, () => welcome(human, world))
  const { admins } = await openTargets(allPlaces)
  await recordBaseline(state, admins, { by: 'ana', now: clock.now })
  return world
}

function wrongIn({ server, by, operation, target, at, scope }: Done, company: readonly Human[]): string | undefined {
  if (by === 'scim') return undefined
  const own = company.filter(({ known, hired = 0 }) => hired <= at && known.has(target.toLowerCase()))
  if (own.length > 0 && own.every((human) => hasLeft(human, at))) return undefined
  return `${new Date(at).toISOString()} ${operation} in ${server} ${scope}: ${target} had not left`
}

/** Somebody looks at what waits for a person nine hours after it began to. */
function decideLater({ calendar, clock, state, company }: World, { held }: UnattendedResult): void {
  if (held?.status !== 'waiting') return
  const { id } = held.plan
  calendar.add(clock.time + 9 * hour, async () => {
    const now = await state.held.get(id)
    if (now?.status !== 'waiting') return
    const release = now.plan.held.map(({ code }) => code).filter((code) => mayRelease.has(code))
    const steps = now.plan.steps.filter(({ heldBy }) => heldBy.some((code) => release.includes(code)))
    const areLeavers = steps.every(({ email }) =>
      company.some((human) => human.known.has(email.toLowerCase()) && hasLeft(human, clock.time)),
    )
    if (release.length === 0 || !areLeavers) return
    await state.held.approve(id, {
      by: 'ana',
      reason: 'They left, as the office of people says.',
      ticket: 'HR-1',
      release,
    })
  })
}

/** Nobody lets go of an administrator by a release alone. */
const mayRelease = new Set<GuardCode>(['per-run', 'rolling', 'small-scope', 'accounts'])

/** Somebody ends the quarantine of what works again. */
async function morning({ state, clock, openTargets }: World): Promise<void> {
  const waiting = await state.quarantines.list()
  if (waiting.length === 0) return
  const { names } = await openTargets(allPlaces.filter((place) => isReadable(place, clock.time)))
  for (const { subject } of waiting)
    if (names.has(subject)) await state.quarantines.leave(subject, { by: 'ana', reason: 'It works again.' })
}

/** A second administrator of a place that had one. */
async function promote({ places, company }: World): Promise<void> {
  const admin = await places.opener()('lab')
  const other = company.find(
    ({ kind, accounts }) => kind === undefined && accounts.some(({ place, way }) => place === 'lab' && way === 'role'),
  )
  if (other !== undefined) await admin.setRoles({ email: other.accounts[0]?.email ?? other.mail }, ['WORKSPACE_ADMIN'])
}

/** Somebody new is invited, and comes in. */
async function welcome({ mail }: Human, { places }: World): Promise<void> {
  const admin = await places.opener()('analytics')
  const role = (await admin.roles()).find(({ name }) => name === 'Viewer')
  await admin.invite({ email: mail, roles: role === undefined ? [] : [role.id] })
  places.accept(mail)
}
