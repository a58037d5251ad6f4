import { AndFilter, EqualityFilter, ExtensibleFilter, type Filter, FilterParser, NotFilter, OrFilter } from 'ldapts'
import type { Asked, Said } from '../../test/ldap-server.ts'
import type { Person } from './company.ts'

/** A search, as a controller hears it. */
export type Search = Extract<Asked, { kind: 'search' }>

/** An object of a domain: attributes by name in lower case. */
export interface Thing {
  readonly dn: string
  readonly attributes: Readonly<Record<string, readonly (string | Buffer)[]>>
}

export const root = 'DC=corp,DC=test'
export const people: string = `OU=People,${root}`
export const bin: string = `CN=Deleted Objects,${root}`
export const groupDn = (name: string): string => `CN=${name},OU=Groups,${root}`
/** Members in one answer, so that lists of few are long ones. */
const range = 4

/** The bytes of an id, whose first three parts stand the lowest byte first. */
export function guidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  const parts = [bytes.subarray(0, 4), bytes.subarray(4, 6), bytes.subarray(6, 8)]
  return Buffer.concat([...parts.map((part) => Buffer.from(part.toReversed())), bytes.subarray(8)])
}

/** The bytes of `S-1-5-21-0-0-0-rid`, by which people name their primary group. */
function sidBytes(rid: number): Buffer {
  const sid = Buffer.alloc(28)
  sid.set([1, 5, 0, 0, 0, 0, 0, 5])
  sid.writeUInt32LE(21, 8)
  sid.writeUInt32LE(rid, 24)
  return sid
}

const levels = ['Staff', 'Staff 1', 'Staff 2', 'Staff 3', 'Partners'] as const
const groupOf = ({ guest, depth }: Person): number => (guest ? 4 : depth)
const dnOf = ({ guid }: Person): string => `CN=${guid.slice(-17)},${people}`

/** Everything in a domain that holds these people; four groups within each other, and one for partners. */
export function domainOf(all: readonly Person[]): Thing[] {
  const living = all.filter(({ standing }) => standing !== 'gone' && standing !== 'deleted')
  const groups = levels.map((name, level): Thing => {
    const inside = living.filter((person) => person.standing !== 'outside' && groupOf(person) === level).map(dnOf)
    return {
      dn: groupDn(name),
      attributes: {
        objectguid: [guidBytes(`9000000${level}-0000-4000-8000-000000000000`)],
        objectsid: [sidBytes(2000 + level)],
        objectclass: ['top', 'group'],
        objectcategory: ['group'],
        cn: [name],
        samaccountname: [name],
        memberof: level > 0 && level < 4 ? [groupDn(levels[level - 1] ?? '')] : [],
        member: [...(level < 3 ? [groupDn(levels[level + 1] ?? '')] : []), ...inside],
      },
    }
  })
  return [
    { dn: root, attributes: { objectclass: ['top', 'domain'] } },
    { dn: people, attributes: { objectclass: ['top', 'organizationalUnit'] } },
    { dn: bin, attributes: { objectclass: ['top', 'container'] } },
    ...groups,
    ...living.map(accountOf),
    ...all.filter(({ standing }) => standing === 'deleted').map(tombstoneOf),
  ]
}

function accountOf(person: Person): Thing {
  const { guid, mail, aliases, upn, name, standing } = person
  return {
    dn: dnOf(person),
    attributes: {
      objectguid: [guidBytes(guid)],
      objectclass: ['top', 'person', 'organizationalPerson', 'user'],
      objectcategory: ['person'],
      // A lockout (16) is no leaving.
      useraccountcontrol: [standing === 'disabled' ? '514' : guid.endsWith('3') ? '528' : '512'],
      accountexpires: [standing === 'expired' ? '129000000000000000' : '9223372036854775807'],
      displayname: [name],
      mail: [mail],
      proxyaddresses: [`SMTP:${mail}`, ...aliases.map((alias) => `smtp:${alias}`), `X500:/o=corp/cn=${guid}`],
      userprincipalname: [upn],
      primarygroupid: ['513'],
      memberof: standing === 'outside' ? [] : [groupDn(levels[groupOf(person)] ?? '')],
    },
  }
}

/** Without its recycle bin a domain keeps next to nothing of who was deleted. */
function tombstoneOf({ guid }: Person): Thing {
  return {
    dn: `CN=${guid.slice(-17)}\\0ADEL:${guid},${bin}`,
    attributes: {
      objectguid: [guidBytes(guid)],
      objectclass: ['top', 'person', 'organizationalPerson', 'user'],
      isdeleted: ['TRUE'],
      lastknownparent: [people],
    },
  }
}

/** Answers a search as Active Directory does: in pages, long lists in ranges, deleted objects to who asks for them. */
export function answered(things: readonly Thing[], usn: number, asked: Search): readonly Said[] {
  if (asked.base === '')
    return [
      {
        entry: '',
        attributes: {
          defaultNamingContext: [root],
          dsServiceName: [`CN=NTDS Settings,CN=DC1,CN=Servers,${root}`],
          highestCommittedUSN: [String(usn)],
          isSynchronized: ['TRUE'],
        },
      },
      { code: 0 },
    ]
  const base = asked.base.toLowerCase()
  const showsDeleted = asked.controls.includes('1.2.840.113556.1.4.417')
  const seen = things.filter(({ dn }) => showsDeleted || !dn.endsWith(bin))
  if (!seen.some(({ dn }) => dn.toLowerCase() === base)) return [{ code: 32, matched: root }]
  // ldapts writes a filter that asks for presence alone and cannot read it again; it is asked of objects named by their base.
  const filter = /^\([^(]*=\*\)$/su.test(asked.filter) ? undefined : FilterParser.parseString(asked.filter)
  const found = seen.filter(({ dn, attributes }) => {
    const own = dn.toLowerCase()
    const isBelow = own === base || (asked.scope === 2 && own.endsWith(`,${base}`))
    return isBelow && (filter === undefined || matches(filter, { dn, attributes }, things))
  })
  const rows = (some: readonly Thing[]): readonly Said[] =>
    some.map((thing) => ({ entry: thing.dn, attributes: shown(thing, asked.attributes) }))
  if (asked.pageSize === undefined) return [...rows(found), { code: 0 }]
  const at = Number(asked.cookie ?? 0)
  const page = found.slice(at, at + asked.pageSize)
  const next = at + page.length < found.length ? String(at + page.length) : ''
  return [...rows(page), { code: 0, cookie: next }]
}

function shown({ dn, attributes }: Thing, asked: readonly string[]): Record<string, readonly (string | Buffer)[]> {
  const found: Record<string, readonly (string | Buffer)[]> = {}
  for (const name of asked) {
    const [, attribute = name, from] = /^([^;]+);range=(\d+)-/u.exec(name) ?? []
    const values = attributes[attribute.toLowerCase()] ?? []
    if (from === undefined || values.length === 0) {
      if (values.length > 0) found[attribute] = values
      continue
    }
    const some = values.slice(Number(from), Number(from) + range)
    const isLast = Number(from) + range >= values.length
    found[`${attribute};range=${from}-${isLast ? '*' : Number(from) + some.length - 1}`] = some
  }
  if (asked.includes('distinguishedName')) found['distinguishedName'] = [dn]
  return found
}

function matches(filter: Filter, thing: Thing, all: readonly Thing[]): boolean {
  if (filter instanceof AndFilter) return filter.filters.every((one) => matches(one, thing, all))
  if (filter instanceof OrFilter) return filter.filters.some((one) => matches(one, thing, all))
  if (filter instanceof NotFilter) return !matches(filter.filter, thing, all)
  const valuesOf = (name: string): readonly string[] =>
    name.toLowerCase() === 'distinguishedname'
      ? [thing.dn.toLowerCase()]
      : (thing.attributes[name.toLowerCase()] ?? []).map((value) => value.toString().toLowerCase())
  if (filter instanceof EqualityFilter)
    return valuesOf(filter.attribute).includes(filter.value.toString().toLowerCase())
  if (filter instanceof ExtensibleFilter) return above(thing, all, new Set()).has(filter.value.toLowerCase())
  throw new Error(`The domain knows no filter ${filter.toString()}.`)
}

/** Every group that something is in, at any height. */
function above({ attributes }: Thing, all: readonly Thing[], met: Set<string>): ReadonlySet<string> {
  for (const name of (attributes['memberof'] ?? []).map((value) => value.toString().toLowerCase())) {
    if (met.has(name)) continue
    met.add(name)
    const group = all.find(({ dn }) => dn.toLowerCase() === name)
    if (group !== undefined) above(group, all, met)
  }
  return met
}
