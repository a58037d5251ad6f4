import { peopleSource, type Source, type SourcePerson } from '../../src/index.ts'
import { addresses } from './clean-oracle.ts'
import { asListed, type Person } from './company.ts'

/** A directory that works. */
export interface Showing extends AsyncDisposable {
  readonly source: Source
  readonly show: (people: readonly Person[]) => void | Promise<void>
}

/** One kind of directory. */
export interface Shown {
  readonly name: string
  /** The addresses of a person that it shows. */
  readonly shows: (person: Person) => readonly string[]
  readonly open: (name: string, now: () => number) => Promise<Showing>
}

/** A list in memory that knows as much of people as a kind of directory does. */
const inMemory = (
  name: string,
  asKnown: (people: readonly Person[]) => readonly SourcePerson[],
  shows: Shown['shows'] = addresses,
): Shown => ({
  name,
  shows,
  open: (source, now) => {
    let people: readonly SourcePerson[] = []
    return Promise.resolve({
      source: peopleSource(source, () => people, { now }),
      show: (all) => {
        people = asKnown(all)
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })
  },
})

/** Of who was deleted a domain without its recycle bin says no more than that there was an account. */
const withoutTraces = (people: readonly Person[]): readonly SourcePerson[] =>
  asListed(people).map((person) => (person.status === 'deleted' ? { id: person.id, status: 'deleted' } : person))

/** A table has nothing but one address of each. */
const asTable = (people: readonly Person[]): readonly SourcePerson[] =>
  asListed(people).map(({ id, email, name, status }) => ({
    id,
    status,
    ...(email === undefined ? {} : { email }),
    ...(name === undefined ? {} : { name }),
  }))

export const shownBy: readonly [Shown, ...Shown[]] = [
  inMemory('a list', asListed),
  inMemory('a list like that of a domain', withoutTraces),
  inMemory('a list like a table', asTable, ({ mail }) => [mail]),
]
