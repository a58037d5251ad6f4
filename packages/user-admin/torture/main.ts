import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { aacRun, aacWorld, type Plant, plants } from './apply.ts'

// pnpm torture [--runs 200] [--seed N] [--plant BUG]: random worlds, a hostile network and a hostile
// co-administrator, against the fakes over real HTTP. A planted bug must be found, or the torture itself is at fault.
// pnpm torture tokens […]: processes on one token file; see packages/aac-client/torture.
// pnpm torture removals [PEOPLE]: a workspace emptied over many lives of a token.
if (process.argv[2] === 'tokens') await import('../../aac-client/torture/main.ts')
if (process.argv[2] === 'removals') {
  const { removals } = await import('../../aac-client/torture/removals.ts')
  process.exit((await removals(Number(process.argv[3] ?? 10_000))) ? 0 : 1)
}
// pnpm torture plan […]: what a plan promises, against the truth of random worlds.
if (process.argv[2] === 'plan') await import('./plan-main.ts')
// pnpm torture apply […]: killed anywhere, a moving world, slow leaks, undo, the audit.
if (process.argv[2] === 'apply') await import('./apply-main.ts')
// pnpm torture directory […]: directories that break, and companies whose people come and go.
if (process.argv[2] === 'directory') await import('./directory.ts')
// pnpm torture ninety […]: ninety days of a company whose people leave, and the evidence that is made of them.
if (process.argv[2] === 'ninety') await import('./ninety.ts')
// pnpm torture schedule […]: processes that are killed, on one schedule over a year.
if (process.argv[2] === 'schedule') {
  const { scheduleMain } = await import('./schedule.ts')
  process.exit((await scheduleMain(process.argv.slice(3))) ? 0 : 1)
}
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '200' }, seed: { type: 'string' }, plant: { type: 'string' } },
})
const numRuns = Number(values.runs)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const plant = values.plant as Plant | undefined
if (!(numRuns > 0) || (plant !== undefined && !plants.includes(plant))) {
  console.error(`--runs takes a number from 1, --plant one of ${plants.join(', ')}`)
  process.exit(2)
}

const survives = async (planted: Plant | undefined, runs: number): Promise<string | undefined> => {
  let seen = 0
  const details = await fc.check(
    fc.asyncProperty(aacWorld, async (world) => {
      seen += 1
      if (process.stderr.isTTY) process.stderr.write(`\r  world ${seen} of ${runs} `)
      await aacRun(world, planted)
    }),
    { numRuns: runs, seed, endOnFailure: planted !== undefined },
  )
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  return details.failed ? fc.defaultReportMessage(details) : undefined
}

if (plant !== undefined) {
  const found = await survives(plant, numRuns)
  console.log(found ?? `The planted bug ${plant} was not found in ${numRuns} worlds (seed ${seed}).`)
  process.exit(found === undefined ? 0 : 1)
}

// The oracle first: each planted bug must be found in as many worlds.
let wrong = 0
for (const bug of plants) {
  const found = await survives(bug, numRuns)
  if (found === undefined) wrong += 1
  console.log(`${found === undefined ? 'NOT FOUND' : 'found    '}  the planted bug ${bug}`)
}
const broken = await survives(undefined, numRuns)
console.log(
  broken ??
    `${numRuns} random worlds survived (seed ${seed}): nobody protected touched, nobody removed twice, nothing said to be done that was not`,
)
process.exit(broken === undefined && wrong === 0 ? 0 : 1)
