import { defineConfig } from 'tsup'

/**
 * One shape for every published package: ESM, types beside the code, what it needs at run time bundled in
 * (only our own packages stay external to each other, so that `instanceof` holds).
 */
export const bundled = (entry: Record<string, string>): ReturnType<typeof defineConfig> =>
  defineConfig({
    entry,
    format: ['esm'],
    target: 'node22',
    dts: true,
    clean: true,
    treeshake: true,
    noExternal: [/^(?!@user-admin\/(?:houston|aac)-client)/],
    external: [/^node:/, /^@user-admin\/(?:houston|aac)-client/],
    metafile: true,
    esbuildOptions(options) {
      options.conditions = ['source', 'import', 'module', 'default']
      options.legalComments = 'none'
    },
  })
