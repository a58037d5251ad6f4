import type { Problem } from '../../errors.ts'

/** Why Microsoft Graph could not be read on; the message is the sentence that people read. */
export class GraphFault extends Error {
  readonly problem: Problem
  /** The status of the answer, where one came. */
  readonly status: number | undefined
  /** When it takes requests again, in milliseconds since the epoch, where it said so. */
  readonly until: number | undefined

  constructor(
    problem: Problem,
    message: string,
    about: { readonly status?: number | undefined; readonly until?: number | undefined } = {},
  ) {
    super(message)
    this.problem = problem
    this.status = about.status
    this.until = about.until
  }

  /** Whether a reader of the message can mend it without looking at what was read. */
  get isMendable(): boolean {
    return mendable.has(this.problem)
  }
}

const mendable: ReadonlySet<Problem> = new Set(['unauthenticated', 'forbidden', 'unavailable', 'rate-limited'])

/** An answer that is not what it should be: something else may have answered, so nothing is concluded from it. */
export const strange = (what: string, fact: string, status?: number): GraphFault =>
  new GraphFault('unexpected', `What Microsoft Graph sent for ${what} cannot be used: ${fact}.`, { status })

/** Links that Graph no longer takes, or never did: the reading that they continue begins anew. */
export const isLinkRefused = (error: unknown): boolean =>
  error instanceof GraphFault && (error.status === 400 || error.status === 404 || error.status === 410)
