import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { leaversEvidence, plansFor, surveyOf, verifyEvidence, writeEvidence } from '../src/evidence/index.ts'
import { newHeadKey } from '../src/index.ts'
import { places as allPlaces, day, hour, start } from './ninety-company.ts'
import { judged, type Made, type NinetyTally, noNinetyTally, othersLost, type Truth } from './ninety-judge.ts'
import { unlikeTheirKind } from './ninety-kinds.ts'
import { type NinetyPlant, withPlant } from './ninety-plants.ts'
import { scheduled } from './ninety-schedule.ts'
import { keyOf, openWorld, type World } from './ninety-world.ts'

const sla: number = 24 * hour
/**
 * When evidence is made, in days from the beginning: while a directory breaks off, after a month, while a credential has
 * ended, while a server is down, in the hours between a removal and the next cycle of the identity provider, at the end;
 * of everything until then, or of the last month.
 */
const occasions: readonly { readonly on: number; readonly since: number }[] = [
  ...[21, 30, 52, 60, 75.05].map((on) => ({ on, since: 0 })),
  { on: 89.9, since: 60 },
  { on: 89.95, since: 0 },
]

/** What came of ninety days. */
export interface Ninety {
  readonly days: number
  readonly made: readonly Made[]
  readonly truth: Truth
  readonly touched: readonly string[]
  /** What the folder of the last evidence does not prove, a sentence each. */
  readonly unproved: readonly string[]
  readonly outcomes: World['outcomes']
  readonly runs: number
}

/** Plays the days, and makes evidence again and again, of all that went by until then. */
export async function ninetyDays(options: {
  readonly seed: number
  readonly days?: number
  readonly plant?: NinetyPlant | undefined
  readonly tell?: ((text: string) => void) | undefined
}): Promise<Ninety> {
  const { seed, days = 90, plant, tell } = options
  await using world = await openWorld(seed, days)
  const { clock, calendar, history, company, directories } = world
  const made: Made[] = []
  const unproved: string[] = []
  for (const occasion of occasions)
    if (occasion.on < days)
      calendar.add(start + occasion.on * day, async () => {
        const one = await evidenceOf(world, start + occasion.since * day)
        made.push(one)
        if (occasion === occasions.at(-1)) unproved.push(...(await provedBy(one, world)))
      })
  if (plant === 'remove-other') calendar.add(start + 4.3 * day, () => removeOther(world))
  for (let time = start; time <= start + days * day; time += hour) calendar.add(time, () => history.sample(clock.time))
  await scheduled(world, days, async () => {
    for (let event = calendar.next(clock.time); event !== undefined; event = calendar.next(clock.time))
      await event.happens()
    tell?.(`day ${Math.floor((clock.time - start) / day)} of ${days}`)
  })
  const runs = [...world.outcomes.values()].reduce((sum, count) => sum + count, 0)
  return {
    days,
    made,
    truth: { company, history, reads: directories.reads },
    touched: world.touched,
    unproved,
    outcomes: world.outcomes,
    runs,
  }
}

/** Everything that is wrong with what came of it; a plant is put into the evidence first. */
export function verdictOf(
  { days, made, truth, touched, unproved }: Ninety,
  tally: NinetyTally = noNinetyTally(),
  plant?: NinetyPlant,
): readonly string[] {
  return [
    ...touched,
    ...unproved,
    ...othersLost(truth),
    ...made.slice(-1).flatMap(({ evidence }) => (days < 90 ? [] : unlikeTheirKind(evidence, truth.company).wrong)),
    ...withPlant(plant, made).flatMap((one) =>
      judged(one, truth, tally).map((text) => `day ${((one.at - start) / day).toFixed(1)}: ${text}`),
    ),
  ]
}

async function evidenceOf({ clock, state, openTargets, directories }: World, since: number): Promise<Made> {
  const from = clock.time
  const { admins, names, unopened } = await openTargets(allPlaces)
  const survey = await surveyOf({
    targets: admins.map((reader) => ({ name: names.get(keyOf(reader)) ?? '', reader })),
    unopened,
    sources: Object.values(directories.sources),
    state,
    now: clock.now,
  })
  const evidence = await leaversEvidence({
    since: new Date(since).toISOString(),
    until: new Date(clock.time).toISOString(),
    sla,
    survey,
    rows: state.journal.rows(),
    plan: (id) => state.plan(id),
  })
  return { from, at: clock.time, survey, evidence }
}

/** Hands the evidence over, and looks at it with nothing but the folder and a key. */
async function provedBy({ evidence, survey }: Made, { state, company }: World): Promise<readonly string[]> {
  const [place, key] = [await mkdtemp(join(tmpdir(), 'ninety-')), await newHeadKey()]
  try {
    const folder = join(place, 'evidence')
    const plans = plansFor(evidence, state.journal, (id) => state.plan(id))
    await writeEvidence(folder, { evidence, survey, journal: state.journal, plans, key: key.privateKey, by: 'ana' })
    const { verdict, faults } = await verifyEvidence(folder, { publicKey: key.publicKey })
    const wrong = verdict === 'proved' ? [] : [`the folder is ${verdict}`, ...faults]
    for (const { id } of company.filter(({ kind }) => kind === 'laid off').slice(0, 3)) {
      const { trails = [] } = await verifyEvidence(folder, { publicKey: key.publicKey, person: id })
      if (trails.length === 0) wrong.push(`the folder has no trail of ${id}`)
    }
    return wrong
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

/** A program of ours with a bug: it takes somebody out who is there by right. */
async function removeOther({ places, company }: World): Promise<void> {
  const other = company.find(
    ({ kind, accounts }) => kind === undefined && accounts.some(({ place }) => place === 'data'),
  )
  if (other !== undefined) await (await places.opener()('data')).remove({ email: other.mail })
}
