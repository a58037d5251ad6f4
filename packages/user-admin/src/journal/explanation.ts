import type { StepOutcome } from '../apply/step.ts'
import type { GuardCode, Step } from '../plan/step.ts'
import type { Caller } from '../user-admin.ts'
import type { Seen } from './journal.ts'

/** What is known of one person. Plain JSON. */
export interface Explanation {
  /** Everything that the person is known by here, in order. */
  readonly person: { readonly ids: readonly string[]; readonly emails: readonly string[] }
  /** The oldest first; empty where nothing is known. */
  readonly events: readonly ExplainedEvent[]
  /** Where the person stood when they were last looked at, one sentence; absent where nobody looked. */
  readonly now?: string
  /**
   * What nobody could look at: a plan that a run carried out and that was not kept. And that the id means several people.
   * Empty as a rule.
   */
  readonly notes: readonly string[]
}

/** One thing that was done to a person, decided about them, or left. */
export interface ExplainedEvent {
  /** When it began or was found first, ISO 8601. */
  readonly at: string
  /** Of what was found in several plans, one after the other: when it was found last, and in how many. */
  readonly until?: string
  readonly times?: number
  /**
   * `step`: something was done, or tried. `planned`: asked for by a plan and not begun. `held`, `approved`, `rejected`, `superseded`: of a plan
   * that asks for something. `kept`, `blocked`, `later`, `unmatched`, `missing`: as in a plan. `named`: on the list that a plan
   * was made from, and nothing was asked for.
   */
  readonly kind:
    | 'step'
    | 'planned'
    | 'held'
    | 'approved'
    | 'rejected'
    | 'superseded'
    | 'kept'
    | 'blocked'
    | 'later'
    | 'unmatched'
    | 'missing'
    | 'named'
  /** One sentence. */
  readonly says: string
  /** The row of the journal that it rests on. */
  readonly seq?: number
  /** Key of the scope; absent for what is about a whole plan. */
  readonly scope?: string
  readonly plan?: string
  readonly run?: string
  readonly action?: Step['action']
  readonly what?: string
  /** What in the goal asked for it, or why the person was left alone. */
  readonly why?: string
  /** Absent where the journal does not say how it ended. */
  readonly outcome?: StepOutcome
  /** Why, for every outcome that is not as promised. */
  readonly reason?: string
  /** The person or job. */
  readonly by?: string
  readonly credential?: Caller
  readonly approvedBy?: string
  readonly ticket?: string
  /** The guards that held it back, and those that were released. */
  readonly heldBy?: readonly GuardCode[]
  readonly released?: readonly GuardCode[]
  /** Who received what the person owned. */
  readonly transferTo?: { readonly id: string; readonly email: string }
  /** What the system calls the requests. */
  readonly requests?: readonly string[]
  /** The person as looks showed them just before and afterwards; `null`: not there. Absent: nobody looked. */
  readonly before?: Seen | null
  readonly after?: Seen | null
  /** By a later run that undoes the run. */
  readonly undone?: { readonly at: string; readonly run: string; readonly by: string }
}
