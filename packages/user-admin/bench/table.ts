import type { Row } from './measure.ts'
import { kept, shown } from './ratios.ts'

/** What was measured of one subject. */
export interface Part {
  readonly name: string
  readonly about: string
  readonly rows: readonly Row[]
  /** What was committed of a row, if anything. */
  readonly committed: (row: Row) => number | undefined
}

const width = 118
/** Letters for what was measured; its figure and its bound stand beside that. */
const room = 72

/**
 * All rows by subject, in lines of at most 118 letters: what was measured, its figure, the bound of that; below, against
 * what, the worst and the best round, what was committed, and what else was seen. A row over its bound begins with BROKEN.
 */
export function table(parts: readonly Part[], rounds: number): string {
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ name, about, rows, committed }) =>
      [`${name}: ${about}`, ...rows.flatMap((row) => lines(row, rounds, committed(row)))].join('\n'),
    )
    .join('\n\n')
}

function lines(row: Row, rounds: number, committed: number | undefined): readonly string[] {
  const { against, from, to, keeps, bound, note } = row
  const [what = '', ...more] = wrapped(row.what, room)
  const mark = (kept(row) ? '' : 'BROKEN').padEnd(7)
  const measured = row.rounds ?? rounds
  const range =
    measured === 1
      ? 'one round'
      : `${measured} rounds ${shown({ ...row, figure: from })} – ${shown({ ...row, figure: to })}`
  const then = committed === undefined ? [] : [`committed ${shown({ ...row, figure: committed })}`]
  const besides = [`against ${against}`, range, ...then, ...(note === undefined ? [] : [note])].join('; ')
  return [
    `${mark}${what.padEnd(room)} ${shown(row).padStart(15)}  ${keeps} ${shown({ ...row, figure: bound })}`,
    ...more.map((line) => `${' '.repeat(7)}${line}`),
    ...wrapped(besides, width - 11).map((line) => `${' '.repeat(11)}${line}`),
  ]
}

/** In lines of so many letters, broken between words. */
function wrapped(text: string, most: number): readonly string[] {
  const found: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > most) {
      found.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...found, line]
}
