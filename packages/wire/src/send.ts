import ky, { isHTTPError, isTimeoutError } from 'ky'
import { type EffectClass, retryAfter } from './effect.ts'
import { failed, SendFailure } from './failure.ts'

/** What one attempt was, for logs and pacing. Holds no token, body or variable. */
export interface Exchange {
  readonly operation: string
  /** 1 for the first attempt. */
  readonly attempt: number
  readonly status?: number
  /** The network's own word, if the attempt got no answer: `ECONNRESET`, `TIMEOUT`, … */
  readonly code?: string
  /** Milliseconds from the start of the attempt to its last byte. */
  readonly ms: number
  /** Of the answer's headers: its date, request ids, retry times and rate limits. */
  readonly headers: Readonly<Record<string, string>>
}

/** What is about to be sent, for a gate that paces requests. */
export interface Attempt {
  readonly operation: string
  readonly effect: EffectClass
  readonly attempt: number
}

/**
 * Awaited before each attempt. Not a `fetch` wrapper: waiting must not count as a timeout. What it answers is told once
 * how the attempt ended; of nothing where it was given up before it was sent. What it throws, the call rejects with.
 */
export type Gate = (
  attempt: Attempt,
  signal: AbortSignal | undefined,
) => Passed | undefined | Promise<Passed | undefined>

/**
 * Told how an attempt ended that a gate let pass. A gate that wants to be told also decides when a refused attempt (429,
 * or 503 with a retry time) is sent again: it is waited for nowhere else, and 429 uses up none of the retries.
 */
export type Passed = (exchange: Exchange | undefined) => void

export interface SendOptions {
  /** Names the call in errors and exchanges. */
  readonly operation: string
  readonly effect: EffectClass
  /** Milliseconds that one attempt may take, its whole body included. Default 30,000. */
  readonly timeout?: number | undefined
  /** Milliseconds after which no further attempt is begun, waits included but those at the gate. Default 60,000. */
  readonly budget?: number | undefined
  /** Attempts after the first. Default 3. */
  readonly retries?: number | undefined
  /** Milliseconds before the n-th retry where the server names no time. Default 300 × 2ⁿ⁻¹, with jitter. */
  readonly delay?: ((retry: number) => number) | undefined
  /** Bytes that an answer may have. Default 64 MiB. */
  readonly maxBytes?: number | undefined
  readonly fetch?: typeof fetch | undefined
  readonly gate?: Gate | undefined
  /** Has the last word before each attempt, whatever was waited for: what it throws, the call rejects with, and nothing is sent. */
  readonly check?: (() => void) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** A whole answer: its body is read, whatever the status. What reads a `Response` can read it. */
export type Whole = Pick<Response, 'ok' | 'status' | 'statusText' | 'headers' | 'text'>

const retriable: Record<EffectClass, readonly number[]> = {
  read: [408, 429, 500, 502, 503, 504],
  once: [429, 503],
  never: [],
}
/** How often one call is refused by 429 before it gives up, if a gate paces it. */
const mostRefusals = 10
const shown = /^(?:date|x-(?:request-id|trifacta-request-id|correlation-id|retry-after|rate-limit-.+)|retry-after)$/

/**
 * One exchange: sends a request as often as its effect class allows and answers with the whole body
 * read, whatever the status.
 *
 * @throws {SendFailure} when no usable answer came; the signal's own reason when the caller aborts.
 */
export async function send(url: string | URL, init: RequestInit, options: SendOptions): Promise<Whole> {
  const { effect, operation, timeout = 30_000, budget = 60_000, maxBytes = 64 * 2 ** 20, onExchange } = options
  const { retries: most = 3, delay = (retry) => Math.random() * 300 * 2 ** (retry - 1) } = options
  const method = init.method ?? 'GET'
  const signal = init.signal ?? undefined
  signal?.throwIfAborted()
  const begun = performance.now()
  const request = options.fetch ?? globalThis.fetch
  let attempt = 0
  let answer: Whole | undefined
  let failure: SendFailure | undefined
  let passed: Passed | undefined
  /** The status of an answer whose body may never end. */
  let begunWith: number | undefined
  /** Whether the gate is told of the ends, and so waits for what a refusal asks for. */
  let paced = false
  let refusals = 0
  let retries = 0

  // One attempt, with the whole body of its answer: ky's own timeout ends at the headers. It never rejects: what came of
  // it stands in `answer` or `failure`, unless a later attempt has begun by then.
  const attempted = async (attemptSignal: AbortSignal): Promise<void> => {
    attempt += 1
    const mine = attempt
    const told = passed
    paced = told !== undefined
    passed = undefined
    answer = failure = begunWith = undefined
    const started = performance.now()
    let head: Response | undefined
    let code: string | undefined
    let ended = false
    const over = (): void => {
      if (ended) return
      ended = true
      const exchange: Exchange = {
        operation,
        attempt: mine,
        ...(head === undefined ? {} : { status: head.status }),
        ...(code === undefined ? {} : { code }),
        ms: performance.now() - started,
        headers: Object.fromEntries([...(head?.headers ?? [])].filter(([name]) => shown.test(name))),
      }
      for (const watch of [told, onExchange]) {
        try {
          watch?.(exchange)
        } catch {
          // Who watches does not change what came of it.
        }
      }
    }
    // A fetch that takes no notice of its signal may never end.
    const givenUp = (): void => {
      code = signal?.aborted === true ? 'ABORTED' : 'TIMEOUT'
      over()
    }
    attemptSignal.addEventListener('abort', givenUp)
    try {
      head = await request(url, { ...init, redirect: 'manual', signal: attemptSignal })
      const { ok, status, statusText, headers } = head
      if (mine === attempt) begunWith = status
      if (head.type === 'opaqueredirect' || (status >= 300 && status < 400)) {
        throw new SendFailure('redirect', effect, { status })
      }
      const text = await bounded(head, maxBytes, () => new SendFailure('too-large', effect, { status }))
      if (mine === attempt) answer = { ok, status, statusText, headers, text: async () => text }
    } catch (error) {
      // A body that nobody reads would hold its connection, and the process, for as long as the server likes.
      void head?.body?.cancel().catch(() => undefined)
      const end = error instanceof SendFailure ? error : failed(error, effect, attemptSignal, head)
      if (mine === attempt) failure = end
      code = end.code ?? end.fault.toUpperCase()
    }
    attemptSignal.removeEventListener('abort', givenUp)
    over()
  }

  // What was waited here is none of the time that the server took.
  let waited = 0
  /** Why no further attempt may be made: whatever came before it proved that nothing was done. */
  let held: { readonly why: unknown } | undefined
  const gate = async (): Promise<void> => {
    const since = performance.now()
    try {
      passed = await options.gate?.({ operation, effect, attempt: attempt + 1 }, signal)
      waited += performance.now() - since
      signal?.throwIfAborted()
      options.check?.()
    } catch (error) {
      held = { why: error }
      passed?.(undefined)
      throw error
    }
  }

  // Most calls need no second attempt, and ky's copies of a request cost more than all the rest: the first one is made
  // without it, and ky is told of it where it has to decide about another.
  const isHeld = options.gate !== undefined || options.check !== undefined
  if (isHeld) await gate()
  if (signal?.aborted === true) {
    passed?.(undefined)
    signal.throwIfAborted()
  }
  await new Promise<void>((resolve) => {
    const stop = new AbortController()
    // Also where `fetch` takes no notice of its signal.
    const end = (): void => {
      stop.abort()
      resolve()
    }
    const timer = setTimeout(() => {
      failure = new SendFailure('timeout', effect, { status: begunWith })
      end()
    }, timeout)
    // Not AbortSignal.any: the signal of a long list would remember every one of its calls.
    signal?.addEventListener('abort', end)
    void attempted(stop.signal)
      .finally(() => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
      })
      .then(resolve)
  })
  signal?.throwIfAborted()
  if (answer !== undefined && !retriable[effect].includes(answer.status)) return answer

  let first = true
  try {
    await ky(url, {
      method,
      ...(signal === undefined ? {} : { signal }),
      fetch: async (input) => {
        if (!first) await attempted((input as Request).signal)
        first = false
        // Only this form is a network error to ky on every runtime; the cause keeps the code.
        if (failure !== undefined)
          throw failure.kind === 'protocol' && failure.fault !== 'cut'
            ? failure
            : new TypeError('fetch failed', { cause: failure })
        // ky sees the status and our reading of the retry time; it knows neither x-retry-after nor which reset headers to distrust.
        const wait = answer === undefined ? undefined : retryAfter(answer.headers)
        return new Response(null, {
          status: answer?.status ?? 500,
          headers: wait === undefined || wait === 0 || paced ? {} : { 'retry-after': String(Math.ceil(wait / 1000)) },
        })
      },
      timeout,
      throwHttpErrors: (status) => retriable[effect].includes(status),
      hooks: isHeld ? { beforeRetry: [gate] } : {},
      retry: {
        limit: effect === 'never' ? 0 : most + mostRefusals,
        methods: [method.toLowerCase()],
        statusCodes: [...retriable[effect]],
        afterStatusCodes: [...retriable[effect]],
        retryOnTimeout: effect === 'read',
        jitter: false,
        delay: () =>
          paced && answer !== undefined && (answer.status === 429 || retryAfter(answer.headers) !== undefined)
            ? 0
            : delay(retries),
        // Only `false` or nothing: `true` would make ky forget the retry time.
        shouldRetry: ({ error }) => {
          const wait = answer === undefined ? undefined : retryAfter(answer.headers)
          const spent = performance.now() - begun - waited
          if (paced ? Math.max(spent, wait ?? 0) > budget : spent + (wait ?? 0) > budget) return false
          if (paced && answer?.status === 429) refusals += 1
          else retries += 1
          if (refusals > mostRefusals || retries > most) return false
          if (isHTTPError(error))
            return effect === 'once' && answer?.status === 503 && wait === undefined ? false : undefined
          if (isTimeoutError(error)) return undefined
          return effect === 'read'
            ? failure?.fault === 'tls'
              ? false
              : undefined
            : failure?.fault === 'refused'
              ? undefined
              : false
        },
      },
    })
  } catch (error) {
    signal?.throwIfAborted()
    if (held !== undefined) throw held.why
    if (isTimeoutError(error)) throw new SendFailure('timeout', effect, { status: begunWith })
    if (failure !== undefined) throw failure
    if (answer === undefined) throw error
  }
  if (answer === undefined) throw new SendFailure('reset', effect)
  return answer
}

/** Reads a body to its end as text, or throws what `tooLarge` makes once it passes the bound. */
async function bounded(head: Response, maxBytes: number, tooLarge: () => Error): Promise<string> {
  if (head.body === null) return ''
  // An announced size is checked before; undici ends an answer that does not keep to it.
  const announced = Number(head.headers.get('content-length') ?? Number.NaN)
  if (announced > maxBytes) throw tooLarge()
  if (announced > 0 && !head.headers.has('content-encoding')) return await head.text()
  const decoder = new TextDecoder()
  let text = ''
  let size = 0
  for await (const chunk of head.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge()
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
