// What typedoc needs to know of the guides: which there are, in which order, and where each stands in the site.
// `packages/user-admin/docs/README.md` says so, to readers as well: a heading is a group, a link an entry of it.
import { globSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import {
  type Application,
  Comment,
  type CommentDisplayPart,
  CommentTag,
  Converter,
  DocumentReflection,
  KindRouter,
  normalizePath,
  type Reflection,
} from 'typedoc'
import { published, root } from './published.ts'

const index = join(root, 'packages/user-admin/docs/README.md')

/** A page of the site that is written by hand. */
interface Guide {
  readonly file: string
  /** What the navigation calls it. */
  readonly title: string
  readonly group: string
}

/** The guides in their order; throws where a guide is not in the index, or twice. */
export function guides(): readonly Guide[] {
  const found: Guide[] = [{ file: index, title: 'Guides', group: 'none' }]
  let group = ''
  for (const line of readFileSync(index, 'utf8').split('\n')) {
    group = /^## (.+)$/u.exec(line)?.[1] ?? group
    const [, title, path] = /^- \[(.+?)\]\((.+?\.md)\)/u.exec(line) ?? []
    if (title !== undefined && path !== undefined) found.push({ file: resolve(dirname(index), path), title, group })
  }
  const listed = new Set(found.map(({ file }) => file))
  if (listed.size < found.length) throw new Error(`${relative(root, index)} names a guide twice`)
  const folders = published.map(({ folder }) => `packages/${folder}/docs`)
  for (const file of globSync(['examples/*/README.md', ...folders.map((folder) => `${folder}/*.md`)], { cwd: root })) {
    if (!listed.has(join(root, file))) throw new Error(`${file} is not in ${relative(root, index)}: add a line for it`)
  }
  return found
}

/** Where the entries of the packages stand. */
const reference = 'Reference'
/** Where the files stand that guides link to. */
const code = 'Code of the examples'

/** The groups of the navigation, in their order. */
export const groups = (): readonly string[] => [
  ...new Set(guides().map(({ group }) => group)),
  reference,
  'Functions',
  'Classes',
  'Interfaces',
  'TypeAliases',
  'Variables',
  code,
]

/** What a page is called in the address bar: `active-directory`, `aac-client-tokens`, or for a README its package. */
function slug(file: string): string {
  if (file === index) return 'index'
  const [, folder = ''] = relative(root, file).split(/[/\\]/u)
  const name = basename(file, extname(file)).toLowerCase()
  if (name === 'readme') return folder
  return published.some((one) => one.folder === folder && folder !== 'user-admin') ? `${folder}-${name}` : name
}

/** Pages lie at `guides/NAME.html` and `examples/NAME.html`, whatever their title; all else where typedoc puts it. */
class Pages extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    if (!reflection.isDocument()) return super.getIdealBaseName(reflection)
    const file = reflection.project.files.getReflectionPath(reflection) ?? reflection.name
    const folder = relative(root, file)
    return extname(file) === '.md' ? `guides/${slug(file)}` : folder.replaceAll(/[^\w/-]/gu, '-')
  }
}

/** A file of the repository as a page: its text, highlighted. */
const shown = (path: string): CommentDisplayPart => ({
  kind: 'text',
  text: `\`\`\`${extname(path).slice(1)}\n${readFileSync(path, 'utf8').trimEnd()}\n\`\`\`\n`,
})

/** Text without the heading that it begins with. */
function withoutTitle([first, ...rest]: readonly CommentDisplayPart[]): CommentDisplayPart[] {
  return first === undefined ? [] : [{ ...first, text: first.text.replace(/^# .+\n/u, '') }, ...rest]
}

/** The pages of the site that are no reference: the guides by their titles, and whatever of the repository they link to. */
export function load(app: Application): void {
  const listed = guides()
  app.renderer.defineRouter('pages', Pages)

  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context: unknown, document: DocumentReflection) => {
    const file = document.project.files.getReflectionPath(document)
    const guide = listed.find((one) => one.file === file)
    if (guide === undefined) return
    document.name = guide.title
    document.frontmatter['group'] = guide.group
  })

  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    const { files } = project
    for (const entry of project.children ?? []) {
      entry.comment ??= new Comment()
      entry.comment.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: reference }]))
    }
    // The name of the project stands above its README already.
    project.readme = withoutTitle(project.readme ?? [])
    for (const document of project.documents ?? []) {
      const file = files.getReflectionPath(document) ?? ''
      // Whoever links to a folder means what it says of itself.
      if (basename(file) === 'README.md') files.registerReflectionPath(normalizePath(dirname(file)), document)
      if (file === index) files.registerReflectionPath(normalizePath(join(root, 'examples')), document)
    }
    const parts = [...(project.readme ?? []), ...(project.documents ?? []).flatMap(({ content }) => content)]
    for (const part of parts) {
      if (part.kind !== 'relative-link' || part.target === undefined) continue
      const path = files.resolve(part.target, project)
      if (typeof path !== 'string' || /\.(?:md|png|svg|jpe?g|webp|gif)$/u.test(path)) continue
      if (statSync(path).isDirectory()) throw new Error(`a guide links to ${path}, which has no README.md in the index`)
      const page = new DocumentReflection(relative(root, path), project, [shown(path)], { group: code })
      project.addChild(page)
      project.registerReflection(page, undefined, normalizePath(path))
    }
  })
  // A clone may have no remote to link lines of code to: their place in the tree is said, and is no link.
  app.converter.on(Converter.EVENT_END, ({ project }) => {
    for (const reflection of Object.values(project.reflections)) {
      if (!reflection.isDeclaration() && !reflection.isSignature()) continue
      for (const source of reflection.sources ?? []) delete source.url
    }
  })
}
