import { oneLine, widthOf } from '../summary/text.ts'

/** A table for people: columns side by side, a heading, nothing cut. A cell is one line, whatever it holds. */
export function textTable(heading: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [heading, ...rows].map((row) => row.map(oneLine))
  const widths = heading.map((_, column) => lines.reduce((most, row) => Math.max(most, widthOf(row[column] ?? '')), 0))
  return lines
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
