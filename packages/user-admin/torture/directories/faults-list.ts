import { complete, type Source, type SourcePerson } from '../../src/index.ts'
import { asListed } from './company.ts'
import { type Fault, type Ground, pickedBy, type Rig } from './fault.ts'

/** What becomes of a list on its way; `undefined` where it is read at another time instead. */
type Spoil = (people: readonly SourcePerson[], lot: number) => readonly SourcePerson[]

/** A source over a list that a program holds: what is wrong with it, no protocol shows. */
export function listRig(name: string, { now, lot }: Ground, spoil: Spoil, late = 0): Rig {
  let people: readonly SourcePerson[] = []
  let isStruck = false
  let bit = false
  const source: Source = {
    name,
    read: async () => {
      bit ||= isStruck
      return complete({
        source: name,
        people: isStruck ? spoil(people, lot) : people,
        proof: 'The list was given whole.',
        readAt: new Date(now() + (isStruck ? late : 0)).toISOString(),
      })
    },
  }
  return {
    source,
    show: (all) => {
      people = asListed(all)
    },
    strike: () => {
      isStruck = true
    },
    mend: () => {
      isStruck = false
    },
    bit: () => bit,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  }
}

const isActive = ({ status }: SourcePerson): boolean => status === 'active'
/** Without the last of those who are in: half of them, more or less. */
const half: Spoil = (people, lot) => {
  const active = people.filter(isActive)
  const stay = new Set(active.slice(0, Math.floor(active.length * (0.3 + lot / 2))))
  return people.filter((person) => !isActive(person) || stay.has(person))
}

const list = (
  name: string,
  says: RegExp,
  spoil: Spoil,
  more: { readonly ends?: Fault['ends']; readonly late?: number } = {},
): Fault => ({
  source: 'a list',
  name,
  says,
  ends: more.ends ?? 'stopped',
  open: (ground) => Promise.resolve(listRig('people', ground, spoil, more.late)),
})

export const listFaults: readonly Fault[] = [
  list('nobody at all', /people holds nobody, which looks like a company that everybody left/, () => []),
  list('nobody who is active', /people holds nobody who is active/, (people) =>
    people.map((person) => ({ ...person, status: 'disabled' })),
  ),
  list(
    'half of the people',
    /people(?:, a part of company,)? holds \d+ active people, and held \d+ .*less than 90 %/,
    half,
  ),
  list(
    'half of the people are disabled',
    /people(?:, a part of company,)? holds \d+ active people, and held \d+/,
    (people, lot) => {
      const stay = new Set(half(people, lot))
      return people.map((person) => (stay.has(person) ? person : { ...person, status: 'disabled' }))
    },
  ),
  list(
    'the people of another company',
    /people(?:, a part of company,)? knows \d+ of the \d+ people .*another directory/,
    (people) =>
      people.map((person, index) => ({
        id: `other-${index}`,
        email: `x${index}@other.example`,
        status: person.status,
      })),
  ),
  list(
    'everybody under a new id',
    /people(?:, a part of company,)? knows 0 of the \d+ people .*another directory/,
    (people) => people.map((person) => ({ ...person, id: `new-${person.id}` })),
  ),
  list('two people with one id', /has the id '?"?5eed0000-[-0-9]+"?'? of row \d+/, (people) => [
    ...people,
    ...people.slice(0, 1).map((person) => ({ ...person, email: 'twin@corp.example', aliases: [] })),
  ]),
  list('an address that is none', /has the address .*, which is none/, (people, lot) =>
    people.map((person) => (person === pickedBy(lot, people) ? { ...person, email: 'n/a' } : person)),
  ),
  list('no address of anybody', /people holds nobody who is active|shows no address/, (people) =>
    people.map(({ id, status }) => ({ id, status })),
  ),
  list('a reading of tomorrow', /is from the future/, (people) => people, { late: 86_400_000 }),
  list(
    'one person is missing',
    /Absent from people since|less than 90 %/,
    (people, lot) => {
      const one = pickedBy(lot, people.filter(isActive))
      return people.filter((person) => person !== one)
    },
    { ends: 'clock' },
  ),
]
