import { parseArgs } from 'node:util'
import { noCleanTally } from './directories/clean-oracle.ts'
import { cleanPlants } from './directories/clean-plants.ts'
import { cleanTorture } from './directories/clean-run.ts'
import { faultPlants } from './directories/fault-plants.ts'
import { faultRows, tableOf } from './directories/fault-table.ts'
import { type FaultsSeen, faultTorture } from './directories/fault-torture.ts'
import { faults } from './directories/faults.ts'

// pnpm torture directory [--runs 1000] [--seed N] [--part faults|clean] [--plant BUG] [--fault WORDS]: everything that
// goes wrong with directories, and companies whose people come and go, against workspaces of both systems. Each planted
// bug must be found first. --table prints what docs/directory-faults.md holds.
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    runs: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    part: { type: 'string', multiple: true, default: ['faults', 'clean'] },
    plant: { type: 'string' },
    fault: { type: 'string', default: '' },
    table: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const only = faults.filter(({ source, name }) => `${source}: ${name}`.includes(values.fault))
const plants: readonly string[] = [...faultPlants, ...cleanPlants]
const isKnown = values.plant === undefined || values.plant === 'none' || plants.includes(values.plant)
const isPart = values.part.every((part) => part === 'faults' || part === 'clean')
if (!(runs > 0) || !Number.isSafeInteger(seed) || only.length === 0 || !isKnown || !isPart) {
  console.error(
    `--runs takes a number from 1, --seed a whole number, --part faults or clean, --plant none or one of ${plants.join(', ')}, --fault some words of a fault`,
  )
  process.exit(2)
}

if (values.table) {
  console.log(tableOf(await faultRows()))
  process.exit(0)
}

let wrong = 0
const begin = performance.now()
const clear = (): void => {
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
}
const say = (isWell: boolean, text: string): void => {
  if (!isWell) wrong += 1
  clear()
  console.log(`${isWell ? 'ok   ' : 'WRONG'}  ${text}`)
}
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${text} `)
}
const seconds = (from: number): string => `${Math.round((performance.now() - from) / 1000)} s`
const isAsked = (plant: string): boolean => values.plant === undefined || values.plant === plant
const ofPlant = (part: string, plant: string, isFound: boolean): void =>
  say(isFound, `${part}: the planted bug ${plant} is ${isFound ? 'found' : 'NOT found'}`)

/** The sums of all faults. */
function sums({ tallies }: FaultsSeen): { runs: number; named: number; suspended: number } {
  const all = [...tallies.values()]
  const sum = (of: (one: (typeof all)[number]) => number): number => all.reduce((total, one) => total + of(one), 0)
  return { runs: sum((one) => one.runs), named: sum((one) => one.named), suspended: sum((one) => one.suspended) }
}

async function faultsPart(): Promise<void> {
  for (const plant of faultPlants.filter(isAsked)) {
    tell(`faults: looking for the planted bug ${plant}`)
    const seen = await faultTorture({ runs: 100, seed, plant })
    ofPlant(
      'faults',
      plant,
      seen.broke.length > 0 || [...seen.tallies.values()].some(({ unfit }) => unfit !== undefined),
    )
  }
  if (values.plant !== undefined && values.plant !== 'none') return
  const from = performance.now()
  const seen = await faultTorture({ runs, seed, only, tell })
  clear()
  for (const [fault, { runs: times, named, suspended, unfit }] of seen.tallies) {
    const byClock = fault.ends === 'clock' ? `, ${suspended} suspended for a while` : ''
    console.log(`       ${fault.source}, ${fault.name}: ${times} times, named ${named}${byClock}`)
    if (unfit !== undefined) console.log(`         said otherwise: ${unfit}`)
  }
  for (const text of seen.broke) say(false, text)
  for (const [{ source, name }, { runs: times, named }] of seen.tallies)
    if (times > 0 && named === 0) say(false, `${source}, ${name}: why was never said`)
  const { runs: times, named, suspended } = sums(seen)
  if (seen.broke.length === 0)
    say(
      named >= times * 0.99,
      `faults: ${times} times one of ${seen.tallies.size} faults: nobody removed who did not leave, ${suspended} suspended for a while, and why was said ${named} times (${seconds(from)})`,
    )
}

async function cleanPart(): Promise<void> {
  for (const plant of cleanPlants.filter(isAsked)) {
    tell(`clean worlds: looking for the planted bug ${plant}`)
    ofPlant(
      'clean worlds',
      plant,
      (await cleanTorture({ runs: 300, seed, plant, tally: noCleanTally() })) !== undefined,
    )
  }
  if (values.plant !== undefined && values.plant !== 'none') return
  const from = performance.now()
  const tally = noCleanTally()
  const broke = await cleanTorture({ runs, seed, tally, tell })
  const { worlds, ticks, removed, suspended, held, listed, inherited, stopped } = tally
  say(
    broke === undefined,
    broke ??
      `clean worlds: ${ticks} readings of ${worlds} companies: ${removed} removed and ${suspended} suspended, all of them leavers; of who left and still gets in ${held} times a step waited, ${listed} times they were listed; ${inherited} times somebody else had the address, ${stopped} readings were stopped (${seconds(from)})`,
  )
}

console.log(`seed ${seed}`)
if (values.part.includes('faults')) await faultsPart()
if (values.part.includes('clean')) await cleanPart()
console.log(`${wrong === 0 ? 'Nothing broke' : `${wrong} went wrong`} in ${seconds(begin)}.`)
process.exit(wrong === 0 ? 0 : 1)
