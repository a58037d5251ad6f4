import { AacError, field } from './errors.ts'
import { expiryOf, issuedAt, scopeOf, type TokenScope } from './jwt.ts'
import {
  accessOf,
  type ExchangeContext,
  exchange,
  exchangeRequest,
  isInvalidGrant,
  lost,
  refreshToken,
  refusedExchange,
  renewalOf,
  successor,
} from './oauth.ts'

/** What every method takes last. */
export interface CallOptions {
  /** Ends the waiting; the promise then rejects with the signal's own reason. */
  readonly signal?: AbortSignal | undefined
}

/** A pair as the token server hands it out. The refresh token is good for one exchange. */
export interface Tokens {
  readonly accessToken: string
  readonly refreshToken: string
  /** When the access token ends, in ms since the epoch; `Infinity` if nobody said: then a 401 tells. */
  readonly expiresAt: number
}

/** What the client lends a source, so that one `fetch` and one clock serve both. A source's own options win. */
export type TokenContext = ExchangeContext

/**
 * Answers with a working access token. `refused` is the token that was just answered with 401: the source renews it
 * unless it has a newer one. A function of your own may ignore both arguments.
 */
export type TokenSource = (refused?: string, context?: TokenContext) => Promise<string>

/** A pair as a store has it, and what is durably known of it. */
export interface StoredPair {
  readonly tokens: Tokens
  /** Since when (ms) an exchange of this very pair is under way, or was begun and brought no new one. */
  readonly exchangeSince?: number | undefined
  /** Since when (ms) this very pair is known to be refused: nobody presents it again. */
  readonly refusedSince?: number | undefined
}

/** What may be done with a stored pair while nobody else may touch it. */
export interface TokenPlace {
  /** The pair as it is now. */
  read(): Promise<StoredPair>
  /**
   * Notes durably that an exchange of this pair is under way. `false` if it is no longer the stored one: it is then read
   * again. Rejects if the pair that follows could not be written.
   */
  mark(pair: Tokens): Promise<boolean>
  /** Notes durably that this pair is refused for good, and what was known of it when it was read. */
  refuse(stored: StoredPair): Promise<void>
  /** Keeps `next` durably in the place of `spent`, without its marks. Another pair that came there meanwhile stays. */
  write(next: Tokens, spent: Tokens): Promise<void>
}

/** Where a rotating pair is kept. Write your own for a vault or a database; the algorithm stays {@link rotating}. */
export interface TokenStore {
  /** The pair as it is kept now. */
  read(): Promise<Tokens>
  /** Runs `work` while no other process does. Rejects with one `AacError` (`LOCKED`, effect `none`) if that cannot be had in time. */
  exclusively<T>(work: (place: TokenPlace) => Promise<T>, options?: CallOptions): Promise<T>
}

/** Options of a rotating source. Each defaults to what the client lends. */
export type RotatingOptions = ExchangeContext

/**
 * A source that keeps a pair alive: it renews `min(30 s, 10 % of the life)` before the end or after a 401, once for
 * all callers, under the store's lock, and never sends an exchange twice. What the token server answers is kept before
 * it is judged. The source stays bound to issuer, client and workspace of its first pair.
 *
 * Errors: kind `auth` with `invalid_grant` (the pair is spent: the message says how to make another), `OTHER_TOKEN`,
 * `TOKEN_HOST`, `BAD_TOKEN`, `TOKEN_NOT_SAVED`; `network` or `timeout` if the token server did not answer.
 */
export function rotating(store: TokenStore, options: RotatingOptions = {}): TokenSource {
  let held: { tokens: Tokens; renewAt: number } | undefined
  let bound: TokenScope | undefined
  let refusedPair: string | undefined
  let unsaved: { from: Tokens; tokens: Tokens } | undefined
  let flight: Promise<Tokens> | undefined
  /** By how much this clock is slow at least, in ms: no token is older than its `iat`. */
  let behind = 0

  const learn = (accessToken: string, now: number, before: number): void => {
    behind = Math.max(before, (issuedAt(accessToken) ?? now) - now)
  }

  const bind = (tokens: Tokens): void => {
    const scope = scopeOf(tokens.accessToken)
    for (const part of ['iss', 'clientId', 'gid'] as const) {
      if (scope[part] !== undefined && bound?.[part] !== undefined && scope[part] !== bound[part]) {
        throw new AacError(
          `the stored tokens now belong to another ${part === 'gid' ? 'workspace' : part === 'iss' ? 'issuer' : 'client'}; they were left as they are. Put the right pair back, or start anew to use this one`,
          { kind: 'auth', operation: refreshToken, code: 'OTHER_TOKEN' },
        )
      }
    }
    bound = {
      iss: bound?.iss ?? scope.iss,
      clientId: bound?.clientId ?? scope.clientId,
      gid: bound?.gid ?? scope.gid,
    }
  }

  const adopt = (tokens: Tokens, now: number): { tokens: Tokens; renewAt: number } => {
    bind(tokens)
    learn(tokens.accessToken, now, behind)
    held = { tokens, renewAt: renewalOf(tokens, now + behind) }
    return held
  }

  const usable = (pair: { tokens: Tokens; renewAt: number }, refused: string | undefined, now: number): boolean =>
    pair.tokens.accessToken !== '' && pair.tokens.accessToken !== refused && now + behind < pair.renewAt

  /** Keeps the answer first. If that fails the pair stays in memory, and the next call begins by trying again. */
  const save = async (place: TokenPlace, from: Tokens, tokens: Tokens): Promise<void> => {
    unsaved = { from, tokens }
    try {
      await place.write(tokens, from)
      unsaved = undefined
    } catch (error) {
      // Not as a cause: what a vault's library throws may hold what was written.
      const code = error instanceof AacError ? error.code : field(error, 'code')
      throw new AacError(
        `the new pair could not be written${typeof code === 'string' && /^[A-Z_]{1,32}$/.test(code) ? ` (${code})` : ''}; it is kept in memory, and the next call tries to write it again`,
        { kind: 'auth', operation: refreshToken, code: 'TOKEN_NOT_SAVED' },
      )
    }
  }

  const renew = async (
    place: TokenPlace,
    refused: string | undefined,
    context: ExchangeContext,
    clock: () => number,
  ): Promise<Tokens> => {
    let failed = false
    let outrun = 0
    // Judged before another pair says how late it is at least: that one may have ended as well.
    const doubt = doubtful(refused, clock() + behind)
    for (;;) {
      let stored = await place.read()
      if (unsaved?.from.refreshToken === stored.tokens.refreshToken) {
        await save(place, unsaved.from, unsaved.tokens)
        stored = await place.read()
      }
      unsaved = undefined
      const { tokens, exchangeSince, refusedSince } = stored
      const pair = adopt(tokens, clock())
      if (usable(pair, refused, clock()) && (failed || !doubt)) return tokens
      if (refusedSince !== undefined || tokens.refreshToken === refusedPair)
        throw lost(tokens.refreshToken, clock(), exchangeSince)
      const request = exchangeRequest(tokens, context)
      if (!(await place.mark(tokens))) {
        outrun += 1
        if (outrun === 5) throw outrunEachTime()
        continue
      }
      const answer = await exchange(request, context)
      // Just handed out: nothing tells better what time it is there.
      const given = accessOf(answer)
      if (given !== undefined) learn(given, clock(), 0)
      const next = successor(answer, tokens, clock() + behind)
      if (next !== undefined) {
        await save(place, tokens, next)
        adopt(next, clock())
        if (next.expiresAt === 0) throw refusedExchange(answer)
        return next
      }
      if (!isInvalidGrant(answer)) throw refusedExchange(answer)
      // Another program may have spent it just before us; its new pair is then the one to use. Once.
      if (failed || (await place.read()).tokens.refreshToken === tokens.refreshToken) {
        refusedPair = tokens.refreshToken
        // A store that cannot note it costs one more refusal in the next process; the error is the same.
        await place.refuse(stored).catch(() => undefined)
        throw lost(tokens.refreshToken, clock(), exchangeSince, answer)
      }
      failed = true
    }
  }

  return async function source(refused, lent = {}): Promise<string> {
    const clock = options.now ?? lent.now ?? Date.now
    const pair = held ?? adopt(await store.read(), clock())
    if (unsaved === undefined && usable(pair, refused, clock())) return pair.tokens.accessToken
    const context: ExchangeContext = {
      fetch: options.fetch ?? lent.fetch,
      tokenServer: options.tokenServer ?? lent.tokenServer,
      onExchange: options.onExchange ?? lent.onExchange,
    }
    const joined = flight !== undefined
    flight ??= store
      .exclusively((place) => renew(place, refused, context, clock))
      .finally(() => {
        flight = undefined
      })
    const { accessToken } = await flight
    // Whoever began the flight need not have known that this very token is refused.
    return joined && accessToken === refused ? await source(refused, lent) : accessToken
  }
}

/**
 * Is a token refused that has not ended by this clock? Then the clock may be slow, and is not believed about another
 * pair that lies there either: an exchange is certain.
 */
function doubtful(refused: string | undefined, now: number): boolean {
  const end = refused === undefined ? Number.NaN : expiryOf(refused)
  return end !== Number.POSITIVE_INFINITY && end > now
}

function outrunEachTime(): AacError {
  return new AacError(
    'the stored pair is another each time before it can be marked: other programs write there, or its store does not compare well. Nothing was sent',
    { kind: 'timeout', operation: refreshToken, code: 'LOCKED' },
  )
}

/**
 * A source that keeps its pair in memory only: for tests, or where the pair comes from elsewhere at each start. When
 * the process ends, the pair that it began with is spent.
 *
 * @param pair `expiresAt` may be left out: it is read from the token.
 * @throws {AacError} `BAD_TOKEN` for what is no pair.
 */
export function memoryTokens(
  pair: { readonly accessToken: string; readonly refreshToken: string; readonly expiresAt?: number | undefined },
  options: RotatingOptions = {},
): TokenSource {
  if (typeof pair?.accessToken !== 'string' || typeof pair.refreshToken !== 'string') {
    const fact = 'the pair is { accessToken, refreshToken }; a creds.json of the vendor’s form is for fileTokens'
    throw new AacError(fact, { kind: 'auth', operation: 'memoryTokens', code: 'BAD_TOKEN' })
  }
  let stored: StoredPair = { tokens: { ...pair, expiresAt: pair.expiresAt ?? expiryOf(pair.accessToken) } }
  const clock = options.now ?? Date.now
  const place: TokenPlace = {
    read: async () => stored,
    mark: async () => {
      stored = { ...stored, exchangeSince: stored.exchangeSince ?? clock() }
      return true
    },
    refuse: async (given) => {
      stored = { ...given, refusedSince: clock() }
    },
    write: async (tokens) => {
      stored = { tokens }
    },
  }
  return rotating({ read: async () => stored.tokens, exclusively: (work) => work(place) }, options)
}
