import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { forty } from './forty.ts'
import { identityPlants, spellingPairs } from './identity.ts'
import { aac, houston, type PlanPlant, planPlants, type Tally, ways } from './plan.ts'
import { aacWorld, houstonWorld, releases, wish } from './plan-worlds.ts'
import { copies, flips, sames } from './trust.ts'

// pnpm torture plan [--runs 1000] [--pairs 1000000] [--seed N]: random worlds against the fakes' own truth, spellings of
// protected people, plans with a flipped bit, copied approvals, one file for forty workspaces. Each oracle first finds its
// planted bugs.
const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    runs: { type: 'string', default: '1000' },
    pairs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
  },
})
const runs = Number(values.runs)
const pairs = Number(values.pairs)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
if (!(runs > 0 && pairs > 0)) {
  console.error('--runs and --pairs take a number from 1')
  process.exit(2)
}

let wrong = 0
const say = (isWell: boolean, text: string): void => {
  if (!isWell) wrong += 1
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
  console.log(`${isWell ? 'ok   ' : 'WRONG'}  ${text}`)
}

/** Random worlds of both systems; answers with what the oracle says, or nothing. */
async function worlds(numRuns: number, plant: PlanPlant | undefined, tally: Tally): Promise<string | undefined> {
  let seen = 0
  const property = fc.asyncProperty(houstonWorld, aacWorld, wish, async (one, other, asked) => {
    seen += 1
    if (process.stderr.isTTY) process.stderr.write(`\r  world ${seen} of ${numRuns} `)
    for (const open of [() => houston(one), () => aac(other)]) {
      const judged = await open()
      try {
        await ways(judged, asked, plant, tally)
      } finally {
        await judged.close()
      }
    }
  })
  const details = await fc.check(property, { numRuns, seed, endOnFailure: plant !== undefined })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}

console.log(`seed ${seed}`)
const nothing = (): Tally => ({ promisedDone: 0, blocked: 0, remains: 0, unknown: 0 })
for (const plant of planPlants) {
  const found = await worlds(Math.max(300, runs), plant, nothing())
  say(found !== undefined, `ways in: the planted bug ${plant} is ${found === undefined ? 'not found' : 'found'}`)
}
const tally = nothing()
const failure = await worlds(runs, undefined, tally)
say(
  failure === undefined,
  failure ??
    `ways in: ${runs} worlds of each system; ${tally.promisedDone} steps promised done and kept it, ${tally.remains} remain, ${tally.unknown} by who is not shown everything, ${tally.blocked} blocked`,
)

for (const plant of identityPlants) {
  const { touched, falseHolds } = await spellingPairs(20_000, seed, plant)
  say(
    touched + falseHolds > 0,
    `spellings: the planted bug ${plant} is ${touched + falseHolds > 0 ? 'found' : 'not found'}`,
  )
}
const spelt = await spellingPairs(pairs, seed)
say(
  spelt.touched === 0 && spelt.falseHolds < spelt.ordinary / 10_000,
  `spellings: ${spelt.pairs} pairs, ${spelt.touched} protected touched; ${spelt.ordinary} ordinary pairs, ${spelt.falseHolds} held wrongly ${spelt.failure ?? ''}`,
)

say((await flips(300, seed, 'new-id')) !== undefined, 'flipped bits: the planted bug new-id is found')
const flip = await flips(runs, seed)
say(flip === undefined, flip ?? `flipped bits: ${runs} changed plans, 0 effects`)
say((await sames(300, seed, 'time-in-id')) !== undefined, 'same id: the planted bug time-in-id is found')
const same = await sames(runs, seed)
say(same === undefined, same ?? `same id: ${runs} unchanged worlds in another order at another hour`)
say((await copies(300, seed, 'release-all')).failure !== undefined, 'copied ids: the planted bug release-all is found')
const copied = await copies(runs, seed)
say(
  copied.failure === undefined,
  copied.failure ??
    `copied ids: ${runs} plans, ${copied.held} held steps, 0 released; ${copied.performed} free calls made`,
)

const silent = await forty('0.37', { plant: 'no-invitations' })
say(silent.second.steps.length > 0, 'forty workspaces: the planted bug no-invitations is found')
for (const release of releases) {
  const { first, report, second } = await forty(release)
  const isWell = second.steps.length === 0 && report.counts.failed + report.counts.unknown + report.counts.skipped === 0
  say(
    isWell,
    `forty workspaces on ${release}: ${first.steps.length} steps (${report.counts.done} done, ${report.counts.pending} pending), the second plan has ${second.steps.length}, ${second.blocked.length} blocked`,
  )
}
process.exit(wrong === 0 ? 0 : 1)
