import { UserAdminError } from '../errors.ts'
import type { Entry } from '../journal/journal.ts'
import type { Baseline, ScopeWindow, StateEvent } from '../state.ts'
import { isoOf, type Records, scopeKey, timeOf } from './store.ts'

/** A reading may have begun this long before a taking that it did not show yet; in milliseconds. */
const slack = 10 * 60_000
/** A clock is rarely further off than this, in milliseconds. */
const skew = 5 * 60_000
/** What is taken while a clock is behind by so much at most may count for so much longer, in milliseconds. */
const far = 7 * 86_400_000

/** What is only counted may be forgotten after this long, in milliseconds. */
export const remembered: number = 366 * 86_400_000

type ScopeEvent = Exclude<StateEvent, { readonly kind: 'snapshot' | 'links' }>

/** Remembers what happened in a scope; answers with what the journal is told of it. */
export function record(records: Records, event: ScopeEvent): readonly Entry[] {
  const scope = scopeKey(event.scope)
  const count = event.kind === 'baseline' ? event.members : event.count
  const told = timeOf(event.at)
  switch (event.kind) {
    case 'baseline': {
      // A person looked. A clock that was far ahead before is believed from here on; where it may be that it is wrong now,
      // what is taken meanwhile counts as if it were right, and so no shorter than it should.
      if (records.behind > far) records.startAgain()
      records.putBaseline(scope, told)
      members(records, scope, { told, count, ids: event.ids })
      return [{ kind: 'baseline', scope: event.scope, members: count, by: event.by ?? 'unknown' }]
    }
    case 'members':
      members(records, scope, { told, count, ids: event.ids })
      return []
    case 'taken': {
      const { id, released, people = [] } = event
      records.putTaken(scope, { id, at: told + records.behind, count, released, people })
      return []
    }
    default:
      return event satisfies never
  }
}

/** A number of members counts from when it was told: to be high for longer would let more go. */
function members(
  records: Records,
  scope: string,
  { told, count, ids }: { readonly told: number; readonly count: number; readonly ids: readonly string[] | undefined },
): void {
  records.putMembers(scope, told, count)
  if (ids !== undefined) noticed(records, scope, { at: told + records.behind, ids })
}

/** Who was in the scope at the reading before and is not now, has vanished; who came back has not. */
function noticed(records: Records, scope: string, { at, ids }: { at: number; ids: readonly string[] }): void {
  const before = records.presence(scope)
  // Told late: it says nothing new of who is here.
  if (before !== undefined && before.at > at) return
  const here = new Set(ids)
  records.putPresence(scope, { at, ids })
  if (before === undefined) return
  const gone = before.ids.filter((id) => !here.has(id))
  if (gone.length > 0) records.putVanished(scope, gone, before.at)
  const were = new Set(before.ids)
  const back = ids.filter((id) => !were.has(id))
  if (back.length > 0) records.dropVanished(scope, back)
}

/**
 * What was taken since a time. Who vanished without a recorded taking counts as taken: a copy of the state that is older
 * than what was taken does not hide it.
 */
export function windowOf(records: Records, scope: string, since: number): ScopeWindow {
  const { counted, unnamed } = records.taken(scope, since)
  const vanished = records.vanished(scope, since, slack)
  // What is dated ahead, by a clock that was, would count for so much longer.
  const until = records.time - records.behind + skew
  return { most: records.most(scope, since, until), taken: counted + Math.max(0, vanished - unnamed) }
}

/** Whether what is remembered of a scope is all there is. */
export function baselineOf(records: Records, scope: string): Baseline {
  const broken = records.broken(scope)
  if (broken !== undefined) return { kind: broken.kind, reason: broken.reason }
  const baseline = records.baseline(scope)
  if (baseline === undefined) return { kind: 'none' }
  const wall = records.time - records.behind
  // While a clock was ahead by so much, what was taken just before was forgotten.
  const hasForgotten = records.behind > remembered
  if (hasForgotten || (records.behind > skew && wall < baseline.wall - skew)) {
    const newest = isoOf(hasForgotten ? records.time : Math.min(records.time, baseline.wall))
    const now = isoOf(wall)
    const reason = `its newest entry is of ${newest}, and the clock of this machine says ${now}: it was set back, or ahead before.`
    return { kind: 'older', reason }
  }
  return { kind: 'recorded', at: isoOf(baseline.at) }
}

/** @throws {UserAdminError} `invalid` for what is no number of people, no time and no list of ids. */
export function checkEvent(event: ScopeEvent): void {
  timeOf(event.at)
  const count: unknown = event.kind === 'baseline' ? event.members : event.count
  if (!Number.isSafeInteger(count) || Number(count) < 0)
    throw new UserAdminError('invalid', `A number of people is ${String(count)}: it is a whole number from 0.`)
  const ids: unknown = event.kind === 'taken' ? event.people : event.ids
  if (ids !== undefined && !(Array.isArray(ids) && ids.every((id) => typeof id === 'string')))
    throw new UserAdminError('invalid', 'Ids of people are a list of texts.')
}
