import { join } from 'node:path'
import { checkBuilt, root } from './built.ts'
import type { Row } from './measure.ts'
import { printed } from './started.ts'

const program = join(root, 'packages', 'user-admin', 'dist', 'cli', 'main.js')

/** What a person asks for help with: the program, what reads, what plans, what changes. */
const asked: readonly (readonly [words: readonly string[], bound: number])[] = [
  [['--help'], 60],
  [['members', '--help'], 80],
  [['plan', 'roster', '--help'], 80],
  [['apply', '--help'], 80],
]

/** The program as it is published, asked for its help, against a Node that does nothing. */
export async function* help(rounds: number): AsyncGenerator<Row> {
  await checkBuilt()
  const bare = (): Promise<number> => lasted(['--eval', '0'])
  await bare()
  for (const [words, bound] of asked) {
    const count = rounds * 3
    const ours = (): Promise<number> => lasted([program, ...words])
    // Once for the caches of the disk.
    await ours()
    const pairs: (readonly [number, number])[] = []
    for (let round = 0; round < count; round += 1) pairs.push([await ours(), await bare()])
    const more = pairs.map(([one, other]) => one - other)
    const least = Math.min(...pairs.map(([, other]) => other))
    yield {
      what: `user-admin ${words.join(' ')}`,
      against: 'bare Node: so much more',
      figure: Math.min(...pairs.map(([one]) => one)) - least,
      unit: 'ms',
      from: Math.min(...more),
      to: Math.max(...more),
      rounds: count,
      bound,
      keeps: 'at most',
      note: `bare ${least.toFixed(0)} ms`,
    }
  }
}

/** Milliseconds that a process takes from its start to its end. */
async function lasted(words: readonly string[]): Promise<number> {
  const began = performance.now()
  await printed(process.execPath, words)
  return performance.now() - began
}
