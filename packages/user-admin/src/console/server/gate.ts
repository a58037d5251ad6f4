import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** Why a request is turned away at the door; nothing of it was looked at. */
export interface TurnedAway {
  readonly status: 401 | 403 | 405 | 415
  readonly problem: 'session' | 'refused'
}

/** The header of the session's secret. */
const secretHeader = 'x-user-admin-session'

/**
 * Lets in the page that was opened by the link, and nobody else: another program of this machine has no secret, another
 * page of the browser another origin, and a name that was made to lead here (DNS rebinding) another host.
 */
export class Gate {
  readonly #hosts: ReadonlySet<string>
  readonly #secret = fresh()
  #once: string | undefined = fresh()

  /** @param port Where the server listens. */
  constructor(port: number) {
    this.#hosts = new Set([`127.0.0.1:${port}`, `localhost:${port}`])
  }

  /** The secret of the link, for as long as nobody took it. */
  get once(): string {
    return this.#once ?? ''
  }

  /** Takes the secret of the link, which is spent by that; answers with the session's own. */
  open(once: string): string | undefined {
    if (this.#once === undefined || !same(once, this.#once)) return undefined
    this.#once = undefined
    return this.#secret
  }

  /** Whether it is meant for this server by its name. */
  isAddressed({ headers: { host = '' } }: IncomingMessage): boolean {
    return this.#hosts.has(host)
  }

  /** Why a request to the API is turned away, whoever it is from. */
  refusal({ method, headers }: IncomingMessage): TurnedAway | undefined {
    const { host = '', origin } = headers
    if (!this.#hosts.has(host) || origin !== `http://${host}`) return { status: 403, problem: 'refused' }
    if (method !== 'POST') return { status: 405, problem: 'refused' }
    const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
    return type === 'application/json' ? undefined : { status: 415, problem: 'refused' }
  }

  /** Whether it is of the session. */
  isOfSession({ headers }: IncomingMessage): boolean {
    const given = headers[secretHeader]
    return typeof given === 'string' && same(given, this.#secret)
  }
}

const fresh = (): string => randomBytes(32).toString('base64url')

/** In a time that does not tell how much of it was right. */
const same = (given: string, kept: string): boolean => timingSafeEqual(hashed(given), hashed(kept))
const hashed = (text: string): Buffer => createHash('sha256').update(text).digest()
