import type { Options } from 'tsup'
import { bundled } from '../../.ci/tsup.ts'

const config: Options[] = bundled(
  {
    index: 'src/index.ts',
    'directory/combining': 'src/directory/combining.ts',
    'directory/csv': 'src/directory/csv.ts',
    'directory/entra': 'src/directory/entra.ts',
    'directory/ldap': 'src/directory/ldap.ts',
    'evidence/index': 'src/evidence/index.ts',
    node: 'src/node.ts',
    'schedule/index': 'src/schedule/index.ts',
  },
  { 'directory/testing': 'src/directory/testing/index.ts' },
  { cli: 'src/cli/main.ts' },
)
export default config
