import { defineConfig, type ViteUserConfig } from 'vitest/config'
import workspace from './vitest.workspace.ts'

// What needs a real Active Directory: `bash .ci/samba` installs it, and `.ci/run` runs these tests.
const { ssr, test } = workspace

const config: ViteUserConfig = defineConfig({
  ssr: ssr ?? {},
  test: {
    name: 'active-directory',
    include: ['packages/user-admin/test-ad/**/*.test.ts'],
    globalSetup: 'packages/user-admin/test-ad/setup.ts',
    maxWorkers: test?.maxWorkers ?? 2,
    reporters: test?.reporters ?? [],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    restoreMocks: true,
    unstubEnvs: true,
  },
})
export default config
