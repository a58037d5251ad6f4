import { UserAdminError } from '../errors.ts'
import type { Entry } from '../identity/identity.ts'
import type { Absence, PlanState } from '../state.ts'
import type { Absent } from './found.ts'
import type { Goal } from './goal.ts'
import { addressesIn, type GoalSource } from './people.ts'

const hour = 3_600_000

/** What stops a plan before anything is read, unless a person says that it is meant. */
export interface Expectations {
  /** The name of the source that may hold nobody who is active, for this one plan. */
  readonly expectEmpty?: string | undefined
  /** The name of the source that may hold far fewer active people than last time, for this one plan. */
  readonly expectShrunk?: string | undefined
}

/**
 * Stops for a directory that cannot be trusted: one that was not read whole, that holds nobody who is active, or that lost
 * more of them at once than companies do.
 *
 * @throws {UserAdminError} `conflict`, with `guard` `source` or `shrank`.
 */
export async function checkSource(
  { name, state: kind, active, proof }: GoalSource,
  { expectEmpty, expectShrunk }: Expectations,
  state: PlanState | undefined,
  shrink: number,
): Promise<void> {
  const stop = (guard: 'source' | 'shrank', message: string): never => {
    throw new UserAdminError('conflict', message, { guard })
  }
  if (kind === 'incomplete')
    stop('source', `${name} was not read whole, so nothing is concluded from it: ${proof} Mend that and read it again.`)
  if (active === 0 && expectEmpty !== name)
    stop(
      'source',
      `${name} holds nobody${kind === 'empty' ? '' : ' who is active'}, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: ${JSON.stringify(name)}.`,
    )
  const last = await state?.lastSnapshot(name)
  if (last === undefined || expectShrunk === name || expectEmpty === name) return
  if (active < last.active * shrink)
    stop(
      'shrank',
      `${name} holds ${active} active people, and held ${last.active} when it was last read whole (${last.readAt}): that is less than ${Math.round(shrink * 100)} %. If so many left, say it for this one plan: expectShrunk: ${JSON.stringify(name)}.`,
    )
}

/** Who was in earlier readings of the goal's directory and is not in its newest, by address. */
export async function absentees(
  goal: Goal,
  present: readonly Entry[],
  state: PlanState | undefined,
): Promise<readonly Absent[]> {
  if (goal.kind !== 'leavers' || goal.source === undefined || state === undefined) return []
  const here = new Set(present.map(({ value }) => value))
  return (await state.absences(goal.source.name)).flatMap((absence) =>
    addressesIn(absence.person)
      // Somebody whose address another person has by now did not leave with it.
      .filter(({ value }) => !here.has(value))
      .map((entry) => ({ entry, since: absence.since, confirmed: isConfirmed(absence) })),
  )
}

/** A second complete reading, at least 24 hours after the first (safety §2). */
const isConfirmed = ({ reads, since, lastRead }: Absence): boolean =>
  reads >= 2 && Date.parse(lastRead) - Date.parse(since) >= 24 * hour
