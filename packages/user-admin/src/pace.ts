import type { Gate } from '@user-admin/aac-client'
import { newPace } from './pace/new-pace.ts'

/**
 * How fast requests may follow each other, learnt from the answers: of one credential at one origin.
 *
 * Every administrator of this package waits for the one of its credential, also where several share it.
 */
export interface Pace {
  /** Awaited before each attempt of a client. */
  readonly gate: Gate
  /** What was learnt so far. */
  readonly now: Learnt
}

/** What a pace knows. */
export interface Learnt {
  /** Requests that may be under way at once. */
  readonly inFlight: number
  /** Requests a second that the server takes, as far as it was found out; `undefined` as long as nothing was refused and no header said so. */
  readonly perSecond: number | undefined
  /** Milliseconds that a request takes. `undefined` before the first answer. */
  readonly latency: number | undefined
  /** Until when the server asked to be left alone, in ms since the epoch. */
  readonly until: number | undefined
}

/** A client that can be paced. */
export interface Paced {
  readonly fetch: typeof fetch | undefined
  gate: Gate | undefined
}

const anywhere = {}
const paces = new WeakMap<object, Map<string, Pace>>()
const byGate = new WeakMap<Gate, Pace>()

/**
 * The pace of a credential, which the client is made to keep from now on. `undefined` where the client has a gate of
 * somebody else's.
 *
 * @param who The credential at its origin: two that differ are paced apart.
 */
export function paceOf(client: Paced, who: string, make: () => Pace = newPace): Pace | undefined {
  if (client.gate !== undefined) return byGate.get(client.gate)
  const own = paces.get(client.fetch ?? anywhere) ?? new Map<string, Pace>()
  paces.set(client.fetch ?? anywhere, own)
  const pace = own.get(who) ?? make()
  own.set(who, pace)
  byGate.set(pace.gate, pace)
  client.gate = pace.gate
  return pace
}
