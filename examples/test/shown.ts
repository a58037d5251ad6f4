import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'
import { blocksOf, placeOf, shownOf } from './guide.ts'

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL('../../', import.meta.url))

/** A file of the repository, by its path from there. */
export const text = (file: string): string => readFileSync(join(root, file), 'utf8').replaceAll('\r\n', '\n')

const inside = (folder: string, ending: string): readonly string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { withFileTypes: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
        .map(({ name }) => posix.join(folder, name))
        .toSorted()
    : []
const folders = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => posix.join(folder, name))
    .toSorted()

/** Every page that people read. */
export const pages: readonly string[] = [
  'README.md',
  'CONTRIBUTING.md',
  'examples/README.md',
  ...folders('packages').flatMap((one) => [...inside(one, 'README.md'), ...inside(`${one}/docs`, '.md')]),
  ...folders('examples').flatMap((one) => inside(one, 'README.md')),
]

/** The examples that people start, by the names of their folders. */
export const examples: readonly string[] = folders('examples')
  .filter(
    (folder) => existsSync(join(root, folder, 'package.json')) && text(`${folder}/package.json`).includes('"start"'),
  )
  .map((folder) => folder.slice('examples/'.length))

/** Files that pages show whole and without a mark, each run by a test of its own beside them. */
const known = ['examples/readme', 'packages/houston-client/test/readme', 'packages/aac-client/test/readme']
const wholes: ReadonlySet<string> = new Set(
  [...known, 'packages/aac-client/test/docs'].flatMap((one) => inside(one, '.ts').map(text)),
)

/** What pages show by a mark: the files below `examples/docs/<page>/`. */
export const marked: readonly string[] = folders('examples/docs').flatMap((one) => inside(one, '.ts'))

/** What is wrong with the code that a page shows, each in one line. */
export function problemsOf(page: string, markdown: string): readonly string[] {
  return blocksOf(markdown).flatMap(({ language, code, marker, line }) => {
    const at = `${page}:${line}`
    if (marker?.startsWith('examples/') !== true) {
      if (language !== 'ts' || wholes.has(code)) return []
      return [`${at} shows code that nothing runs: put it into examples/docs and name it in a comment before the block`]
    }
    const { file, region } = placeOf(marker)
    if (!existsSync(join(root, file))) return [`${at} names ${file}, which is not there`]
    try {
      return shownOf(text(file), region) === code ? [] : [`${at} is not what ${marker} says`]
    } catch (error) {
      return [`${at}: ${marker}: ${(error as Error).message}`]
    }
  })
}
