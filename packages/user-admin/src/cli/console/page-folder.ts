import { spawn } from 'node:child_process'
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { carried } from '../carried.ts'
import { UsageError } from '../usage.ts'

/**
 * The page's files: their folder, which is `dist/console` of this package, whichever file of it this is; of the single
 * executable, the files themselves.
 *
 * @throws {UsageError} where they were not built.
 */
export async function pageFiles(): Promise<string | ReadonlyMap<string, Buffer>> {
  const within = carried()
  return within === undefined ? await pageFolder() : pageAmong(within)
}

/** The page's files among those that the single executable carries, in which their names begin with `page/`. */
function pageAmong(files: ReadonlyMap<string, Buffer>): ReadonlyMap<string, Buffer> {
  const named = [...files].filter(([name]) => name.startsWith('page/'))
  return new Map(named.map(([name, content]) => [name.slice('page'.length), content]))
}

async function pageFolder(): Promise<string> {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!(await isThere(join(folder, 'package.json')))) {
    if (folder === dirname(folder)) break
    folder = dirname(folder)
  }
  const files = join(folder, 'dist', 'console')
  // Run from its sources, nobody else has built it.
  if (import.meta.url.endsWith('.ts')) await (await import('./page-build.ts')).buildPage(folder, files)
  if (!(await isThere(join(files, 'index.html'))))
    throw new UsageError('The files of the page are not there: build the package, or install it anew.')
  return files
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

/**
 * Opens a link in the browser, by a file that only this account may read: whoever looks at the processes of this machine
 * would see the link. What fails is no error: the link is printed besides. Answers with what takes the file away again.
 */
export async function openedInBrowser(link: string): Promise<() => Promise<void>> {
  const words: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
    darwin: ['open'],
    win32: ['explorer.exe'],
  }
  const [program, ...args] = words[process.platform] ?? (['xdg-open'] as const)
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
  const file = join(folder, 'open.html')
  const page = `<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=${link}"><title>…</title>`
  await writeFile(file, page, { mode: 0o600 })
  const child = spawn(program, [...args, pathToFileURL(file).href], { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
  return () => rm(folder, { recursive: true, force: true })
}
