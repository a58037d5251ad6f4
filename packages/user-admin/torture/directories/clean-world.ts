import fc from 'fast-check'
import { anyHuman, type Human, hired, type Person, type Standing } from './company.ts'

/** Which of two sources has somebody. */
export type Home = 'first' | 'second' | 'both'

/** What happens in a company. */
type EventKind =
  | 'disable'
  | 'expire'
  | 'delete'
  | 'vanish'
  | 'take out'
  | 'return'
  | 'rename'
  | 'rename without alias'
  | 'marry'
  | 'rehire'
  | 'recycle'
  | 'share'
  | 'hire'

export interface Event {
  readonly kind: EventKind
  readonly who: number
}

/** How the sources of a world are put together. */
const makeups = ['one', 'union', 'intersection', 'except'] as const
export type Makeup = (typeof makeups)[number]

/** A company, and what happens to it. */
export interface CleanWorld {
  readonly humans: readonly (Human & { readonly home: Home })[]
  readonly makeup: Makeup
  /** Hours since the tick before, and what happened meanwhile. */
  readonly ticks: readonly { readonly hours: number; readonly events: readonly Event[] }[]
  readonly action: 'suspend' | 'remove'
  /** Of people, by place: the workspaces know them by a second address of the company's as well. */
  readonly two: readonly number[]
  /** Who need not be in the directory, and from which hour on they must. */
  readonly exempt: readonly { readonly who: number; readonly hours: number }[]
}

const kinds: readonly EventKind[] = [
  'disable',
  'expire',
  'delete',
  'vanish',
  'take out',
  'return',
  'rename',
  'rename without alias',
  'marry',
  'rehire',
  'recycle',
  'share',
  'hire',
]

// Often somebody to whom something happened before.
const anybody = fc.oneof({ weight: 2, arbitrary: fc.nat(2) }, { weight: 1, arbitrary: fc.nat(19) })
const event: fc.Arbitrary<Event> = fc.record({ kind: fc.constantFrom(...kinds), who: anybody })

export const cleanWorld: fc.Arbitrary<CleanWorld> = fc.record({
  humans: fc.array(
    fc.tuple(anyHuman, fc.constantFrom<Home>('first', 'first', 'second', 'both', 'both')).map(([one, home]) => ({
      ...one,
      home,
    })),
    { minLength: 20, maxLength: 28 },
  ),
  makeup: fc.constantFrom<Makeup>('one', 'one', 'one', ...makeups),
  ticks: fc.array(
    fc.record({
      hours: fc.constantFrom(1, 12, 23, 24, 25, 30, 72),
      events: fc.array(event, { maxLength: 2 }),
    }),
    { minLength: 3, maxLength: 6 },
  ),
  action: fc.constantFrom<CleanWorld['action']>('remove', 'remove', 'remove', 'suspend'),
  two: fc.uniqueArray(fc.nat(19), { maxLength: 3 }),
  exempt: fc.uniqueArray(fc.record({ who: anybody, hours: fc.constantFrom(20, 60, 1_000) }), {
    maxLength: 2,
    selector: ({ who }) => who,
  }),
})

const left: Readonly<Partial<Record<EventKind, Standing>>> = {
  disable: 'disabled',
  expire: 'expired',
  delete: 'deleted',
  vanish: 'gone',
  'take out': 'outside',
}

/** The truth: everybody who ever was in the company, each with as many records as they were hired. */
export class Company {
  readonly people: Person[]
  readonly #homes: Home[]
  #names = 0

  constructor({ humans }: CleanWorld) {
    this.people = humans.map((one, index) => hired(index, one))
    this.#homes = humans.map(({ home }) => home)
  }

  /** How many humans there are. */
  get humans(): number {
    return this.#homes.length
  }

  home(human: number): Home {
    return this.#homes[human] ?? 'both'
  }

  /** What a source holds. */
  of(source: 'first' | 'second'): readonly Person[] {
    return this.people.filter(({ human: one }) => this.home(one) === 'both' || this.home(one) === source)
  }

  /** The newest record of somebody. */
  record(human: number): Person | undefined {
    return this.people.findLast((person) => person.human === human)
  }

  happens({ kind, who }: Event): void {
    const person = this.record(who)
    if (person === undefined) return
    const isIn = person.standing === 'active'
    const standing = left[kind]
    if (standing !== undefined) {
      if (isIn) person.standing = standing
      return
    }
    this.#names += 1
    const name = `n${this.#names}`
    switch (kind) {
      case 'return':
        // A tombstone that was brought back has its id again.
        person.standing = 'active'
        return
      case 'rename':
        person.aliases = [...person.aliases, person.mail]
        person.mail = `${name}@corp.example`
        return
      case 'rename without alias':
        person.mail = `${name}@corp.example`
        return
      case 'marry':
        person.name = `Married ${name}`
        person.mail = `${name}@corp.example`
        person.upn = `${name}@corp.example`
        return
      case 'rehire':
        if (!isIn) this.people.push({ ...person, guid: this.#guid(), standing: 'active' })
        return
      case 'recycle':
        if (!isIn) this.#hire(this.home(who), person.mail)
        return
      case 'share': {
        // A mailbox of two.
        const other = this.record((who + 1) % this.humans)
        const shared = `team-${name}@corp.example`
        if (other === undefined) return
        for (const one of [person, other]) one.aliases = [...one.aliases, shared]
        return
      }
      case 'hire':
        this.#hire('both')
        return
      case 'disable':
      case 'expire':
      case 'delete':
      case 'vanish':
      case 'take out':
        return
      default:
        kind satisfies never
    }
  }

  #guid(): string {
    return `5eed0000-0000-4000-9000-${String(this.people.length).padStart(12, '0')}`
  }

  #hire(home: Home, mail?: string): void {
    const number = this.#homes.length
    this.#homes.push(home)
    const person = hired(number, { hasAlias: false, hasLogin: false, guest: false, depth: number % 4 })
    this.people.push({ ...person, guid: this.#guid(), ...(mail === undefined ? {} : { mail, upn: mail }) })
  }
}
