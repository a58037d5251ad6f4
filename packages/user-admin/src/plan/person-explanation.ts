import type { SourcePerson } from '../directory/source.ts'
import type { Rule } from './matching.ts'
import type { Step } from './step.ts'

/** Who a person is now, in a goal's directory and in each scope, and what a plan would do. Plain JSON. */
export interface PersonExplanation {
  /** As asked for. */
  readonly person: { readonly id?: string; readonly email?: string }
  /** What was read of the goal's directory, and of each source that it is put together from; empty for a list. */
  readonly sources: readonly ExplainedSource[]
  /** Each member that is the person; a scope in which nobody is, once without a member. */
  readonly scopes: readonly ExplainedScope[]
  /** Why no plan would be made at all. */
  readonly stopped?: string
  /** All of it as a paragraph. */
  readonly says: string
}

/** What one source knows of the person. */
export interface ExplainedSource {
  readonly name: string
  readonly kind: 'complete' | 'incomplete' | 'empty'
  /** ISO 8601. */
  readonly readAt: string
  /** How it was shown to be whole, or why it is not. */
  readonly proof: string
  /** Those that bear an address of the person, or that a member was found to be before. */
  readonly records: readonly SourcePerson[]
}

/** The person in one scope. */
export interface ExplainedScope {
  readonly scope: string
  /** What people call it. */
  readonly name: string
  /** Absent: nobody here is the person. */
  readonly member?: { readonly id: string; readonly email: string; readonly status: Step['status'] & string }
  /** Whom of the directory the member is. */
  readonly match?: {
    readonly rule: Rule
    readonly source: string
    readonly person: string
    readonly status: SourcePerson['status'] | 'absent'
  }
  readonly exempt?: { readonly owner: string; readonly until: string }
  /** The nearest addresses of the directory, where it does not know the member. */
  readonly nearest?: readonly string[]
  /** What a plan would do. `stays`: nothing. `not-there`: nobody here is the person. `stopped`: no plan would be made. */
  readonly outcome:
    | 'step'
    | 'held'
    | 'kept'
    | 'blocked'
    | 'later'
    | 'exempt'
    | 'unmatched'
    | 'stays'
    | 'not-there'
    | 'stopped'
  /** One sentence. */
  readonly says: string
}
