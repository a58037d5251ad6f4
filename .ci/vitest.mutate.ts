import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import workspace from '../vitest.workspace.ts'

// For mutants: only the tests of the package that is mutated, and none that tortures for seconds what others show at once.
const { test, ...rest } = workspace
const projects = (test?.projects ?? []) as TestProjectInlineConfiguration[]

export default defineConfig({
  ...rest,
  test: {
    projects: projects
      .filter((project) => project.test?.name === process.env['MUTATE_PROJECT'])
      .map((project) => ({ ...project, test: { ...project.test, exclude: ['**/torture.test.ts'] } })),
  },
})
