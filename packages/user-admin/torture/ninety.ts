import { parseArgs } from 'node:util'
import { kinds } from './ninety-company.ts'
import { leaversInAll } from './ninety-events.ts'
import { byKind, noNinetyTally } from './ninety-judge.ts'
import { type NinetyPlant, ninetyPlants } from './ninety-plants.ts'
import { ninetyDays, verdictOf } from './ninety-run.ts'

// pnpm torture ninety [--days 90] [--seed N] [--plant none|BUG]: a company whose people leave in fourteen ways, run by a
// schedule that nobody watches, with outages, and the evidence that is made of it. Each planted bug must be found first.
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { days: { type: 'string', default: '90' }, seed: { type: 'string' }, plant: { type: 'string' } },
})
const days = Number(values.days)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const isKnown = (name: string): name is NinetyPlant => ninetyPlants.some((plant) => plant === name)
if (
  !(days >= 10 && days <= 90) ||
  !Number.isSafeInteger(seed) ||
  !(values.plant === undefined || values.plant === 'none' || isKnown(values.plant))
) {
  console.error(
    `--days takes a number from 10 to 90, --seed a whole number, --plant none or one of ${ninetyPlants.join(', ')}`,
  )
  process.exit(2)
}

let broke = 0
const begin = performance.now()
const say = (isWell: boolean, text: string): void => {
  if (!isWell) broke += 1
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  console.log(`${isWell ? 'ok   ' : 'WRONG'}  ${text}`)
}
const tell = (text: string): void => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K  ${text} `)
}
const found = (plant: NinetyPlant, wrong: readonly string[]): void =>
  say(wrong.length > 0, `the planted bug ${plant} is ${wrong.length > 0 ? `found: ${wrong[0] ?? ''}` : 'NOT found'}`)

console.log(`seed ${seed}`)
// One bug needs days of its own; the others are put into evidence that is there.
if (values.plant === undefined || values.plant === 'remove-other')
  found('remove-other', verdictOf(await ninetyDays({ seed, days: 10, plant: 'remove-other', tell })))
if (values.plant !== 'remove-other') {
  const ninety = await ninetyDays({ seed, days, tell })
  for (const plant of ninetyPlants)
    if (plant !== 'remove-other' && (values.plant === undefined || values.plant === plant))
      found(plant, verdictOf(ninety, noNinetyTally(), plant))
  const tally = noNinetyTally()
  const wrong = verdictOf(ninety, tally)
  for (const text of wrong.slice(0, 30)) say(false, text)
  if (wrong.length > 30) say(false, `and ${wrong.length - 30} more`)
  for (const text of tally.unsaid.slice(0, 10)) console.log(`       ${text}`)
  const verdicts = [...tally.verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ')
  const outcomes = [...ninety.outcomes].map(([outcome, count]) => `${count} ${outcome}`).join(', ')
  console.log(`       ${ninety.runs} runs: ${outcomes}`)
  console.log(`       rows: ${verdicts}`)
  say(
    tally.unsaid.length <= tally.out * 0.02,
    `${tally.out} rows are of people who are out where nothing is in doubt, and ${tally.out - tally.unsaid.length} of them say so`,
  )
  const leavers = [...byKind(ninety.truth.company).values()].reduce((sum, count) => sum + count, 0)
  if (wrong.length === 0)
    say(
      leavers === leaversInAll,
      `${days} days: ${leavers} people left in ${Object.keys(kinds).length} ways, evidence was made ${ninety.made.length} times (${tally.rows} rows): nobody is said to be gone who could enter, no leaver is left out, ${tally.bounds} bounds are exact, nobody else lost anything`,
    )
}
console.log(
  `${broke === 0 ? 'Nothing broke' : `${broke} went wrong`} in ${Math.round((performance.now() - begin) / 1000)} s.`,
)
process.exit(broke === 0 ? 0 : 1)
