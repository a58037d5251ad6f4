import type { Options } from 'tsup'
import { bundled } from '../../.ci/tsup.ts'

const config: Options = bundled({ index: 'src/index.ts' })
export default config
