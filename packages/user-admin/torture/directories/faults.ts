import type { Fault } from './fault.ts'
import { combinedFaults } from './faults-combined.ts'
import { entraFaults } from './faults-entra.ts'
import { fileFaults } from './faults-file.ts'
import { ldapFaults } from './faults-ldap.ts'
import { listFaults } from './faults-list.ts'

/** Everything that is known to go wrong, source by source. */
export const faults: readonly Fault[] = [...ldapFaults, ...entraFaults, ...fileFaults, ...listFaults, ...combinedFaults]
