import { idIn } from '../directory/part-ids.ts'
import { type Complete, type Snapshot, toldAt } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import type { LastSnapshot, PlanState } from '../state.ts'
import type { Goal } from './goal.ts'
import { hasAddress, hasMailbox, namelessIn, sourceOf } from './people.ts'

/** What stops a plan before anything is read, unless a person says that it is meant. */
export interface Expectations {
  /** The name of the source that may hold nobody who is active, or of one that it is put together from, for this one plan. */
  readonly expectEmpty?: string | undefined
  /** The name of the source, or of one that it is put together from, that may hold far fewer active people than last time or be of an earlier state, for this one plan. */
  readonly expectShrunk?: string | undefined
  /** The name of the source that may show no address of some people, for this one plan. */
  readonly expectNoAddress?: string | undefined
}

/** A reading may have been made this much ahead of this machine's clock, in milliseconds. */
const skew = 5 * 60_000

/** What a reading is judged by besides itself. */
export interface Remembered {
  readonly state: PlanState | undefined
  readonly shrink: number
  /** Milliseconds since the epoch. */
  readonly now: number
}

/**
 * Stops for a directory that cannot be trusted: one that was not read whole, that shows nobody, whose people cannot be
 * told, that lost more of them at once than companies do, or that is of an earlier state than the last one. Each source
 * that it is put together from is judged as well: one may lose half its people, and the whole hardly any.
 *
 * @throws {UserAdminError} `conflict`, with `guard` `source` or `shrank`; `invalid` for a reading from the future, and for
 * a source that is put together from one of its own name.
 */
export async function checkSource(
  goal: Goal,
  reading: Snapshot,
  expectations: Expectations,
  remembered: Remembered,
): Promise<void> {
  const { expectEmpty, expectNoAddress } = expectations
  const { name, state: kind, active } = sourceOf(reading)
  checkWhole(reading, remembered.now)
  if (active === 0 && expectEmpty !== name)
    stop(
      'source',
      `${name} holds nobody${kind === 'empty' ? '' : ' who is active'}, which looks like a company that everybody left. If that is so, say it for this one plan: expectEmpty: ${JSON.stringify(name)}.`,
    )
  const nameless = namelessIn(reading, goal.kind === 'roster' ? hasMailbox : hasAddress)
  const takes = goal.kind === 'keep-only' || (goal.kind === 'roster' && goal.absent !== 'keep')
  if (takes && nameless > 0 && expectNoAddress !== name)
    stop(
      'source',
      `${name} shows no address of ${nameless} active people, so they would lose access as if they were not in it. If none of them is here, say it for this one plan: expectNoAddress: ${JSON.stringify(name)}.`,
    )
  const parts = partsOf(reading)
  if (parts.some(({ source }) => source === name))
    throw new UserAdminError(
      'invalid',
      `${name} is put together from a source of its own name: give it a name that none of its parts has.`,
    )
  for (const part of parts) {
    checkWhole(part, remembered.now, name)
    await checkAgainstLast(part, expectations, remembered, name)
  }
  await checkAgainstLast(reading, expectations, remembered)
}

/** Everything that a reading is put together from, and what that is put together from. */
export const partsOf = (reading: Snapshot): readonly Snapshot[] =>
  reading.kind === 'incomplete' ? [] : (reading.parts ?? []).flatMap((part) => [part, ...partsOf(part)])

/** What of a reading is remembered: the whole, and each complete part by itself. */
export const readingsIn = (reading: Snapshot): readonly Complete[] =>
  [...partsOf(reading), reading].filter((one) => one.kind === 'complete')

function stop(guard: 'source' | 'shrank', message: string): never {
  throw new UserAdminError('conflict', message, { guard })
}

const within = (whole: string | undefined): string => (whole === undefined ? '' : `, a part of ${whole},`)

function checkWhole(reading: Snapshot, now: number, whole?: string): void {
  const { source } = reading
  const readAt = [reading.readAt, toldAt(reading)].find((time) => Date.parse(time) > now + skew)
  if (readAt !== undefined)
    throw new UserAdminError(
      'invalid',
      `The reading of ${source} is from the future (${readAt}): set the clock right and read it again.`,
    )
  if (reading.kind === 'incomplete')
    stop(
      'source',
      `${source}${within(whole)} was not read whole, so nothing is concluded from it: ${reading.reason} Mend that and read it again.`,
    )
}

/** Compares a reading with the last complete one of the same name. */
async function checkAgainstLast(
  reading: Snapshot,
  { expectEmpty, expectShrunk }: Expectations,
  { state, shrink }: Remembered,
  whole?: string,
): Promise<void> {
  const { name, state: kind, people, active } = sourceOf(reading)
  // Whoever says it of a part says it of what is put together from it, and of the whole, of all that it is put together from.
  const mayShrink =
    expectShrunk !== undefined && [name, whole, ...partsOf(reading).map(({ source }) => source)].includes(expectShrunk)
  const last = await state?.lastSnapshot(name)
  if (last === undefined || mayShrink || (active === 0 && expectEmpty === name)) return
  // That a part may hold nobody was said where it was put together, or the whole would not be complete.
  if (whole !== undefined && kind === 'empty') return
  for (const part of reading.kind === 'incomplete' ? [] : (reading.parts ?? []))
    if (part.kind === 'empty' && expectEmpty !== part.source) checkStayedEmpty(part.source, last, name)
  const remedy = `If that is so, say it for this one plan: expectShrunk: ${JSON.stringify(name)}.`
  checkPosition(reading, last, `${name}${within(whole)}`, remedy)
  if (active < last.active * shrink)
    stop(
      'shrank',
      `${name}${within(whole)} holds ${active} active people, and held ${last.active} when it was last read whole (${last.readAt}): that is less than ${Math.round(shrink * 100)} %. ${remedy}`,
    )
  const ids = new Set(reading.kind === 'complete' ? reading.people.map(({ id }) => id) : [])
  const known = last.ids.filter((id) => ids.has(id)).length
  // Records of people who left long ago may go at once; those of who was active do not.
  if (known < last.active * shrink)
    stop(
      'shrank',
      `${name}${within(whole)} knows ${known} of the ${last.people} people whom it knew when it was last read whole (${last.readAt}), and ${people - known} others: it looks like another directory under the same name. ${remedy}`,
    )
}

/** A part that may hold nobody looks broken all the same where it held somebody the last time. */
function checkStayedEmpty(part: string, last: LastSnapshot, whole: string): void {
  const before = last.ids.filter((id) => id.startsWith(idIn(part, ''))).length
  if (before === 0) return
  stop(
    'source',
    `${part}${within(whole)} holds nobody, and held ${before} people when ${whole} was last read whole (${last.readAt}). If that is so, say it for this one plan: expectEmpty: ${JSON.stringify(part)}.`,
  )
}

/** A server that stands lower than it did shows what was, with people in it who left since and without who came. */
function checkPosition(reading: Snapshot, last: LastSnapshot, name: string, remedy: string): void {
  const now = reading.kind === 'incomplete' ? undefined : reading.position
  const before = last.position
  if (now === undefined || before === undefined || now.server !== before.server || now.change >= before.change) return
  stop(
    'source',
    `${name} stood at change ${now.change} on ${now.server}, and at ${before.change} when it was last read whole (${last.readAt}): it is a replica that lags behind, or was restored from a backup. Read it again once it has caught up. ${remedy}`,
  )
}
