import { configDefaults, defineConfig, type TestProjectInlineConfiguration, type ViteUserConfig } from 'vitest/config'
import { notHere } from './.ci/elsewhere.ts'
import workspace, { takingLong } from './vitest.workspace.ts'

// What the ordinary run leaves out, because it takes as long as all the rest.
const { test, ...rest } = workspace
const projects = (test?.projects ?? []) as TestProjectInlineConfiguration[]

const config: ViteUserConfig = defineConfig({
  ...rest,
  test: {
    ...test,
    projects: projects.flatMap((project) => {
      const name = project.test?.name
      const files =
        typeof name === 'string' ? takingLong[name]?.filter((file) => !notHere(name).includes(file)) : undefined
      if (files === undefined) return []
      return [
        {
          ...project,
          test: {
            ...project.test,
            include: files.map((file) => `test/${file}.test.ts`),
            exclude: configDefaults.exclude,
          },
        },
      ]
    }),
  },
})
export default config
