// Writes packages/user-admin/config.schema.json from the rules that the command line checks a configuration by.
// `node --conditions=source .ci/config-schema.ts`; a test compares the two.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchema } from '../packages/user-admin/src/cli/config/schema.ts'
import { root } from './published.ts'

const file = join(root, 'packages', 'user-admin', 'config.schema.json')
writeFileSync(file, `${JSON.stringify(jsonSchema(), undefined, 2)}\n`)
execFileSync('biome', ['format', '--write', file], { cwd: root, stdio: 'ignore' })
