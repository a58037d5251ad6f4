import { lineOf } from '../shell-line.ts'
import type { Ran } from './ran.ts'

/** What runs came to, for people. */
export const textOfRuns = (runs: readonly Ran[]): string =>
  runs
    .flatMap(({ job, kind, outcome, why, held }) => [
      `${job}${kind === 'notice' ? ', notice' : ''}: ${outcome}. ${why}`,
      ...(held?.status === 'waiting' ? [`To decide: ${lineOf(['held', 'show', held.id])}`] : []),
    ])
    .join('\n')
