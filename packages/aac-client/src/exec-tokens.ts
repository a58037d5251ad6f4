import { createHash, randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { runCommand } from './command.ts'
import { AacError, field } from './errors.ts'
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
} from './tokens.ts'

/** How a command is run. */
export interface ExecTokensOptions extends RotatingOptions {
  /** Milliseconds that one run of the command may take. Default 15,000. */
  readonly timeout?: number | undefined
  /**
   * The environment of the command: leave out of it what other programs keep there. One variable that is `undefined` is
   * not set. Default: that of this process, as it is when the command is run.
   */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /**
   * Milliseconds for which a foreign exchange that is under way is waited for before it is taken for dead. Default
   * 60,000: longer than an exchange and its writing together.
   */
  readonly lease?: number | undefined
  /** Milliseconds to wait for the turn of this process. Default 120,000. */
  readonly waitFor?: number | undefined
  /** Where the lock of this host lies. Default: a folder of this user in the system's folder for temporary files. */
  readonly lockFolder?: string | undefined
}

/** The exit code by which a command says: the vault holds something else than was expected; nothing was stored. */
const changed = 10

/**
 * A source that keeps its pair in a vault which a command of yours reads and writes. The command is run without a
 * shell, with one word after its arguments:
 *
 * - `get` prints the stored JSON object: `access_token`, `refresh_token` and whatever else was stored with them, plus
 *   any keys of its own (a version, say). Exit code 0.
 * - `store` reads `{"expect": …, "tokens": …}` from its input. Only if the vault still holds `expect`, which is what
 *   `get` printed, it stores `tokens` in its place, durably and in one step, and exits with 0. If the vault holds
 *   something else it stores nothing and exits with 10. Any other code is a failure.
 *
 * Secrets pass only through input and output; the error output is dropped. While an exchange is under way the stored
 * object has a key `exchange`, after a refusal a key `refused`.
 *
 * Exclusion: on one host by a kernel lock, as with a token file. Between hosts by the compare-and-swap of `store`: who
 * stores the mark exchanges, the others wait until the pair changes. A host that goes silent for longer than `lease`
 * in the middle of it and then goes on may present a token that another has spent meanwhile: that, and a command whose
 * `store` does not compare, are not guarded against.
 *
 * Errors besides those of {@link rotating}: `TOKEN_COMMAND` (cannot be run, fails, prints no pair), `LOCKED`.
 *
 * @throws {AacError} `NO_SQLITE` at once where the runtime has no `node:sqlite`.
 */
export function execTokens(
  command: string,
  args: readonly string[] = [],
  options: ExecTokensOptions = {},
): TokenSource {
  return rotating(execStore(command, args, options), options)
}

type Stored = Readonly<Record<string, unknown>> & { readonly access_token: string; readonly refresh_token: string }

/** The store of {@link execTokens}, for a rotation of your own. @throws {AacError} `NO_SQLITE`. */
export function execStore(command: string, args: readonly string[] = [], options: ExecTokensOptions = {}): TokenStore {
  sqlite()
  const { timeout = 15_000, env, lease = 60_000, waitFor = 120_000 } = options

  const get = async (): Promise<Stored> => {
    const ended = await runCommand(command, [...args, 'get'], '', { timeout, env })
    if ('problem' in ended) throw failure(`get ${ended.problem}`)
    if (ended.code !== 0) throw failure(`get ended with code ${ended.code}`)
    return pairOf(ended.out)
  }

  /** `false`: the vault holds something else by now. */
  const store = async (expect: Stored, tokens: Stored): Promise<boolean> => {
    const input = `${JSON.stringify({ expect, tokens })}\n`
    const ended = await runCommand(command, [...args, 'store'], input, { timeout, env })
    if ('problem' in ended) throw failure(`store ${ended.problem}`)
    if (ended.code !== 0 && ended.code !== changed) throw failure(`store ended with code ${ended.code}`)
    return ended.code === 0
  }

  /** Stores what `next` makes of the pair, as long as it is this one. */
  const swap = async (refresh: string, next: (now: Stored) => Stored): Promise<void> => {
    for (let left = 3; left > 0; left -= 1) {
      const now = await get()
      if (now.refresh_token !== refresh || (await store(now, next(now)))) return
    }
    throw failure('store finds another object each time, although nobody exchanges')
  }

  const place = (mine: Set<string>): TokenPlace => {
    let last: Stored | undefined
    return {
      read: async () => {
        const deadline = performance.now() + waitFor
        let seen: { readonly id: string; readonly at: number } | undefined
        for (;;) {
          last = await get()
          const { id, since } = exchangeOf(last)
          if (id === undefined || mine.has(id) || last['refused'] !== undefined) return known(last)
          if (seen?.id !== id) seen = { id, at: performance.now() }
          // By this host's own watch: nobody's clock is compared with another's.
          if (performance.now() - seen.at >= lease) return known(last)
          if (performance.now() >= deadline) throw elsewhere(since)
          await sleep(Math.min(1000, lease / 10) * (0.5 + Math.random()))
        }
      },
      mark: async (pair) => {
        if (last === undefined || last.refresh_token !== pair.refreshToken) return false
        const id = randomUUID()
        const since = exchangeOf(last).since ?? Date.now()
        mine.add(id)
        return await store(last, { ...last, exchange: { id, since } })
      },
      refuse: async ({ tokens, exchangeSince: since }) =>
        swap(tokens.refreshToken, ({ exchange: _exchange, ...now }) => ({
          ...(now as Stored),
          ...(since === undefined ? {} : { exchange: { since } }),
          refused: Date.now(),
        })),
      write: async (tokens, spent) =>
        swap(spent.refreshToken, ({ exchange: _exchange, refused: _refused, ...now }) => ({
          ...now,
          access_token: tokens.accessToken,
          refresh_token: tokens.refreshToken,
        })),
    }
  }

  const mine = new Set<string>()
  return {
    read: async () => known(await get()).tokens,
    exclusively: async (work, more) => {
      const lock = lockOf(options.lockFolder, [command, ...args])
      const locked = { ...more, waitFor, operation: refreshToken }
      const turn = async () => {
        const here = place(mine)
        // Waits for an exchange that is under way elsewhere: nothing yet that a signal is not to cut off.
        let first: StoredPair | undefined = await here.read()
        const read = async (): Promise<StoredPair> => {
          const pair = first ?? (await here.read())
          first = undefined
          return pair
        }
        return await uncut(() => work({ ...here, read }))
      }
      return await exclusively(lock, turn, locked)
    },
  }
}

function known(stored: Stored): StoredPair {
  const { access_token: accessToken, refresh_token, refused } = stored
  return {
    tokens: { accessToken, refreshToken: refresh_token, expiresAt: expiryOf(accessToken) },
    exchangeSince: exchangeOf(stored).since,
    refusedSince: typeof refused === 'number' ? refused : undefined,
  }
}

function exchangeOf(stored: Stored): { readonly id: string | undefined; readonly since: number | undefined } {
  const id = field(stored['exchange'], 'id')
  const since = field(stored['exchange'], 'since')
  const isTime = typeof since === 'number' && Math.abs(since) <= 8.64e15
  return { id: typeof id === 'string' ? id : undefined, since: isTime ? since : undefined }
}

function pairOf(out: string): Stored {
  let value: unknown
  try {
    value = JSON.parse(out)
  } catch {
    throw failure(`get printed ${out.trim() === '' ? 'nothing' : 'what is no JSON'}`)
  }
  for (const key of ['access_token', 'refresh_token']) {
    const token = field(value, key)
    if (typeof token !== 'string' || token === '') throw failure(`get printed an object without ${key}`)
  }
  return value as Stored
}

/** One lock for one command, of one user; in a container the user may have no name. */
function lockOf(folder: string | undefined, words: readonly string[]): string {
  const own = folder ?? join(tmpdir(), `user-admin-${process.getuid?.() ?? userInfo().username}`)
  try {
    mkdirSync(own, { recursive: true, mode: 0o700 })
  } catch {
    throw failure('has no folder for its lock; name one in the option lockFolder')
  }
  return join(own, `${createHash('sha256').update(JSON.stringify(words)).digest('hex').slice(0, 32)}.lock`)
}

function failure(fact: string): AacError {
  return new AacError(`the token command ${fact}; run it by hand to see what it says`, {
    kind: 'auth',
    operation: refreshToken,
    code: 'TOKEN_COMMAND',
  })
}

function elsewhere(since: number | undefined): AacError {
  const when = since === undefined ? '' : ` since ${new Date(since).toISOString()}`
  return new AacError(
    `another process has an exchange under way${when}, and did not end it in time. Nothing was sent`,
    {
      kind: 'timeout',
      operation: refreshToken,
      code: 'LOCKED',
    },
  )
}
