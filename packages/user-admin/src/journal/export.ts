import { UserAdminError } from '../errors.ts'
import { figure } from '../summary/words.ts'
import type { CallOptions } from '../user-admin.ts'
import { linkOf, parted } from './chain.ts'
import type { Journal } from './journal.ts'

/** What {@link exported} takes besides the journal. */
export interface ExportOptions extends CallOptions {
  /** The number of the first row: to go on where an earlier export ended. Default 1. */
  readonly from?: number | undefined
  /** Goes on with the rows that are written later, until `signal` is aborted; that ends it, and is no error. Default false. */
  readonly follow?: boolean | undefined
  /** How often it looks for later rows, in milliseconds. Default 1,000. */
  readonly every?: number | undefined
}

/**
 * The journal as JSON Lines, to be written to a file with a line end behind each: what {@link verify} and
 * {@link readJournal} take.
 *
 * @throws {UserAdminError} `invalid` for a number that is none; `conflict` where a row does not follow the one before, because
 * the journal was exchanged meanwhile.
 */
export async function* exported(
  journal: Journal,
  options: ExportOptions = {},
): AsyncGenerator<string, void, undefined> {
  const { from = 1, follow = false, every = 1000, signal } = options
  for (const [name, number] of Object.entries({ from, every }))
    if (!Number.isSafeInteger(number) || number < 1)
      throw new UserAdminError('invalid', `${name} is ${String(number)}: it is a whole number from 1.`)
  let next = from
  let last: string | undefined
  // Whoever follows says by the signal that it is enough.
  const isOver = (): boolean => follow && signal?.aborted === true
  while (!isOver()) {
    try {
      for await (const line of journal.lines({ from: next, signal })) {
        last = follows(line, next, last)
        next += 1
        yield line
        if (isOver()) return
      }
    } catch (error) {
      if (isOver() && error === signal?.reason) return
      throw error
    }
    if (!follow) return
    await pause(every, signal)
  }
}

/** @returns The row's hash. */
function follows(line: string, seq: number, last: string | undefined): string {
  const link = linkOf(line)
  const hash = parted(line)?.hash
  if (hash !== undefined && link?.seq === seq && (last === undefined || link.prev === last)) return hash
  throw new UserAdminError(
    'conflict',
    `Row ${figure(seq)} of the journal does not follow the row before it: the journal was exchanged or damaged. Verify it.`,
  )
}

/** Waits, and not a moment longer than until the signal. */
async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, milliseconds)
    signal?.addEventListener('abort', over)
    if (signal?.aborted === true) over()
  })
}

/**
 * The lines of a file, from its bytes as a stream gives them. What is not UTF-8 comes as a line that fits no hash, for
 * two files that differ must not read the same.
 *
 * @throws {UserAdminError} `invalid` for what are no bytes.
 */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<string, void, undefined> {
  let begun: Uint8Array[] = []
  for await (const chunk of bytes) {
    if (!ArrayBuffer.isView(chunk))
      throw new UserAdminError(
        'invalid',
        'linesOf takes the bytes of a file in pieces: createReadStream(path) without an encoding, or [bytes].',
      )
    let from = 0
    for (;;) {
      const to = chunk.indexOf(10, from)
      if (to < 0) break
      yield lineFrom([...begun, chunk.subarray(from, to)])
      begun = []
      from = to + 1
    }
    // A copy: some streams fill the same memory again.
    if (from < chunk.length) begun.push(chunk.slice(from))
  }
  if (begun.length > 0) yield lineFrom(begun)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const bytewise = new TextDecoder('latin1')

function lineFrom(pieces: readonly Uint8Array[]): string {
  const [first] = pieces
  const whole = pieces.length === 1 && first !== undefined ? first : joined(pieces)
  try {
    return utf8.decode(whole)
  } catch {
    return bytewise.decode(whole)
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
