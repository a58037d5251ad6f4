import { join } from 'node:path'
import { Comment, Converter } from 'typedoc'
import { groups, guides, load } from './.ci/docs-guides.ts'
import { published } from './.ci/published.ts'

/** The code generator writes no comments; its names stand in the operations that they come from. */
function explainGenerated(app) {
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.sources?.some(({ fileName }) => fileName.endsWith('/generated.ts'))) continue
      reflection.comment ??= new Comment([{ kind: 'text', text: 'Generated from `operations/*.graphql`.' }])
    }
  })
}

/** @type {Partial<import('typedoc').TypeDocOptions>} */
export default {
  name: 'user-admin',
  // Whatever a package exports is an entry point.
  entryPoints: published.flatMap(({ dir, manifest }) =>
    Object.values(manifest.exports).flatMap(({ source }) => (source === undefined ? [] : [join(dir, source)])),
  ),
  projectDocuments: guides().map(({ file }) => file),
  readme: 'README.md',
  tsconfig: 'tsconfig.json',
  displayBasePath: import.meta.dirname,
  // The step `types` does that.
  skipErrorChecking: true,
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  packagesRequiringDocumentation: published.map(({ manifest }) => manifest.name),
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Method', 'Accessor'],
  validation: { notExported: true, invalidLink: true, invalidPath: true, rewrittenLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  // Taken away again by `load`; without git typedoc asks for one.
  disableGit: true,
  sourceLinkTemplate: '{path}',
  highlightLanguages: ['bat', 'css', 'csv', 'html', 'ini', 'js', 'json', 'powershell', 'sh', 'sql', 'ts', 'yaml'],
  sort: ['source-order'],
  sortEntryPoints: false,
  groupOrder: groups(),
  navigation: { includeGroups: true, includeCategories: false },
  router: 'pages',
  customCss: '.ci/docs.css',
  hideGenerator: true,
  // Its page has no place for options that an entry shares with another.
  includeHierarchySummary: false,
  plugin: [load, explainGenerated],
  out: 'site',
}
