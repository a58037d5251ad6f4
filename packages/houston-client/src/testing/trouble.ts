import { failures } from './failures.ts'
import type { View } from './views.ts'

/** Trouble between Houston and its database, which comes out as HTTP 200 with an error (recordings). */
export interface DatabaseTrouble {
  /** The field of Query or Mutation that it strikes. */
  readonly on: string
  /** A connection that breaks, or an error of the database's own. Default `reset`. */
  readonly how?: 'reset' | 'error' | undefined
  /** Before the field does anything, or after it has: the change is made, and the answer is an error. Default `before`. */
  readonly when?: 'before' | 'after' | undefined
}

/** The trouble to come, each struck once. */
export class Troubles {
  readonly #waiting: DatabaseTrouble[] = []

  add(trouble: DatabaseTrouble): void {
    this.#waiting.push(trouble)
  }

  /** The fields, those in trouble replaced by what fails. */
  over(fields: View): View {
    if (this.#waiting.length === 0) return fields
    return {
      ...fields,
      ...Object.fromEntries(this.#waiting.map((trouble) => [trouble.on, this.#failing(trouble, fields)])),
    }
  }

  #failing(trouble: DatabaseTrouble, fields: View): (...given: unknown[]) => unknown {
    const field = fields[trouble.on] as (...given: unknown[]) => unknown
    return (...given) => {
      const at = this.#waiting.indexOf(trouble)
      if (at === -1) return field(...given)
      this.#waiting.splice(at, 1)
      if (trouble.when === 'after') field(...given)
      throw trouble.how === 'error' ? failures.databaseFailed(trouble.on) : failures.databaseGone(trouble.on)
    }
  }
}
