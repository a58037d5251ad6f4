import { canonicalEmail } from '../../identity/identity.ts'
import { instantOf } from '../canonical.ts'
import type { SourcePerson } from '../source.ts'
import { dnKey, type Entry, fileTime, guidOf } from './entry.ts'
import { Fault } from './fault.ts'
import type { AddressAttribute, Settings } from './settings.ts'

/** A person as read, until the reading ends. */
export interface Held {
  readonly person: SourcePerson
  /** The groups whose people were found to hold this one, by their place in the options. */
  readonly groups: number[]
  /** The groups of which a list of members, or the person's own primary group, says the same. */
  readonly told: number[]
}

/** What an entry of a person is asked for. */
export const personAttributes = ({ addresses }: Pick<Settings, 'addresses'>): readonly string[] => [
  'objectGUID',
  'objectClass',
  'userAccountControl',
  'accountExpires',
  'displayName',
  'cn',
  'primaryGroupID',
  ...addresses,
]

/** Everybody who was read so far: each once. */
export class People {
  readonly #settings: Pick<Settings, 'addresses' | 'now' | 'groups'>
  readonly #byId = new Map<string, Held>()
  readonly #byName = new Map<string, Held>()
  /** Values that should be addresses and are none. */
  unreadable = 0
  #withFirst = 0
  #withEnd = 0
  #accounts = 0
  readonly #time: number

  /** @param time What the controller's clock says. Who has expired has by that one and by this machine's. */
  constructor(settings: Pick<Settings, 'addresses' | 'now' | 'groups'>, time: number | undefined) {
    this.#settings = settings
    this.#time = time ?? Number.POSITIVE_INFINITY
  }

  get size(): number {
    return this.#byId.size
  }

  values(): Iterable<Held> {
    return this.#byId.values()
  }

  byId(id: string): Held | undefined {
    return this.#byId.get(id)
  }

  byName(dn: string): Held | undefined {
    return this.#byName.get(dnKey(dn))
  }

  /** Takes a person in. Where groups are read, who was found before by the same name is the same. */
  add(entry: Entry): Held {
    const id = guidOf(entry)
    const key = dnKey(entry.dn)
    const before = this.#byId.get(id)
    if (before !== undefined && this.#byName.get(key) !== before)
      throw new Fault(`Two entries have the objectGUID ${id}, or ${entry.dn} was moved while it was read: read again.`)
    if (before !== undefined) return before
    const { own, addresses, upn, unreadable } = addressesIn(entry, this.#settings.addresses)
    this.unreadable += unreadable
    if (own) this.#withFirst += 1
    if (!isContact(entry)) {
      this.#accounts += 1
      if (entry.text('accountExpires') !== undefined) this.#withEnd += 1
      if (this.#settings.groups !== undefined && entry.text('primaryGroupID') === undefined)
        throw new Fault(
          `${entry.dn} has no primaryGroupID that can be read, by which people belong to groups too: give the account the right to read it ("Read General Information").`,
        )
    }
    const held: Held = {
      person: {
        id,
        ...called(addresses, upn, entry.text('displayName') ?? entry.text('cn')),
        ...standingOf(entry, Math.min(this.#settings.now(), this.#time)),
      },
      groups: [],
      told: [],
    }
    this.#byId.set(id, held)
    // Lists of members give names; without groups there are none, and 100,000 names weigh.
    if (this.#settings.groups !== undefined) this.#byName.set(key, held)
    return held
  }

  /** Everybody, with the names of their groups. They are forgotten here: what comes next needs the room. */
  release(): readonly SourcePerson[] {
    const { groups } = this.#settings
    const everybody = Array.from(this.#byId.values(), ({ person, groups: places }) =>
      groups === undefined ? person : { ...person, groups: places.flatMap((place) => groups[place] ?? []) },
    )
    this.#byId.clear()
    this.#byName.clear()
    return everybody
  }

  /** Stops where nobody has an attribute that somebody must have: the account may not read it, more likely than not. */
  checkRights(): void {
    const [first] = this.#settings.addresses
    if (this.size > 0 && this.#withFirst === 0)
      throw new Fault(
        `None of the ${this.size} people has an address in ${first}: give the account the right to read it, or begin addresses with an attribute that is in use.`,
      )
    // Active Directory gives every account one, also where its last day is never.
    if (this.#accounts > 0 && this.#withEnd === 0)
      throw new Fault(
        `None of the ${this.#accounts} accounts has an accountExpires that can be read: give the account the right to read it ("Read Account Restrictions").`,
      )
  }
}

const isContact = (entry: Entry): boolean => entry.has('objectClass', 'contact')

function standingOf(entry: Entry, now: number): Pick<SourcePerson, 'status' | 'since'> {
  // A contact has an address and no account: there is nothing that could be disabled.
  if (isContact(entry)) return { status: 'active' }
  const control = entry.text('userAccountControl')
  if (control === undefined || !/^-?\d+$/u.test(control))
    throw new Fault(
      `${entry.dn} has no userAccountControl that can be read: give the account the right to read it ("Read Account Restrictions").`,
    )
  // ADS_UF_ACCOUNTDISABLE. A lockout is another bit, passes by itself, and is no leaving.
  if ((Number(control) & 2) !== 0) return { status: 'disabled' }
  const ends = fileTime(entry.text('accountExpires'))
  if (ends === undefined) throw new Fault(`${entry.dn} has an accountExpires that is no time: set its last day again.`)
  const since = ends === 'never' ? undefined : instantOf(ends)
  return {
    status: ends !== 'never' && ends <= now ? 'expired' : 'active',
    ...(since === undefined ? {} : { since }),
  }
}

/** What a person is called: the first of the addresses is the one to write to. */
export function called(
  [email, ...aliases]: readonly string[],
  upn: string | undefined,
  name: string | undefined,
): Pick<SourcePerson, 'email' | 'aliases' | 'upn' | 'name'> {
  return {
    ...(email === undefined ? {} : { email }),
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(upn === undefined ? {} : { upn }),
    ...(name === undefined ? {} : { name }),
  }
}

/** An entry's addresses in canonical form, the first one first. */
export function addressesIn(
  entry: Entry,
  attributes: readonly AddressAttribute[],
): {
  readonly own: boolean
  readonly addresses: readonly string[]
  readonly upn: string | undefined
  readonly unreadable: number
} {
  const addresses = new Set<string>()
  let [own, unreadable] = [false, 0]
  let upn: string | undefined
  for (const [index, attribute] of attributes.entries()) {
    if (entry.range(attribute) !== undefined)
      throw new Fault(
        `${entry.dn} has more values of ${attribute} than one answer holds: take away those that are not in use.`,
      )
    for (const text of attribute === 'proxyAddresses' ? smtpIn(entry.texts(attribute)) : entry.texts(attribute)) {
      const address = canonicalEmail(text)
      if (address === undefined) unreadable += 1
      else if (attribute === 'userPrincipalName') upn = address
      else addresses.add(address)
      if (address !== undefined && index === 0) own = true
    }
  }
  return { own, addresses: [...addresses], upn, unreadable }
}

/** Mailboxes, the primary one (`SMTP:`) first. `x500:`, `sip:` and others are no mailboxes. */
function smtpIn(values: readonly string[]): readonly string[] {
  const primary = values.filter((value) => value.startsWith('SMTP:'))
  const others = values.filter((value) => /^smtp:/iu.test(value) && !value.startsWith('SMTP:'))
  return [...primary, ...others].map((value) => value.slice('smtp:'.length))
}
