// Looks whether the SBOM in each tarball is one (CycloneDX 1.6, by its own schema), and whether it names what is in the
// bundle: esbuild left a line in the code where each file of a library begins. First shows that it finds what is wrong.
import { execFileSync } from 'node:child_process'
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { packed, published, readManifest, root } from './published.ts'

interface Component {
  readonly type: string
  readonly name: string
  readonly version: string
  readonly purl?: string
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[]
}

interface Sbom {
  readonly serialNumber?: string
  readonly metadata: { readonly timestamp?: string; readonly component: Component }
  readonly components: readonly Component[]
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[]
}

/** What a tarball says of itself. */
interface Tarball {
  readonly name: string
  readonly version: string
  /** What npm installs along with it. */
  readonly needs: readonly string[]
  readonly sbom: string
  readonly notices: string
  /** All its code. */
  readonly code: string
}

const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6)
const named = ({ name, version }: Component): string => `${name} ${version}`
const differences = (found: Iterable<string>, wanted: Iterable<string>): readonly string[] => {
  const [one, other] = [new Set(found), new Set(wanted)]
  return [...one].filter((name) => !other.has(name)).toSorted()
}

async function problemsOf({ name, version, needs, sbom, notices, code }: Tarball): Promise<readonly string[]> {
  const invalid: unknown = await validator.validate(sbom)
  if (invalid !== null) return [`it is not valid: ${JSON.stringify(invalid)}`]
  const { serialNumber, metadata, components, dependencies } = JSON.parse(sbom) as Sbom
  const problems: string[] = []
  if (named(metadata.component) !== `${name} ${version}`) problems.push(`it is of ${named(metadata.component)}`)
  if (serialNumber !== undefined || metadata.timestamp !== undefined)
    problems.push('the same inputs do not give the same bytes: it holds a time or a serial number')

  const ours = new Set(published.map(({ manifest }) => manifest.name))
  const others = components.filter((component) => !ours.has(component.name))
  for (const needed of differences(
    needs,
    components.map((component) => component.name),
  ))
    problems.push(`${needed} is installed with it and is not named`)
  for (const component of others.filter(({ type, hashes = [] }) => type === 'library' && hashes.length === 0))
    problems.push(`${named(component)} has no digest`)

  const listed = dependencies.find(({ ref }) => ref === metadata.component.purl)?.dependsOn ?? []
  if (listed.length !== components.length) problems.push('its dependencies are not its components')

  const headings = [...notices.matchAll(/^-{78}\n(.+ \S+) \(.+\)$/gmu)].map(([, heading = '']) => heading)
  for (const one of differences(headings, others.map(named)))
    problems.push(`the licence of ${one} goes along, and it is not named`)
  for (const one of differences(others.map(named), headings)) problems.push(`${one} is named without its licence`)

  const bundled = [...code.matchAll(/^\/\/ .*\/node_modules\/\.pnpm\/((?:@[^+/]+\+)?[^@/]+)@([^_/(]+)/gmu)].map(
    ([, library = '', release = '']) => `${library.replace('+', '/')} ${release}`,
  )
  if (bundled.length === 0) problems.push('no line of its code says what it is from')
  for (const one of differences(bundled, others.map(named))) problems.push(`${one} is in its code and is not named`)
  return problems
}

const tar = (...args: readonly string[]): string =>
  execFileSync('tar', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 })

const tarballs = published.map(({ folder, dir }): Tarball => {
  const { name, version, dependencies = {} } = readManifest(dir)
  const part = (...files: readonly string[]): string =>
    tar('-xOzf', packed(folder), '--wildcards', ...files.map((file) => `package/${file}`))
  return {
    name,
    version,
    needs: Object.keys(dependencies),
    sbom: part('sbom.cdx.json'),
    notices: part('THIRD-PARTY-NOTICES.txt'),
    code: part('dist/*.js'),
  }
})

const complain = (problem: string): void => {
  console.error(problem)
  process.exitCode = 1
}

for (const tarball of tarballs) for (const problem of await problemsOf(tarball)) complain(`${tarball.name}: ${problem}`)

const sound = tarballs.find(({ name }) => name === 'user-admin')
if (sound === undefined) throw new Error('user-admin is not published')
const plants: Readonly<Record<string, Partial<Tarball>>> = {
  'a text that is no SBOM': { sbom: sound.sbom.replace('"CycloneDX"', '"SPDX"') },
  'a licence that does not exist': { sbom: sound.sbom.replaceAll('"MIT"', '"MITT"') },
  'a time': { sbom: sound.sbom.replace('"metadata": {', '"metadata": { "timestamp": "2026-01-01T00:00:00Z",') },
  'another release of ours': { version: '0.0.0-other' },
  'another release of a library': { sbom: sound.sbom.replaceAll(/"version": "4\.\d+\.\d+"/gu, '"version": "3.0.0"') },
  'a library without its licence': { notices: sound.notices.replace(/^ky .*$/mu, '') },
  'a library that is not named': {
    code: `${sound.code}\n// ../node_modules/.pnpm/left-pad@1.3.0/node_modules/left-pad/index.js\n`,
  },
  'a package that is installed and not named': { needs: [...sound.needs, 'left-pad'] },
  'no digest': {
    sbom: sound.sbom
      .replaceAll('"hashes"', '"properties"')
      .replaceAll(/"alg": "SHA-512",\s+"content"/gu, '"name": "SHA-512", "value"'),
  },
}
for (const [what, wrong] of Object.entries(plants))
  if ((await problemsOf({ ...sound, ...wrong })).length === 0) complain(`this is not found in an SBOM: ${what}`)
