// Runs in a package's folder after tsup. Writes two files that travel in its tarball: the licence texts of what esbuild
// really put into the bundle and of the data that our own sources were made from, and the same list as an SBOM (CycloneDX
// 1.6). Both hold no time and no random number, so that the same inputs give the same bytes.
import { existsSync, globSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { published, readManifest, root } from './published.ts'

interface Metafile {
  readonly outputs: {
    readonly [file: string]: { readonly inputs: { readonly [file: string]: { bytesInOutput: number } } }
  }
}

interface Bundled {
  readonly name: string
  readonly version: string
  readonly license: string
  readonly texts: readonly string[]
}

/** What a source of ours was made from: where that source is in a bundle, its licence goes along. */
const origins: readonly (Omit<Bundled, 'texts'> & { readonly source: string; readonly text: string })[] = [
  {
    source: 'packages/user-admin/src/identity/confusables.ts',
    name: 'Unicode security data (UTS #39)',
    version: '15.0',
    license: 'Unicode-DFS-2016',
    text: '.ci/licences/unicode.txt',
  },
]

const here = process.cwd()
const self = readManifest(here)
// One of each bundle. They name the files of this machine and are of no use to who installs the package.
const metafiles = globSync('dist/**/metafile-esm.json', { cwd: here }).map((file) => join(here, file))
const outputs = metafiles.flatMap((file) => Object.values((JSON.parse(readFileSync(file, 'utf8')) as Metafile).outputs))
for (const file of metafiles) rmSync(file)

/** The folder of the package that a file belongs to: the nearest manifest with a name and a version. */
function packageOf(file: string): string {
  for (let dir = dirname(file); dir !== dirname(dir); dir = dirname(dir)) {
    if (!existsSync(join(dir, 'package.json'))) continue
    const { name, version } = readManifest(dir)
    if (name && version) return dir
  }
  throw new Error(`${file} belongs to no package`)
}

function bundled(dir: string): Bundled {
  const { name, version, license } = readManifest(dir)
  const texts = readdirSync(dir)
    .filter((file) => /^(?:licen[cs]e(?:-[\w.]+?)?|copying|notice)(?:\.(?:md|txt))?$/i.test(file))
    .toSorted()
    .map((file) => readFileSync(join(dir, file), 'utf8').replaceAll('\r\n', '\n').trim())
  if (!license || texts.length === 0) throw new Error(`${name} ${version} is bundled but has no licence text`)
  return { name, version, license, texts }
}

const dirs = new Set<string>()
const sources = new Set<string>()
for (const { inputs } of outputs) {
  for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
    if (bytesInOutput === 0) continue
    if (file.includes('node_modules/')) dirs.add(packageOf(resolve(here, file)))
    else sources.add(resolve(here, file))
  }
}
const parts = [...dirs]
  .map(bundled)
  .toSorted((a, b) => `${a.name}@${a.version}`.localeCompare(`${b.name}@${b.version}`))
const data = origins
  .filter(({ source }) => {
    const file = join(root, source)
    // A source of another name would go without its licence, and nobody would see it.
    if (!existsSync(file)) throw new Error(`${source} is gone: say in .ci/notices.ts what it is called now`)
    return sources.has(file)
  })
  .map(({ text, ...origin }) => ({ ...origin, texts: [readFileSync(join(root, text), 'utf8').trim()] }))

const rule = '-'.repeat(78)
const preface =
  parts.length + data.length === 0
    ? `${self.name} contains no code of other projects.`
    : `${self.name} contains code${data.length === 0 ? '' : ' and data'} of the projects below, under these licences.`
const notices = [
  preface,
  ...[...parts, ...data].map(
    (part) => `${rule}\n${part.name} ${part.version} (${part.license})\n\n${part.texts.join('\n\n')}`,
  ),
].join('\n\n')
writeFileSync(join(here, 'THIRD-PARTY-NOTICES.txt'), `${notices}\n`)

const purl = (name: string, version: string): string => `pkg:npm/${name.replace('@', '%40')}@${version}`
const lockfile = readFileSync(join(root, 'pnpm-lock.yaml'), 'utf8')

/** The digest of the tarball that was installed, as the lockfile holds it. */
function hashes(name: string, version: string): readonly { alg: string; content: string }[] {
  const id = `${name}@${version}`
  const at = Math.max(lockfile.indexOf(`\n  ${id}:\n`), lockfile.indexOf(`\n  '${id}':\n`))
  const digest = at < 0 ? undefined : /integrity: sha512-([\w+/=]+)/.exec(lockfile.slice(at, at + 400))?.[1]
  if (digest === undefined) throw new Error(`${name} ${version} is bundled but not in the lockfile`)
  return [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }]
}

const versions = new Map(published.map(({ manifest }) => [manifest.name, manifest.version]))
const needed = Object.keys(self.dependencies ?? {}).map((name) => ({ name, version: versions.get(name) ?? '' }))
const ref = purl(self.name, self.version)
const component = (name: string, version: string, license: string): object => ({
  type: 'library',
  'bom-ref': purl(name, version),
  name,
  version,
  licenses: [{ license: { id: license } }],
  purl: purl(name, version),
})
writeFileSync(
  join(here, 'sbom.cdx.json'),
  `${JSON.stringify(
    {
      $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: component(self.name, self.version, self.license ?? '') },
      components: [
        ...parts.map(({ name, version, license }) => ({
          ...component(name, version, license),
          hashes: hashes(name, version),
        })),
        ...data.map(({ name, version, license }) => ({
          type: 'data',
          'bom-ref': `${name} ${version}`,
          name,
          version,
          licenses: [{ license: { id: license } }],
        })),
        ...needed.map(({ name, version }) => component(name, version, self.license ?? '')),
      ],
      dependencies: [
        {
          ref,
          dependsOn: [
            ...[...parts, ...needed].map(({ name, version }) => purl(name, version)),
            ...data.map(({ name, version }) => `${name} ${version}`),
          ],
        },
      ],
    },
    undefined,
    2,
  )}\n`,
)
