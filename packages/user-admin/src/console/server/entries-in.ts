import { canonicalEmail, entryOf } from '../../identity/identity.ts'

/** Whom a pasted text names. */
export interface EntriesIn {
  /** Addresses and domains (`@example.edu`), each once, as they are understood. */
  readonly entries: readonly string[]
  /** Pieces that are neither, as they stand there. */
  readonly not: readonly string[]
}

/**
 * The addresses and domains in a text of any shape: lines, commas and semicolons, `Name <a@b>`, a column of a table with
 * whatever stands beside it. What stands in a line with an address and is none belongs to it.
 */
export function entriesIn(text: string): EntriesIn {
  const entries = new Set<string>()
  const not: string[] = []
  for (const [at, line] of text.split(/\r\n|[\n\r]/u).entries()) {
    const cells = line.split(/[,;\t|]/u).map((cell) =>
      cell
        .trim()
        .replace(/^["']+|["']+$/gu, '')
        .trim(),
    )
    const found = cells.map(namedIn)
    const isNamed = found.some((one) => one.length > 0)
    for (const names of found) for (const name of names) entries.add(name)
    const rest = cells.filter((cell, index) => cell !== '' && found[index]?.length === 0)
    // The first line of a table names its columns.
    const isHeading = at === 0 && cells.some((cell) => /^(?:e-?mail|mail|user(?:name)?)\b/iu.test(cell))
    if (!isNamed && !isHeading) not.push(...rest)
    else not.push(...rest.filter((cell) => cell.includes('@')))
  }
  return { entries: [...entries], not: not.slice(0, 100) }
}

/** What one cell names: most often one, but `a@b c@d` is two. */
function namedIn(cell: string): readonly string[] {
  const inside = [...cell.matchAll(/<([^<>]+)>/gu)].map(([, address = '']) => address)
  const pieces = inside.length > 0 ? inside : cell.split(/\s+/u)
  return pieces.flatMap((piece) => nameOf(piece.replace(/^["'(]+|["').]+$/gu, '')) ?? [])
}

function nameOf(piece: string): string | undefined {
  if (piece === '') return undefined
  const domain =
    /^\*?@(.+)$/u.exec(piece)?.[1] ?? (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$/iu.test(piece) ? piece : undefined)
  if (domain !== undefined) {
    const entry = entryOf(`@${domain}`)
    return entry === undefined ? undefined : `@${entry.value}`
  }
  return piece.includes('@') || piece.includes('%40') ? canonicalEmail(piece) : undefined
}
