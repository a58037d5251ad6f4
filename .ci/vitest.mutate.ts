import { defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'
import workspace, { takingLong } from '../vitest.workspace.ts'

// For mutants: only the tests of the package that is mutated, none that tortures for seconds what others show at
// once, and none that reads the files of the tree itself, in which the mutants are.
const { test, ...rest } = workspace
const projects = (test?.projects ?? []) as TestProjectInlineConfiguration[]

const config: ViteUserConfig = defineConfig({
  ...rest,
  test: {
    projects: projects
      .filter((project) => project.test?.name === process.env['MUTATE_PROJECT'])
      .map((project) => ({
        ...project,
        test: {
          ...project.test,
          exclude: [
            'torture',
            'vendor-samples',
            'signals',
            'readme',
            'core',
            'docs',
            'codegen',
            'removals',
            'contradictions-together',
            ...(takingLong[process.env['MUTATE_PROJECT'] ?? ''] ?? []),
            'houston-*',
            'aac-*',
            'contract',
            'nearest',
          ].map((name) => `**/${name}.test.ts`),
        },
      })),
  },
})
export default config
