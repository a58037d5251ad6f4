import type { HeadKey } from '../journal/keys.ts'
import type { State } from '../state.ts'
import type { CallOptions } from '../user-admin.ts'
import type { EventKind, News, Over } from './event.ts'

/** Who is told, and where. */
export interface Receiver {
  /** For the journal and for people: nobody sees the address. */
  readonly name: string
  /** `https:`, or `http:` of this machine. Often a secret in itself, and never repeated. */
  readonly url: string
  /** What the signature is made with: `whsec_` and base64, or at least 24 bytes as they are. */
  readonly secret: string
  /** Which events. Default: all. */
  readonly on?: readonly EventKind[] | undefined
}

/** What {@link notifier} takes. */
export interface NotifierOptions {
  readonly receivers: readonly Receiver[]
  /** Holds what was told, and the journal whose head goes with each message. */
  readonly state: State
  /** Signs that head: a private Ed25519 key. Default: it goes unsigned. */
  readonly key?: HeadKey | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
  /** What sends a message. Default: the runtime's own. */
  readonly fetch?: typeof fetch | undefined
}

/** How an attempt to tell somebody ended. */
export interface Delivery {
  /** The receiver, by name. */
  readonly to: string
  readonly event: News['event']
  readonly subject: string
  /** The id of the message, the same at every attempt. */
  readonly id: string
  /** `waiting`: it is tried again. `given-up`: it is not. */
  readonly delivery: 'sent' | 'waiting' | 'given-up'
  /** Of what was answered: `HTTP 204`, `HTTP 503`, `no answer within 10 s`. */
  readonly why: string
}

/** Tells people what happened, each reason once. */
export interface Notifier {
  /**
   * Writes down what each receiver is to be told and was not told yet, durably; nothing is sent.
   *
   * @throws {UserAdminError} as the state does.
   */
  tell(events: News | Over | readonly (News | Over)[]): Promise<void>
  /**
   * Sends everything that is due, of earlier processes too, at most ten seconds long. What a receiver does not take is
   * no error: it waits for the next time, for three days.
   *
   * @throws {UserAdminError} as the state does.
   */
  flush(options?: CallOptions): Promise<readonly Delivery[]>
}

/**
 * What sends signed webhooks (Standard Webhooks).
 *
 * @throws {UserAdminError} `invalid` for receivers that are wrong in themselves; their addresses and secrets are not
 * repeated.
 */
export function notifier(options: NotifierOptions): Notifier {
  void options
  return { tell: async () => undefined, flush: async () => [] }
}
