import { defineConfig, type ViteUserConfig } from 'vitest/config'

// In this repository the packages run from their sources. A project that installs them needs no such file.
const config: ViteUserConfig = defineConfig({
  ssr: { resolve: { conditions: ['source', 'module', 'node', 'development|production'] } },
  test: { include: ['*.test.ts'] },
})
export default config
