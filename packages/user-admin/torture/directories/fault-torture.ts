import fc from 'fast-check'
import type { Fault } from './fault.ts'
import { type FaultPlant, showing } from './fault-plants.ts'
import { type FaultTally, type FaultWorld, faultWorld, struck } from './fault-run.ts'
import { faults } from './faults.ts'

/** What came of all faults. */
export interface FaultsSeen {
  readonly tallies: ReadonlyMap<Fault, FaultTally>
  /** What the judge said first of each fault that it found at fault. */
  readonly broke: readonly string[]
}

/** Lets each fault strike its share of the runs, each in a world of its own. */
export async function faultTorture(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: FaultPlant | undefined
  /** Only these. Default all, or those in which the planted bug shows. */
  readonly only?: readonly Fault[] | undefined
  readonly tell?: ((text: string) => void) | undefined
}): Promise<FaultsSeen> {
  const { runs, seed, plant, tell } = options
  const only = options.only ?? (plant === undefined ? faults : faults.filter(showing[plant]))
  const each = Math.max(1, Math.ceil(runs / only.length))
  const tallies = new Map<Fault, FaultTally>()
  const broke: string[] = []
  for (const [index, fault] of only.entries()) {
    const tally: FaultTally = { runs: 0, named: 0, suspended: 0 }
    tallies.set(fault, tally)
    tell?.(`${fault.source}: ${fault.name}`)
    const property = fc.asyncProperty(faultWorld, async (world) => void (await struck(fault, world, plant, tally)))
    const details = await fc.check(property, { numRuns: each, seed: seed + index, endOnFailure: true })
    if (details.failed) broke.push(await told(fault, details, property, plant === undefined))
    if (plant !== undefined && (broke.length > 0 || tally.unfit !== undefined)) break
  }
  return { tallies, broke }
}

/** What broke, in the smallest world that some seconds find. */
async function told(
  { source, name }: Fault,
  first: fc.RunDetails<[FaultWorld]>,
  property: fc.IAsyncProperty<[FaultWorld]>,
  isSmall: boolean,
): Promise<string> {
  const { seed, counterexamplePath: path } = first
  const shrunk = { seed, path: path ?? '', interruptAfterTimeLimit: 10_000 }
  const smaller = isSmall ? await fc.check(property, shrunk) : first
  const { errorInstance, counterexample } = smaller.failed ? smaller : first
  const said = errorInstance instanceof Error ? errorInstance.message : String(errorInstance)
  return `${source}, ${name}: ${said}\n  seed ${seed}, world ${path ?? ''}: ${JSON.stringify(counterexample).slice(0, 2_000)}`
}
