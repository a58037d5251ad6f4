import type { Options } from 'tsup'
import { bundled } from '../../.ci/tsup.ts'

const config: Options[] = bundled({
  index: 'src/index.ts',
  'directory/csv': 'src/directory/csv.ts',
  node: 'src/node.ts',
})
export default config
