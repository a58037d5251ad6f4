import { join } from 'node:path'
import { checkBuilt, root } from './built.ts'
import type { Row } from './measure.ts'
import { printed } from './started.ts'

const program = join(root, 'packages', 'user-admin', 'dist', 'cli', 'main.js')

/** The program as it is published, asked for its help, against a Node that does nothing. */
export async function* help(rounds: number): AsyncGenerator<Row> {
  await checkBuilt()
  const count = rounds * 3
  const ours = (): Promise<number> => lasted([program, '--help'])
  const bare = (): Promise<number> => lasted(['--eval', '0'])
  // Once for the caches of the disk.
  await ours()
  await bare()
  const pairs: (readonly [number, number])[] = []
  for (let round = 0; round < count; round += 1) pairs.push([await ours(), await bare()])
  const more = pairs.map(([one, other]) => one - other)
  const least = Math.min(...pairs.map(([, other]) => other))
  yield {
    what: 'user-admin --help',
    against: 'bare Node: so much more',
    figure: Math.min(...pairs.map(([one]) => one)) - least,
    unit: 'ms',
    from: Math.min(...more),
    to: Math.max(...more),
    rounds: count,
    bound: 60,
    keeps: 'at most',
    note: `bare ${least.toFixed(0)} ms`,
  }
}

/** Milliseconds that a process takes from its start to its end. */
async function lasted(words: readonly string[]): Promise<number> {
  const began = performance.now()
  await printed(process.execPath, words)
  return performance.now() - began
}
