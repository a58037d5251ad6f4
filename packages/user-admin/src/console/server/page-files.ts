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

/** The files of the page: those that stand in its folder by name, so that no address leads out of it. */
export class PageFiles {
  readonly #folder: string
  #known: ReadonlyMap<string, string> = new Map()

  constructor(folder: string) {
    this.#folder = folder
  }

  /** The file at the path of an address; `undefined` where there is none. */
  async at(path: string): Promise<PageFile | undefined> {
    const name = path === '/' ? '/index.html' : path
    if (!this.#known.has(name)) this.#known = await this.#found()
    const file = this.#known.get(name)
    if (file === undefined) return undefined
    return { type: types[extname(name)] ?? 'application/octet-stream', content: await readFile(file) }
  }

  async #found(): Promise<ReadonlyMap<string, string>> {
    const all = await readdir(this.#folder, { recursive: true, withFileTypes: true }).catch(() => [])
    return new Map(
      all
        .filter((one) => one.isFile() && Object.hasOwn(types, extname(one.name)))
        .map((one) => join(one.parentPath, one.name))
        .map((file) => [
          file
            .slice(this.#folder.replace(/[/\\]$/u, '').length)
            .split(sep)
            .join('/'),
          file,
        ]),
    )
  }
}
