import type { Effect, EffectClass } from './effect.ts'

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
/** Names what went wrong below HTTP: the first code down the causes decides. */
export function failed(
  error: unknown,
  effect: EffectClass,
  signal: AbortSignal,
  head: Response | undefined,
): SendFailure {
  if (signal.aborted) return new SendFailure('timeout', effect, { status: head?.status })
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
