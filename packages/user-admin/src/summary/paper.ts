import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import { markdown, oneLine, widthOf } from './text.ts'
import { figure } from './words.ts'

/** What a summary is written for. */
type Format = 'terminal' | 'markdown'

/** A part of a summary. Every text in it is plain: what is done to it so that it shows and does nothing is the paper's. */
export interface Block {
  readonly title?: string | undefined
  /** The title is that of the whole. */
  readonly main?: boolean | undefined
  /** Sentences below the title. */
  readonly lead?: readonly string[] | undefined
  readonly table?: Table | undefined
  /** The same in fewer words, where the table is too wide. Tables that have one are lined up together. */
  readonly short?: Table | undefined
  /** Cut where the paper says. */
  readonly items?: readonly (string | Item)[] | undefined
  /** No item is cut. */
  readonly every?: boolean | undefined
  /** Said after what is shown: what was left out. */
  readonly more?: string | undefined
  /** Sentences of their own, such as the id at the end. */
  readonly facts?: readonly string[] | undefined
  /** Follows what is above without an empty line. */
  readonly tight?: boolean | undefined
}

/** An item that stands over others, which are cut by themselves. */
export interface Item {
  readonly text: string
  readonly under: readonly string[]
}

/** How it is written. */
export interface Paper {
  /** How many items of a block are shown. */
  readonly rows: number
  readonly format: Format
  /** Of a terminal: letters in a line of a table, where they can be that few. */
  readonly columns: number
}

/** Cells by row, the heading first. */
export type Table = readonly (readonly string[])[]

/** Says how many are not shown; `undefined` where all are. */
export const moreThan = (all: number, rows: number, of = ''): string | undefined =>
  all > rows ? `… and ${figure(all - rows)} more${of}` : undefined

/**
 * Writes the blocks down; one that says nothing leaves no trace.
 *
 * @throws {UserAdminError} `invalid` for a format that there is not.
 */
export function written(blocks: readonly Block[], { rows, format, columns }: Paper): string {
  if (format !== 'terminal' && format !== 'markdown')
    throw new UserAdminError('invalid', `format is ${shown(format)}: there are terminal, markdown.`)
  const cut = blocks.filter(says).map((block) => cutAt(block, rows))
  const pieces = format === 'terminal' ? laidOut(cut, columns).map(forTerminal) : cut.map(forMarkdown)
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

/** A block whose items are told apart, and cut. */
interface Cut extends Block {
  readonly items: readonly Item[]
}

function cutAt(block: Block, rows: number): Cut {
  const { items = [], more, every } = block
  const all = items.map((item) => (typeof item === 'string' ? { text: item, under: [] } : item))
  const some = (every === true ? all : all.slice(0, rows)).map(({ text, under }) => {
    const rest = moreThan(under.length, rows)
    return { text, under: [...under.slice(0, rows), ...(rest === undefined ? [] : [rest])] }
  })
  return { ...block, items: some, more: more ?? (every === true ? undefined : moreThan(all.length, rows)) }
}

/** A block with its table in lines. */
interface LaidOut extends Cut {
  readonly lines: readonly string[]
}

/** Every table in the form that fits; those of one kind are lined up as one. */
function laidOut(blocks: readonly Cut[], columns: number): readonly LaidOut[] {
  const ofSteps = blocks.filter(({ short }) => short !== undefined)
  const long = ofSteps.flatMap(({ table = [] }) => table)
  const isShort = lineOf(widthsOf(long)) > columns
  const form = (block: Cut): Table => (isShort ? block.short : undefined) ?? block.table ?? []
  const common = fitting(ofSteps.flatMap(form), columns)
  return blocks.map((block) => ({
    ...block,
    lines: aligned(form(block), block.short === undefined ? fitting(form(block), columns) : common),
  }))
}

function forTerminal({ title, lead = [], lines, items, more, facts = [] }: LaidOut): readonly string[] {
  const listed = items.flatMap(({ text, under }) => [oneLine(text), ...under.map((one) => `  ${oneLine(one)}`)])
  return [
    ...(title === undefined ? [] : [oneLine(title)]),
    ...[...lead.map(oneLine), ...lines, ...listed].map((line) => `  ${line}`),
    ...(more === undefined ? [] : [`  ${oneLine(more)}`]),
    ...facts.map(oneLine),
  ]
}

/**
 * Where a table fits in no form, a column is at most so wide; what is longer moves the rest of its own row only, and is
 * never cut: it may be what tells two people apart.
 */
const widest = 40

const cellsOf = (table: Table): Table => table.map((row) => row.map((cell) => oneLine(cell) || '-'))

function widthsOf(table: Table, most = Number.POSITIVE_INFINITY): readonly number[] {
  const cells = cellsOf(table)
  return (cells[0] ?? []).map((_, column) =>
    cells
      .map((row) => widthOf(row[column] ?? ''))
      .filter((width) => width <= most)
      .reduce((longest, width) => Math.max(longest, width), 0),
  )
}

/** Two blanks before each column. */
const lineOf = (widths: readonly number[]): number => widths.reduce((sum, width) => sum + 2 + width, 0)

function fitting(table: Table, columns: number): readonly number[] {
  const full = widthsOf(table)
  return lineOf(full) <= columns ? full : widthsOf(table, widest)
}

function aligned(table: Table, widths: readonly number[]): readonly string[] {
  return cellsOf(table).map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))))
      .join('  ')
      .trimEnd(),
  )
}

function forMarkdown({
  title,
  main,
  lead = [],
  table,
  short = table,
  items,
  more,
  facts = [],
}: Cut): readonly string[] {
  const [heading = [], ...rows] = short ?? []
  const row = (cells: readonly string[]): string => `| ${cells.map((cell) => markdown(cell) || '-').join(' | ')} |`
  const parts = [
    title === undefined ? [] : [`${main === true ? '###' : '####'} ${markdown(title)}`],
    lead.length === 0 ? [] : [lead.map(markdown).join(' ')],
    short === undefined ? [] : [row(heading.map(capital)), `|${'---|'.repeat(heading.length)}`, ...rows.map(row)],
    items.flatMap(({ text, under }) => [`- ${markdown(text)}`, ...under.map((one) => `  - ${markdown(one)}`)]),
    more === undefined ? [] : [markdown(more)],
    // Below a rule, or they would belong to the list above.
    facts.length === 0 ? [] : ['---', '', ...facts.map((fact) => `- ${markdown(fact)}`)],
  ].filter((part) => part.length > 0)
  return parts.flatMap((part, index) => (index === 0 ? part : ['', ...part]))
}

const capital = (word: string): string => word.charAt(0) + word.slice(1).toLowerCase()
