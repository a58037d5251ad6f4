import type { AacError } from '@user-admin/aac-client'
import type { HoustonError } from '@user-admin/houston-client'

/** What is wrong, in terms that do not depend on the system. */
export type Problem =
  | 'unauthenticated'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'rate-limited'
  | 'unavailable'
  | 'unsupported'
  | 'last-admin'
  | 'unexpected'

/**
 * The one error of this package. `problem` says what is wrong, `effect` whether the system may have
 * acted all the same, `cause` holds the client's own error where there is one.
 */
export class UserAdminError extends Error {
  override readonly name = 'UserAdminError'
  readonly problem: Problem
  readonly effect: 'none' | 'unknown'
  /** Which guard stopped a plan before anything was planned: the directory cannot be trusted. */
  readonly guard?: 'source' | 'shrank'
  /** When the server takes requests again, in ms since the epoch, where it asked to be left alone that long. */
  readonly until?: number
  declare readonly cause?: HoustonError | AacError

  constructor(
    problem: Problem,
    message: string,
    about: {
      readonly effect?: 'none' | 'unknown'
      readonly cause?: HoustonError | AacError
      readonly guard?: 'source' | 'shrank'
      readonly until?: number | undefined
    } = {},
  ) {
    super(message, about.cause === undefined ? undefined : { cause: about.cause })
    this.problem = problem
    this.effect = about.effect ?? 'none'
    if (about.guard !== undefined) this.guard = about.guard
    if (about.until !== undefined) this.until = about.until
  }
}
