import { execFile } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

/**
 * Builds the page into `files`, unless it is newer than each of its sources. Only of use where the program runs from its
 * sources: the package that is installed has the page, and no Vite.
 */
export async function buildPage(folder: string, files: string): Promise<void> {
  const sources = join(folder, 'src', 'console', 'page')
  const names = await readdir(sources, { recursive: true })
  const times = await Promise.all(names.map(async (name) => (await stat(join(sources, name))).mtimeMs))
  const built = await stat(join(files, 'index.html')).catch(() => undefined)
  if (built !== undefined && built.mtimeMs > Math.max(...times)) return
  const vite = join(dirname(fileURLToPath(import.meta.resolve('vite/package.json'))), 'bin', 'vite.js')
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', 'vite.console.ts'], { cwd: folder })
}
