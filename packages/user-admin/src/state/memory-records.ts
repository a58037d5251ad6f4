import type { SourcePerson } from '../directory/source.ts'
import { compare } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { Link, Quarantine } from '../state.ts'
import { MemoryTicks } from './memory-ticks.ts'
import { MemoryTold } from './memory-told.ts'
import type { HeldRecord, Linked, Presence, Reading, Records, Sight, Taking } from './store.ts'

interface Tally {
  at: number
  readonly count: number
}

class ScopeMemory {
  baseline: { readonly at: number; readonly wall: number } | undefined
  members: Tally[] = []
  taken = new Map<string, Taking>()
  presence: Presence | undefined
  readonly vanished = new Map<string, number>()
}

class SourceMemory {
  newest: Reading | undefined
  people: readonly SourcePerson[] = []
  ids: readonly string[] = []
  readonly readings = new Map<string, number>()
  readonly absent = new Map<string, Sight>()
  /** By scope. */
  readonly links = new Map<string, ScopeLinks>()
}

class ScopeLinks {
  at: number | undefined
  readonly byMember = new Map<string, Linked>()
}

/** What is kept, in maps. */
export class MemoryRecords extends MemoryTicks implements Records {
  readonly #now: () => number
  #clock: number
  #unnamed = 0
  readonly #scopes = new Map<string, ScopeMemory>()
  readonly #sources = new Map<string, SourceMemory>()
  readonly #plans = new Map<string, { readonly order: number; readonly plan: Plan }>()
  #order = 0
  readonly #held = new Map<string, HeldRecord>()
  readonly #quarantines = new Map<string, Quarantine>()
  readonly told: MemoryTold = new MemoryTold()

  constructor(now: () => number) {
    super()
    this.#now = now
    this.#clock = now()
  }

  tick(): void {
    this.#clock = this.time
  }

  get time(): number {
    return Math.max(this.#now(), this.#clock)
  }

  get behind(): number {
    return Math.max(0, this.#clock - this.#now())
  }

  startAgain(): void {
    const time = this.#now()
    this.#clock = time
    this.setBack(time)
    this.told.startAgain(time)
    for (const scope of this.#scopes.values()) {
      for (const tally of scope.members) tally.at = Math.min(tally.at, time)
      for (const [id, taking] of scope.taken) scope.taken.set(id, { ...taking, at: Math.min(taking.at, time) })
      for (const [id, seen] of scope.vanished) scope.vanished.set(id, Math.min(seen, time))
      if (scope.presence !== undefined) scope.presence = { ...scope.presence, at: Math.min(scope.presence.at, time) }
      const { at, wall } = scope.baseline ?? { at: 0, wall: 0 }
      if (scope.baseline !== undefined) scope.baseline = { at: Math.min(at, time), wall: Math.min(wall, time) }
    }
    for (const source of this.#sources.values())
      for (const links of source.links.values()) {
        if (links.at !== undefined) links.at = Math.min(links.at, time)
        for (const [member, link] of links.byMember)
          if (link.at > time) links.byMember.set(member, { ...link, at: time })
      }
  }

  #scope(key: string): ScopeMemory {
    const scope = this.#scopes.get(key) ?? new ScopeMemory()
    this.#scopes.set(key, scope)
    return scope
  }

  baseline(scope: string): { at: number; wall: number } | undefined {
    return this.#scopes.get(scope)?.baseline
  }

  putBaseline(scope: string, at: number): void {
    const memory = this.#scope(scope)
    memory.baseline = { at: Math.max(memory.baseline?.at ?? at, at), wall: this.#now() }
  }

  /** Memory is neither lost nor replaced while its process lives. */
  broken(): undefined {
    return undefined
  }

  putMembers(scope: string, at: number, count: number): void {
    this.#scope(scope).members.push({ at, count })
  }

  most(scope: string, since: number, until: number): number {
    const { members = [] } = this.#scopes.get(scope) ?? {}
    return members.reduce((most, { at, count }) => (at >= since && at <= until ? Math.max(most, count) : most), 0)
  }

  putTaken(scope: string, taking: Taking): void {
    this.#unnamed += 1
    this.#scope(scope).taken.set(
      taking.id === undefined ? `unnamed ${this.#unnamed}` : `named ${taking.id}`,
      taking.count === 0 ? { ...taking, people: [] } : taking,
    )
  }

  taken(scope: string, since: number): { counted: number; unnamed: number } {
    let [counted, unnamed] = [0, 0]
    for (const { at, count, released, people } of this.#scopes.get(scope)?.taken.values() ?? []) {
      if (at < since) continue
      if (!released) counted += count
      unnamed += Math.max(0, count - people.length)
    }
    return { counted, unnamed }
  }

  presence(scope: string): Presence | undefined {
    return this.#scopes.get(scope)?.presence
  }

  putPresence(scope: string, presence: Presence): void {
    this.#scope(scope).presence = presence
  }

  putVanished(scope: string, ids: readonly string[], seen: number): void {
    for (const id of ids) this.#scope(scope).vanished.set(id, seen)
  }

  dropVanished(scope: string, ids: readonly string[]): void {
    for (const id of ids) this.#scope(scope).vanished.delete(id)
  }

  vanished(scope: string, since: number, slack: number): number {
    const memory = this.#scopes.get(scope)
    if (memory === undefined || memory.vanished.size === 0) return 0
    const taken = new Map<string, number>()
    for (const { at, people } of memory.taken.values())
      for (const id of people) taken.set(id, Math.max(at, taken.get(id) ?? at))
    let count = 0
    for (const [id, seen] of memory.vanished)
      if (seen >= since && !((taken.get(id) ?? Number.NEGATIVE_INFINITY) >= seen - slack)) count += 1
    return count
  }

  #source(name: string): SourceMemory {
    const source = this.#sources.get(name) ?? new SourceMemory()
    this.#sources.set(name, source)
    return source
  }

  source(name: string): { newest: Reading; ids: readonly string[]; people: () => readonly SourcePerson[] } | undefined {
    const source = this.#sources.get(name)
    if (source?.newest === undefined) return undefined
    const { newest, ids, people } = source
    return { newest, ids, people: () => people }
  }

  putSource(name: string, newest: Reading, people: readonly SourcePerson[] | undefined): void {
    const source = this.#source(name)
    source.newest = newest
    if (people === undefined) return
    source.people = people
    source.ids = people.map(({ id }) => id).toSorted(compare)
  }

  readings(name: string): readonly number[] {
    return [...(this.#sources.get(name)?.readings.values() ?? [])].toSorted((a, b) => a - b)
  }

  putReading(name: string, { at, digest }: Reading): void {
    this.#source(name).readings.set(`${at} ${digest}`, at)
  }

  absent(name: string): ReadonlyMap<string, Sight> {
    return this.#sources.get(name)?.absent ?? new Map()
  }

  putAbsent(name: string, sights: readonly Sight[]): void {
    for (const sight of sights) this.#source(name).absent.set(sight.person.id, sight)
  }

  dropAbsent(name: string, ids: readonly string[]): void {
    for (const id of ids) this.#source(name).absent.delete(id)
  }

  #links(source: string, scope: string): ScopeLinks {
    const links = this.#source(source).links.get(scope) ?? new ScopeLinks()
    this.#source(source).links.set(scope, links)
    return links
  }

  links(source: string, scope: string): ReadonlyMap<string, Linked> {
    return new Map(this.#sources.get(source)?.links.get(scope)?.byMember)
  }

  putLinks(source: string, scope: string, links: readonly Link[], at: number): void {
    const { byMember } = this.#links(source, scope)
    for (const { member, person } of links) byMember.set(member, { person, at })
  }

  linkedAt(source: string, scope: string): number | undefined {
    return this.#sources.get(source)?.links.get(scope)?.at
  }

  putLinkedAt(source: string, scope: string, at: number): void {
    this.#links(source, scope).at = at
  }

  plan(id: string): Plan | undefined {
    return this.#plans.get(id)?.plan
  }

  putPlan(plan: Plan): void {
    this.#order += 1
    this.#plans.delete(plan.id)
    this.#plans.set(plan.id, { order: this.#order, plan })
  }

  planBefore(order: number | undefined): { order: number; plan: Plan } | undefined {
    return [...this.#plans.values()].findLast((each) => order === undefined || each.order < order)
  }

  held(id: string): HeldRecord | undefined {
    return this.#held.get(id)
  }

  allHeld(): readonly HeldRecord[] {
    return [...this.#held.values()].toReversed()
  }

  putHeld(record: HeldRecord): void {
    if (this.#held.get(record.id)?.since !== record.since) this.#held.delete(record.id)
    this.#held.set(record.id, record)
  }

  quarantine(subject: string): Quarantine | undefined {
    return this.#quarantines.get(subject)
  }

  quarantines(): readonly Quarantine[] {
    return [...this.#quarantines.values()]
  }

  putQuarantine(quarantine: Quarantine): void {
    this.#quarantines.set(quarantine.subject, quarantine)
  }

  dropQuarantine(subject: string): void {
    this.#quarantines.delete(subject)
  }

  override forget(before: number): void {
    super.forget(before)
    this.told.forget(before)
    for (const scope of this.#scopes.values()) {
      scope.members = scope.members.filter(({ at }) => at >= before)
      for (const [id, { at }] of scope.taken) if (at < before) scope.taken.delete(id)
      for (const [id, seen] of scope.vanished) if (seen < before) scope.vanished.delete(id)
    }
    for (const source of this.#sources.values())
      for (const { byMember } of source.links.values())
        for (const [member, { at }] of byMember) if (at < before) byMember.delete(member)
  }
}
