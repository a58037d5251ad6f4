import { type Complete, isSnapshot, type SourcePerson } from '../directory/source.ts'
import { UserAdminError } from '../errors.ts'
import { compare, shown } from '../identity/identity.ts'
import type { Absence, LastSnapshot, PlanState, ScopeWindow } from '../state.ts'
import type { Scope } from '../user-admin.ts'

/**
 * A memory that lasts as long as its process: for tests, and for a program that makes several plans.
 *
 * @param options.now Milliseconds since the epoch. Default `Date.now`.
 */
export function memoryState(options: { readonly now?: (() => number) | undefined } = {}): PlanState {
  const { now = Date.now } = options
  const scopes = new Map<string, ScopeMemory>()
  const sources = new Map<string, SourceMemory>()

  return {
    baseline: async (scope) => {
      const at = scopes.get(keyOf(scope))?.baseline
      return at === undefined ? { kind: 'none' } : { kind: 'recorded', at: new Date(at).toISOString() }
    },
    window: async (scope, since) => {
      // Compared with what is no number, everything would count as older.
      if (Number.isNaN(since)) throw new UserAdminError('invalid', 'The window begins at NaN: give milliseconds.')
      const { members = [], taken = [] } = scopes.get(keyOf(scope)) ?? {}
      const within = (tallies: readonly Tally[]): number[] =>
        tallies.filter(({ at }) => at >= since).map(({ count }) => count)
      return {
        most: within(members).reduce((most, count) => Math.max(most, count), 0),
        taken: within(taken).reduce((sum, count) => sum + count, 0),
      }
    },
    lastSnapshot: async (source) => sources.get(source)?.last(),
    absences: async (source) => sources.get(source)?.absences() ?? [],
    record: async (event) => {
      if (event.kind === 'snapshot') {
        const { snapshot } = event
        checkSnapshot(snapshot)
        const memory = sources.get(snapshot.source) ?? new SourceMemory()
        sources.set(snapshot.source, memory)
        memory.add(snapshot)
        return
      }
      const key = keyOf(event.scope)
      const memory = scopes.get(key) ?? new ScopeMemory()
      const tally = { at: timeOf(event.at), count: countOf(event.kind === 'baseline' ? event.members : event.count) }
      scopes.set(key, memory)
      memory.forget(now() - 366 * 86_400_000)
      switch (event.kind) {
        case 'baseline':
          memory.baseline = Math.max(memory.baseline ?? tally.at, tally.at)
          memory.members.push(tally)
          break
        case 'members':
          memory.members.push(tally)
          break
        case 'taken':
          if (!event.released) memory.taken.push(tally)
          break
        default:
          event satisfies never
      }
    },
  }
}

interface Tally {
  readonly at: number
  readonly count: number
}

class ScopeMemory {
  baseline: number | undefined
  members: Tally[] = []
  taken: Tally[] = []

  forget(before: number): void {
    this.members = this.members.filter(({ at }) => at >= before)
    this.taken = this.taken.filter(({ at }) => at >= before)
  }
}

/**
 * What one source said. Only the times of the readings and the newest sight of each person are kept: who is absent, and
 * for how long, follows from them in whatever order the readings came.
 */
class SourceMemory {
  readonly #readings = new Map<string, number>()
  readonly #seen = new Map<string, { readonly reading: Reading; readonly person: SourcePerson }>()
  #newest: Reading | undefined
  #ids: readonly string[] = []

  add({ readAt, digest, people }: Complete): void {
    const active = people.filter(({ status }) => status === 'active').length
    const reading: Reading = { at: timeOf(readAt), people: people.length, active, digest }
    this.#readings.set(`${reading.at} ${digest}`, reading.at)
    if (isNewer(reading, this.#newest)) {
      this.#newest = reading
      this.#ids = people.map(({ id }) => id).toSorted(compare)
    }
    for (const person of people) {
      const seen = this.#seen.get(person.id)
      if (isNewer(reading, seen?.reading)) this.#seen.set(person.id, { reading, person })
    }
  }

  last(): LastSnapshot | undefined {
    if (this.#newest === undefined) return undefined
    const { at, people, active, digest } = this.#newest
    return { readAt: new Date(at).toISOString(), people, active, digest, ids: this.#ids }
  }

  absences(): readonly Absence[] {
    const times = [...this.#readings.values()].toSorted((a, b) => a - b)
    const newest = times.at(-1) ?? 0
    return [...this.#seen.values()]
      .filter(({ reading }) => reading.at < newest)
      .map(({ reading, person }) => {
        const without = times.slice(times.findIndex((at) => at > reading.at))
        return {
          person,
          since: new Date(without[0] ?? newest).toISOString(),
          lastRead: new Date(newest).toISOString(),
          reads: without.length,
        }
      })
      .toSorted((a, b) => compare(a.person.id, b.person.id))
  }
}

interface Reading {
  readonly at: number
  readonly people: number
  readonly active: number
  readonly digest: string
}

/** Of two readings of one moment the one with more active people counts: a source that shrank is rather noticed. */
function isNewer(a: Reading, b: Reading | undefined): boolean {
  if (b === undefined || a.at !== b.at) return b === undefined || a.at > b.at
  if (a.active !== b.active) return a.active > b.active
  return a.people === b.people ? a.digest > b.digest : a.people > b.people
}

const keyOf = ({ system, origin, id }: Scope): string => JSON.stringify([system, origin, id])

function timeOf(at: string): number {
  const time = typeof at === 'string' ? Date.parse(at) : Number.NaN
  if (Number.isNaN(time))
    throw new UserAdminError('invalid', `${shown(at)} is no time: give one such as 2026-11-22T05:00:00Z.`)
  return time
}

function countOf(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new UserAdminError('invalid', `A number of people is ${String(count)}: it is a whole number from 0.`)
  return count
}

/** Nobody may be thought absent because a reading broke off, or because a filter matched nobody. */
function checkSnapshot(snapshot: Complete): void {
  const given: unknown = snapshot
  if (isSnapshot(given) && given.kind === 'complete') return
  const kind = isSnapshot(given) ? `An ${given.kind} reading of ${given.source}` : 'What is no reading of a source'
  throw new UserAdminError('invalid', `${kind} is not remembered: only complete ones are.`)
}
