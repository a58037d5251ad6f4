import { createHash } from 'node:crypto'
import { open, readFile, realpath, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AacError, remedy } from './errors.ts'
import { exclusively, sqlite } from './lock.ts'
import { expiryOf, refreshToken } from './oauth.ts'
import {
  type RotatingOptions,
  rotating,
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
 * first, and adopts a newer pair. The file is replaced whole, with mode 0600. Beside it lie `<path>.lock`,
 * `<path>.lock.holder` and, while an exchange is under way, `<path>.mark`; none of them holds a token.
 *
 * Errors besides those of {@link rotating}: `TOKEN_FILE` (unreadable, not of this form, not writable: the refresh token
 * was not spent) and `LOCKED`.
 *
 * @throws {AacError} `NO_SQLITE` at once where the runtime has no `node:sqlite`.
 */
export function fileTokens(path: string, options: FileTokensOptions = {}): TokenSource {
  sqlite()
  return rotating(fileStore(path, options.waitFor), options)
}

/** The store of {@link fileTokens}, for a rotation of your own. */
export function fileStore(path: string, waitFor?: number): TokenStore {
  let proven = false

  const place = (file: string): TokenPlace => ({
    read: async () => {
      const { tokens } = await readPair(file)
      const mark = await readMark(file)
      return { tokens, exchangeSince: mark?.pair === fingerprint(tokens) ? mark.since : undefined }
    },
    mark: async () => {
      try {
        const { text, tokens } = await readPair(file)
        // The strongest proof that the next pair can be written is to write this one; once is enough.
        if (!proven) await durably(file, text)
        proven = true
        const pair = fingerprint(tokens)
        const mark = await readMark(file)
        if (mark?.pair !== pair) await durably(`${file}.mark`, JSON.stringify({ pair, since: Date.now() }))
      } catch (error) {
        if (error instanceof AacError) throw error
        throw unusable(file, `cannot be written (${codeOf(error)}). The refresh token was not spent`)
      }
    },
    write: async (tokens) => {
      const others = await readPair(file).then(
        ({ raw }) => raw,
        () => ({}),
      )
      const next = { ...others, access_token: tokens.accessToken, refresh_token: tokens.refreshToken }
      await durably(file, `${JSON.stringify(next, null, 2)}\n`)
      // A mark that stays names a pair that is no more: nobody reads it.
      await rm(`${file}.mark`, { force: true }).catch(() => undefined)
    },
  })

  return {
    read: async () => (await readPair(await real(path))).tokens,
    exclusively: async (work, options) => {
      const file = await real(path)
      return await exclusively(`${file}.lock`, () => work(place(file)), { ...options, waitFor })
    },
  }
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

async function readPair(file: string): Promise<Pair> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
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

async function readMark(file: string): Promise<{ pair: string; since: number } | undefined> {
  try {
    const { pair, since } = JSON.parse(await readFile(`${file}.mark`, 'utf8')) as Record<string, unknown>
    return typeof pair === 'string' && typeof since === 'number' ? { pair, since } : undefined
  } catch {
    return undefined
  }
}

/** Replaces a file so that after a power cut there is the old one or the new one, whole. */
async function durably(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`
  await rm(temporary, { force: true })
  const handle = await open(temporary, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(temporary, file)
  // Windows has no such thing for a folder.
  if (process.platform !== 'win32') {
    const folder = await open(dirname(file), 'r')
    try {
      await folder.sync()
    } finally {
      await folder.close()
    }
  }
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
