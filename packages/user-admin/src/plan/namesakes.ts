import type { SourcePerson } from '../directory/source.ts'
import type { Member } from '../user-admin.ts'
import { writtenIn } from './people.ts'

/** A name in which letter case and blanks do not count; empty: there is none. */
export const nameOf = ({ name = '' }: { readonly name?: string | undefined }): string =>
  name.normalize('NFKC').replace(/\s+/gu, ' ').trim().toLowerCase()

/** The first address of each person of a directory who has the name of one of these members. */
export function namesakes(
  members: readonly Member[],
  people: readonly SourcePerson[],
): ReadonlyMap<string, readonly string[]> {
  const wanted = new Map(members.map((member): [string, string[]] => [nameOf(member), []]))
  wanted.delete('')
  for (const person of wanted.size === 0 ? [] : people) {
    const [first] = writtenIn(person)
    if (first !== undefined) wanted.get(nameOf(person))?.push(first)
  }
  return wanted
}

/**
 * Whether a source tells somebody by the address alone, in itself or as part of another: with a new address they are a
 * new person to it, and the old one is absent.
 */
export const isToldByAddress = ({ id, email }: SourcePerson): boolean =>
  email !== undefined && (id === email || id.endsWith(`/${email}`))

/** Active people by what an address that changed leaves: the name, or the mailbox at another domain where one has no name. */
export class Alike {
  readonly #byName = new Map<string, SourcePerson>()
  readonly #byMailbox = new Map<string, SourcePerson>()

  constructor(people: Iterable<SourcePerson>) {
    for (const person of people) {
      if (person.status !== 'active') continue
      this.#byName.set(nameOf(person), person)
      this.#byMailbox.set(mailboxOf(person), person)
    }
    this.#byName.delete('')
    this.#byMailbox.delete('')
  }

  /** Who may be this person under another address. */
  of(person: SourcePerson): SourcePerson | undefined {
    const name = nameOf(person)
    const other = this.#byMailbox.get(mailboxOf(person))
    const isOther = other !== undefined && name !== '' && nameOf(other) !== ''
    return this.#byName.get(name) ?? (isOther ? undefined : other)
  }
}

const mailboxOf = ({ email = '' }: SourcePerson): string => email.slice(0, email.lastIndexOf('@') + 1)
