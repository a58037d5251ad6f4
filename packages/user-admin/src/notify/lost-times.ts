import { sentence } from '../change.ts'
import { times } from '../summary/words.ts'
import type { News } from './event.ts'

/** A due time of a job that passed without a run, or whose run was broken off. */
export interface LostTime {
  readonly kind: 'missed' | 'broken-off'
  /** ISO 8601. */
  readonly due: string
  readonly why: string
}

/** What is to be told of due times of one job that were found together, in order: those that were missed at once. */
export function lostTimes(job: string, lost: readonly LostTime[]): readonly News[] {
  const missed = lost.filter(({ kind }) => kind === 'missed')
  const [first, last] = [missed.at(0), missed.at(-1)]
  return [
    ...(first === undefined || last === undefined
      ? []
      : [
          {
            event: 'missed',
            subject: job,
            reason: `${first.due} ${last.due}`,
            text:
              missed.length === 1
                ? `${job}, due ${shown(first.due)}, was missed: ${sentence(first.why)}`
                : `${job} missed ${times(missed.length, 'due time')}, from ${shown(first.due)} to ${shown(last.due)}. Of the last: ${sentence(last.why)}`,
            job,
          } as const,
        ]),
    ...lost
      .filter(({ kind }) => kind === 'broken-off')
      .map(
        ({ due, why }): News => ({
          event: 'failed',
          subject: job,
          reason: `broken-off ${due}`,
          text: `${job}, due ${shown(due)}, was broken off: ${sentence(why)} What it had begun is gone on with by the next run.`,
          job,
        }),
      ),
  ]
}

const shown = (due: string): string => `${due.slice(0, 16).replace('T', ' ')} UTC`
