import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tools } from '../tools.ts'
import { run } from './project.ts'

/** The releases of TypeScript that a consumer is compiled by. */
export const compilers: readonly string[] = ['5', '6', '7']

/** How a consumer's modules are found. */
export type Resolution = 'nodenext' | 'bundler'

const strict = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noPropertyAccessFromIndexSignature: true,
  noUnusedLocals: true,
  verbatimModuleSyntax: true,
  // The declarations that were installed are looked at as well.
  skipLibCheck: false,
  target: 'es2023',
}

/** A program of Node has its types; what a bundler is given for a page has those of the page. */
const settings = {
  nodenext: {
    compilerOptions: {
      ...strict,
      module: 'nodenext',
      moduleResolution: 'nodenext',
      lib: ['es2023'],
      types: ['node'],
      typeRoots: [join(tools, 'node_modules', '@types')],
    },
    files: ['esm.ts', 'cjs.cts', 'entries.ts', 'deno.ts'],
  },
  bundler: {
    compilerOptions: {
      ...strict,
      module: 'esnext',
      moduleResolution: 'bundler',
      lib: ['es2023', 'esnext.disposable', 'dom', 'dom.iterable'],
      types: [],
    },
    files: ['esm.ts', 'page.ts', 'worker.ts'],
  },
}

/** Where a compiler writes the programs. */
export const built = (compiler: string, resolution: Resolution): string => `built-${compiler}-${resolution}`

/** Compiles the consumer of a project. Throws with what the compiler said. */
export async function compile(project: string, compiler: string, resolution: Resolution): Promise<void> {
  const outDir = built(compiler, resolution)
  const { compilerOptions, files } = settings[resolution]
  const config = join(project, `tsconfig.${outDir}.json`)
  writeFileSync(config, JSON.stringify({ compilerOptions: { ...compilerOptions, outDir, rootDir: '.' }, files }))
  await run(project, ['node', join(tools, 'node_modules', `typescript-${compiler}`, 'bin', 'tsc'), '-p', config])
}
