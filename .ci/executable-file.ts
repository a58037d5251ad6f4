import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { root } from './published.ts'
import { ran } from './ran.ts'

const systems: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', win32: 'windows', darwin: 'macos' }

/** The folder in which the executable is made. */
export const workshop: string = join(root, 'temp', 'executable')

/** The page as it goes into it. */
export const pageHere: string = join(workshop, 'page')

/** What the executable of this machine is called, without an ending. */
export const nameHere: string = `user-admin-console-${systems[process.platform] ?? process.platform}-${process.arch}`

/** The executable of this machine. */
export const executableHere: string = join(workshop, process.platform === 'win32' ? `${nameHere}.exe` : nameHere)

/** Puts a program, as `--experimental-sea-config` prepared it, into a copy of the Node that runs here. */
export async function putInto(file: string, blob: string): Promise<void> {
  copyFileSync(process.execPath, file)
  chmodSync(file, 0o755)
  // A signature of what it was before is worse than none.
  if (process.platform === 'darwin') await ran('codesign', ['--remove-signature', file])
  if (process.platform === 'win32') writeFileSync(file, unsigned(readFileSync(file)))
  const postject = fileURLToPath(import.meta.resolve('postject/dist/cli.js'))
  const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2'
  const segment = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : []
  await ran(process.execPath, [postject, file, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse, ...segment])
  // Processors of Apple run nothing that has no signature at all; this one names nobody.
  if (process.platform === 'darwin') await ran('codesign', ['--sign', '-', file])
}

/** A program of Windows without its signature: the certificates stand at its end, and its header says where. */
export function unsigned(program: Buffer): Buffer {
  const optional = program.readUInt32LE(0x3c) + 24
  if (program.readUInt16LE(optional) !== 0x20b) throw new Error('This is no program of 64-bit Windows.')
  const entry = optional + 112 + 4 * 8
  const [at, size] = [program.readUInt32LE(entry), program.readUInt32LE(entry + 4)]
  if (size === 0) return program
  if (at + size !== program.length) throw new Error('The certificates do not stand at the end of the program.')
  const without = Buffer.from(program.subarray(0, at))
  without.fill(0, entry, entry + 8)
  return without
}
