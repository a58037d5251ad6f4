import type { Row } from './measure.ts'

/** What was committed of a row, and what it was held to then. */
interface Ratio extends Pick<Row, 'unit' | 'keeps' | 'bound'> {
  /** Absent of what another machine does in another time or room. */
  readonly figure?: number
}

/** `ratios.json`: the figures of each subject, by what was measured. No time, path or machine stands in it. */
export interface Ratios {
  /** The release of Node that they were measured on. */
  readonly node: string
  readonly subjects: Readonly<Record<string, Readonly<Record<string, Ratio>>>>
}

/** One row that does not hold, and why. */
export interface Fault {
  readonly subject: string
  readonly row: string
  readonly fact: string
  /** Is the row over its own bound, or worse than what was committed? Otherwise it is only new, or missing. */
  readonly is: 'over its bound' | 'worse' | 'new' | 'missing'
}

/** How much worse than its committed figure a row may be. */
const allowed = 0.25
const everywhere: ReadonlySet<Row['unit']> = new Set(['×', '%', 'requests', 'packages'])

/** What a row is known by. */
export const nameOf = ({ what, against }: Row): string => `${what}, against ${against}`

/** Is the figure within the bound of its own? */
export const kept = ({ figure, bound, keeps }: Row): boolean =>
  keeps === 'at most' ? figure <= bound : figure >= bound

/** A figure as a person reads it. */
export function shown({ figure, unit }: Pick<Row, 'figure' | 'unit'>): string {
  return `${figure.toFixed(unit === 'packages' ? 0 : unit === '%' ? 1 : 2)} ${unit}`
}

/** Everything about the rows of one subject that does not hold, by their bounds and by what was committed. */
export function faults(subject: string, rows: readonly Row[], committed: Ratios): Fault[] {
  const before = committed.subjects[subject] ?? {}
  const found: Fault[] = []
  const say = (row: string, is: Fault['is'], fact: string): void => void found.push({ subject, row, fact, is })
  for (const row of rows) {
    const name = nameOf(row)
    const then = Object.hasOwn(before, name) ? before[name] : undefined
    if (!kept(row))
      say(name, 'over its bound', `${shown(row)} is not ${row.keeps} ${shown({ ...row, figure: row.bound })}`)
    if (then === undefined) say(name, 'new', 'is new: commit its figure with --update')
    else if (then.figure !== undefined && worse(row, then.figure))
      say(name, 'worse', `${shown(row)}, and ${shown({ ...row, figure: then.figure })} was committed`)
  }
  const names = new Set(rows.map(nameOf))
  for (const name of Object.keys(before))
    if (!names.has(name)) say(name, 'missing', 'was not measured: mend the subject, or drop the figure with --update')
  return found
}

function worse({ figure, unit, keeps, noise = 0 }: Row, then: number): boolean {
  if (!everywhere.has(unit)) return false
  const by = keeps === 'at most' ? figure - then : then - figure
  return by > then * allowed && by > noise
}

/** The better of two measurements of the same rows, each by itself: one that was disturbed says nothing. */
export function better(first: readonly Row[], again: readonly Row[]): Row[] {
  return again.map((row) => {
    const other = first.find((one) => nameOf(one) === nameOf(row))
    if (other === undefined) return row
    return other.figure < row.figure === (row.keeps === 'at most') ? other : row
  })
}

/** The committed figures, with those of the measured subjects in the place of their old ones. */
export function updated(committed: Ratios, node: string, measured: ReadonlyMap<string, readonly Row[]>): Ratios {
  const subjects = { ...committed.subjects }
  for (const [subject, rows] of measured) {
    subjects[subject] = Object.fromEntries(
      rows.map((row) => [
        nameOf(row),
        {
          ...(everywhere.has(row.unit) ? { figure: Number(row.figure.toPrecision(3)) } : {}),
          unit: row.unit,
          keeps: row.keeps,
          bound: Number(row.bound.toPrecision(3)),
        },
      ]),
    )
  }
  return { node, subjects: Object.fromEntries(Object.entries(subjects).toSorted(([a], [b]) => (a < b ? -1 : 1))) }
}
