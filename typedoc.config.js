import { join } from 'node:path'
import { Comment, Converter } from 'typedoc'
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
  tsconfig: 'tsconfig.json',
  excludeExternals: true,
  excludeInternal: true,
  excludePrivate: true,
  packagesRequiringDocumentation: published.map(({ manifest }) => manifest.name),
  requiredToBeDocumented: ['Class', 'Function', 'Interface', 'TypeAlias', 'Variable', 'Method'],
  validation: { notExported: true, invalidLink: true, notDocumented: true },
  treatWarningsAsErrors: true,
  readme: 'none',
  // A clone may have no remote to link lines of code to; their place in the tree is said all the same.
  sourceLinkTemplate: '../{path}#L{line}',
  plugin: [explainGenerated],
  out: 'site',
}
