import { bundled } from '../../.ci/tsup.ts'

export default bundled({ index: 'src/index.ts', testing: 'src/testing/index.ts' })
