import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { except, intersection, union } from '../../src/directory/combining.ts'
import {
  applyPlan,
  type GuardCode,
  guardCodes,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  type Snapshot,
  type Source,
  UserAdminError,
} from '../../src/index.ts'
import { type CleanTally, Oracle } from './clean-oracle.ts'
import { type CleanPlant, withCleanPlant } from './clean-plants.ts'
import { type CleanWorld, Company, cleanWorld, type Makeup } from './clean-world.ts'
import { addressBy, type Human, type Person, personal } from './company.ts'
import { type Account, openPlaces } from './places.ts'
import { type Shown, shownBy } from './shown.ts'

const hour = 3_600_000
const start = Date.parse('2026-11-16T06:00:00Z')
/** What is known of nobody of the company. */
const outsiders = ['build-robot@corp.example', 'board@corp.example', 'auditor@elsewhere.example'] as const
/** Everything but the word that somebody left: that is for the clock to say. */
const released: readonly GuardCode[] = guardCodes.filter((code) => code !== 'leaver')

/** Companies that change day by day, read whole each time: who left is out, held or listed, and nobody else is touched. */
export async function cleanTorture(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: CleanPlant | undefined
  readonly tally: CleanTally
  readonly tell?: ((text: string) => void) | undefined
}): Promise<string | undefined> {
  const { runs, seed, plant, tally, tell } = options
  const property = fc.asyncProperty(cleanWorld, fc.nat(shownBy.length - 1), async (world, which) => {
    tally.worlds += 1
    if (tally.worlds % 10 === 0) tell?.(`clean worlds: ${tally.worlds} of ${runs}`)
    await played(world, shownBy[which] ?? shownBy[0], plant, tally)
  })
  const first = await fc.check(property, { numRuns: runs, seed, endOnFailure: true })
  if (!first.failed) return undefined
  // A smaller world is easier to understand, and not worth more than this.
  const shrunk = { seed, path: first.counterexamplePath ?? '', interruptAfterTimeLimit: 20_000 }
  const smaller = plant === undefined ? await fc.check(property, shrunk) : first
  const details = smaller.failed ? smaller : first
  const [world, which = 0] = details.counterexample ?? []
  return `${messageOf(details.errorInstance)}
  seed ${seed}, world ${details.counterexamplePath ?? ''}: ${shownBy[which]?.name ?? ''}, ${world === undefined ? '' : inWords(world)}`
}

const messageOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))

/** A world without those of whom nothing happens. */
function inWords({ humans, ...world }: CleanWorld): string {
  const named = world.ticks.flatMap(({ events }) => events.map(({ who }) => who))
  const told = [...new Set(named)].map((who) => ({ who, ...humans[who] }))
  return JSON.stringify({ ...world, humans: humans.length, told })
}

async function played(
  world: CleanWorld,
  shown: Shown,
  plant: CleanPlant | undefined,
  tally: CleanTally,
): Promise<void> {
  const clock = { time: start }
  const now = (): number => clock.time
  const company = new Company(world)
  const accounts = accountsOf(world, company)
  await using first = await shown.open('first', now)
  await using second = await shown.open('second', now)
  await using places = await openPlaces(accounts, now)
  using memory = memoryState({ now })
  const { source, state, policy } = withCleanPlant(
    plant,
    madeOf(world.makeup, first.source, second.source, now),
    memory,
    {
      exempt: exemptOf(world, accounts),
    },
  )
  const oracle = new Oracle(company, world, shown, tally)
  for (const { hours, events } of [{ hours: 0, events: [] }, ...world.ticks]) {
    clock.time += hours * hour
    for (const event of events) company.happens(event)
    await first.show(company.of('first'))
    await second.show(company.of('second'))
    const snapshot = await source.read()
    assert(
      snapshot.kind !== 'incomplete',
      `a good reading is incomplete: ${'reason' in snapshot ? snapshot.reason : ''}`,
    )
    const options: PlanOptions = { state, assets: 'leave', policy, now }
    const plan = await planned(places.admins, snapshot, world, options)
    if (plan === undefined) {
      tally.stopped += 1
      assert.deepEqual(places.effects(), [])
      continue
    }
    const report = await applyPlan(places.admins, plan, {
      approve: { id: plan.id, by: 'ana' },
      release: released,
      state,
      now,
    })
    const wrong = report.results.filter(({ outcome }) => outcome === 'failed' || outcome === 'unknown')
    assert.deepEqual(wrong, [])
    oracle.judge({
      plan,
      effects: places.effects(),
      at: now(),
      accounts,
      canEnter: places.canEnter,
      isExempt: ({ human }) =>
        world.exempt.some(({ who, hours: until }) => who === human && start + until * hour > now()),
    })
  }
}

/** What the operator knows: that people left, as many as there are. */
async function planned(
  admins: Parameters<typeof makePlan>[0],
  snapshot: Snapshot,
  { action }: CleanWorld,
  options: PlanOptions,
): Promise<Plan | undefined> {
  const names = [undefined, snapshot.source, ...('parts' in snapshot ? (snapshot.parts ?? []) : []).map(nameOf)]
  for (const expectShrunk of names)
    try {
      return await makePlan(admins, leavers(snapshot, { action }), { ...options, expectShrunk })
    } catch (error) {
      if (!(error instanceof UserAdminError) || error.guard !== 'shrank') throw error
    }
  return undefined
}

const nameOf = ({ source }: Snapshot): string => source

function madeOf(makeup: Makeup, first: Source, second: Source, now: () => number): Source {
  switch (makeup) {
    case 'one':
      return first
    case 'union':
      return union('company', [first, second], { now })
    case 'intersection':
      return intersection('company', [first, second], { now })
    case 'except':
      return except('company', first, [second], { now })
    default:
      return makeup satisfies never
  }
}

function accountsOf({ humans, two }: CleanWorld, company: Company): Account[] {
  const own = humans.flatMap((one: Human, index): Account[] => {
    const person: Person | undefined = company.record(index)
    if (person === undefined) return []
    const place = index % 5 === 4 ? 1 : 0
    const of = (system: string, way: Human['aac']): Account[] =>
      way === undefined
        ? []
        : [
            {
              place: `${system}-${place}`,
              email: addressBy(way, person),
              also: system === 'houston' && two.includes(index) ? [personal(index + 1000)] : [],
              human: index,
            },
          ]
    const inBoth: Account[] =
      index % 7 === 3 && one.aac !== undefined
        ? [{ place: `aac-${1 - place}`, email: addressBy('mail', person), also: [], human: index }]
        : []
    return [...of('aac', one.aac), ...of('houston', one.houston), ...inBoth]
  })
  return [
    ...own,
    ...outsiders.flatMap((email) =>
      ['aac-0', 'houston-0'].map((place): Account => ({ place, email, also: [], human: undefined })),
    ),
  ]
}

/** Each address of who is exempt: one entry means one person. */
function exemptOf({ exempt }: CleanWorld, accounts: readonly Account[]) {
  return exempt.flatMap(({ who, hours }) =>
    [...new Set(accounts.filter(({ human }) => human === who).map(({ email }) => email))].map((person) => ({
      person,
      owner: 'p0@corp.example',
      until: new Date(start + hours * hour),
      reason: 'A project ends then.',
    })),
  )
}
