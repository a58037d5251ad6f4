import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { realpath } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { place as inPlace, replace } from './durable.ts'
import { AacError, remedy } from './errors.ts'
import { expiryOf } from './jwt.ts'
import { exclusively, sqlite } from './lock.ts'
import { refreshToken } from './oauth.ts'
import { uncut } from './signals.ts'
import {
  type RotatingOptions,
  rotating,
  type StoredPair,
  type TokenPlace,
  type TokenSource,
  type TokenStore,
  type Tokens,
} from './tokens.ts'

/** Options of a token file. */
export interface FileTokensOptions extends RotatingOptions {
  /** Milliseconds to wait while another process has the file. Default 45,000. */
  readonly waitFor?: number | undefined
}

/**
 * A source that keeps its pair in a file of the vendor's own form (`creds.json`: `access_token`, `refresh_token`;
 * other keys stay). Any number of processes on one host share one file: who renews holds a lock, reads the file again
 * first, and adopts a newer pair. The file is replaced whole, with mode 0600. Beside it lie `<path>.lock`, which must
 * stay, and while an exchange is under way `<path>.lock.holder`, `<path>.mark` and, for the moment of writing,
 * `<path>.new` (mode 0600), the only one of them with a token in it. A signal that would end the process waits until
 * the new pair is kept.
 *
 * Errors besides those of {@link rotating}: `TOKEN_FILE` (unreadable, not of this form, not writable: the refresh token
 * was not spent) and `LOCKED`.
 *
 * @throws {AacError} `NO_SQLITE` at once where the runtime has no `node:sqlite`, `BAD_TOKEN` for a token in place of the
 * path.
 */
export function fileTokens(path: string, options: FileTokensOptions = {}): TokenSource {
  return rotating(fileStore(path, options.waitFor), options)
}

/** The store of {@link fileTokens}, for a rotation of your own. @throws {AacError} `NO_SQLITE`, `BAD_TOKEN`. */
export function fileStore(path: string, waitFor?: number): TokenStore {
  sqlite()
  // Every error names the path: a token that was taken for one would stand in a log.
  if (typeof path !== 'string' || /^\s*(?:\{|eyJ|[Bb]earer\s)/.test(path)) {
    const fact = 'no path was given but, it seems, a token or a pair; save the pair as creds.json and give its path'
    throw new AacError(fact, { kind: 'auth', operation: 'fileTokens', code: 'BAD_TOKEN' })
  }
  return {
    read: async () => (await settled(await real(path))).tokens,
    exclusively: async (work, options) => {
      const file = await real(path)
      const locked = { ...options, waitFor, operation: refreshToken }
      return await exclusively(`${file}.lock`, () => uncut(() => work(filePlace(file))), locked)
    },
  }
}

/**
 * A token file while nobody else may touch it. What writes does so in one turn of this process: no other code of it
 * runs between an answer and the kept pair, and nothing comes between a look at the file and its replacing but
 * programs that do not know the lock.
 */
export function filePlace(file: string): TokenPlace {
  return {
    read: async () => {
      const { tokens } = await settled(file)
      const mark = readMark(file)
      if (mark?.pair !== fingerprint(tokens)) return { tokens }
      return finished(file, tokens) ?? { tokens, exchangeSince: mark.since, refusedSince: mark.refused }
    },
    mark: async (pair) => {
      const { text, tokens } = readPair(file)
      if (tokens.refreshToken !== pair.refreshToken) return false
      try {
        // The strongest proof that the next pair can be written is to write this one. Each time: on a disk that is full by
        // now, another process may hold the next pair and be unable to write it. What lay beside the file goes with it: it
        // is no successor of this pair, and nobody is to take it for one.
        if (!replace(file, text, () => readIfAny(file)?.text === text)) return false
        if (readMark(file)?.pair !== fingerprint(pair)) writeMark(file, { pair: fingerprint(pair), since: Date.now() })
        return true
      } catch (error) {
        throw unusable(file, `cannot be replaced (${codeOf(error)}). The refresh token was not spent`)
      }
    },
    refuse: async ({ tokens, exchangeSince }) =>
      writeMark(file, { pair: fingerprint(tokens), since: exchangeSince, refused: Date.now() }),
    write: async (next, spent) => {
      const found = readIfAny(file)
      const kept = { ...found?.raw, access_token: next.accessToken, refresh_token: next.refreshToken }
      // Another pair may have been put there meanwhile, by hand: that one is meant.
      const still = (): boolean => (readIfAny(file)?.tokens ?? spent).refreshToken === spent.refreshToken
      replace(file, `${JSON.stringify(kept, null, 2)}\n`, still)
      // A mark that stays names a pair that is no more: nobody reads it.
      rmSync(`${file}.mark`, { force: true })
    },
  }
}

/** The pair that a process wrote, but was killed before it could put it in its place: the successor of the marked one. */
function finished(file: string, marked: Tokens): StoredPair | undefined {
  const next = readIfAny(`${file}.new`)?.tokens
  if (next === undefined || next.refreshToken === marked.refreshToken) return undefined
  inPlace(file)
  return { tokens: next }
}

/** Where the file really is: a link must not be replaced by a file, nor give a second lock. */
async function real(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    throw unusable(
      path,
      `cannot be read (${codeOf(error)}); ${remedy}, and save it there as {"access_token": …, "refresh_token": …}`,
    )
  }
}

interface Pair {
  readonly text: string
  readonly raw: Readonly<Record<string, unknown>>
  readonly tokens: Tokens
}

/** The pair in the file; a file that another program is writing just now, in place, is looked at again. */
async function settled(file: string): Promise<Pair> {
  for (let looks = 1; looks < 5; looks += 1) {
    const found = readIfAny(file)
    if (found !== undefined) return found
    await sleep(15)
  }
  return readPair(file)
}

function readIfAny(file: string): Pair | undefined {
  try {
    return readPair(file)
  } catch {
    return undefined
  }
}

function readPair(file: string): Pair {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    throw unusable(file, `cannot be read (${codeOf(error)})`)
  }
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch {
    throw unusable(file, `is ${text.trim() === '' ? 'empty' : 'not JSON'}; ${remedy}, and save it there`)
  }
  const raw = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  const { access_token: accessToken, refresh_token: refresh } = raw
  if (typeof accessToken !== 'string' || accessToken === '' || typeof refresh !== 'string' || refresh === '') {
    throw unusable(file, `does not hold access_token and refresh_token; ${remedy}, and save it there`)
  }
  return { text, raw, tokens: { accessToken, refreshToken: refresh, expiresAt: expiryOf(accessToken) } }
}

/** What is durably known of a pair: since when an exchange of it is under way, since when it is refused. */
interface Mark {
  readonly pair: string
  readonly since?: number | undefined
  readonly refused?: number | undefined
}

function readMark(file: string): Mark | undefined {
  try {
    const { pair, since, refused } = JSON.parse(readFileSync(`${file}.mark`, 'utf8')) as Record<string, unknown>
    return typeof pair === 'string' ? { pair, since: time(since), refused: time(refused) } : undefined
  } catch {
    return undefined
  }
}

function time(value: unknown): number | undefined {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15 ? value : undefined
}

function writeMark(file: string, mark: Mark): void {
  replace(`${file}.mark`, JSON.stringify(mark))
}

/** Names a pair without telling it. */
function fingerprint(tokens: Tokens): string {
  return createHash('sha256').update(tokens.refreshToken).digest('hex')
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}

function unusable(file: string, fact: string): AacError {
  return new AacError(`the token file ${file} ${fact}`, { kind: 'auth', operation: refreshToken, code: 'TOKEN_FILE' })
}
