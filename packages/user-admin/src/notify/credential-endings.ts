import type { News, Over } from './event.ts'

const hour = 3_600_000
const day = 24 * hour

/** So many days before its end people are told of a credential. */
const endingDays: readonly number[] = [30, 14, 3]

/** What is known of the end of one credential. */
export interface CredentialEnd {
  /** By its name in the configuration. */
  readonly target: string
  /** Milliseconds since the epoch. */
  readonly ends: number
  /** What a person does, as a line: `user-admin login aac spring`. */
  readonly remedy: string
}

/**
 * What is to be told of a credential that ends: once 30, 14 and 3 days before. Of one that has ended nothing, for whatever
 * needs it says so.
 *
 * A day counts by its distance and not by its date: the end of one that is renewed as it is used moves with every run.
 */
export function endingOf({ target, ends, remedy }: CredentialEnd, now: number): readonly (News | Over)[] {
  const left = ends - now
  if (left <= 0) return []
  const reached = endingDays.filter((days) => left <= days * day)
  const nearest = reached.at(-1)
  if (nearest === undefined) return [{ over: 'credential-ending', subject: target }]
  const [length, unit] = left < 2 * hour ? [60_000, 'minutes'] : left < 2 * day ? [hour, 'hours'] : [day, 'days']
  const when = `${Math.floor(left / length)} ${unit}`
  return [
    // A newer credential passes these again.
    ...endingDays
      .filter((days) => days < nearest)
      .map((days): Over => ({ over: 'credential-ending', subject: target, reason: reasonOf(days) })),
    {
      event: 'credential-ending',
      subject: target,
      reason: reasonOf(nearest),
      text: `The credential of ${target} ends in ${when}, at ${new Date(ends).toISOString()}. Nothing is done there once it has: ${remedy}.`,
      target,
    },
  ]
}

const reasonOf = (days: number): string => `${days} days`
