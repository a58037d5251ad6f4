import { withoutTokens } from '../../credentials/whole-token.ts'
import { UserAdminError } from '../../errors.ts'
import type { Failure } from '../protocol.ts'
import { plainly } from './plain-words.ts'

/** A request that is not done, by its problem: the page has the sentence. */
export class Refused extends Error {
  override readonly name = 'Refused'
  readonly problem: string
  readonly status: number

  /** @param says What the page's own sentence lacks. */
  constructor(problem: string, status = 409, says = '') {
    super(says)
    this.problem = problem
    this.status = status
  }
}

/** What may be told of an error: its problem, and the engine's own sentence. Others may hold anything. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Refused) return { problem: error.problem, says: error.message }
  if (error instanceof UserAdminError) return { problem: error.problem, says: plainly(withoutTokens(error.message)) }
  return { problem: 'unexpected', says: '' }
}
