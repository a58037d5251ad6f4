import fc from 'fast-check'
import type { Fault } from './fault.ts'
import type { FaultPlant } from './fault-plants.ts'
import { type FaultTally, faultWorld, struck } from './fault-run.ts'
import { faults } from './faults.ts'

/** What came of all faults. */
export interface FaultsSeen {
  readonly tallies: ReadonlyMap<Fault, FaultTally>
  /** What the judge said first of each fault that it found at fault. */
  readonly broke: readonly string[]
}

/** Lets each fault strike its share of the runs, each in a world of its own; those of a source that is not written yet are left out. */
export async function faultTorture(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: FaultPlant | undefined
  /** Only these. Default all. */
  readonly only?: readonly Fault[] | undefined
  readonly tell?: ((text: string) => void) | undefined
}): Promise<FaultsSeen> {
  const { runs, seed, plant, only = faults, tell } = options
  const each = Math.max(1, Math.ceil(runs / only.length))
  const tallies = new Map<Fault, FaultTally>()
  const broke: string[] = []
  for (const fault of only) {
    const tally: FaultTally = { runs: 0, named: 0, suspended: 0 }
    tallies.set(fault, tally)
    tell?.(`${fault.source}: ${fault.name}`)
    const details = await fc.check(
      fc.asyncProperty(faultWorld, (world) => struck(fault, world, plant, tally)),
      { numRuns: each, seed, endOnFailure: plant !== undefined },
    )
    if (details.failed)
      broke.push(
        `${fault.source}, ${fault.name}: ${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}`,
      )
    if (plant !== undefined && (broke.length > 0 || tally.unfit !== undefined)) break
  }
  return { tallies, broke }
}
