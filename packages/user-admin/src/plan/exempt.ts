import { UserAdminError } from '../errors.ts'
import { canonicalEmail, compare, type Entry, entryOf, Listed, type Person, shown } from '../identity/identity.ts'
import type { PersonIn } from '../journal/journal.ts'
import type { Member } from '../user-admin.ts'

/** Somebody who need not be in a directory, or whom somebody answers for although it says that they left. */
export interface Exemption {
  /** As in a list of protected people: by address, domain, id or role. */
  readonly person: Person
  /** The address of the person who answers for them. */
  readonly owner: string
  /**
   * A day (`2027-01-31`, to its end in UTC), a time with its offset from UTC, or milliseconds since the epoch: from then on
   * the exemption has no effect, and a plan says so.
   */
  readonly until: Date | string | number
  readonly reason?: string | undefined
}

/** An exemption, understood. */
export interface Exempted {
  readonly person: Entry
  /** In canonical form. */
  readonly owner: string
  /** ISO 8601. */
  readonly until: string
  readonly reason?: string
}

/** Somebody from whom a plan takes nothing, because a named person answers for them. */
export interface Exempt {
  readonly scope: string
  readonly email: string
  readonly id: string
  /** Of leavers of a source: who of it that member is, where it does not say that they are active. */
  readonly person?: PersonIn
  readonly owner: string
  /** ISO 8601. */
  readonly until: string
  readonly reason?: string
  /** What the directory says of the person, where that is not that they are active. One sentence. */
  readonly says?: string
  /** The directory says that the owner left, or does not know them: somebody else should answer. */
  readonly ownerLeft?: true
}

/**
 * Understands a list of exemptions.
 *
 * @throws {UserAdminError} `invalid` for an entry that names nobody, an owner that is no address, and a time that is none.
 */
export function exemptions(list: readonly Exemption[]): readonly Exempted[] {
  const given: unknown = list
  if (!Array.isArray(given))
    throw new UserAdminError('invalid', 'policy.exempt is a list: [{ person, owner, until }, …].')
  const found = new Map<string, Exempted>()
  for (const [index, one] of list.entries()) {
    const exempted = understood(one, `Entry ${index + 1} of policy.exempt`)
    const { kind, value, also = '' } = exempted.person
    const key = `${kind} ${value} ${also}`
    if (found.has(key))
      throw new UserAdminError('invalid', `policy.exempt names ${value} twice: say once who answers for them.`)
    found.set(key, exempted)
  }
  return [...found].toSorted(([a], [b]) => compare(a, b)).map(([, one]) => one)
}

const names: ReadonlySet<string> = new Set(['person', 'owner', 'until', 'reason'])

function understood(one: Exemption, place: string): Exempted {
  const wrong = (fact: string): UserAdminError => new UserAdminError('invalid', `${place} ${fact}.`)
  if (typeof one !== 'object' || one === null)
    throw wrong(`(${shown(one)}) is no exemption: give { person, owner, until }`)
  const other = Object.keys(one).find((name) => !names.has(name))
  if (other !== undefined) throw wrong(`has a ${shown(other)}; there are ${[...names].join(', ')}`)
  const person = entryOf(one.person)
  if (person === undefined)
    throw wrong(`(${shown(one.person)}) is neither an e-mail address, a domain, an id nor a role`)
  const owner = typeof one.owner === 'string' ? canonicalEmail(one.owner) : undefined
  if (owner === undefined) throw wrong(`has the owner ${shown(one.owner)}, which is no e-mail address`)
  const until = endOf(one.until)
  if (until === undefined)
    throw wrong(`lasts until ${shown(one.until)}, which is no time: give a date, such as '2027-01-31'`)
  const reason: unknown = one.reason
  if (reason !== undefined && (typeof reason !== 'string' || reason.trim() === ''))
    throw wrong('gives a reason that is no text')
  return { person, owner, until, ...(reason === undefined ? {} : { reason: reason.trim() }) }
}

/** ISO 8601; `undefined` for what is no time, or may be one of two days by who reads it. */
function endOf(until: unknown): string | undefined {
  if (typeof until === 'string') {
    const [, day, time] =
      /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2}))?$/u.exec(until) ?? []
    // The 31st of February is the 3rd of March to some runtimes.
    const isDay = day !== undefined && isoOf(Date.parse(`${day}T00:00:00Z`))?.startsWith(day) === true
    return isDay ? isoOf(Date.parse(`${day}${time ?? 'T23:59:59.999Z'}`)) : undefined
  }
  return until instanceof Date ? isoOf(until.getTime()) : typeof until === 'number' ? isoOf(until) : undefined
}

/** What lies before 1971 was given in seconds, as a rule, and would have ended long ago. */
function isoOf(time: number): string | undefined {
  return time >= Date.UTC(1971) && time <= 8.64e15 ? new Date(time).toISOString() : undefined
}

/** Who of a scope is exempt at one moment. */
export class Exemptions {
  readonly #listed: Listed
  readonly #byEntry: ReadonlyMap<Entry, Exempted>
  readonly #now: number

  /** @param now Milliseconds since the epoch: what lasts until then has ended. */
  constructor(list: readonly Exempted[], roleNames: ReadonlyMap<string, string>, now: number) {
    this.#byEntry = new Map(list.map((one) => [one.person, one]))
    this.#listed = new Listed([...this.#byEntry.keys()], roleNames)
    this.#now = now
  }

  /** Of several exemptions of a member the one that lasts longest. */
  of(member: Member): { readonly exempted: Exempted; readonly isOver: boolean } | undefined {
    if (this.#byEntry.size === 0) return undefined
    const [exempted] = this.#listed
      .of(member)
      .flatMap((entry) => this.#byEntry.get(entry) ?? [])
      .toSorted((a, b) => compare(b.until, a.until))
    return exempted === undefined ? undefined : { exempted, isOver: Date.parse(exempted.until) <= this.#now }
  }
}
