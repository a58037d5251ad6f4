import { AacError, type ChangeOptions } from '@user-admin/aac-client'
import type { Sending } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { Gathering, type Waiting } from '../gathering.ts'
import { translated } from '../translated.ts'
import { telling } from './requests.ts'

interface Asked {
  readonly name: string
  readonly told: ChangeOptions
}

/** What is known of a change besides how it is sent. */
export interface Nature<A> {
  /** What is answered for somebody for whom it is so already; `undefined` where it is not. */
  readonly isDone: (name: string) => Promise<{ readonly answer: A } | undefined>
  /** Whether it may be sent again for somebody for whom it is so already. */
  readonly twice: 'harmless' | 'never'
}

/**
 * One call of the system that names several people, for changes of one person each: those that are to be sent while
 * another call is under way go together. Each has its own outcome: a call that is refused as a whole is sent again in
 * halves; one that nobody knows the end of is not, and ends so for everybody in it.
 */
export class Bulk<A> {
  readonly #send: (names: readonly string[], options: ChangeOptions) => Promise<A>
  readonly #nature: Nature<A>
  readonly #gathering: Gathering<Asked, A>
  /** The most people that the server was found to take. */
  #most = 100
  /** Those whose call with others ended in a way that nobody knows: one of them may be why, so each goes alone. */
  readonly #apart = new Set<string>()

  constructor(send: (names: readonly string[], options: ChangeOptions) => Promise<A>, nature: Nature<A>) {
    this.#send = send
    this.#nature = nature
    this.#gathering = new Gathering((several) => this.#sent(several), { most: 100, atOnce: 2 })
  }

  /** What the system answers to a call that names this person, and perhaps others. */
  async one(name: string, options?: Sending): Promise<A> {
    return await this.#gathering.one({ name, told: telling(options) })
  }

  async #sent(several: readonly Waiting<Asked, A>[]): Promise<void> {
    const isApart = ({ asked }: Waiting<Asked, A>): boolean => this.#apart.has(asked.name)
    const apart = Map.groupBy(several.filter(isApart), ({ asked }) => asked.name)
    for (const name of apart.keys()) this.#apart.delete(name)
    await Promise.all([
      ...[...apart.values()].map((own) => this.#part(own)),
      this.#parts(several.filter((one) => !apart.has(one.asked.name))),
    ])
  }

  async #parts(several: readonly Waiting<Asked, A>[]): Promise<void> {
    for (let from = 0; from < several.length; ) {
      const some = several.slice(from, from + this.#most)
      from += some.length
      await this.#part(some)
    }
  }

  /**
   * Whether everybody got the answer.
   *
   * @param isRest Whether all of them were named by a call that was refused: nobody knows whether that has changed some.
   */
  async #part(all: readonly Waiting<Asked, A>[], isRest = false): Promise<boolean> {
    const some = all.filter(mayGo)
    const names = [...new Set(some.map(({ asked }) => asked.name))]
    if (names.length === 0) return false
    let isHeld = false
    try {
      const check = (): void => {
        isHeld = true
        for (const { asked } of some) asked.told.check?.()
        isHeld = false
      }
      const answer = await this.#send(names, { ...allOf(some.map(({ asked }) => asked.told)), check })
      for (const one of some) one.answer(answer)
      return true
    } catch (error) {
      // Somebody’s change may not be sent any more; the others’ may.
      if (isHeld && some.length > 1) return await this.#part(some, isRest)
      if (names.length === 1 || !isRefusal(error)) {
        // A server that takes its time over many is asked for fewer: what ends unknown for one, ends so for all of them.
        if (names.length > 1 && isUnknown(error)) for (const name of names) this.#apart.add(name)
        if (isLate(error)) this.#most = Math.max(1, Math.ceil(names.length / 2))
        for (const one of isRest && !isHeld ? await this.#left(some) : some) one.fail(error)
        return false
      }
      const half = new Set(names.slice(0, Math.ceil(names.length / 2)))
      const left = this.#nature.twice === 'never' ? await this.#left(some) : some
      const isFirst = await this.#part(
        left.filter(({ asked }) => half.has(asked.name)),
        true,
      )
      const isSecond = await this.#part(
        left.filter(({ asked }) => !half.has(asked.name)),
        true,
      )
      // Nobody in it was refused, so there were too many.
      if (isFirst && isSecond) this.#most = Math.min(this.#most, half.size)
      return isFirst && isSecond
    }
  }

  /** Those for whom it is not so yet. Nobody knows whether a call that is refused for one has changed the others. */
  async #left(some: readonly Waiting<Asked, A>[]): Promise<readonly Waiting<Asked, A>[]> {
    const left = await Promise.all(
      some.map(async (one) => {
        try {
          const done = await this.#nature.isDone(one.asked.name)
          if (done === undefined) return [one]
          one.answer(done.answer)
        } catch (error) {
          one.fail(unsure(error))
        }
        return []
      }),
    )
    return left.flat()
  }
}

/** The error of a look, which leaves unknown what it was to show. */
function unsure(error: unknown): unknown {
  const end = translated(error)
  if (!(end instanceof UserAdminError)) return end
  const { problem, message, cause, until } = end
  return new UserAdminError(problem, message, { effect: 'unknown', until, ...(cause === undefined ? {} : { cause }) })
}

/** Whether this one may still be sent; who may not, fails with the reason. */
function mayGo({ asked, fail }: Pick<Waiting<Asked, never>, 'asked' | 'fail'>): boolean {
  try {
    asked.told.check?.()
    return true
  } catch (error) {
    fail(error)
    return false
  }
}

/** Everybody is told of the requests of the call. */
function allOf(told: readonly ChangeOptions[]): ChangeOptions {
  return {
    onExchange: (exchange) => {
      for (const { onExchange } of told) {
        try {
          onExchange?.(exchange)
        } catch {
          // Who watches keeps nothing from the others.
        }
      }
    },
  }
}

const isUnknown = (error: unknown): boolean => error instanceof AacError && error.effect === 'unknown'

const isLate = (error: unknown): boolean => error instanceof AacError && error.kind === 'timeout'

/** Something about one of the people may be why. */
const isRefusal = (error: unknown): boolean =>
  error instanceof AacError &&
  error.kind === 'rejected' &&
  error.effect === 'none' &&
  error.status !== undefined &&
  [400, 403, 404, 409, 410, 413, 422].includes(error.status)
