import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root: string = join(import.meta.dirname, '..')

type Targets = { readonly [condition: string]: string }

/** The parts of a package.json that the checks look at. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly license?: string
  readonly exports: { readonly [subpath: string]: Targets }
  readonly bin?: string | { readonly [name: string]: string }
  readonly dependencies?: { readonly [name: string]: string }
  readonly peerDependencies?: { readonly [name: string]: string }
  readonly publishConfig?: { readonly exports?: { readonly [subpath: string]: Targets } }
}

/** A package of this workspace that goes to the registry. */
export interface Published {
  /** Its folder under `packages/`. */
  readonly folder: string
  readonly dir: string
  readonly manifest: Manifest
}

export const readManifest = (dir: string): Manifest =>
  JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')) as Manifest

/** Every package that is not private, in the order of their names. */
export const published: readonly Published[] = readdirSync(join(root, 'packages'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name: folder }) => {
    const dir = join(root, 'packages', folder)
    return { folder, dir, manifest: readManifest(dir) }
  })
  .filter(({ manifest }) => manifest.private !== true)
  .toSorted((a, b) => a.folder.localeCompare(b.folder))

/** Where a package's tarball lies for the checks that look into it. */
export const packed = (folder: string): string => `temp/${folder}.tgz`
