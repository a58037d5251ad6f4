// Keeps what users can see of each entry point in `packages/<package>/etc/*.api.md`, so that a change of it is read in
// review. Without an option it compares; `--update` (`pnpm api`) rewrites the reports.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor'
import { type Published, published, root } from './published.ts'

const update = process.argv.includes('--update')
const { Error: error, None: none } = ExtractorLogLevel

interface Entry {
  readonly folder: string
  readonly report: string
  readonly config: ExtractorConfig
}

function entry({ folder, dir }: Published, subpath: string, types: string): Entry {
  const report = subpath === '.' ? folder : `${folder}.${subpath.slice(2).replaceAll('/', '.')}`
  const reportFolder = join(dir, 'etc')
  mkdirSync(reportFolder, { recursive: true })
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(dir, 'package.json'),
    configObject: {
      projectFolder: dir,
      mainEntryPointFilePath: join(dir, types),
      newlineKind: 'lf',
      compiler: {
        overrideTsconfig: {
          compilerOptions: { module: 'NodeNext', target: 'ES2023', lib: ['ES2023'], types: ['node'], strict: true },
          files: [join(dir, types)],
        },
      },
      apiReport: { enabled: true, reportFileName: report, reportFolder, reportTempFolder: join(root, 'temp', 'api') },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: error } },
        // `pnpm run docs` reads the comments: their syntax, their links, and whether each name has one.
        tsdocMessageReporting: { default: { logLevel: none } },
        extractorMessageReporting: {
          default: { logLevel: error },
          // Release tags are not used here: what an entry point exports is public.
          'ae-missing-release-tag': { logLevel: none },
          'ae-undocumented': { logLevel: none },
          'ae-unresolved-link': { logLevel: none },
        },
      },
    },
  })
  return { folder, report, config }
}

const entries = published.flatMap((part) =>
  Object.entries(part.manifest.exports).flatMap(([subpath, { types }]) =>
    types === undefined ? [] : [entry(part, subpath, types)],
  ),
)

// One program for all of them: each would read the same libraries again.
const [first, ...others] = entries
if (first === undefined) throw new Error('no entry point has types')
const compilerState = CompilerState.create(first.config, {
  additionalEntryPoints: others.map(({ config }) => config.mainEntryPointFilePath),
})

/** The names that any entry point of a package exports: a type that `/node` takes need not be exported by it once more. */
const exported = (folder: string): Set<string> =>
  new Set(
    entries
      .filter((other) => other.folder === folder)
      .flatMap(({ config }) => [
        ...readFileSync(config.mainEntryPointFilePath, 'utf8').matchAll(/^export (?:type )?\{(.*)\}/gm),
      ])
      .flatMap(([, names = '']) => names.split(',').map((name) => name.trim().replace(/^type |.* as /, ''))),
  )
const known = new Map(published.map(({ folder }) => [folder, exported(folder)]))
/** What the code generator names for its own use: nobody has to write these types, they are inferred. */
const generated = readFileSync(join(root, 'packages', 'houston-client', 'src', 'generated.ts'), 'utf8')

const isForgotten = (folder: string, text: string): boolean => {
  const name = /^The symbol "(\w+)" needs to be exported/.exec(text)?.[1]
  if (name === undefined) return true
  return !known.get(folder)?.has(name) && !new RegExp(`^(?:export )?type ${name}\\b`, 'm').test(generated)
}

for (const { folder, report, config } of entries) {
  const complain = (problem: string): void => {
    console.error(`${report}: ${problem}`)
    process.exitCode = 1
  }
  const { apiReportChanged } = Extractor.invoke(config, {
    compilerState,
    localBuild: update,
    messageCallback(message) {
      message.handled = true
      if (message.logLevel !== error || !isForgotten(folder, message.text)) return
      const place = message.sourceFilePath === undefined ? '' : ` (${message.sourceFilePath}:${message.sourceFileLine})`
      complain(message.text + place)
    },
  })
  if (apiReportChanged && !update) complain('not as its report says; if that is meant: pnpm api')
}
