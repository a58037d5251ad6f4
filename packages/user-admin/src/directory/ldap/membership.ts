import { AndFilter, EqualityFilter, type Filter, OrFilter } from 'ldapts'
import { shown } from '../../identity/identity.ts'
import type { Opened } from './controllers.ts'
import { dnKey, type Entry, guidOf, isWithin } from './entry.ts'
import { Fault, firstOf } from './fault.ts'
import { type Group, inChain, isMemberOf, type Named, namedGroup } from './groups.ts'
import { membersOf } from './members.ts'
import { type People, personAttributes } from './people.ts'
import { entriesOf, thisDomainOnly } from './search.ts'
import type { Settings } from './settings.ts'

/** How a membership was shown. */
export interface Shown {
  /** Groups whose lists were read. */
  readonly groups: number
  /** Named groups that hold nobody. */
  readonly empty: readonly string[]
  /** Members that are machines or services. */
  readonly machines: number
  /** Members whom the filter leaves out. */
  readonly filtered: number
}

/** Terms of one filter: a controller takes long ones, and not endless ones. */
const terms = 100

/** Accounts and, as they are named by name in a group, contacts: people outside who have no account here. */
const isMember: Filter = new AndFilter({
  filters: [
    new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
    new OrFilter({
      filters: ['user', 'contact'].map((value) => new EqualityFilter({ attribute: 'objectClass', value })),
    }),
  ],
})

/**
 * Reads the people of the named groups, and shows that they are all: what the people say of their groups is held
 * against what the groups' own lists say of their members.
 */
export async function readMembers(opened: Opened, settings: Settings, base: string, people: People): Promise<Shown> {
  const named: Named[] = []
  for (const name of settings.groups ?? []) named.push(await namedGroup(opened, name, settings))
  for (const [place, one] of named.entries()) await readPeopleOf(opened, one, place, settings, base, people)
  const groups = new Map(named.flatMap(({ within }) => [...within]))
  const open = new Map<string, { readonly dn: string; readonly places: Set<number> }>()
  const listed = new Set<number>()
  for (const group of groups.values())
    for (const place of await compareList(opened, group, named, people, open)) listed.add(place)
  const { machines, filtered } = await explain(opened, open, named, settings, base, people)
  for (const { person, groups: found, told } of people.values()) {
    const place = found.find((one) => !told.includes(one))
    if (place !== undefined)
      throw new Fault(
        `${person.name ?? person.id} is said to be in ${named[place]?.name ?? ''}, and no list of members has them: the account may not read every list, or it changed while it was read. Read again.`,
      )
  }
  const held = new Set<number>()
  for (const { groups: found } of people.values()) for (const place of found) held.add(place)
  const empty = named.filter((_, place) => !held.has(place))
  const doubtful = empty.filter((one) => !listed.has(named.indexOf(one)) && !settings.mayBeEmpty.includes(one.name))
  if (people.size > 0 && doubtful.length > 0)
    throw new Fault(
      `Nobody is in ${firstOf(doubtful.map(({ name }) => shown(name)))}, or the account may not read who is: give it the right to read members ("Read Group Membership"), or say that it is so (mayBeEmpty).`,
    )
  return { groups: groups.size, empty: empty.map(({ name }) => name), machines, filtered }
}

async function readPeopleOf(
  { connection }: Opened,
  { name, group, within }: Named,
  place: number,
  { nested, filter, pageSize, addresses }: Settings,
  base: string,
  people: People,
): Promise<void> {
  const rids = new Set<string>()
  const ways: Filter[] = nested === 'rule' ? [inChain(group.dn)] : []
  for (const { dn, rid } of within.values()) {
    if (nested === 'walk') ways.push(isMemberOf(dn))
    // The primary group of a person is not among her groups, nor is she among its members.
    if (rid !== undefined) ways.push(new EqualityFilter({ attribute: 'primaryGroupID', value: rid }))
    if (rid !== undefined) rids.add(rid)
  }
  for (const some of chunks(ways, terms)) {
    const found = entriesOf(connection, {
      what: `The search for the people of ${name}`,
      base,
      filter: new AndFilter({
        filters: [isMember, ...(filter === undefined ? [] : [filter]), new OrFilter({ filters: [...some] })],
      }),
      attributes: personAttributes({ addresses }),
      controls: [thisDomainOnly],
      pageSize,
    })
    for await (const entry of found) {
      const held = people.add(entry)
      note(held.groups, place)
      if (rids.has(entry.text('primaryGroupID') ?? '')) note(held.told, place)
    }
  }
}

/** Marks who is on a group's list, and keeps whom nothing explains yet; answers for which named groups it has anybody. */
async function compareList(
  { connection }: Opened,
  group: Group,
  named: readonly Named[],
  people: People,
  open: Map<string, { readonly dn: string; readonly places: Set<number> }>,
): Promise<readonly number[]> {
  const own = dnKey(group.dn)
  const places = named.flatMap(({ within }, place) => (within.has(own) ? [place] : []))
  let listed: readonly number[] = []
  for await (const dn of membersOf(connection, group)) {
    const key = dnKey(dn)
    const held = people.byName(dn)
    for (const place of places) {
      if (held?.groups.includes(place) === true) note(held.told, place)
      else if (named[place]?.within.has(key) !== true) {
        const one = open.get(key) ?? { dn, places: new Set() }
        one.places.add(place)
        open.set(key, one)
      }
    }
    listed = places
  }
  return listed
}

/** Looks at each member who is on a list and was not found: what is no person is counted, all else stops the reading. */
async function explain(
  { connection, root }: Opened,
  open: ReadonlyMap<string, { readonly dn: string; readonly places: ReadonlySet<number> }>,
  named: readonly Named[],
  { filter, pageSize, addresses }: Settings,
  base: string,
  people: People,
): Promise<{ readonly machines: number; readonly filtered: number }> {
  let [machines, filtered] = [0, 0]
  const elsewhere = [...open.values()].filter(({ dn }) => !isWithin(dn, root)).map(({ dn }) => dn)
  if (elsewhere.length > 0)
    throw new Fault(
      `${firstOf(elsewhere)} is in a group and of another domain, where it cannot be read: take it out of the group, or name a group that has none.`,
    )
  for (const some of chunks([...open.values()], terms)) {
    const search = async (more: readonly Filter[]): Promise<ReadonlyMap<string, Entry>> => {
      const names = some.map(({ dn }) => new EqualityFilter({ attribute: 'distinguishedName', value: dn }))
      const found = new Map<string, Entry>()
      const entries = entriesOf(connection, {
        what: 'The look at members who were not found',
        base: root,
        filter: new AndFilter({ filters: [...more, new OrFilter({ filters: names })] }),
        attributes: personAttributes({ addresses }),
        controls: [thisDomainOnly],
        pageSize,
      })
      for await (const entry of entries) found.set(dnKey(entry.dn), entry)
      return found
    }
    const found = await search([])
    const passing = filter === undefined ? found : await search([filter])
    for (const { dn, places } of some) {
      const entry = found.get(dnKey(dn))
      const kind = kindOf(dn, entry, base)
      if (kind === 'machine') machines += 1
      else if (kind === 'person' && !passing.has(dnKey(dn))) filtered += 1
      else {
        const held = entry === undefined ? undefined : people.byId(guidOf(entry))
        for (const place of places) {
          // Renamed between the two looks: the id is the same.
          if (held?.groups.includes(place) !== true)
            throw new Fault(
              `${dn} is a member of ${named[place]?.name ?? ''} by one way of asking and not by the other: it changed while it was read, or the account may not read all of it. Read again.`,
            )
          note(held.told, place)
        }
      }
    }
  }
  return { machines, filtered }
}

/** What a member is that was not found among the people. */
function kindOf(dn: string, entry: Entry | undefined, base: string): 'machine' | 'group' | 'person' {
  if (entry === undefined)
    throw new Fault(
      `${dn} is in a group and cannot be read: give the account the right to read it, or take it out of the group.`,
    )
  if (entry.text('objectClass') === undefined)
    throw new Fault(
      `${dn} is in a group and does not show what it is: give the account the right to read it ("Read Public Information"), or take it out of the group.`,
    )
  if (entry.has('objectClass', 'foreignSecurityPrincipal'))
    throw new Fault(
      `${dn} is in a group and stands for somebody of another domain, who cannot be read here: take it out of the group, or name a group that has none.`,
    )
  // Accounts of services are machines to Active Directory.
  if (entry.has('objectClass', 'computer')) return 'machine'
  if (entry.has('objectClass', 'group')) return 'group'
  if (!['user', 'contact'].some((one) => entry.has('objectClass', one)))
    throw new Fault(`${dn} is in a group and is neither a person nor a group: take it out of the group.`)
  if (!isWithin(dn, base))
    throw new Fault(
      `${dn} is in a group and not below ${base}: give a base that holds every member, such as the domain’s root.`,
    )
  return 'person'
}

function note(places: number[], place: number): void {
  if (!places.includes(place)) places.push(place)
}

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}
