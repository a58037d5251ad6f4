import { UserAdminError } from '../errors.ts'
import type { Goal } from './goal.ts'

/**
 * How many people the scopes of one plan may have between them, where nobody says otherwise: plan, run and report of so
 * many removals need a heap of about 450 MB, and less than 2 KB more for each person (see `bench/growth.ts`).
 */
export const usualMost = 250_000

/** Counts the people that are read for one plan: it is one document, and memory must not run out half-way. */
export class Crowd {
  readonly #most: number
  #count = 0

  /** @throws {UserAdminError} `invalid` for what is no number of people. */
  constructor(most: number) {
    if (!(most >= 1))
      throw new UserAdminError('invalid', `maxPeople is ${String(most)}: it is a number of people, from 1.`)
    this.#most = most
  }

  /** @throws {UserAdminError} `invalid` for one too many. */
  add(): void {
    this.#count += 1
    if (this.#count > this.#most) this.#refuse('in the scopes of this plan. Plan fewer scopes at once')
  }

  /**
   * Looks, before anything is read, at who is named one by one: each of them is a step, or is told to be missing. A directory
   * may know many more than are here.
   *
   * @throws {UserAdminError} `invalid` for too many.
   */
  checkNamed(goal: Goal): void {
    if (namedIn(goal) > this.#most) this.#refuse('on the list of this plan. Plan parts of it')
  }

  #refuse(where: string): never {
    const most = this.#most.toLocaleString('en-US')
    throw new UserAdminError(
      'invalid',
      `There are more than ${most} people ${where}; or say maxPeople, and give the process 2 KB of memory for each.`,
    )
  }
}

function namedIn(goal: Goal): number {
  if (goal.kind === 'roster') return goal.entries.length
  if (goal.kind === 'leavers' && goal.source === undefined) return goal.people.length
  const isList = goal.kind === 'keep-only' && goal.source === undefined && goal.keep !== 'only-me'
  return isList ? goal.keep.length : 0
}
