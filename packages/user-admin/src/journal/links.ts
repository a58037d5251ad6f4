import { UserAdminError } from '../errors.ts'
import { figure } from '../summary/words.ts'
import { beginning, type Link, linkOf, parted, rowOf, sha256 } from './chain.ts'

/** How far a chain is known to be in order: nothing of it yet, or up to this row. */
export interface Reached {
  readonly count: number
  readonly hash: string
}

/** The place before the first row. */
export const nothingYet: Reached = { count: 0, hash: beginning }

/** A line that claims to be the next row, with the hash that its text really has. */
export interface Claim extends Link {
  readonly line: string
  /** Of all lines, from 1. */
  readonly number: number
  /** What it says of itself. */
  readonly hash: string
  /** What its text has. */
  readonly own: string
}

/** What is wrong with a line behind those before it, in one sentence; `undefined` for what is in order. */
export type Check = (claim: Claim, before: Reached) => string | undefined

/** The line, taken apart; `undefined` for what is no row's line. A promise only where the runtime hashes in its own time. */
export function claimOf(line: string, number: number): Claim | undefined | Promise<Claim> {
  if (typeof line !== 'string') throw notLines()
  const halves = parted(line)
  const link = halves === undefined ? undefined : linkOf(line)
  if (halves === undefined || link === undefined) return undefined
  const { text, hash } = halves
  const own = sha256(text)
  if (typeof own === 'string') return { ...link, line, number, hash, own }
  return own.then((ready) => ({ ...link, line, number, hash, own: ready }))
}

/** Whoever gives a file's text or bytes as lines must not be told that the journal is broken. */
export const notLines = (): UserAdminError =>
  new UserAdminError('invalid', 'These are no lines of text: of a file, give linesOf(createReadStream(path)).')

/** What is not said of a row whose line does not look like one. */
export function noRow(line: string, number: number, { count }: Reached): string {
  const converted = line.startsWith('\uFEFF')
    ? ': it begins with a byte order mark, so another program wrote the file anew'
    : line.endsWith('}\r')
      ? ': it ends with CR LF, so another program wrote the file anew'
      : ''
  return `Line ${figure(number)}, where row ${figure(count + 1)} is expected, is not the line of a row${converted}.`
}

/** The row's text is what its hash was made of. */
const unchanged: Check = ({ hash, own }, { count }) =>
  hash === own ? undefined : `Row ${figure(count + 1)} was changed: what it says does not fit its hash.`

/** What reads the row finds in it what its beginning and end say. */
const readable: Check = ({ line, seq, at, prev, hash, number }, before) => {
  try {
    const row = rowOf(line)
    if (row.seq === seq && row.at === at && row.prev === prev && row.hash === hash && typeof row.kind === 'string')
      return undefined
  } catch {
    // What is no JSON, or nested deeper than anybody reads.
  }
  return noRow(line, number, before)
}

/** Rows are numbered without a gap. */
const numbered: Check = ({ seq }, { count }) => {
  const next = count + 1
  if (seq === next) return undefined
  if (seq > next)
    return `Row ${figure(seq)} stands where row ${figure(next)} is expected: what belongs between was taken out or moved.`
  return `Behind row ${figure(count)} stands a row ${figure(seq)}: it was added, moved or put there twice.`
}

/** Each row was written behind the one that stands before it. */
const chained: Check = ({ prev }, { count, hash }) => {
  if (prev === hash) return undefined
  return count === 0
    ? 'Row 1 was written behind another row: the beginning was taken away or exchanged.'
    : `Row ${figure(count + 1)} was written behind another row than the row ${figure(count)} that stands before it: one of the two was changed or exchanged.`
}

/** Everything that is looked at, in the order in which it is said. */
export const checks: Readonly<Record<'unchanged' | 'readable' | 'numbered' | 'chained', Check>> = {
  unchanged,
  readable,
  numbered,
  chained,
}
