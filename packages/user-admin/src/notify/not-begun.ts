import { sentence } from '../change.ts'
import type { News } from './event.ts'
import { shapeOf } from './events-of.ts'

/**
 * What is to be told where it cannot be found out what of a job is due, or not be written down: nothing of it is run. Told
 * once until a run of the job goes well.
 *
 * @param line As it stands in the state: the job's name, for notices with ` notice` behind it.
 */
export function notBegun(line: string, why: string): News {
  const job = line.replace(/ notice$/u, '')
  return {
    event: 'failed',
    subject: job,
    reason: `not-begun ${shapeOf(why)}`,
    text: `${line} is not run, for what is due cannot be found out or not be written down: ${sentence(why)} It is tried again each time that the schedule looks.`,
    job,
  }
}
