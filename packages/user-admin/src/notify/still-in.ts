import type { UnattendedResult } from '../apply/unattended.ts'
import { sentence } from '../change.ts'
import { digestOf } from '../digest.ts'
import { peopleCount } from '../summary/words.ts'
import type { News, Over } from './event.ts'

/**
 * Who should be out and gets in by a way that a run cannot close: told once for each such set of people, though nothing
 * failed and nothing is to do.
 */
export async function stillIn(
  { plan }: Pick<UnattendedResult, 'plan'>,
  { job, nameOf }: { readonly job: string; readonly nameOf: (scope: string) => string },
): Promise<readonly (News | Over)[]> {
  if (plan === undefined) return []
  // Under a name of its own: a job that goes well otherwise ends no reason of this one.
  const subject = `${job}, still in`
  const all = plan.blocked.filter(({ action }) => action === 'remove' || action === 'suspend')
  const [first] = all
  if (first === undefined) return [{ over: 'failed', subject }]
  const places = [...new Set(all.map(({ scope }) => nameOf(scope)))]
  const people = new Set(all.map(({ id, email }) => id ?? email)).size
  const get = people === 1 ? 'gets in and should not' : 'get in and should not'
  return [
    {
      event: 'failed',
      subject,
      reason: await digestOf(all.map(({ scope, id, email }) => `${scope} ${id ?? email}`).toSorted()),
      text: `${places.join(', ')}: ${peopleCount(people)} ${get}, by ways that nothing here can close. One of them: ${sentence(first.reason)} ${sentence(first.remedy)}`,
      job,
      ...(places.length === 1 ? { target: places[0] } : {}),
      plan: plan.id,
      // Other plans are not kept unless something of them waits or is done.
      ...('source' in plan.goal && plan.goal.source !== undefined ? { next: `user-admin plan show ${plan.id}` } : {}),
    },
  ]
}
