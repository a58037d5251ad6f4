import { parseArgs } from 'node:util'
import { admins, noTally as noAdmins } from './admins.ts'
import { adminPlants } from './admins-plants.ts'
import { audit, auditPlants } from './audit.ts'
import { crowdedPlants, crowds } from './crowded.ts'
import { enter, enterPlants, noEnterTally } from './enter.ts'
import { killPlants } from './killed.ts'
import { everyPoint, type Kills, oneLongRun, realKills } from './kills.ts'
import { leaking, leakPlants } from './leak-plants.ts'
import { moving, movingPlants } from './moving.ts'
import { movingHttp } from './moving-http.ts'
import { leakTally, slowLeak } from './slow-leak.ts'
import { noTally as noUndo, undoPlants, undoTorture } from './undo.ts'

// pnpm torture apply [--scale 1] [--seed N] [--part kills]: what a run does in a hostile world, and what it survives. Each
// oracle first finds its planted bugs. At scale 1 it takes hours; 0.01 is a quick look.
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    scale: { type: 'string', default: '1' },
    seed: { type: 'string' },
    part: { type: 'string', multiple: true },
  },
})
const scale = Number(values.scale)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
if (!(scale > 0 && scale <= 1) || !Number.isSafeInteger(seed)) {
  console.error('--scale takes a number from 0 to 1, --seed a whole number')
  process.exit(2)
}
const scaled = (number: number, least = 1): number => Math.max(least, Math.round(number * scale))

let wrong = 0
const say = (isWell: boolean, text: string): void => {
  if (!isWell) wrong += 1
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  console.log(`${isWell ? 'ok   ' : 'WRONG'}  ${text}`)
}
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${text} `)
}

/** Each planted bug is to be found; then the thing itself is to hold. */
async function judge<P extends string>(
  name: string,
  plants: readonly P[],
  broken: (plant: P | undefined) => Promise<string | undefined>,
  figures: () => string,
): Promise<void> {
  for (const plant of plants) {
    tell(`${name}: looking for the planted bug ${plant}`)
    const found = await broken(plant)
    say(found !== undefined, `${name}: the planted bug ${plant} is ${found === undefined ? 'NOT found' : 'found'}`)
  }
  const from = performance.now()
  const broke = await broken(undefined)
  say(broke === undefined, broke ?? `${name}: ${figures()} (${Math.round((performance.now() - from) / 1000)} s)`)
}

const failureOf = async (kills: Promise<Kills>, sum: { kills: number; looks: number }): Promise<string | undefined> => {
  const { failure, kills: times, looks } = await kills
  sum.kills += times
  sum.looks = Math.max(sum.looks, looks)
  return failure
}

const parts: Readonly<Record<string, () => Promise<void>>> = {
  points: async () => {
    const points = { kills: 0, looks: 0 }
    const people = scaled(100, 10)
    await judge(
      'killed at every point',
      killPlants,
      (plant) =>
        plant === undefined
          ? failureOf(everyPoint(people, seed, { tell }), points)
          : failureOf(everyPoint(12, seed, { plant }), { kills: 0, looks: 0 }),
      () =>
        `a run over ${people} people died at each of ${points.kills} points and was gone on with; at most ${points.looks.toFixed(1)} more looks a step that was not over`,
    )
  },
  kills: async () => {
    const long = { kills: 0, looks: 0 }
    const [crowd, samples] = [scaled(10_000, 100), scaled(600, 6)]
    await judge(
      'killed again and again',
      [],
      () => failureOf(oneLongRun(crowd, samples, seed, { tell }), long),
      () => `one run over ${crowd} people died ${long.kills} times`,
    )
  },
  processes: async () => {
    const real = { kills: 0, looks: 0 }
    const [class1, each, rounds] = [scaled(2_000, 60), scaled(75, 5), 5]
    await judge(
      'processes killed',
      ['never-again'] as const,
      async (plant) => {
        if (plant !== undefined) return await failureOf(realKills(60, 6, seed, { plant, tell }), { kills: 0, looks: 0 })
        for (let round = 0; round < rounds; round += 1) {
          const broke = await failureOf(realKills(class1, each, seed + round, { tell }), real)
          if (broke !== undefined) return broke
        }
        return undefined
      },
      () => `${rounds} runs over ${class1} people, ${real.kills} processes ended by SIGKILL`,
    )
  },
  moving: async () => {
    const runs = scaled(10_000, 50)
    await judge(
      'a moving world',
      movingPlants,
      (plant) => moving({ runs: plant === undefined ? runs : 2_000, seed, plant }),
      () => `${runs} schedules: effects within what was approved, who drifted is left with a reason`,
    )
    const web = scaled(300, 5)
    await judge(
      'a moving world, over HTTP',
      ['ignore-mark'] as const,
      (plant) => movingHttp({ runs: plant === undefined ? web : 100, seed, plant }),
      () => `${web} schedules against the fakes`,
    )
  },
  crowds: async () => {
    const runs = scaled(1_000, 10)
    await judge(
      'a crowd at once',
      crowdedPlants,
      (plant) => crowds({ runs: plant === undefined ? runs : 300, seed, plant }),
      () => `${runs} runs over 40 people at once, with faults: done is so, and what is not done was not`,
    )
  },
  enter: async () => {
    const runs = scaled(1_000, 10)
    const tally = noEnterTally()
    await judge(
      'who is out is out',
      enterPlants,
      (plant) =>
        enter({ runs: plant === undefined ? runs : 300, seed, plant, ...(plant === undefined ? { tally } : {}) }),
      () => `${runs} worlds of each system, 0 people reported done who can enter: ${JSON.stringify(tally)}`,
    )
  },
  admins: async () => {
    const runs = scaled(100_000, 1_000)
    const tally = noAdmins()
    await judge(
      'administrators',
      adminPlants,
      (plant) =>
        admins({ runs: plant === undefined ? runs : 20_000, seed, plant, ...(plant === undefined ? { tally } : {}) }),
      () => `${runs} interleavings, never below the minimum, never oneself: ${JSON.stringify(tally)}`,
    )
  },
  leak: async () => {
    const runs = scaled(3)
    const days = Math.max(3, Math.round(90 * Math.min(1, scale * 4)))
    const tally = leakTally()
    await judge(
      'a slow leak',
      leakPlants,
      // In these worlds each bug shows soon.
      (plant) => slowLeak(plant === undefined ? { runs, seed, days, tally } : { runs: 1, plant, ...leaking[plant] }),
      () => `${runs} times ${days} days: ${JSON.stringify(tally)}`,
    )
  },
  undo: async () => {
    const people = scaled(10_000, 100)
    const tally = noUndo()
    await judge(
      'undo',
      undoPlants,
      (plant) =>
        undoTorture({
          people: plant === undefined ? people : 400,
          seed,
          plant,
          ...(plant === undefined ? { tally } : {}),
        }),
      () => `what was reversible is as it was: ${JSON.stringify(tally)}`,
    )
  },
  audit: async () => {
    const [runs, longRows, longRuns] = [scaled(10_000, 100), scaled(1_000_000, 10_000), 20]
    await judge(
      'the journal',
      auditPlants,
      (plant) =>
        audit(plant === undefined ? { runs, longRows, longRuns, seed } : { runs: 500, longRows: 0, seed, plant }),
      () => `${runs} edits of 1,000 rows and ${longRuns} of ${longRows} found and placed`,
    )
  },
}

const asked = values.part ?? Object.keys(parts)
const unknown = asked.find((part) => !(part in parts))
if (unknown !== undefined) {
  console.error(`there is no part ${unknown}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
console.log(`seed ${seed}`)
for (const part of asked) await parts[part]?.()
process.exit(wrong === 0 ? 0 : 1)
