import { AacError, type ChangeOptions } from '@user-admin/aac-client'
import type { Sending } from '../change.ts'
import { Gathering, type Waiting } from '../gathering.ts'
import { telling } from './requests.ts'

interface Asked {
  readonly name: string
  readonly told: ChangeOptions
}

/**
 * One call of the system that names several people, for changes of one person each: those that are to be sent while
 * another call is under way go together. Each has its own outcome: a call that is refused as a whole is sent again in
 * halves; one that nobody knows the end of is not, and ends so for everybody in it.
 */
export class Bulk<A> {
  readonly #send: (names: readonly string[], options: ChangeOptions) => Promise<A>
  readonly #isDone: (name: string) => Promise<{ readonly answer: A } | undefined>
  readonly #gathering: Gathering<Asked, A>
  /** The most people that the server was found to take. */
  #most = 100

  /** @param isDone What is answered for somebody whom a refused call has changed all the same; left out, to be changed twice does no harm. */
  constructor(
    send: (names: readonly string[], options: ChangeOptions) => Promise<A>,
    isDone: (name: string) => Promise<{ readonly answer: A } | undefined> = async () => undefined,
  ) {
    this.#send = send
    this.#isDone = isDone
    this.#gathering = new Gathering((several) => this.#sent(several), { most: 100, atOnce: 2 })
  }

  /** What the system answers to a call that names this person, and perhaps others. */
  async one(name: string, options?: Sending): Promise<A> {
    return await this.#gathering.one({ name, told: telling(options) })
  }

  async #sent(several: readonly Waiting<Asked, A>[]): Promise<void> {
    for (let from = 0; from < several.length; ) {
      const some = several.slice(from, from + this.#most)
      from += some.length
      await this.#part(some)
    }
  }

  /** Whether everybody got the answer. */
  async #part(all: readonly Waiting<Asked, A>[]): Promise<boolean> {
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
      if (isHeld && some.length > 1) return await this.#part(some)
      if (names.length === 1 || !isRefusal(error)) {
        for (const one of some) one.fail(error)
        return false
      }
      const half = new Set(names.slice(0, Math.ceil(names.length / 2)))
      const left = await this.#left(some)
      const isFirst = await this.#part(left.filter(({ asked }) => half.has(asked.name)))
      const isRest = await this.#part(left.filter(({ asked }) => !half.has(asked.name)))
      // Nobody in it was refused, so there were too many.
      if (isFirst && isRest) this.#most = Math.min(this.#most, half.size)
      return isFirst && isRest
    }
  }

  /** Those for whom something is left to be sent. Nobody knows whether a call that is refused for one has changed the others. */
  async #left(some: readonly Waiting<Asked, A>[]): Promise<readonly Waiting<Asked, A>[]> {
    const left = await Promise.all(
      some.map(async (one) => {
        try {
          const done = await this.#isDone(one.asked.name)
          if (done === undefined) return [one]
          one.answer(done.answer)
        } catch (error) {
          one.fail(error)
        }
        return []
      }),
    )
    return left.flat()
  }
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
      for (const { onExchange } of told) onExchange?.(exchange)
    },
  }
}

/** Something about one of the people may be why. */
const isRefusal = (error: unknown): boolean =>
  error instanceof AacError &&
  error.kind === 'rejected' &&
  error.effect === 'none' &&
  error.status !== undefined &&
  [400, 403, 404, 409, 410, 413, 422].includes(error.status)
