import type { Options } from 'tsup'
import { bundled } from '../../.ci/tsup.ts'

const config: Options[] = bundled({ index: 'src/index.ts', node: 'src/node.ts' }, { testing: 'src/testing/index.ts' })
export default config
