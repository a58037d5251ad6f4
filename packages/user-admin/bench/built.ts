import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

/** The folder of the whole project. */
export const root: string = join(import.meta.dirname, '..', '..', '..')

/** The packages that are published, by their folders; `user-admin` last, which needs the others. */
export const packages = ['houston-client', 'aac-client', 'user-admin'] as const

/** @throws where a package was not built since its sources changed: what is measured is what is published. */
export async function checkBuilt(): Promise<void> {
  const newest = async (folder: string): Promise<number> => {
    const files = await readdir(folder, { recursive: true, withFileTypes: true })
    const times = files
      .filter((file) => file.isFile())
      .map(async (file) => (await stat(join(file.parentPath, file.name))).mtimeMs)
    return Math.max(0, ...(await Promise.all(times)))
  }
  const wire = await newest(join(root, 'packages', 'wire', 'src'))
  for (const name of packages) {
    const folder = join(root, 'packages', name)
    const built = await stat(join(folder, 'dist', 'index.js')).catch(() => undefined)
    if (built === undefined) throw new Error(`${name} is not built: run pnpm build first`)
    if (built.mtimeMs < Math.max(wire, await newest(join(folder, 'src'))))
      throw new Error(`${name} was built before its sources changed: run pnpm build first`)
  }
}
