import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import { markdown, oneLine, widthOf } from './text.ts'

/** What a summary is written for. */
export type Format = 'terminal' | 'markdown'

/** A part of a summary. Every text in it is plain: what is done to it so that it shows and does nothing is the paper's. */
export interface Block {
  readonly title?: string | undefined
  /** The title is that of the whole. */
  readonly main?: boolean | undefined
  /** Sentences below the title. */
  readonly lead?: readonly string[] | undefined
  readonly table?: Table | undefined
  /** Cut where the paper says. */
  readonly items?: readonly string[] | undefined
  /** Said after what is shown: what was left out. */
  readonly more?: string | undefined
  /** Sentences of their own, such as the id at the end. */
  readonly facts?: readonly string[] | undefined
  /** Follows what is above without an empty line. */
  readonly tight?: boolean | undefined
}

/** Cells by row, the heading first. */
export type Table = readonly (readonly string[])[]

/** Says how many are not shown; `undefined` where all are. */
export const moreThan = (all: number, rows: number, of = ''): string | undefined =>
  all > rows ? `… and ${all - rows} more${of}` : undefined

/**
 * Writes the blocks down; one that says nothing leaves no trace.
 *
 * @param rows How many items of a block are shown.
 * @throws {UserAdminError} `invalid` for a format that there is not.
 */
export function written(blocks: readonly Block[], rows: number, format: Format): string {
  if (format !== 'terminal' && format !== 'markdown')
    throw new UserAdminError('invalid', `format is ${shown(format)}: there are terminal, markdown.`)
  const cut = blocks.filter(says).map((block) => cutAt(block, rows))
  const pieces = cut.map((block) => (format === 'terminal' ? forTerminal(block) : forMarkdown(block)))
  const text = pieces.map((lines, index) =>
    index === 0 ? lines : cut[index]?.tight === true && format === 'terminal' ? lines : ['', ...lines],
  )
  return `${text.flat().join('\n')}\n`
}

/** A title alone says nothing, but for that of the whole and one that holds its count. */
const says = ({ main, lead, table, items, facts, more }: Block): boolean =>
  main === true ||
  table !== undefined ||
  more !== undefined ||
  [lead, items, facts].some((part) => part !== undefined && part.length > 0)

function cutAt(block: Block, rows: number): Block {
  const { items = [], more } = block
  return { ...block, items: items.slice(0, rows), more: more ?? moreThan(items.length, rows) }
}

function forTerminal({ title, lead = [], table, items = [], more, facts = [] }: Block): readonly string[] {
  return [
    ...(title === undefined ? [] : [oneLine(title)]),
    ...[...lead.map(oneLine), ...aligned(table ?? []), ...items.map(oneLine)].map((line) => `  ${line}`),
    ...(more === undefined ? [] : [`  ${oneLine(more)}`]),
    ...facts.map(oneLine),
  ]
}

/** A column is at most so wide; what is longer moves the rest of its own row only, and is never cut: it may be what tells two people apart. */
const widest = 40

function aligned(table: Table): readonly string[] {
  const cells = table.map((row) => row.map((cell) => oneLine(cell) || '-'))
  const widths = (cells[0] ?? []).map((_, column) =>
    cells
      .map((row) => widthOf(row[column] ?? ''))
      .filter((width) => width <= widest)
      .reduce((most, width) => Math.max(most, width), 0),
  )
  return cells.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  )
}

function forMarkdown({ title, main, lead = [], table, items = [], more, facts = [] }: Block): readonly string[] {
  const [heading = [], ...rows] = table ?? []
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => markdown(cell) || '-').join(' | ')} |`
  const parts = [
    title === undefined ? [] : [`${main === true ? '###' : '####'} ${markdown(title)}`],
    lead.length === 0 ? [] : [lead.map(markdown).join(' ')],
    table === undefined ? [] : [row(heading.map(capital)), `|${'---|'.repeat(heading.length)}`, ...rows.map(row)],
    items.map((item) => `- ${markdown(item)}`),
    more === undefined ? [] : [markdown(more)],
    // Below a rule, or they would belong to the list above.
    facts.length === 0 ? [] : ['---', '', ...facts.map((fact) => `- ${markdown(fact)}`)],
  ].filter((part) => part.length > 0)
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]))
}

const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase()
