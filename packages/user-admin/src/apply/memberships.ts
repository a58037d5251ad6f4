import type { Seen } from '../journal/journal.ts'
import type { Step } from '../plan/step.ts'
import type { Begun } from './change-asked.ts'
import type { Result } from './step.ts'

/** What is known of a step from runs that were broken off. */
export interface Earlier {
  /** How it ended; absent where nobody knows. */
  readonly result?: Result
  /** What it was about to do last. */
  readonly begun?: Begun
  /** The person, as a look showed them just before that. */
  readonly before?: Seen
  /** The membership that it left behind. */
  readonly mark?: string
}

/** What a run, and those that it goes on with, made of memberships: the next step of the same person is meant for that, and for no other change. */
export class Memberships {
  readonly #now = new Map<string, string>()

  constructor(earlier: ReadonlyMap<Step, Earlier>) {
    for (const [step, { mark }] of earlier) this.changed(step, mark)
  }

  current(step: Step): Step {
    const mark = this.#now.get(keyOf(step))
    return mark === undefined ? step : { ...step, mark }
  }

  changed(step: Step, mark: string | undefined): void {
    if (step.mark !== undefined && mark !== undefined) this.#now.set(keyOf(step), mark)
  }
}

const keyOf = ({ scope, id = '', mark = '' }: Step): string => `${scope} ${id} ${mark}`
