import type { Fault } from './fault.ts'
import { listFaults } from './faults-list.ts'

/** Everything that is known to go wrong, source by source. */
export const faults: readonly Fault[] = [...listFaults]
