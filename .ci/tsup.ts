import { fileURLToPath } from 'node:url'
import type { Options } from 'tsup'

const wire = fileURLToPath(new URL('../packages/wire/src/*.ts', import.meta.url))

const bundle = (outDir: string, entry: Record<string, string>, isProgram = false): Options => ({
  entry,
  outDir,
  format: ['esm'],
  target: 'node22',
  // A program has no types that anybody imports. Without the path the types of the private package would stay an import that nobody can install.
  dts: isProgram ? false : { compilerOptions: { paths: { '@user-admin/wire/*': [wire] } } },
  // `node:sqlite` has no other name, and other runtimes know built-ins by this prefix only.
  removeNodeProtocol: false,
  treeshake: true,
  // What a package leaves to its user to install is not brought along a second time; a program has nobody who would.
  noExternal: [
    isProgram ? /^(?!@user-admin\/(?:houston|aac)-client)/ : /^(?!@user-admin\/(?:houston|aac)-client|ldapts$)/,
  ],
  external: [/^node:/, /^@user-admin\/(?:houston|aac)-client/, ...(isProgram ? [] : ['ldapts'])],
  metafile: true,
  // What is bundled of CommonJS asks for built-ins by `require`, which a module does not have.
  ...(isProgram
    ? { banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" } }
    : {}),
  esbuildOptions(options) {
    options.conditions = ['source', 'import', 'module', 'default']
    options.legalComments = 'none'
    // What is bundled asks for this variable alone; Deno would ask its user for leave to read it.
    options.define = { ...options.define, 'process.env.NODE_ENV': '"production"' }
  },
})

/**
 * One shape for every published package: ESM, types beside the code, what it needs at run time bundled in
 * (only our own packages stay external to each other, so that `instanceof` holds).
 *
 * The entries of `together` share their code, so that a class is one class. Each of `apart` is a bundle of its own in
 * `dist/<name>/`: a fake server brings a whole GraphQL engine, which must not end up in a chunk that the client loads. Each
 * of `programs` is one as well, `dist/<name>/main.js`, which is run and not imported.
 */
export const bundled = (
  together: Record<string, string>,
  apart: Record<string, string> = {},
  programs: Record<string, string> = {},
): Options[] => [
  bundle('dist', together),
  ...Object.entries(apart).map(([name, file]) => bundle(`dist/${name}`, { index: file })),
  ...Object.entries(programs).map(([name, file]) => bundle(`dist/${name}`, { main: file }, true)),
]
