import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { linesOf } from '../src/journal/export.ts'
import type { Head } from '../src/journal/journal.ts'
import { checks } from '../src/journal/links.ts'
import { type Verification, type VerifyOptions, verifyBy } from '../src/journal/verify.ts'
import { type Edit, edits, toTheEnd } from './audit-edits.ts'
import { entriesOf, hashIn, journalOf } from './audit-rows.ts'
import { oneOf, random } from './spelling.ts'

/** Bugs of verifying, each of which the edits must find. */
export const auditPlants = [
  'no-own-hash',
  'no-previous-hash',
  'number-gaps',
  'twice-said',
  'ignored-head',
  'misplaced',
] as const
type AuditPlant = (typeof auditPlants)[number]

export interface AuditOptions {
  /** Edits of the short journal. Default 10,000. */
  readonly runs?: number
  /** Rows of the short journal. Default 1,000. */
  readonly rows?: number
  /** Rows of the long one, and how often that is edited. Default 1,000,000 and 20; 0 leaves it out. */
  readonly longRows?: number
  readonly longRuns?: number
  readonly seed: number
  readonly plant?: AuditPlant | undefined
}

/**
 * Edits journals at random, and asks where. Each edit must be found, without a head, at the row that it was done to or
 * next to it; a cut end and a chain that was written anew must be found with a head, and not without.
 *
 * Answers with what was not, or `undefined`.
 */
export async function audit(options: AuditOptions): Promise<string | undefined> {
  const { runs = 10_000, rows = 1_000, longRows = 1_000_000, longRuns = 20, seed, plant } = options
  const chance = random(seed)
  const entries = entriesOf(rows, seed)
  const lines = [...journalOf(entries, rows)]
  const fine = await verified(lines, {}, plant)
  if (fine.verdict !== 'consistent' || fine.rows !== rows)
    return `A journal that nobody touched is ${fine.verdict}: ${fine.why} (seed ${seed})`
  const all = Object.entries({ ...edits, ...toTheEnd })
  for (let run = 0; run < runs; run += 1) {
    const [name, edit] = all[run % all.length] ?? oneOf(all, chance)
    const edited = edit(lines, chance)
    const wrong = misjudged(await verified(edited.lines, {}, plant), edited.rows)
    if (wrong !== undefined) return `Edit ${run} (${name}): ${wrong} (seed ${seed})`
  }
  for (let run = 0; run < Math.max(20, runs / 100); run += 1) {
    const wrong = await endOf(lines, [...journalOf(entries, rows, 'nobody')], chance, plant)
    if (wrong !== undefined) return `${wrong} (seed ${seed})`
  }
  return longRows === 0 ? undefined : await long(longRows, longRuns, seed, plant)
}

async function verified(
  lines: Iterable<string> | AsyncIterable<string>,
  { head }: Pick<VerifyOptions, 'head'>,
  plant: AuditPlant | undefined,
): Promise<Verification> {
  const { unchanged, readable, numbered, chained } = checks
  const kept = [
    ...(plant === 'no-own-hash' ? [] : [unchanged]),
    ...(plant === 'twice-said' ? [] : [readable]),
    ...(plant === 'number-gaps' ? [] : [numbered]),
    ...(plant === 'no-previous-hash' ? [] : [chained]),
  ]
  const found = await verifyBy(kept, lines, plant === 'ignored-head' ? {} : { head })
  return plant === 'misplaced' && found.at !== undefined ? { ...found, at: found.at + 2 } : found
}

/** What is wrong with what was said of an edited journal. */
function misjudged({ verdict, at = 0, why }: Verification, rows: readonly number[]): string | undefined {
  const edited = rows.length > 4 ? `${rows[0]} to ${rows.at(-1)}` : rows.join(' and ')
  if (verdict !== 'broken') return `row ${edited} was edited, and the journal is said to be ${verdict}`
  if (rows.some((row) => Math.abs(row - at) <= 1)) return undefined
  return `row ${edited} was edited, and row ${at} is blamed: ${why}`
}

/** The end cut off, and everything written anew: only the head can tell, and it must. */
async function endOf(
  lines: readonly string[],
  anew: readonly string[],
  chance: () => number,
  plant: AuditPlant | undefined,
): Promise<string | undefined> {
  const head = headOf(lines)
  const left = Math.floor(chance() * lines.length)
  // Written anew from a place on, or from the beginning, and perhaps longer than it was.
  const forged = chance() < 0.5 ? anew : anew.slice(0, left)
  for (const [what, made] of [
    ['cut', lines.slice(0, left)],
    ['written anew', forged],
  ] as const) {
    const without = await verified(made, {}, plant)
    if (without.verdict !== 'consistent')
      return `A journal whose end was ${what} is ${without.verdict} without a head: ${without.why}`
    const found = await verified(made, { head }, plant)
    if (found.verdict !== 'broken') return `A journal was ${what}, and it is said to be ${found.verdict} with its head`
  }
  const whole = await verified(lines, { head }, plant)
  return whole.verdict === 'whole' || plant === 'ignored-head'
    ? undefined
    : `A whole journal is ${whole.verdict}: ${whole.why}`
}

function headOf(lines: readonly string[]): Head {
  const last = lines.at(-1) ?? ''
  return { count: lines.length, hash: hashIn(last), at: (JSON.parse(last) as Head).at }
}

/** A journal that does not fit into memory, in a file; each edit is made as the file is read. */
async function long(
  rows: number,
  runs: number,
  seed: number,
  plant: AuditPlant | undefined,
): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'))
  const file = join(folder, 'journal.jsonl')
  const chance = random(seed + 1)
  try {
    await pipeline(Readable.from(inBlocks(journalOf(entriesOf(1_000, seed), rows))), createWriteStream(file))
    const all = Object.entries(edits)
    for (let run = 0; run < runs; run += 1) {
      const [name, edit] = oneOf(all, chance)
      const from = Math.floor(chance() * (rows - 60))
      const rowsEdited: number[] = []
      const stream = linesOf(createReadStream(file) as AsyncIterable<Uint8Array>)
      const found = await verified(editedFrom(stream, from, edit, chance, rowsEdited), {}, plant)
      const wrong = misjudged(found, rowsEdited)
      if (wrong !== undefined) return `Edit ${run} of ${rows} rows (${name}): ${wrong} (seed ${seed})`
    }
    const whole = await verified(linesOf(createReadStream(file) as AsyncIterable<Uint8Array>), {}, plant)
    return whole.verdict === 'consistent' && whole.rows === rows
      ? undefined
      : `A journal of ${rows} rows that nobody touched is ${whole.verdict}: ${whole.why} (seed ${seed})`
  } finally {
    await rm(folder, { recursive: true })
  }
}

function* inBlocks(lines: Iterable<string>): Generator<string, void, undefined> {
  let block: string[] = []
  for (const line of lines) {
    block.push(line)
    if (block.length < 1_000) continue
    yield `${block.join('\n')}\n`
    block = []
  }
  if (block.length > 0) yield `${block.join('\n')}\n`
}

/** The same lines, with 50 of them edited. */
async function* editedFrom(
  lines: AsyncIterable<string>,
  from: number,
  edit: Edit,
  chance: () => number,
  rows: number[],
): AsyncGenerator<string, void, undefined> {
  const part: string[] = []
  let index = 0
  for await (const line of lines) {
    if (index >= from && part.length < 50) {
      part.push(line)
      if (part.length === 50) {
        const edited = edit(part, chance)
        rows.push(...edited.rows)
        yield* edited.lines
      }
    } else yield line
    index += 1
  }
}
