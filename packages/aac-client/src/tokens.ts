import { AacError } from './errors.ts'
import {
  type ExchangeContext,
  exchange,
  exchangeRequest,
  expiryOf,
  isInvalidGrant,
  lifeOf,
  lost,
  refreshToken,
  refusedExchange,
  scopeOf,
  successor,
  type TokenScope,
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

/** What may be done with a stored pair while nobody else may touch it. */
export interface TokenPlace {
  /** The pair as it is now; `exchangeSince` (ms) if an exchange of this very pair was begun and brought no new one. */
  read(): Promise<{ tokens: Tokens; exchangeSince?: number | undefined }>
  /** Notes durably that an exchange of this pair is under way. Fails if the pair that follows could not be written. */
  mark(): Promise<void>
  /** Keeps the pair durably and takes the mark away. */
  write(tokens: Tokens): Promise<void>
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
  let spent: { token: string; since: number | undefined } | undefined
  let unsaved: { from: string; tokens: Tokens } | undefined
  let flight: Promise<Tokens> | undefined

  const bind = (tokens: Tokens): void => {
    const scope = scopeOf(tokens.accessToken)
    bound ??= scope
    for (const part of ['iss', 'clientId', 'gid'] as const) {
      if (scope[part] !== undefined && bound[part] !== undefined && scope[part] !== bound[part]) {
        throw new AacError(
          `the stored tokens now belong to another ${part === 'gid' ? 'workspace' : part === 'iss' ? 'issuer' : 'client'}; they were left as they are. Start anew to use them`,
          { kind: 'auth', operation: refreshToken, code: 'OTHER_TOKEN' },
        )
      }
    }
  }

  const adopt = (tokens: Tokens, now: number): { tokens: Tokens; renewAt: number } => {
    bind(tokens)
    const life = lifeOf(tokens.accessToken) ?? tokens.expiresAt - now
    held = { tokens, renewAt: tokens.expiresAt - Math.max(0, Math.min(30_000, life / 10)) }
    return held
  }

  const usable = (pair: { tokens: Tokens; renewAt: number }, refused: string | undefined, now: number): boolean =>
    pair.tokens.accessToken !== '' && pair.tokens.accessToken !== refused && now < pair.renewAt

  /** Keeps the answer first. If that fails the pair stays in memory, and the next call begins by trying again. */
  const save = async (place: TokenPlace, from: string, tokens: Tokens): Promise<void> => {
    unsaved = { from, tokens }
    try {
      await place.write(tokens)
      unsaved = undefined
    } catch (cause) {
      throw new AacError(
        'the new pair could not be written; it is kept in memory, and the next call tries to write it again',
        {
          kind: 'auth',
          operation: refreshToken,
          code: 'TOKEN_NOT_SAVED',
          cause,
        },
      )
    }
  }

  const renew = async (
    place: TokenPlace,
    refused: string | undefined,
    context: ExchangeContext,
    clock: () => number,
  ): Promise<Tokens> => {
    let failed: string | undefined
    for (;;) {
      let { tokens, exchangeSince } = await place.read()
      if (unsaved?.from === tokens.refreshToken) {
        await save(place, tokens.refreshToken, unsaved.tokens)
        ;({ tokens, exchangeSince } = await place.read())
      }
      unsaved = undefined
      const pair = adopt(tokens, clock())
      if (usable(pair, refused, clock())) return tokens
      if (tokens.refreshToken === spent?.token) throw lost(undefined, spent.since)
      const request = exchangeRequest(tokens, context)
      await place.mark()
      const answer = await exchange(request, context)
      const next = successor(answer, tokens, clock())
      if (next !== undefined) {
        await save(place, tokens.refreshToken, next)
        adopt(next, clock())
        if (next.expiresAt === 0) throw refusedExchange(answer)
        return next
      }
      if (!isInvalidGrant(answer)) throw refusedExchange(answer)
      spent = { token: tokens.refreshToken, since: exchangeSince }
      // Another program may have spent it just before us; its new pair is then the one to use. Once.
      if (failed !== undefined || (await place.read()).tokens.refreshToken === spent.token)
        throw lost(answer, exchangeSince)
      failed = spent.token
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
  let tokens: Tokens = { ...pair, expiresAt: pair.expiresAt ?? expiryOf(pair.accessToken) }
  let exchangeSince: number | undefined
  const clock = options.now ?? Date.now
  const place: TokenPlace = {
    read: async () => ({ tokens, exchangeSince }),
    mark: async () => {
      exchangeSince ??= clock()
    },
    write: async (next) => {
      tokens = next
      exchangeSince = undefined
    },
  }
  return rotating({ read: async () => tokens, exclusively: (work) => work(place) }, options)
}
