import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Row } from './measure.ts'

/**
 * Lists 100,000 people in a process of its own that has a heap of 64 MB, and says by how much the heap in use, each
 * time after the garbage was collected, ever grew between one tenth of the list and a later one.
 */
export async function memory(what: string, system: 'houston' | 'aac', url: string): Promise<Row> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--conditions=source',
    '--expose-gc',
    '--max-old-space-size=64',
    new URL('list.ts', import.meta.url).pathname,
    system,
    url,
  ])
  const { rows, heaps } = JSON.parse(stdout) as { rows: number; heaps: number[] }
  if (rows !== 100_000) throw new Error(`${what}: ${rows} rows came`)
  const grown = Math.max(...heaps.map((heap, at) => heap - Math.min(...heaps.slice(0, at + 1)))) / 2 ** 20
  return {
    what,
    against: 'a heap of 64 MB',
    figure: grown,
    unit: 'MB',
    from: grown,
    to: grown,
    bound: 2,
    keeps: 'at most',
  }
}
