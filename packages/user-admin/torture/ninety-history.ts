import { strict as assert } from 'node:assert'
import { day, type Human, type Place, places } from './ninety-company.ts'
import { type Done, onServer, type Places, type Server, serverOf, servers } from './ninety-places.ts'

/** Somebody's way into a place opened or closed. */
interface Turn {
  readonly at: number
  readonly isIn: boolean
}

/**
 * Who could enter what at every moment, by the servers' own truth: looked at after each change, and at every full hour.
 * It knows no plan, no journal and no evidence.
 */
export class History {
  readonly #company: readonly Human[]
  readonly #places: Places
  readonly #turns = new Map<string, Turn[]>()
  readonly #byAddress = new Map<string, Human[]>()
  readonly #seen = new Map<Server, string>()
  #epoch = 0
  #lastDay = 0
  constructor(company: readonly Human[], open: Places, at: number) {
    this.#company = company
    this.#places = open
    for (const human of company) this.#learn(human)
    for (const human of company)
      for (const place of places)
        if (isFollowed(human, place))
          this.#turns.set(keyOf(human, place), [{ at, isIn: open.canEnter(place, human.known) }])
  }

  /** A person has another address from now on. */
  #learn(human: Human): void {
    for (const address of human.known) {
      const others = this.#byAddress.get(address.toLowerCase()) ?? []
      if (!others.includes(human)) this.#byAddress.set(address.toLowerCase(), [...others, human])
    }
  }

  /** Something was changed in a place that no ledger tells. */
  moved(human: Human): void {
    this.#learn(human)
    this.#epoch += 1
  }

  /** A server changed something: whoever it was done to is looked at. */
  done({ server, target, at }: Done): void {
    for (const human of this.#byAddress.get(target.toLowerCase()) ?? [])
      for (const place of onServer(server)) this.#look(human, place, at)
  }

  /**
   * Looks where anything may be otherwise than at the last time: at leavers each hour, and once a day at everybody, for
   * whatever is done to somebody else stands in a ledger, and is looked at then.
   */
  sample(at: number): void {
    const isNewDay = Math.floor(at / day) > this.#lastDay
    if (isNewDay) this.#lastDay = Math.floor(at / day)
    for (const server of servers) {
      const stamp = `${this.#places.stamp(server)} ${this.#epoch}`
      if (!isNewDay && this.#seen.get(server) === stamp) continue
      this.#seen.set(server, stamp)
      for (const human of this.#company)
        if (isNewDay || human.kind !== undefined) for (const place of onServer(server)) this.#look(human, place, at)
    }
  }

  #look(human: Human, place: Place, at: number): void {
    const turns = this.#turns.get(keyOf(human, place))
    if (turns === undefined) return
    const isIn = this.#places.canEnter(place, human.known)
    const last = turns.at(-1)
    assert(last === undefined || last.at <= at, 'the clock of the history goes forward')
    if (last?.isIn !== isIn) turns.push({ at, isIn })
  }

  /** Whether the person could enter at a moment. */
  isIn(human: Human, place: Place, at: number): boolean {
    return this.#turnsOf(human, place).findLast((turn) => turn.at <= at)?.isIn === true
  }

  /** The last moment up to `until` at which the person could enter; `undefined`: never. */
  lastIn(human: Human, place: Place, until: number): number | undefined {
    const turns = this.#turnsOf(human, place).filter(({ at }) => at <= until)
    const last = turns.at(-1)
    if (last === undefined) return undefined
    if (last.isIn) return until
    return turns.length === 1 ? undefined : last.at
  }

  /** Whether the person could enter at any moment of a stretch, its ends included. */
  everIn(human: Human, place: Place, from: number, until: number): boolean {
    if (this.isIn(human, place, from)) return true
    return this.#turnsOf(human, place).some(({ at, isIn }) => isIn && at > from && at <= until)
  }

  /** The moments at which somebody lost their way in. */
  lost(human: Human, place: Place): readonly number[] {
    return this.#turnsOf(human, place).flatMap(({ at, isIn }, index) => (index > 0 && !isIn ? [at] : []))
  }

  #turnsOf(human: Human, place: Place): readonly Turn[] {
    return this.#turns.get(keyOf(human, place)) ?? []
  }
}

/** Their own places, the platform of these, and every place of a platform on which they have a role. */
const isFollowed = ({ accounts, hired }: Human, place: Place): boolean =>
  (hired !== undefined && place === 'analytics') ||
  accounts.some(
    (account) =>
      account.place === place ||
      (serverOf(account.place) === 'houston' &&
        (place === 'platform' || (account.way === 'system' && serverOf(place) === 'houston'))),
  )
const keyOf = ({ number }: Human, place: Place): string => `${number} ${place}`
