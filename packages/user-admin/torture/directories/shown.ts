import { csvSource } from '../../src/directory/csv.ts'
import { peopleSource, type Source, type SourcePerson } from '../../src/index.ts'
import { addresses } from './clean-oracle.ts'
import { asListed, type Person } from './company.ts'
import { openController } from './controller.ts'
import { asCsv } from './files.ts'
import { openTenant, sourceOfTenant } from './graph.ts'

/** A directory that works. */
interface Showing extends AsyncDisposable {
  readonly source: Source
  readonly show: (people: readonly Person[]) => void | Promise<void>
}

/** One kind of directory. */
export interface Shown {
  readonly name: string
  /** The addresses of a person that it shows. */
  readonly shows: (person: Person) => readonly string[]
  /** Whether it still says the addresses of who was deleted. */
  readonly keepsDeleted: boolean
  readonly open: (name: string, now: () => number) => Promise<Showing>
}

/** A list in memory that knows as much of people as a kind of directory does. */
const inMemory = (
  name: string,
  asKnown: (people: readonly Person[]) => readonly SourcePerson[],
  { shows = addresses, keepsDeleted = true }: Partial<Pick<Shown, 'shows' | 'keepsDeleted'>> = {},
): Shown => ({
  name,
  shows,
  keepsDeleted,
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

const columns = { id: 'Id', email: 'Mail', aliases: 'Alias', upn: 'Login', name: 'Name', status: 'Status' }

const table: Shown = {
  name: 'CSV',
  shows: addresses,
  keepsDeleted: true,
  open: (name, now) => {
    let text = ''
    return Promise.resolve({
      source: csvSource({ name, now, columns, read: () => Buffer.from(text) }),
      show: (all) => {
        text = asCsv(all).text
      },
      [Symbol.asyncDispose]: () => Promise.resolve(),
    })
  },
}

const domain: Shown = { name: 'Active Directory', shows: addresses, keepsDeleted: false, open: openController }

const tenant: Shown = {
  name: 'Entra ID',
  shows: addresses,
  keepsDeleted: false,
  open: async (name, now) => {
    const opened = await openTenant(now)
    return {
      source: sourceOfTenant(opened, { name, now }),
      show: opened.show,
      [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
    }
  },
}

export const shownBy: readonly [Shown, ...Shown[]] = [
  table,
  domain,
  tenant,
  inMemory('a list', asListed),
  inMemory('a list like that of a domain', withoutTraces, { keepsDeleted: false }),
  inMemory('a list of addresses', asTable, { shows: ({ mail }) => [mail] }),
]
