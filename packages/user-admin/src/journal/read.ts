import { UserAdminError } from '../errors.ts'
import { figure } from '../summary/words.ts'
import type { CallOptions } from '../user-admin.ts'
import { rowOf } from './chain.ts'
import type { Head, Journal, Row, RowFilter } from './journal.ts'
import { checks, claimOf, nothingYet, notLines, type Reached } from './links.ts'
import { type VerifyOptions, verify } from './verify.ts'

/**
 * The journal that an exported file holds, to be verified, explained and undone from: whole or consistent, or an error. It
 * cannot be written to.
 *
 * @param lines All lines from row 1. A function is called anew for each reading, so that the file need not fit into
 * memory, and must give the same lines each time; lines alone are kept.
 * @throws {UserAdminError} `invalid` with the place for a journal that is broken; whatever `verify` throws.
 */
export async function readJournal(
  lines: AsyncIterable<string> | Iterable<string> | (() => AsyncIterable<string> | Iterable<string>),
  options: Omit<VerifyOptions, 'after'> = {},
): Promise<Journal> {
  const { head, publicKey, signal } = options
  if (lines === undefined || lines === null || typeof lines === 'string') throw notLines()
  const kept = typeof lines === 'function' ? undefined : await all(lines)
  const again = typeof lines === 'function' ? lines : (): Iterable<string> => kept ?? []
  const found = await verify(again(), { head, publicKey, signal })
  if (found.verdict === 'broken')
    throw new UserAdminError('invalid', `This journal is not as it was written: ${found.why}`)
  return {
    append: async () => {
      throw new UserAdminError('unsupported', 'A journal that was read from a file is not written to.')
    },
    async *rows(filter = {}) {
      for await (const line of verified(again(), found.head, filter)) {
        const row = rowOf(line)
        if (isMeant(row, filter)) yield row
      }
    },
    lines: (asked = {}) => verified(again(), found.head, asked),
    head: async () => found.head,
  }
}

async function all(lines: AsyncIterable<string> | Iterable<string>): Promise<readonly string[]> {
  const kept: string[] = []
  for await (const line of lines) kept.push(line)
  return kept
}

/** The lines up to the row that was verified: a file may have changed since, and nothing of that is believed. */
async function* verified(
  lines: AsyncIterable<string> | Iterable<string>,
  end: Head | undefined,
  { from = 1, signal }: { readonly from?: number | undefined } & CallOptions,
): AsyncGenerator<string, void, undefined> {
  let before: Reached = nothingYet
  let number = 0
  for await (const line of lines) {
    signal?.throwIfAborted()
    // What was added since was not verified.
    if (before.count === (end?.count ?? 0)) break
    number += 1
    const taken = claimOf(line, number)
    const claim = taken instanceof Promise ? await taken : taken
    if (claim === undefined || Object.values(checks).some((check) => check(claim, before) !== undefined))
      throw exchanged(number)
    before = { count: claim.seq, hash: claim.hash }
    if (before.count === end?.count && before.hash !== end.hash) throw exchanged(number)
    if (claim.seq >= from) yield line
  }
  if (before.count < (end?.count ?? 0)) throw exchanged(number)
}

const exchanged = (line: number): UserAdminError =>
  new UserAdminError(
    'conflict',
    `The lines of the journal are not those that were verified, near line ${figure(line)}: the file was changed meanwhile.`,
  )

function isMeant(row: Row, { run, plan, kind }: RowFilter): boolean {
  return (
    (kind === undefined || row.kind === kind) &&
    (run === undefined || ('run' in row && row.run === run)) &&
    (plan === undefined || ('plan' in row && row.plan === plan))
  )
}
