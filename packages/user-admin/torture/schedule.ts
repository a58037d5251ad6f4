import { parseArgs } from 'node:util'
import { type SchedulePlant, schedulePlants } from './schedule-child.ts'
import { judged, type ScheduleTally } from './schedule-judge.ts'
import { type Playing, played } from './schedule-world.ts'

/** Some days in which the clocks are set in each zone. */
const spring: Pick<Playing, 'from' | 'days'> = { from: '2026-03-05T00:00:00Z', days: 34 }

/** What is wrong with a schedule that was played, if anything is, and what happened in it. */
export async function scheduleTorture(
  playing: Playing,
): Promise<{ readonly failure: string | undefined; readonly tally?: ScheduleTally }> {
  try {
    const tally = judged(await played(playing))
    // Clocks that are off make some miss; most come to something.
    if (tally.ended < tally.due / 2) return { failure: `only ${tally.ended} of ${tally.due} were run`, tally }
    return { failure: undefined, tally }
  } catch (error) {
    return { failure: error instanceof Error ? error.message : String(error) }
  }
}

/**
 * pnpm torture schedule [--runs 1] [--seed N] [--part plants|year] [--plant BUG] [--days 365] [--processes 10]: real
 * processes on one schedule, killed at random, with clocks that are up to an hour off, over a year of their time.
 */
export async function scheduleMain(args: readonly string[]): Promise<boolean> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '1' },
      days: { type: 'string', default: '365' },
      processes: { type: 'string', default: '10' },
      seed: { type: 'string' },
      part: { type: 'string' },
      plant: { type: 'string' },
    },
  })
  const [runs, days, processes] = [Number(values.runs), Number(values.days), Number(values.processes)]
  const first = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
  const plant = values.plant as SchedulePlant | undefined
  const isPart = values.part === undefined || values.part === 'plants' || values.part === 'year'
  if (!(runs > 0 && days > 0 && processes > 0) || !isPart || (plant !== undefined && !schedulePlants.includes(plant))) {
    console.error(`--part is plants or year, --plant one of ${schedulePlants.join(', ')}`)
    return false
  }
  const tell = (text: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${text} `)
  }
  let wrong = 0
  const say = (isWell: boolean, text: string): void => {
    if (!isWell) wrong += 1
    tell('')
    console.log(`${isWell ? 'ok   ' : 'WRONG'}  schedule: ${text}`)
  }
  if (values.part !== 'year')
    for (const bug of plant === undefined ? schedulePlants : [plant]) {
      const { failure } = await scheduleTorture({
        ...spring,
        processes: 4,
        seed: first,
        killsADay: 1,
        plant: bug,
        tell,
      })
      say(
        failure !== undefined,
        `the planted bug ${bug} is ${failure === undefined ? 'NOT found' : `found: ${failure}`}`,
      )
    }
  if (values.part === 'plants' || plant !== undefined) return wrong === 0
  for (let run = 0; run < runs; run++) {
    const [seed, began] = [first + run, performance.now()]
    const { failure, tally } = await scheduleTorture({
      from: '2026-01-01T00:00:00Z',
      days,
      processes,
      seed,
      killsADay: 0.6,
      tell,
    })
    const took = `${Math.round((performance.now() - began) / 1000)} s, seed ${seed}`
    say(
      failure === undefined,
      failure === undefined && tally !== undefined
        ? `${processes} processes, ${days} days, ${tally.kills} killed: of ${tally.due} due times ${tally.ended} ended, ${tally.missed} were missed and ${tally.brokenOff} broken off, each of which is written down; ${tally.again} begun once more; no two at once (${took})`
        : `${failure} (${took})`,
    )
  }
  return wrong === 0
}
