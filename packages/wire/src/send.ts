import ky, { isHTTPError, isTimeoutError } from 'ky'

/**
 * What a request may do, and so when it may be sent again.
 *
 * - `read` changes nothing: again after 408, 429, 5xx, a network error or a timeout.
 * - `once` is every mutation: again only after what proves that nothing was done (a refused
 *   connection, DNS, 429, 503 with a retry time).
 * - `never` is the token exchange: sent once, whatever comes back.
 */
export type EffectClass = 'read' | 'once' | 'never'

/** May the system have acted although the call failed? */
export type Effect = 'none' | 'unknown'

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
  /** Of the answer's headers: request ids, retry times and rate limits. */
  readonly headers: Readonly<Record<string, string>>
}

/** What is about to be sent, for a gate that paces requests. */
export interface Attempt {
  readonly operation: string
  readonly effect: EffectClass
  readonly attempt: number
}

export interface SendOptions {
  /** Names the call in errors and exchanges. */
  readonly operation: string
  readonly effect: EffectClass
  /** Milliseconds that one attempt may take, its whole body included. Default 30,000. */
  readonly timeout?: number | undefined
  /** Milliseconds after which no further attempt is begun, waits included. Default 60,000. */
  readonly budget?: number | undefined
  /** Attempts after the first. Default 3. */
  readonly retries?: number | undefined
  /** Milliseconds before the n-th retry where the server names no time. Default 300 × 2ⁿ⁻¹, with jitter. */
  readonly delay?: ((retry: number) => number) | undefined
  /** Bytes that an answer may have. Default 64 MiB. */
  readonly maxBytes?: number | undefined
  readonly fetch?: typeof fetch | undefined
  /** Awaited before each attempt. Not a `fetch` wrapper: waiting must not count as a timeout. */
  readonly gate?: ((attempt: Attempt, signal: AbortSignal | undefined) => void | Promise<void>) | undefined
  readonly onExchange?: ((exchange: Exchange) => void) | undefined
}

/** A whole answer: its body is read, whatever the status. What reads a `Response` can read it. */
export type Whole = Pick<Response, 'ok' | 'status' | 'statusText' | 'headers' | 'text'>

/** Why an exchange brought no usable answer. */
export type Fault = 'refused' | 'tls' | 'reset' | 'timeout' | 'redirect' | 'cut' | 'too-large'

/** The one error of the seam; each client makes its own public error of it. It never holds the request. */
export class SendFailure extends Error {
  override readonly name = 'SendFailure'
  readonly fault: Fault
  readonly effect: Effect
  /** `network`: no answer came. `timeout`: none in time. `protocol`: one that cannot be used. */
  readonly kind: 'network' | 'timeout' | 'protocol'
  /** The lowest code of the causes (`ECONNREFUSED`), if there was one. */
  readonly code: string | undefined
  /** The status, if headers had arrived. */
  readonly status: number | undefined

  constructor(
    fault: Fault,
    effectClass: EffectClass,
    about: { code?: string | undefined; status?: number | undefined } = {},
  ) {
    super(sentence[fault] + (about.code === undefined ? '' : ` (${about.code})`))
    this.fault = fault
    this.kind = kinds[fault]
    this.effect = effectClass === 'read' || fault === 'refused' || fault === 'tls' ? 'none' : 'unknown'
    this.code = about.code
    this.status = about.status
  }
}

const kinds: Record<Fault, SendFailure['kind']> = {
  refused: 'network',
  tls: 'network',
  reset: 'network',
  timeout: 'timeout',
  redirect: 'protocol',
  cut: 'protocol',
  'too-large': 'protocol',
}

const sentence: Record<Fault, string> = {
  refused: 'the server could not be reached',
  tls: 'the connection is not trusted; if the server uses a private certificate authority, name its file in NODE_EXTRA_CA_CERTS',
  reset: 'the connection broke before an answer came',
  timeout: 'no whole answer came in time',
  redirect: 'the server answered with a redirect, which is not followed',
  cut: 'the answer was cut short',
  'too-large': 'the answer is larger than allowed',
}

const refused = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT|ConnectionRefused)$/
const untrusted = /^(?:ERR_TLS_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_SSL_(?!.*BAD_RECORD_MAC))/
const retriable: Record<EffectClass, readonly number[]> = {
  read: [408, 429, 500, 502, 503, 504],
  once: [429, 503],
  never: [],
}
const told = /^(?:x-(?:request-id|trifacta-request-id|correlation-id|retry-after|rate-limit-.+)|retry-after)$/

/**
 * Says what a failed answer leaves behind: 408 and 5xx may hide a change that was made, as may a 2xx
 * or 3xx that is not what it should be. A 503 that names a time to come back did nothing.
 */
export function effectOf(
  effectClass: EffectClass,
  answer: { readonly status: number; readonly headers: Headers },
): Effect {
  const { status } = answer
  if (effectClass === 'read') return 'none'
  if (status === 503) return retryAfter(answer.headers) === undefined ? 'unknown' : 'none'
  return status === 408 || status >= 500 || status < 400 ? 'unknown' : 'none'
}

/** Milliseconds that the server asks to wait: `x-retry-after` first, `Retry-After` (seconds or a date) second. */
export function retryAfter(headers: Headers, now: number = Date.now()): number | undefined {
  for (const name of ['x-retry-after', 'retry-after']) {
    const value = headers.get(name)?.trim()
    if (value === undefined) continue
    if (/^\d+(?:\.\d+)?$/.test(value)) return Number(value) * 1000
    // Date.parse takes "-1" and "5 minutes" for years and months; a date of HTTP begins with its weekday.
    const date = /^[A-Z][a-z]{2}/.test(value) ? Date.parse(value) : Number.NaN
    if (!Number.isNaN(date)) return Math.max(0, date - now)
  }
  return undefined
}

/**
 * One exchange: sends a request as often as its effect class allows and answers with the whole body
 * read, whatever the status.
 *
 * @throws {SendFailure} when no usable answer came; the signal's own reason when the caller aborts.
 */
export async function send(url: string | URL, init: RequestInit, options: SendOptions): Promise<Whole> {
  const { effect, operation, budget = 60_000, maxBytes = 64 * 2 ** 20, onExchange } = options
  const method = init.method ?? 'GET'
  const signal = init.signal ?? undefined
  signal?.throwIfAborted()
  const begun = performance.now()
  const request = options.fetch ?? globalThis.fetch
  let attempt = 0
  let answer: Whole | undefined
  let failure: SendFailure | undefined

  // The innermost fetch reads the whole body inside ky's attempt: ky's own timeout ends at the headers.
  // It sends what the caller gave, not ky's copy of it: a text is cheaper to send, and to send again, than a stream.
  const whole = async (attemptSignal: AbortSignal): Promise<Response> => {
    attempt += 1
    answer = failure = undefined
    const started = performance.now()
    let head: Response | undefined
    const report = (code?: string): void =>
      onExchange?.({
        operation,
        attempt,
        ...(head === undefined ? {} : { status: head.status }),
        ...(code === undefined ? {} : { code }),
        ms: performance.now() - started,
        headers: Object.fromEntries([...(head?.headers ?? [])].filter(([name]) => told.test(name))),
      })
    try {
      head = await request(url, { ...init, redirect: 'manual', signal: attemptSignal })
      if (head.type === 'opaqueredirect' || (head.status >= 300 && head.status < 400)) {
        throw new SendFailure('redirect', effect, { status: head.status })
      }
      const { ok, status, statusText, headers } = head
      const text = await bounded(head, maxBytes, () => new SendFailure('too-large', effect, { status }))
      answer = { ok, status, statusText, headers, text: async () => text }
    } catch (error) {
      // A body that nobody reads would hold its connection, and the process, for as long as the server likes.
      void head?.body?.cancel().catch(() => undefined)
      failure = error instanceof SendFailure ? error : failed(error, effect, attemptSignal, head)
      report(failure.code ?? failure.fault.toUpperCase())
      // Only this form is a network error to ky on every runtime; the cause keeps the code.
      throw failure.fault === 'redirect' || failure.fault === 'too-large'
        ? failure
        : new TypeError('fetch failed', { cause: failure })
    }
    report()
    // ky sees the status and our reading of the retry time; it knows neither x-retry-after nor which reset headers to distrust.
    const wait = retryAfter(answer.headers)
    return new Response(null, {
      status: answer.status,
      headers: wait === undefined || wait === 0 ? {} : { 'retry-after': String(Math.ceil(wait / 1000)) },
    })
  }

  const gate = async (): Promise<void> => {
    await options.gate?.({ operation, effect, attempt: attempt + 1 }, signal)
    signal?.throwIfAborted()
  }
  const hooks = options.gate === undefined ? {} : { beforeRequest: [gate], beforeRetry: [gate] }

  try {
    await ky(url, {
      method,
      ...(signal === undefined ? {} : { signal }),
      fetch: (input) => whole((input as Request).signal),
      timeout: options.timeout ?? 30_000,
      throwHttpErrors: (status) => retriable[effect].includes(status),
      hooks,
      retry: {
        limit: effect === 'never' ? 0 : (options.retries ?? 3),
        methods: [method.toLowerCase()],
        statusCodes: [...retriable[effect]],
        afterStatusCodes: [...retriable[effect]],
        retryOnTimeout: effect === 'read',
        ...(options.delay === undefined ? { jitter: true } : { delay: options.delay }),
        // Only `false` or nothing: `true` would make ky forget the retry time.
        shouldRetry: ({ error }) => {
          const wait = answer === undefined ? undefined : retryAfter(answer.headers)
          if (performance.now() - begun + (wait ?? 0) > budget) return false
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
    if (isTimeoutError(error)) throw new SendFailure('timeout', effect)
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

/** Names what went wrong below HTTP: the first code down the causes decides. */
function failed(error: unknown, effect: EffectClass, signal: AbortSignal, head: Response | undefined): SendFailure {
  if (signal.aborted) return new SendFailure('timeout', effect)
  let code: string | undefined
  let connecting = false
  for (let cause = error, depth = 0; depth < 8 && typeof cause === 'object' && cause !== null; depth += 1) {
    // Several addresses of one host that were all tried in vain.
    if (cause instanceof AggregateError) cause = cause.errors[0]
    if (typeof cause !== 'object' || cause === null) break
    if ('code' in cause && typeof cause.code === 'string') {
      code = cause.code
      connecting = 'syscall' in cause && cause.syscall === 'connect'
      break
    }
    cause = 'cause' in cause ? cause.cause : undefined
  }
  if (head !== undefined) return new SendFailure('cut', effect, { code, status: head.status })
  // No route, no network: whatever ends the attempt to connect, nothing was sent.
  if (code !== undefined && (connecting || refused.test(code))) return new SendFailure('refused', effect, { code })
  if (code !== undefined && untrusted.test(code)) return new SendFailure('tls', effect, { code })
  return new SendFailure('reset', effect, { code })
}
