// pnpm torture tokens [--processes 24] [--expiries 200] [--kills 300] [--seed N] [--plant no-lock|no-reread]: many
// processes on one token file. A planted bug must be found, or the torture itself is at fault.
import { parseArgs } from 'node:util'
import { table } from './tally.ts'
import { plants, tortureTokens } from './tokens.ts'

const { values } = parseArgs({
  args: process.argv.slice(2).filter((word) => word !== 'tokens'),
  options: {
    processes: { type: 'string', default: '24' },
    expiries: { type: 'string', default: '200' },
    kills: { type: 'string', default: '300' },
    seed: { type: 'string' },
    plant: { type: 'string' },
  },
})
const [processes, expiries, kills] = [values.processes, values.expiries, values.kills].map(Number) as [
  number,
  number,
  number,
]
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const chosen = plants.find((plant) => plant === values.plant)
const whole = [processes, expiries, kills, seed].every((number) => Number.isSafeInteger(number) && number >= 0)
if (!whole || processes < 2 || expiries < 1 || (values.plant !== undefined && chosen === undefined)) {
  console.error(
    `--processes (from 2), --expiries, --kills and --seed take numbers, --plant one of ${plants.join(', ')}`,
  )
  process.exit(2)
}

const onProgress = process.stderr.isTTY ? (what: string) => void process.stderr.write(`\r  ${what}\u001b[K`) : undefined
const clear = (): void => void (process.stderr.isTTY && process.stderr.write('\r\u001b[K'))

let missed = 0
for (const plant of chosen === undefined ? plants : [chosen]) {
  const { violations } = await tortureTokens({
    processes: Math.min(processes, 8),
    expiries: 60,
    kills: 0,
    seed,
    plant,
    onProgress,
  })
  clear()
  if (violations.length === 0) missed += 1
  console.log(
    `${violations.length === 0 ? 'NOT FOUND' : 'found    '}  the planted bug ${plant}${violations[0] === undefined ? '' : `: ${violations[0]}`}`,
  )
}
// Asked for by name, a found bug is a failure: that is what the torture is for.
if (chosen !== undefined) process.exit(missed === 0 ? 1 : 0)

const begun = performance.now()
const tally = await tortureTokens({ processes, expiries, kills, seed, onProgress })
clear()
console.log(table(tally))
for (const violation of tally.violations) console.log(`VIOLATION  ${violation}`)
console.log(`${processes} processes, seed ${seed}, ${((performance.now() - begun) / 1000).toFixed(0)} s`)
process.exit(tally.violations.length === 0 && missed === 0 ? 0 : 1)
