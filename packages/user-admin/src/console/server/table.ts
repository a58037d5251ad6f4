import type { Fate, People, PeopleAsked, PersonRow, Totals } from '../protocol.ts'
import type { Row } from './rows.ts'

/** Everybody of a preview, once put in order for each way of looking at them. */
export class Table {
  readonly #rows: readonly Row[]
  readonly #texts: readonly string[]
  readonly #at: ReadonlyMap<string, number>
  readonly #workspaces: readonly string[]
  readonly #orders = new Map<string, Int32Array>()
  readonly #excepted = new Set<string>()
  readonly #outcomes = new Map<string, string>()
  #found: { readonly key: string; readonly rows: Int32Array } | undefined
  #changes = 0
  #counted: { readonly changes: number; readonly by: ReadonlyMap<string, Totals> } | undefined

  /** @param parts The rows of each workspace, by the id of its connection. */
  constructor(parts: readonly { readonly connection: string; readonly rows: readonly Row[] }[]) {
    this.#rows = parts.flatMap(({ rows }) => rows)
    this.#workspaces = parts.flatMap(({ connection, rows }) => rows.map(() => connection))
    this.#texts = this.#rows.map(({ name = '', email, workspace }) => `${name}\n${email}\n${workspace}`.toLowerCase())
    this.#at = new Map(this.#rows.map(({ person }, index) => [person, index]))
  }

  get rows(): readonly Row[] {
    return this.#rows
  }

  has(person: string): boolean {
    return this.#at.has(person)
  }

  /** Keeps somebody who would lose something, or takes that back. Answers with whether it makes a difference. */
  except(person: string, keep: boolean): boolean {
    const row = this.#rows[this.#at.get(person) ?? -1]
    if (row === undefined || !canBeExcepted(row.fate)) return false
    if (keep) this.#excepted.add(person)
    else this.#excepted.delete(person)
    this.#changes += 1
    return true
  }

  /** Who is kept by hand, by the id of the connection. */
  exceptions(connection: string): readonly string[] {
    const prefix = `${connection}/`
    return [...this.#excepted].filter((one) => one.startsWith(prefix)).map((one) => one.slice(prefix.length))
  }

  /** Ids of those who are suspended by what is shown, or are so already and would be. */
  suspended(connection: string): readonly string[] {
    return this.#rows.flatMap((row, index) => {
      const isMeant = this.#fate(row) === 'suspend' || (row.fate === 'nothing' && row.why === 'suspended')
      return isMeant && this.#workspaces[index] === connection ? [row.person.slice(connection.length + 1)] : []
    })
  }

  ended(person: string, outcome: string): void {
    this.#outcomes.set(person, outcome)
  }

  /** How many of each, in all or in one workspace. */
  totals(connection = ''): Totals {
    if (this.#counted?.changes !== this.#changes) this.#counted = { changes: this.#changes, by: this.#count() }
    return this.#counted.by.get(connection) ?? none
  }

  #count(): ReadonlyMap<string, Totals> {
    const by = new Map<string, Record<keyof Totals, number>>([['', { ...none }]])
    for (const [index, row] of this.#rows.entries()) {
      const workspace = this.#workspaces[index] ?? ''
      const own = by.get(workspace) ?? { ...none }
      by.set(workspace, own)
      const counted = countedAs[this.#fate(row)]
      if (counted === undefined) continue
      own[counted] += 1
      const all = by.get('')
      if (all !== undefined) all[counted] += 1
    }
    return by
  }

  /** The rows that are asked for. */
  part({ from, count, ...asked }: PeopleAsked): People {
    const found = this.#matching(asked)
    const rows: PersonRow[] = []
    for (const index of found.subarray(from, from + count)) {
      const row = this.#rows[index]
      if (row !== undefined) rows.push(this.shown(row))
    }
    return { total: found.length, from, rows }
  }

  /** As it stands now. */
  shown(row: Row): PersonRow {
    const isExcepted = this.#excepted.has(row.person)
    const outcome = this.#outcomes.get(row.person)
    return {
      ...row,
      ...(isExcepted ? { fate: 'keep' as const, why: 'excepted' } : {}),
      isExcepted,
      ...(outcome === undefined ? {} : { outcome }),
    }
  }

  #fate({ person, fate }: Row): Fate {
    return this.#excepted.has(person) ? 'keep' : fate
  }

  #matching({
    search = '',
    fate,
    workspace,
    sort = 'workspace',
    descending = false,
  }: Omit<PeopleAsked, 'from' | 'count'>): Int32Array {
    const words = search
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== '')
    const key = JSON.stringify([words, fate, workspace, sort, descending, this.#changes])
    if (this.#found?.key === key) return this.#found.rows
    const order = this.#order(sort)
    const isMeant = (index: number): boolean => {
      const row = this.#rows[index]
      if (row === undefined) return false
      if (workspace !== undefined && this.#workspaces[index] !== workspace) return false
      if (fate !== undefined && !isOf(fate, this.#fate(row))) return false
      const text = this.#texts[index] ?? ''
      return words.every((word) => text.includes(word))
    }
    const rows = order.filter(isMeant)
    if (descending) rows.reverse()
    this.#found = { key, rows }
    return rows
  }

  #order(sort: NonNullable<PeopleAsked['sort']>): Int32Array {
    const key = sort === 'fate' ? `fate ${this.#changes}` : sort
    const known = this.#orders.get(key)
    if (known !== undefined) return known
    const of = this.#rows.map((row) => this.#keyOf(row, sort))
    const made = Int32Array.from(this.#rows.keys()).toSorted((a, b) => {
      const [one = '', other = ''] = [of[a], of[b]]
      return one < other ? -1 : one > other ? 1 : a - b
    })
    if (sort === 'fate') for (const old of this.#orders.keys()) if (old.startsWith('fate')) this.#orders.delete(old)
    this.#orders.set(key, made)
    return made
  }

  #keyOf(row: Row, sort: NonNullable<PeopleAsked['sort']>): string {
    switch (sort) {
      case 'name':
        return `${(row.name ?? row.email).toLowerCase()}\n${row.email}`
      case 'email':
        return row.email.toLowerCase()
      case 'workspace':
        return `${row.workspace.toLowerCase()}\n${row.email.toLowerCase()}`
      case 'fate':
        return `${this.#fate(row)}\n${row.email.toLowerCase()}`
      case 'seen':
        // Digits of one length are in the order of their numbers.
        return String(row.seen ?? 0).padStart(16, '0')
      default:
        return sort satisfies never
    }
  }
}

const none: Totals = { keep: 0, go: 0, held: 0, stillIn: 0, back: 0 }
const countedAs: Readonly<Record<Fate, keyof Totals | undefined>> = {
  keep: 'keep',
  suspend: 'go',
  remove: 'go',
  held: 'held',
  'still-in': 'stillIn',
  nothing: undefined,
  return: 'back',
}

/** Whether somebody is looked for: `go` means all who lose access, whichever way. */
const isOf = (asked: Fate | 'go', fate: Fate): boolean => (asked === 'go' ? countedAs[fate] === 'go' : fate === asked)

/** Whether somebody can be kept by hand: who loses something, or would. */
const canBeExcepted = (fate: Fate): boolean =>
  fate === 'suspend' || fate === 'remove' || fate === 'return' || fate === 'held'
