import { day, type Human, hour, kinds, type Place, start } from './ninety-company.ts'
import type { Directories } from './ninety-directories.ts'
import type { History } from './ninety-history.ts'
import { type Places, type Server, scimEvery } from './ninety-places.ts'

/** Something that happens at a moment. */
export interface Event {
  readonly at: number
  readonly happens: () => void | Promise<void>
}

/** What is to happen, in its order; more may come while it does. */
export class Calendar {
  readonly #events: Event[] = []

  add(at: number, happens: Event['happens']): void {
    const after = this.#events.findIndex((event) => event.at > at)
    this.#events.splice(after === -1 ? this.#events.length : after, 0, { at, happens })
  }

  /** The next, up to a moment. */
  next(until: number): Event | undefined {
    return (this.#events[0]?.at ?? Number.POSITIVE_INFINITY) <= until ? this.#events.shift() : undefined
  }
}

/** When what does not work, in days from the beginning. */
const outages = {
  /** The pages of the Graph break off. */
  cut: [20.2, 22.6],
  /** The HR system gives half of its people. */
  half: [22.6, 23.7],
  /** `legacy` answers nobody. */
  down: [58.3, 61.2],
  /** Removals in `us1` are answered as done, and nothing is done. */
  'nothing done': [65.9, 66.7],
  /** They are done, and nobody hears of it. */
  'no answer': [69.9, 70.7],
  /** The credential of `finance` ended after fifty days; when somebody signs in anew. */
  signIn: 53.4,
} as const

const at = (days: number): number => start + Math.round(days * day)

/** The life of the company, its identity provider and its servers: everything that no program of ours does. */
export function lifeOf(
  company: readonly Human[],
  world: {
    readonly calendar: Calendar
    readonly directories: Directories
    readonly places: Places
    readonly history: History
    readonly days: number
  },
): void {
  const { calendar, directories, places, history, days } = world
  for (const human of company) {
    const { renamed } = human
    if (renamed !== undefined) calendar.add(renamed.at, () => rename(human, renamed.keepsOld, world))
    // Who stays is called otherwise now and then.
    else if (human.kind === undefined && human.number % 32 === 9)
      calendar.add(at(3 + (human.number % 60)), () => rename(human, human.number % 64 === 9, world))
    leaves(human, world)
    comesBack(human, world)
  }
  for (let time = start + 5.5 * hour; time < at(days); time += scimEvery) calendar.add(time, () => places.scimCycle())
  for (const [nth, human] of company.filter(({ kind }) => kind === 'scim re-adds').entries())
    if (nth % 2 === 0)
      calendar.add((human.leaves ?? 0) + 10 * day, () => {
        for (const { email } of human.accounts) places.scimDrop(email)
      })
  for (let time = start + 20 * hour; time < at(days); time += day) calendar.add(time, () => directories.exported())

  const switched = ([from, to]: readonly [number, number], on: () => void, off: () => void): void => {
    calendar.add(at(from), on)
    calendar.add(at(to), off)
  }
  for (const trouble of ['cut', 'half'] as const)
    switched(
      outages[trouble],
      () => {
        directories.trouble = trouble
      },
      () => {
        directories.trouble = undefined
      },
    )
  for (const lie of ['nothing done', 'no answer'] as const)
    switched(
      outages[lie],
      () => {
        places.lie = lie
      },
      () => {
        places.lie = undefined
      },
    )
  const server: Server = 'legacy'
  switched(
    outages.down,
    () => void places.down.add(server),
    () => void places.down.delete(server),
  )
  calendar.add(at(outages.signIn), () => places.signIn())
  history.sample(start)
}

function leaves(
  human: Human,
  { calendar, directories }: { readonly calendar: Calendar; readonly directories: Directories },
): void {
  const { leaves: time, ends = 'disabled', part } = human
  if (time === undefined) return
  calendar.add(time, () => {
    human.status = ends
    human.since = time
    directories.show(human)
  })
  // What was deleted is kept for thirty days.
  if (ends === 'deleted' && part === 'entra')
    calendar.add(time + 30 * day, () => {
      human.status = 'gone'
      directories.show(human)
    })
}

/** Somebody is disabled for a while, or comes anew. */
function comesBack(
  human: Human,
  { calendar, directories }: { readonly calendar: Calendar; readonly directories: Directories },
): void {
  const { away, hired } = human
  const turn = (time: number, status: Human['status']): void =>
    calendar.add(time, () => {
      human.status = status
      human.since = status === 'active' ? undefined : time
      directories.show(human)
    })
  if (away !== undefined) {
    turn(away.from, 'disabled')
    turn(away.until, 'active')
  }
  if (hired !== undefined) turn(hired, 'active')
}

function rename(
  human: Human,
  keepsOld: boolean,
  { directories, history }: { readonly directories: Directories; readonly history: History },
): void {
  const before = human.mail
  human.mail = `renamed${human.number}@corp.example`
  if (keepsOld) human.aliases = [...human.aliases, before]
  human.known.add(human.mail)
  directories.show(human)
  history.moved(human)
}

/** Whether somebody is gone, by the truth of a moment. */
export const hasLeft = ({ leaves: time, away }: Human, now: number): boolean =>
  (time !== undefined && time <= now) || (away !== undefined && away.from <= now && now < away.until)

/** Whether a place can be read at a moment with what there is of credentials. */
export function isReadable(place: Place, now: number): boolean {
  const days = (now - start) / day
  if (place === 'vault') return false
  if (place === 'legacy') return days < outages.down[0] || days >= outages.down[1]
  return place !== 'finance' || days < 50 || days >= outages.signIn
}

export const leaversInAll: number = Object.values(kinds).reduce((sum, count) => sum + count, 0)
