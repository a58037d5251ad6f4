import { UserAdminError } from '../../errors.ts'
import { unlessAborted } from '../../gathering.ts'
import { shown } from '../../identity/identity.ts'
import type { CallOptions } from '../../user-admin.ts'
import { complete, incomplete, type Snapshot, type Source } from '../source.ts'
import { type Columns, type Wanted, wantedColumns } from './columns.ts'
import { FilePeople, type Understanding } from './people.ts'
import { type Statuses, StatusWords } from './statuses.ts'
import { textOf } from './text.ts'

/** A file of people, and how it is read. */
export interface FileOptions {
  /** What the source is called and remembered under. */
  readonly name: string
  /** Gives the whole file: bytes, so that its encoding is seen, or its text. */
  readonly read: (options: CallOptions) => string | Uint8Array | Promise<string | Uint8Array>
  /** Which column holds what. Default: what is found by itself. */
  readonly columns?: Columns | undefined
  /** What the words of its column of statuses mean. Default: `active`, `disabled`, `expired`, `deleted`, and yes or no in a column such as `enabled`. */
  readonly statuses?: Statuses | undefined
  /** How many people the export says that it holds, from its manifest or its database. Another number is `incomplete`. */
  readonly rows?: number | (() => number | Promise<number>) | undefined
  /**
   * When the file was written, in milliseconds since the epoch; asked before and after it is read. It is then the moment
   * of which the reading tells: a file that nobody wrote anew is no second reading. Default: the time at which it is read.
   */
  readonly writtenAt?: (() => number | Promise<number>) | undefined
  /** How old a file may be, in milliseconds; with `writtenAt`. Default: any age. */
  readonly maxAge?: number | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** What a reader of files is given. */
export interface Reading {
  readonly text: string
  readonly wanted: Wanted
  /** Begins to take people, once the columns are known. */
  readonly begin: (found: Pick<Understanding, 'statusHeading' | 'hasIds' | 'unit'>) => FilePeople
}

/** Reads every row into the people that it began; answers how it saw the end of the file, as the beginning of a sentence. */
export type ReadFile = (reading: Reading) => string

const options: readonly (keyof FileOptions)[] = [
  'name',
  'read',
  'columns',
  'statuses',
  'rows',
  'writtenAt',
  'maxAge',
  'now',
]

/**
 * A source over a file, whatever its format.
 *
 * @param more The options that only this format has.
 * @throws {UserAdminError} `invalid` for options that cannot be meant.
 */
export function fileSource(given: FileOptions, readFile: ReadFile, more: readonly string[] = []): Source {
  check(given, [...options, ...more])
  const { name, now = Date.now, maxAge } = given
  const wanted = wantedColumns(given.columns)
  const statuses = new StatusWords(given.statuses)
  if (given.statuses !== undefined && wanted.get('status') === false)
    throw new UserAdminError('invalid', 'statuses are given, and columns.status is false: leave one out.')

  const read = async ({ signal }: CallOptions = {}): Promise<Snapshot> => {
    signal?.throwIfAborted()
    const ask = async <T>(question: () => T | Promise<T>): Promise<T> => asked(name, question, signal)
    const written = given.writtenAt === undefined ? undefined : await ask(given.writtenAt)
    const content = await ask(() => given.read({ signal }))
    const again = given.writtenAt === undefined ? undefined : await ask(given.writtenAt)
    const rows = typeof given.rows === 'function' ? await ask(given.rows) : given.rows
    if (typeof content !== 'string' && !(content instanceof Uint8Array))
      throw new UserAdminError('invalid', `read of ${name} gave ${typeof content}: it gives the file's bytes or text.`)
    const time = now()
    const readAt = new Date(time).toISOString()
    const asOf = isTime(written) ? new Date(written).toISOString() : undefined
    let people: FilePeople | undefined
    try {
      checkTimes(written, again, { maxAge, now: time })
      const proof = readFile({
        text: textOf(content),
        wanted,
        begin: (found) => {
          if (given.statuses !== undefined && found.statusHeading === undefined)
            throw new UserAdminError(
              'invalid',
              'No column of the file is headed "status", and statuses are given: say which one it is, columns: { status: … }.',
            )
          people = new FilePeople({ ...found, statuses, now: time })
          return people
        },
      })
      return await wholeOf(name, { proof, people, rows, readAt, asOf })
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof UserAdminError && error.problem === 'invalid')) throw error
      return incomplete({ source: name, reason: error.message, seen: people?.people.length ?? 0, readAt })
    }
  }
  return { name, read }
}

/** The reading of a file that was read to its end, if nothing in it speaks against it. */
async function wholeOf(
  source: string,
  read: {
    readonly proof: string
    readonly people: FilePeople | undefined
    readonly rows: number | undefined
    readonly readAt: string
    readonly asOf: string | undefined
  },
): Promise<Snapshot> {
  const { people, rows, readAt, asOf } = read
  people?.check()
  const found = people?.people ?? []
  if (rows !== undefined && rows !== found.length)
    throw new UserAdminError(
      'invalid',
      `The file holds ${found.length} people, and ${rows} were said to be in it: have it written again.`,
    )
  const counted = rows === undefined ? '' : ', and as many as were said to be in it'
  const active = people?.saysStatus === false ? '; it has no column of statuses, so everybody in it is active' : ''
  return complete({ source, people: found, proof: `${read.proof}${counted}${active}.`, readAt, asOf })
}

function check(given: FileOptions, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || typeof given.name !== 'string' || given.name.trim() === '')
    throw new UserAdminError('invalid', "A source over a file needs a name: { name: 'hr', read }.")
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown !== undefined)
    throw new UserAdminError(
      'invalid',
      `The source ${given.name} has no option ${shown(unknown)}: ${known.join(', ')}.`,
    )
  if (typeof given.read !== 'function')
    throw new UserAdminError('invalid', `The source ${given.name} needs read: a function that gives the file.`)
  const { rows, maxAge } = given
  if (rows !== undefined && typeof rows !== 'function' && !(Number.isSafeInteger(rows) && rows >= 0))
    throw new UserAdminError('invalid', `rows of ${given.name} is ${String(rows)}: it is a whole number from 0.`)
  if (maxAge !== undefined && !(maxAge > 0))
    throw new UserAdminError('invalid', `maxAge of ${given.name} is ${String(maxAge)}: it is in milliseconds, above 0.`)
  if (maxAge !== undefined && given.writtenAt === undefined)
    throw new UserAdminError(
      'invalid',
      `maxAge of ${given.name} needs writtenAt, which says when the file was written.`,
    )
}

/** An answer of the caller's own function. What it throws may hold anything: only the system's code for it is kept. */
async function asked<T>(name: string, question: () => T | Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    const answer = await unlessAborted(Promise.resolve(question()), signal)
    signal?.throwIfAborted()
    return answer
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof UserAdminError) throw error
    const { code, path } = faultOf(error)
    const what = [code, path === undefined ? undefined : shown(path)].filter((part) => part !== undefined).join(', ')
    throw new UserAdminError(
      'unavailable',
      `The file of ${name} cannot be read${what === '' ? '' : ` (${what})`}: see that it is there, and that this program may read it.`,
    )
  }
}

/** The lowest code, such as `ENOENT`, and the file that it is about. */
function faultOf(error: unknown): { readonly code?: string; readonly path?: string } {
  let found: { readonly code?: string; readonly path?: string } = {}
  for (let at = error, deep = 0; at instanceof Error && deep < 5; at = at.cause, deep += 1) {
    const { code, path } = at as Error & { readonly code?: unknown; readonly path?: unknown }
    if (typeof code === 'string' && /^[A-Z][A-Z\d_]+$/u.test(code))
      found = { code, ...(typeof path === 'string' ? { path } : {}) }
  }
  return found
}

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= 8.64e15

function checkTimes(
  written: unknown,
  again: unknown,
  { maxAge = Number.POSITIVE_INFINITY, now }: { readonly maxAge: number | undefined; readonly now: number },
): void {
  if (written === undefined && again === undefined) return
  if (!isTime(written) || !isTime(again))
    throw new UserAdminError(
      'invalid',
      'writtenAt gave no time: it gives milliseconds since the epoch, as mtimeMs does.',
    )
  if (written !== again)
    throw new UserAdminError('invalid', 'The file was written while it was read: read it again once it is whole.')
  if (now - written > maxAge)
    throw new UserAdminError(
      'invalid',
      `The file was written at ${new Date(written).toISOString()}, which is longer ago than maxAge allows: see why no newer one came.`,
    )
}
