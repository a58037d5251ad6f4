import type { Snapshot } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import type { Entry } from '../identity/identity.ts'
import type { Absence, PlanState } from '../state.ts'
import type { Goal } from './goal.ts'
import type { Absent } from './ground.ts'
import { addressesIn, namelessIn, sourceOf } from './people.ts'

const hour = 3_600_000

/** What stops a plan before anything is read, unless a person says that it is meant. */
export interface Expectations {
  /** The name of the source that may hold nobody who is active, for this one plan. */
  readonly expectEmpty?: string | undefined
  /** The name of the source that may hold far fewer active people than last time, for this one plan. */
  readonly expectShrunk?: string | undefined
  /** The name of the source that may show no address of some people, for this one plan. */
  readonly expectNoAddress?: string | undefined
}

/** A reading may have been made this much ahead of this machine's clock, in milliseconds. */
const skew = 5 * 60_000

/**
 * Stops for a directory that cannot be trusted: one that was not read whole, that shows nobody, whose people cannot be
 * told, or that lost more of them at once than companies do.
 *
 * @throws {UserAdminError} `conflict`, with `guard` `source` or `shrank`; `invalid` for a reading from the future.
 */
export async function checkSource(
  goal: Goal,
  reading: Snapshot,
  { expectEmpty, expectShrunk, expectNoAddress }: Expectations,
  { state, shrink, now }: { readonly state: PlanState | undefined; readonly shrink: number; readonly now: number },
): Promise<void> {
  const { name, state: kind, people, active, proof } = sourceOf(reading)
  const stop = (guard: 'source' | 'shrank', message: string): never => {
    throw new UserAdminError('conflict', message, { guard })
  }
  if (Date.parse(reading.readAt) > now + skew)
    throw new UserAdminError(
      'invalid',
      `The reading of ${name} is from the future (${reading.readAt}): set the clock right and read it again.`,
    )
  if (kind === 'incomplete')
    stop('source', `${name} was not read whole, so nothing is concluded from it: ${proof} Mend that and read it again.`)
  if (active === 0 && expectEmpty !== name)
    stop(
      'source',
      `${name} holds nobody${kind === 'empty' ? '' : ' who is active'}, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: ${JSON.stringify(name)}.`,
    )
  const nameless = namelessIn(reading)
  const takes = goal.kind === 'keep-only' || (goal.kind === 'roster' && goal.absent !== 'keep')
  if (takes && nameless > 0 && expectNoAddress !== name)
    stop(
      'source',
      `${name} shows no address of ${nameless} active people, so they would lose access as if they were not in it. If none of them is here, say it for this one plan: expectNoAddress: ${JSON.stringify(name)}.`,
    )
  const last = await state?.lastSnapshot(name)
  if (last === undefined || expectShrunk === name || (active === 0 && expectEmpty === name)) return
  const remedy = `If that is so, say it for this one plan: expectShrunk: ${JSON.stringify(name)}.`
  if (active < last.active * shrink)
    stop(
      'shrank',
      `${name} holds ${active} active people, and held ${last.active} when it was last read whole (${last.readAt}): that is less than ${Math.round(shrink * 100)} %. ${remedy}`,
    )
  const ids = new Set(reading.kind === 'complete' ? reading.people.map(({ id }) => id) : [])
  const known = last.ids.filter((id) => ids.has(id)).length
  // Records of people who left long ago may go at once; those of who was active do not.
  if (known < last.active * shrink)
    stop(
      'shrank',
      `${name} knows ${known} of the ${last.people} people whom it knew when it was last read whole (${last.readAt}), and ${people - known} others: it looks like another directory under the same name. ${remedy}`,
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
  return (await state.absences(goal.source.name)).flatMap((absence) => {
    const addresses = addressesIn(absence.person)
    // Of somebody who shares one address with who is active, every address is in doubt, as in `gone`.
    if (addresses.some(({ value }) => here.has(value))) return []
    return addresses.map((entry) => ({ entry, since: absence.since, confirmed: isConfirmed(absence) }))
  })
}

/** A second complete reading, at least 24 hours after the first (safety §2). */
const isConfirmed = ({ reads, since, lastRead }: Absence): boolean =>
  reads >= 2 && Date.parse(lastRead) - Date.parse(since) >= 24 * hour
