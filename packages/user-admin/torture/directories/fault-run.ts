import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import {
  applyPlan,
  guardCodes,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  recordBaseline,
  runUnattended,
  type State,
} from '../../src/index.ts'
import { addressBy, anyHuman, type Human, hired, type Person } from './company.ts'
import type { Fault, Rig } from './fault.ts'
import { type FaultPlant, withPlant } from './fault-plants.ts'
import { type Account, openPlaces, type Places } from './places.ts'

const hour = 3_600_000
const start = Date.parse('2026-11-16T06:00:00Z')

/** A company, how its people stand, and what is remembered of them when a fault strikes. */
export interface FaultWorld {
  readonly humans: readonly Human[]
  /** Who left before anybody looked, by place. */
  readonly disabled: readonly number[]
  /** Who went without a trace between the last good reading and the one before; that far the clock has run. */
  readonly away: number | undefined
  /** Who was disabled since the last good reading. */
  readonly lately: number | undefined
  /** Good readings before. */
  readonly readings: 1 | 2
  /** From the last good reading to the fault, in hours. */
  readonly hours: number
  readonly action: 'suspend' | 'remove'
  readonly unattended: boolean
  readonly lot: number
}

const someone = fc.option(fc.nat(13), { nil: undefined, freq: 2 })

export const faultWorld: fc.Arbitrary<FaultWorld> = fc.record({
  humans: fc.array(anyHuman, { minLength: 14, maxLength: 26 }),
  disabled: fc.uniqueArray(fc.nat(13), { maxLength: 2 }),
  away: someone,
  lately: someone,
  readings: fc.constantFrom<1 | 2>(1, 2, 2),
  hours: fc.constantFrom(1, 20, 24, 30, 72),
  action: fc.constantFrom<FaultWorld['action']>('remove', 'remove', 'suspend'),
  unattended: fc.boolean(),
  lot: fc.double({ min: 0, max: 0.999, noNaN: true }),
})

/** What was seen of one fault. */
export interface FaultTally {
  runs: number
  named: number
  /** People suspended who did not leave: only where the clock of absence decides. */
  suspended: number
  /** A text that did not fit, if there was one. */
  unfit?: string
}

/** What an operator was told. */
interface Told {
  readonly said: string
  /** Whether whoever ran it saw at a glance that it did not go well. */
  readonly failed: boolean
  readonly plan?: Plan
}

/** Lets one fault strike one world; answers with what the operator was told, and throws what the judge says. */
export async function struck(
  fault: Fault,
  drawn: FaultWorld,
  plant: FaultPlant | undefined,
  tally: FaultTally,
): Promise<string> {
  // Of somebody who is nowhere a member there is nothing to say.
  const humans = drawn.humans.map((one): Human => ({ ...one, aac: 'mail' }))
  const world = fault.ends === 'clock' ? { ...drawn, humans } : drawn
  const clock = { time: start }
  const now = (): number => clock.time
  const people = world.humans.map((one, index) => hired(index, one))
  await using rig = await fault.open({ now, lot: world.lot })
  await using places = await openPlaces(accountsOf(world, people), now)
  using state = memoryState({ now })
  const job: Job = { ...withPlant(plant, rig.source, state), places, world, now }
  await begin(job, rig, people, clock)

  const lately = people[world.lately ?? -1]
  if (lately !== undefined && lately.standing === 'active') lately.standing = 'disabled'
  await rig.show(people)
  clock.time += world.hours * hour
  await rig.strike()
  const told = world.unattended ? await unattended(job) : await attended(job)
  judge(fault, rig, told, { places, people, tally })

  await rig.mend()
  clock.time += hour
  await recovers(job, people)
  return told.said
}

interface Job {
  readonly source: Rig['source']
  readonly state: State
  readonly places: Places
  readonly world: FaultWorld
  readonly now: () => number
}

/** Good readings, and a baseline; whoever left by then is still in. */
async function begin(job: Job, rig: Rig, people: readonly Person[], clock: { time: number }): Promise<void> {
  const { world, source, places, state, now } = job
  for (const place of world.disabled) {
    const person = people[place]
    if (person !== undefined) person.standing = place % 2 === 0 ? 'disabled' : 'expired'
  }
  await recordBaseline(state, places.admins, { by: 'ana', now })
  for (let reading = 0; reading < world.readings; reading += 1) {
    const away = people[world.away ?? -1]
    if (reading > 0 && away !== undefined) away.standing = 'gone'
    if (reading > 0) clock.time += 25 * hour
    await rig.show(people)
    const snapshot = await source.read()
    assert(
      snapshot.kind === 'complete',
      `a good reading is ${snapshot.kind}: ${JSON.stringify(snapshot).slice(0, 300)}`,
    )
    await makePlan(places.admins, leavers(snapshot, { action: world.action }), { state, assets: 'leave', now })
  }
}

/** Everything that an operator in a hurry lets through, but for what says of people by name that they left. */
const released = guardCodes.filter((code) => code !== 'leaver')

async function attended({ source, places, state, world, now }: Job): Promise<Told> {
  try {
    const goal = leavers(await source.read(), { action: world.action })
    const plan = await makePlan(places.admins, goal, { state, assets: 'leave', now })
    const approve = { id: plan.id, by: 'ana' }
    const report = await applyPlan(places.admins, plan, { approve, release: released, state, now })
    return { plan, said: JSON.stringify([plan, report.notes]), failed: false }
  } catch (error) {
    return { said: messageOf(error), failed: true }
  }
}

async function unattended({ source, places, state, world, now }: Job): Promise<Told> {
  const run = () =>
    runUnattended(places.admins, async () => leavers(await source.read(), { action: world.action }), {
      state,
      by: 'nightly',
      may: 'within-guards',
      assets: 'leave',
      now,
    })
  let result = await run()
  if (result.held !== undefined) {
    await state.held.approve(result.held.plan.id, { by: 'ana', release: released })
    result = await run()
  }
  const { outcome, why, plan } = result
  return {
    said: plan === undefined ? why : JSON.stringify([why, plan]),
    failed: outcome !== 'nothing-to-do' && outcome !== 'done',
    ...(plan === undefined ? {} : { plan }),
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

function judge(
  fault: Fault,
  rig: Rig,
  { said, failed }: Told,
  about: { readonly places: Places; readonly people: readonly Person[]; readonly tally: FaultTally },
): void {
  const { places, people, tally } = about
  assert(rig.bit(), 'the fault did not happen')
  tally.runs += 1
  for (const { account, did, operation, target } of places.effects()) {
    const person = people.find(({ human: one }) => one === account?.human)
    assert(did !== 'something else', `${target}: ${operation} was called`)
    const leftTruly = person !== undefined && person.standing !== 'active'
    if (fault.ends === 'stopped') assert.fail(`${target} was ${did} (${leftTruly ? 'left' : 'did not leave'}): ${said}`)
    assert(leftTruly || did === 'suspended', `${target} was ${did} and did not leave`)
    if (!leftTruly) tally.suspended += 1
  }
  if (fault.ends === 'stopped') assert(failed, `nobody is told that it went wrong: ${said.slice(0, 500)}`)
  if (fault.says.test(said)) tally.named += 1
  else tally.unfit ??= said.slice(0, 400)
}

/** Once it is mended, the next reading is good again, and means nobody else. */
async function recovers({ source, places, state, world, now }: Job, people: readonly Person[]): Promise<void> {
  const goal = leavers(await source.read(), { action: world.action })
  const { steps } = await makePlan(places.admins, goal, { state, assets: 'leave', now })
  for (const { email, what } of steps) {
    const human = places.accounts.find((account) => account.email === email)?.human
    assert(people[human ?? -1]?.standing !== 'active', `after the fault: ${what}, and that person did not leave`)
  }
}

function accountsOf({ humans }: FaultWorld, people: readonly Person[]): Account[] {
  return people.flatMap((person, index): Account[] => {
    const { aac, houston } = humans[index] ?? {}
    const one = (place: string, way: typeof aac): Account[] =>
      way === undefined ? [] : [{ place, email: addressBy(way, person), also: [], human: index }]
    return [...one('aac-0', aac), ...one('houston-0', houston)]
  })
}
