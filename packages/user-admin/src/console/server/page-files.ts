import { readdir, readFile } from 'node:fs/promises'
import { extname, join, sep } from 'node:path'

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.webmanifest': 'application/manifest+json',
}

/** A file of the page. */
export interface PageFile {
  readonly type: string
  readonly content: Buffer
}

/** The files of the page: those that stand in its folder by name, so that no address leads out of it, or that are at hand. */
export class PageFiles {
  readonly #folder: string | undefined
  #known: ReadonlyMap<string, string | Buffer> = new Map()

  /** @param files Their folder, or each by its path: `/index.html`. */
  constructor(files: string | ReadonlyMap<string, Buffer>) {
    if (typeof files === 'string') this.#folder = files
    else this.#known = files
  }

  /** The file at the path of an address; `undefined` where there is none. */
  async at(path: string): Promise<PageFile | undefined> {
    const name = path === '/' ? '/index.html' : path
    if (this.#folder !== undefined && !this.#known.has(name)) this.#known = await foundIn(this.#folder)
    const file = this.#known.get(name)
    if (file === undefined) return undefined
    const content = typeof file === 'string' ? await readFile(file) : file
    return { type: types[extname(name)] ?? 'application/octet-stream', content }
  }
}

async function foundIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const all = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])
  return new Map(
    all
      .filter((one) => one.isFile() && Object.hasOwn(types, extname(one.name)))
      .map((one) => join(one.parentPath, one.name))
      .map((file) => [
        file
          .slice(folder.replace(/[/\\]$/u, '').length)
          .split(sep)
          .join('/'),
        file,
      ]),
  )
}
