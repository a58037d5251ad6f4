import { UserAdminError } from '../errors.ts'
import { figure, times } from '../summary/words.ts'
import type { CallOptions } from '../user-admin.ts'
import { linkOf } from './chain.ts'
import { checkedHead, checkHead, type HeadKey, type SignedHead } from './head.ts'
import type { Head } from './journal.ts'
import { type Check, type Claim, checks, claimOf, noRow, nothingYet, notLines } from './links.ts'

/** What {@link verify} takes besides the lines. */
export interface VerifyOptions extends CallOptions {
  /** How far the journal went when somebody wrote that down elsewhere: without it, a cut end does not show. */
  readonly head?: Head | SignedHead | undefined
  /** The public key of whoever signed the head. A head that is not signed is refused then. */
  readonly publicKey?: HeadKey | undefined
  /** The lines begin behind this row, which was verified before. Default: they begin with row 1. */
  readonly after?: Head | undefined
}

/** What {@link verify} found. */
export interface Verification {
  /**
   * `whole`: nothing was changed, and nothing is missing up to the head. `consistent`: nothing was changed inside, and
   * nobody can say whether the end was cut off or everything written anew. `broken`: see `why`.
   */
  readonly verdict: 'whole' | 'consistent' | 'broken'
  /** Rows in order, up to the first fault. */
  readonly rows: number
  /** Of the last of them; absent where there is none. */
  readonly head?: Head
  /** The first row that is not as it was written, or not where it was, by the number that belongs there. */
  readonly at?: number
  /** The same place as a line, from 1; absent where the lines end before it. */
  readonly line?: number
  /** One sentence. */
  readonly why: string
  /** What somebody should know besides: that a clock ran backwards. Empty as a rule. */
  readonly notes: readonly string[]
}

/**
 * Says whether a journal is as it was written, and where it is not.
 *
 * @param lines As a {@link Journal} or its exported file has them, without line ends. They are read once, up to the first
 * fault, and not kept.
 * @throws {UserAdminError} `invalid` for what are no lines, for a head that is none, and for one whose signature does not fit.
 */
export async function verify(
  lines: AsyncIterable<string> | Iterable<string>,
  options: VerifyOptions = {},
): Promise<Verification> {
  return await verifyBy(Object.values(checks), lines, options)
}

/** The same by these checks only: to show what each of them is for. */
export async function verifyBy(
  all: readonly Check[],
  lines: AsyncIterable<string> | Iterable<string>,
  { head, publicKey, after, signal }: VerifyOptions = {},
): Promise<Verification> {
  signal?.throwIfAborted()
  if (lines === undefined || lines === null || typeof lines === 'string') throw notLines()
  const known = head === undefined ? undefined : await trusted(head, publicKey)
  if (after !== undefined) checkedHead(after)
  if (known !== undefined && known.count < (after?.count ?? 0))
    throw new UserAdminError('invalid', 'The head is older than the row that the lines begin behind: give a newer one.')
  const notes = known !== undefined && publicKey === undefined && 'signature' in known ? [unproved] : []
  const clock = new Clock()
  let before: Head = after ?? { ...nothingYet, at: '' }
  let number = 0
  const said: Said = (verdict, why, at, line) => ({
    verdict,
    rows: before.count,
    ...(before.count === 0 ? {} : { head: before }),
    ...(at === undefined ? {} : { at }),
    ...(line === undefined ? {} : { line }),
    why,
    notes: [...clock.notes(), ...notes],
  })
  const isOther = (): boolean => before.count === known?.count && before.hash !== known.hash
  if (after !== undefined && isOther()) return said('broken', otherThan(before), before.count)

  let fault: Fault | undefined
  for await (const line of lines) {
    // What stands behind a row that comes too early tells whether rows are missing or were moved.
    if (fault !== undefined) return said('broken', withNext(fault, line, before), before.count + 1, number)
    number += 1
    if (number % 5_000 === 0) await aTurn()
    signal?.throwIfAborted()
    const taken = claimOf(line, number)
    const claim = taken instanceof Promise ? await taken : taken
    if (claim === undefined) {
      fault = { why: noRow(line, number, before), isEmpty: line === '' }
      continue
    }
    fault = faultOf(all, claim, before)
    if (fault !== undefined) continue
    clock.told(claim.at, before)
    before = { count: before.count + 1, hash: claim.hash, at: claim.at }
    if (isOther()) return said('broken', otherThan(before), before.count, number)
  }
  signal?.throwIfAborted()
  // A file ends with a line end, and what stands behind that is no line.
  if (fault !== undefined && fault.isEmpty !== true) return said('broken', fault.why, before.count + 1, number)
  return judged(known, before, said)
}

type Said = (verdict: Verification['verdict'], why: string, at?: number, line?: number) => Verification

/** What was reached, against what is known to have been there. */
function judged(known: Head | undefined, { count }: Head, said: Said): Verification {
  const rows = `${times(count, 'row')}, each as it was written`
  if (known === undefined)
    return said('consistent', `${rows}: consistent; completeness not shown, because no head was given.`)
  const missing = known.count - count
  if (missing > 0)
    return said(
      'broken',
      `The journal ends with row ${figure(count)}, and its head is row ${figure(known.count)}: the last ${missing === 1 ? 'row is' : `${figure(missing)} rows are`} missing.`,
      count + 1,
    )
  if (missing === 0) return said('whole', `${rows}, up to the head: whole.`)
  return said(
    'whole',
    `${rows}: whole up to the head at row ${figure(known.count)}; of the ${figure(-missing)} since then, completeness not shown.`,
  )
}

const otherThan = ({ count }: Head): string =>
  `Row ${figure(count)} is another one than the head tells of: the journal was written anew, or the head is of another journal.`

const unproved = 'The signature of the head was not checked: no public key was given.'

/** The head as whoever signed it meant it, if it must be signed. */
async function trusted(head: Head | SignedHead, publicKey: HeadKey | undefined): Promise<Head> {
  checkedHead(head)
  if (publicKey !== undefined) await checkHead(head as SignedHead, publicKey)
  return head
}

interface Fault {
  readonly why: string
  /** The number of a row that is in order by itself and stands too early. */
  readonly early?: number
  /** There is nothing in the line. */
  readonly isEmpty?: boolean
}

function faultOf(all: readonly Check[], claim: Claim, before: Head): Fault | undefined {
  for (const check of all) {
    const why = check(claim, before)
    if (why === undefined) continue
    const isEarly = check === checks.numbered && claim.seq > before.count + 1
    return { why, ...(isEarly ? { early: claim.seq } : {}) }
  }
  return undefined
}

/** The same with what stands behind it. */
function withNext({ why, early }: Fault, line: string, { count }: Head): string {
  const next = linkOf(line)?.seq
  if (early === undefined || next === undefined) return why
  const row = `Row ${figure(early)} stands`
  if (next === count + 1) return `${row} before row ${figure(next)}: the two were exchanged, or one was moved.`
  if (next === early + 1) {
    const gap =
      count === 0 ? `The first row is row ${figure(early)}:` : `Between row ${figure(count)} and row ${figure(early)},`
    return early === count + 2
      ? `${gap} row ${figure(count + 1)} is missing.`
      : `${gap} rows ${figure(count + 1)} to ${figure(early - 1)} are missing.`
  }
  return next === count + 2 ? `${row} in the place of row ${figure(count + 1)}.` : why
}

/** Lines that are all there would leave no turn to anybody else, nor to whoever stops this. */
const aTurn = async (): Promise<void> => await new Promise((resolve) => void setTimeout(resolve))

/** Times that run backwards: of a clock that was set, as a rule, and no sign of a changed row. */
class Clock {
  #count = 0
  #first = 0

  told(at: string, before: Head): void {
    if (at >= before.at) return
    if (this.#count === 0) this.#first = before.count + 1
    this.#count += 1
  }

  notes(): readonly string[] {
    if (this.#count === 0) return []
    const often = this.#count === 1 ? 'once' : `${figure(this.#count)} times`
    return [`The clock was set back ${often}, for the first time before row ${figure(this.#first)}.`]
  }
}
