import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

const root = new URL('../../../', import.meta.url)
const at = (path: string): URL => new URL(path, root)
const page = readFileSync(at('packages/user-admin/docs/architecture.md'), 'utf8')

const section = (heading: string, of: string): string =>
  (of.split(`## ${heading}\n`)[1] ?? '').split(/\n#{2,3} /u)[0] ?? ''
/** The words in code of each row of a table. */
const rows = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => [...line.matchAll(/`([^`]+)`/gu)].map(([, word = '']) => word))

const folders = (path: string): readonly string[] =>
  readdirSync(at(path), { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() && entry.name !== 'node_modules' ? [`${path}/${entry.name}`] : [],
  )
/** Every folder of sources, as deep as the page goes: of the facade the folders in its folders too. */
function sources(): readonly string[] {
  const packages = folders('packages').map((folder) => `${folder}/src`)
  const inside = packages.flatMap(folders)
  return [...packages, ...inside, ...inside.filter((folder) => folder.includes('/user-admin/src/')).flatMap(folders)]
}

/** What a file imports, as it is written there. */
const imports = (file: string): readonly string[] =>
  [...readFileSync(at(file), 'utf8').matchAll(/\sfrom '([^']+)'/gu)].map(([, path = '']) => path)

/** Folders that the page does not have, folders that it made up, and hops that lead nowhere. */
function faults(of: string): readonly string[] {
  const tree = rows(section('The tree', of)).map(([folder = '']) => folder)
  const hops = ['A single change', 'A plan', 'A run'].flatMap((heading) => rows(section(heading, of)))
  return [
    ...sources().flatMap((folder) => (tree.includes(folder) ? [] : [`${folder} is missing`])),
    ...tree.flatMap((folder) => (existsSync(at(folder)) ? [] : [`${folder} is no folder`])),
    ...hops.flatMap(([file = '', name = '']) => {
      if (!existsSync(at(file))) return [`${file} is no file`]
      const code = readFileSync(at(file), 'utf8')
      const isThere = new RegExp(`(?:function\\*?|class|const|async|\\()\\s*${name}\\b`, 'u').test(code)
      return isThere ? [] : [`${file} has no ${name}`]
    }),
    ...[...of.matchAll(/`((?:packages|examples|\.ci)[\w./-]*)`/gu)].flatMap(([, path = '']) =>
      existsSync(at(path)) ? [] : [`${path} is not there`],
    ),
  ]
}

describe('the page of the architecture', () => {
  it('has every folder of sources, and no file, folder or function that is not there', () => {
    expect(rows(section('The tree', page)).length).toBeGreaterThan(30)
    expect(rows(section('A single change', page)).length).toBeGreaterThan(5)
    expect(faults(page)).toEqual([])
  })

  it.each(['A single change', 'A plan', 'A run'])('each file under "%s" is imported by one above it', (heading) => {
    const files = rows(section(heading, page)).map(([file = '']) => file)
    const alone = files.filter((file, place) => {
      const above = files.slice(0, place)
      // The first of a package is called by way of its entry.
      const [, folder = ''] = file.split('/')
      if (folder !== 'wire' && !above.some((one) => one.startsWith(`packages/${folder}/`))) return false
      const name = folder === 'wire' ? `@user-admin/wire/${file.split('/').at(-1)?.replace('.ts', '') ?? ''}` : ''
      return !above.some((one) => {
        const imported = imports(one)
        return imported.includes(name) || imported.some((path) => new URL(path, at(one)).href === at(file).href)
      })
    })
    expect(alone).toEqual([])
  })

  it.each([
    [
      'a folder that is left out',
      /^\| `packages\/user-admin\/src\/journal` .*\n/mu,
      '',
      'packages/user-admin/src/journal is missing',
    ],
    [
      'a folder that is made up',
      '`packages/user-admin/src/pace`',
      '`packages/user-admin/src/tempo`',
      'packages/user-admin/src/tempo is no folder',
    ],
    [
      'a function that was renamed',
      '| `removeFrom` |',
      '| `takeFrom` |',
      'packages/user-admin/src/houston/removal.ts has no takeFrom',
    ],
    [
      'a file that was moved',
      'src/plan/draft.ts',
      'src/plan/drafts.ts',
      'packages/user-admin/src/plan/drafts.ts is no file',
    ],
    [
      'a file that is named in passing',
      'test/worlds.ts',
      'test/planets.ts',
      'packages/user-admin/test/planets.ts is not there',
    ],
  ])('would show %s', (_what, found, put, says) => {
    const wrong = page.replace(found, put)
    expect(wrong).not.toBe(page)
    expect(faults(wrong)).toContain(says)
  })
})
