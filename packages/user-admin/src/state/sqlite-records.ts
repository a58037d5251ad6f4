// Longer than other files: one statement for each question of `Records`, and nothing else.
import type { SQLOutputValue } from 'node:sqlite'
import type { Position, SourcePerson } from '../directory/source.ts'
import { compare } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { Link, Quarantine } from '../state.ts'
import { SqliteTicks } from './sqlite-ticks.ts'
import { toldIn } from './sqlite-told.ts'
import type {
  Broken,
  HeldRecord,
  Linked,
  Presence,
  Reading,
  Records,
  Sight,
  SourceRecord,
  Taken,
  Taking,
} from './store.ts'
import type { ToldRecords } from './told.ts'

type Row = Record<string, SQLOutputValue>

/** What is kept, in tables. Used within a transaction. */
export class SqliteRecords extends SqliteTicks implements Records {
  readonly told: ToldRecords = toldIn({
    one: (sql, ...values) => this.one(sql, ...values),
    all: (sql, ...values) => this.all(sql, ...values),
    run: (sql, ...values) => this.run(sql, ...values),
  })

  startAgain(): void {
    const time = this.setBack()
    this.setTicksBack(time)
    for (const table of ['members', 'taken', 'taken_people', 'presence', 'baselines', 'links', 'linked'])
      this.run(`UPDATE ${table} SET at = ? WHERE at > ?`, time, time)
    this.run('UPDATE baselines SET wall = ? WHERE wall > ?', time, time)
    this.run('UPDATE vanished SET seen = ? WHERE seen > ?', time, time)
    this.run('UPDATE told SET at = min(at, ?), due = min(due, ?)', time, time)
  }

  baseline(scope: string): { at: number; wall: number } | undefined {
    const row = this.one('SELECT at, wall FROM baselines WHERE scope = ?', scope)
    return row === undefined ? undefined : { at: Number(row['at']), wall: Number(row['wall']) }
  }

  putBaseline(scope: string, at: number): void {
    this.run(
      `INSERT INTO baselines (scope, at, wall, changes) VALUES (?, ?, ?, ?)
       ON CONFLICT (scope) DO UPDATE SET at = max(at, excluded.at), wall = excluded.wall, changes = excluded.changes`,
      scope,
      at,
      this.wall,
      this.changes,
    )
  }

  broken(scope: string): Broken | undefined {
    const row = this.one(
      `SELECT kind, reason FROM breaks
       WHERE changes > coalesce((SELECT changes FROM baselines WHERE scope = ?), -1) ORDER BY changes DESC LIMIT 1`,
      scope,
    )
    if (row === undefined) return undefined
    return { kind: row['kind'] === 'lost' ? 'lost' : 'older', reason: String(row['reason']) }
  }

  putMembers(scope: string, at: number, count: number): void {
    this.run('INSERT INTO members (scope, at, count) VALUES (?, ?, ?)', scope, at, count)
  }

  most(scope: string, since: number, until: number): number {
    const row = this.one(
      'SELECT max(count) AS most FROM members WHERE scope = ? AND at BETWEEN ? AND ?',
      scope,
      since,
      until,
    )
    return Number(row?.['most'] ?? 0)
  }

  putTaken(scope: string, { id, at, count, released, people }: Taking): void {
    const key = id === undefined ? `unnamed ${this.changes}` : `named ${id}`
    const named = count === 0 ? [] : [...new Set(people)]
    const before = this.one('SELECT 1 AS here FROM taken WHERE scope = ? AND id = ?', scope, key)
    // By the index that is named: without, SQLite looks through everybody of the scope.
    if (before !== undefined)
      this.run('DELETE FROM taken_people INDEXED BY taken_people_taking WHERE scope = ? AND taking = ?', scope, key)
    this.run(
      'INSERT OR REPLACE INTO taken (scope, id, at, count, released, named) VALUES (?, ?, ?, ?, ?, ?)',
      scope,
      key,
      at,
      count,
      released ? 1 : 0,
      named.length,
    )
    for (const person of named)
      this.run('INSERT INTO taken_people (scope, person, taking, at) VALUES (?, ?, ?, ?)', scope, person, key, at)
  }

  taken(scope: string, since: number): Taken {
    const row = this.one(
      `SELECT coalesce(sum(iif(released, 0, count)), 0) AS counted, coalesce(sum(max(0, count - named)), 0) AS unnamed
       FROM taken WHERE scope = ? AND at >= ?`,
      scope,
      since,
    )
    return { counted: Number(row?.['counted']), unnamed: Number(row?.['unnamed']) }
  }

  presence(scope: string): Presence | undefined {
    const row = this.one('SELECT at, ids FROM presence WHERE scope = ?', scope)
    return row === undefined ? undefined : { at: Number(row['at']), ids: parsed(row['ids']) as readonly string[] }
  }

  putPresence(scope: string, { at, ids }: Presence): void {
    this.run('INSERT OR REPLACE INTO presence (scope, at, ids) VALUES (?, ?, ?)', scope, at, JSON.stringify(ids))
  }

  putVanished(scope: string, ids: readonly string[], seen: number): void {
    for (const id of ids)
      this.run('INSERT OR REPLACE INTO vanished (scope, id, seen) VALUES (?, ?, ?)', scope, id, seen)
  }

  dropVanished(scope: string, ids: readonly string[]): void {
    for (const id of ids) this.run('DELETE FROM vanished WHERE scope = ? AND id = ?', scope, id)
  }

  vanished(scope: string, since: number, slack: number): number {
    const row = this.one(
      `SELECT count(*) AS count FROM vanished v WHERE scope = ? AND seen >= ? AND NOT EXISTS (
         SELECT 1 FROM taken_people t WHERE t.scope = v.scope AND t.person = v.id AND t.at >= v.seen - ?)`,
      scope,
      since,
      slack,
    )
    return Number(row?.['count'])
  }

  source(name: string): SourceRecord | undefined {
    const row = this.one('SELECT at, count, active, digest, ids, position FROM sources WHERE name = ?', name)
    if (row === undefined) return undefined
    return {
      newest: { ...readingIn(row), position: positionIn(row['position']) },
      ids: parsed(row['ids']) as readonly string[],
      people: () =>
        parsed(
          this.one('SELECT people FROM sources WHERE name = ?', name)?.['people'] ?? '[]',
        ) as readonly SourcePerson[],
    }
  }

  putSource(
    name: string,
    { at, people, active, digest, position }: Reading,
    everybody: readonly SourcePerson[] | undefined,
  ): void {
    const stood = position === undefined ? null : JSON.stringify(position)
    if (everybody === undefined) {
      this.run('UPDATE sources SET at = ?, position = ? WHERE name = ?', at, stood, name)
      return
    }
    const ids = everybody.map(({ id }) => id).toSorted(compare)
    this.run(
      `INSERT OR REPLACE INTO sources (name, at, count, active, digest, ids, people, position)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      name,
      at,
      people,
      active,
      digest,
      JSON.stringify(ids),
      JSON.stringify(everybody),
      stood,
    )
  }

  readings(name: string): readonly number[] {
    return this.all('SELECT at FROM readings WHERE source = ? ORDER BY at', name).map((row) => Number(row['at']))
  }

  putReading(name: string, { at, digest }: Reading): void {
    this.run('INSERT OR IGNORE INTO readings (source, at, digest) VALUES (?, ?, ?)', name, at, digest)
  }

  absent(name: string): ReadonlyMap<string, Sight> {
    const rows = this.all('SELECT id, at, count, active, digest, person FROM absent WHERE source = ?', name)
    return new Map(
      rows.map((row) => [
        String(row['id']),
        { reading: readingIn(row), person: parsed(row['person']) as SourcePerson },
      ]),
    )
  }

  putAbsent(name: string, sights: readonly Sight[]): void {
    for (const { person, reading } of sights)
      this.run(
        'INSERT OR REPLACE INTO absent (source, id, at, count, active, digest, person) VALUES (?, ?, ?, ?, ?, ?, ?)',
        name,
        person.id,
        reading.at,
        reading.people,
        reading.active,
        reading.digest,
        JSON.stringify(person),
      )
  }

  dropAbsent(name: string, ids: readonly string[]): void {
    for (const id of ids) this.run('DELETE FROM absent WHERE source = ? AND id = ?', name, id)
  }

  links(source: string, scope: string): ReadonlyMap<string, Linked> {
    const rows = this.all('SELECT member, person, at FROM links WHERE source = ? AND scope = ?', source, scope)
    return new Map(rows.map((row) => [String(row['member']), { person: String(row['person']), at: Number(row['at']) }]))
  }

  putLinks(source: string, scope: string, links: readonly Link[], at: number): void {
    for (const { member, person } of links)
      this.run(
        'INSERT OR REPLACE INTO links (source, scope, member, person, at) VALUES (?, ?, ?, ?, ?)',
        source,
        scope,
        member,
        person,
        at,
      )
  }

  linkedAt(source: string, scope: string): number | undefined {
    const row = this.one('SELECT at FROM linked WHERE source = ? AND scope = ?', source, scope)
    return row === undefined ? undefined : Number(row['at'])
  }

  putLinkedAt(source: string, scope: string, at: number): void {
    this.run('INSERT OR REPLACE INTO linked (source, scope, at) VALUES (?, ?, ?)', source, scope, at)
  }

  plan(id: string): Plan | undefined {
    const row = this.one('SELECT plan FROM plans WHERE id = ?', id)
    return row === undefined ? undefined : (parsed(row['plan']) as Plan)
  }

  putPlan(plan: Plan): void {
    this.run('INSERT OR REPLACE INTO plans (id, plan) VALUES (?, ?)', plan.id, JSON.stringify(plan))
  }

  planBefore(order: number | undefined): { order: number; plan: Plan } | undefined {
    const row = this.one(
      'SELECT place, plan FROM plans WHERE place < ? ORDER BY place DESC LIMIT 1',
      order ?? Number.MAX_SAFE_INTEGER,
    )
    return row === undefined ? undefined : { order: Number(row['place']), plan: parsed(row['plan']) as Plan }
  }

  held(id: string): HeldRecord | undefined {
    const row = this.one('SELECT record FROM held WHERE id = ?', id)
    return row === undefined ? undefined : (parsed(row['record']) as HeldRecord)
  }

  allHeld(): readonly HeldRecord[] {
    return this.all('SELECT record FROM held ORDER BY place DESC').map((row) => parsed(row['record']) as HeldRecord)
  }

  putHeld(record: HeldRecord): void {
    if (this.held(record.id)?.since !== record.since) this.run('DELETE FROM held WHERE id = ?', record.id)
    this.run(
      'INSERT INTO held (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
      record.id,
      JSON.stringify(record),
    )
  }

  quarantine(subject: string): Quarantine | undefined {
    const row = this.one('SELECT quarantine FROM quarantines WHERE subject = ?', subject)
    return row === undefined ? undefined : (parsed(row['quarantine']) as Quarantine)
  }

  quarantines(): readonly Quarantine[] {
    return this.all('SELECT quarantine FROM quarantines ORDER BY place').map(
      (row) => parsed(row['quarantine']) as Quarantine,
    )
  }

  putQuarantine(quarantine: Quarantine): void {
    this.run(
      `INSERT INTO quarantines (subject, quarantine) VALUES (?, ?)
       ON CONFLICT (subject) DO UPDATE SET quarantine = excluded.quarantine`,
      quarantine.subject,
      JSON.stringify(quarantine),
    )
  }

  dropQuarantine(subject: string): void {
    this.run('DELETE FROM quarantines WHERE subject = ?', subject)
  }

  override forget(before: number): void {
    super.forget(before)
    for (const table of ['members', 'taken', 'taken_people', 'readings', 'links'])
      this.run(`DELETE FROM ${table} WHERE at < ?`, before)
    this.run('DELETE FROM vanished WHERE seen < ?', before)
    this.run("DELETE FROM told WHERE at < ? AND status != 'waiting'", before)
  }
}

const parsed = (json: SQLOutputValue | undefined): unknown => JSON.parse(String(json))

const positionIn = (json: SQLOutputValue | undefined): Position | undefined =>
  typeof json === 'string' ? (parsed(json) as Position) : undefined

const readingIn = (row: Row): Reading => ({
  at: Number(row['at']),
  people: Number(row['count']),
  active: Number(row['active']),
  digest: String(row['digest']),
})
