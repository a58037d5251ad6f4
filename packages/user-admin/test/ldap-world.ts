import type { Asked, Said } from './ldap-server.ts'

type Attributes = Readonly<Record<string, readonly (string | Buffer)[]>>

/** A person, a group or whatever else a test puts into its directory. */
export interface Thing {
  readonly dn: string
  readonly attributes: Attributes
}

/** What a scripted directory holds. */
export interface LdapWorld {
  readonly people: readonly Thing[]
  /** Each with the members on its list. */
  readonly groups?: readonly (Thing & { readonly members: readonly string[] })[]
  /** What is neither, and can be on a list. */
  readonly others?: readonly Thing[]
  /** Members in one answer. */
  readonly range?: number
}

export const root = 'DC=corp,DC=test'

/** The id of a thing, and its bytes in the order of Active Directory. */
export const guid = (number: number): string => `00000000-0000-0000-0000-${String(number).padStart(12, '0')}`
export const guidBytes = (number: number): Buffer => Buffer.from(guid(number).replaceAll('-', ''), 'hex')

export function person(name: string, number: number, more: Attributes = {}): Thing {
  return {
    dn: `CN=${name},OU=Staff,${root}`,
    attributes: {
      objectGUID: [guidBytes(number)],
      objectClass: ['top', 'person', 'organizationalPerson', 'user'],
      userAccountControl: ['512'],
      accountExpires: ['9223372036854775807'],
      displayName: [name],
      mail: [`${name}@corp.test`],
      primaryGroupID: ['513'],
      ...more,
    },
  }
}

export function group(
  name: string,
  number: number,
  members: readonly string[],
): Thing & { members: readonly string[] } {
  const sid = Buffer.alloc(28)
  sid.writeUInt8(1, 0)
  sid.writeUInt8(5, 1)
  sid.writeUInt8(5, 7)
  sid.writeUInt32LE(21, 8)
  sid.writeUInt32LE(2000 + number, 24)
  return {
    dn: `CN=${name},OU=Groups,${root}`,
    attributes: { objectGUID: [guidBytes(number)], objectSid: [sid], objectClass: ['top', 'group'], cn: [name] },
    members,
  }
}

/** How a healthy Active Directory answers: in pages and ranges, to the last. */
export function usual(world: LdapWorld): (asked: Asked) => readonly Said[] {
  const { people, groups = [], others = [], range = 1500 } = world
  const below = (list: readonly string[], seen: Set<string>): ReadonlySet<string> => {
    for (const dn of list) {
      if (seen.has(dn)) continue
      seen.add(dn)
      below(groups.find((one) => one.dn === dn)?.members ?? [], seen)
    }
    return seen
  }
  return (asked) => {
    if (asked.kind === 'unbind') return []
    if (asked.kind !== 'search') return [{ code: 0 }]
    const { base, scope, filter, attributes } = asked
    if (scope === 0) {
      const found = [domain, root0, ...groups].find(({ dn }) => dn === base)
      if (found === undefined) return [{ code: 32, matched: root }]
      const from = /^member;range=(?<from>\d+)/u.exec(attributes[0] ?? '')?.groups?.['from']
      const members = groups.find(({ dn }) => dn === base)?.members ?? []
      if (from === undefined || members.length === 0)
        return [{ entry: found.dn, attributes: found.attributes }, { code: 0 }]
      const some = members.slice(Number(from), Number(from) + range)
      const isLast = Number(from) + range >= members.length
      const name = `member;range=${from}-${isLast ? '*' : Number(from) + some.length - 1}`
      return [{ entry: found.dn, attributes: { [name]: some } }, { code: 0 }]
    }
    const names = [
      ...filter.matchAll(/\((?:distinguishedName|memberOf:[\d.]+:|memberOf|sAMAccountName)=(?<value>[^()]*)\)/giu),
    ].map(({ groups: parts }) => parts?.['value'] ?? '')
    const rids = new Set(
      [...filter.matchAll(/primaryGroupID=(?<rid>\d+)/giu)].map(({ groups: parts }) => parts?.['rid'] ?? ''),
    )
    const isIn = (dn: string): boolean =>
      names.some((name) => {
        const members = groups.find((one) => one.dn === name)?.members ?? []
        return filter.includes('1941') ? below(members, new Set()).has(dn) : members.includes(dn)
      })
    let found: readonly Thing[] = people
    if (/distinguishedName/iu.test(filter))
      found = [...people, ...groups, ...others].filter(({ dn }) => names.includes(dn))
    else if (/sAMAccountName/iu.test(filter))
      found = groups.filter(({ attributes: { cn } }) => names.includes(String(cn?.[0])))
    else if (/objectCategory=group/iu.test(filter)) found = groups.filter(({ dn }) => isIn(dn))
    else if (/memberOf/iu.test(filter))
      found = people.filter(
        ({ dn, attributes: { primaryGroupID } }) => isIn(dn) || rids.has(String(primaryGroupID?.[0])),
      )
    const at = Number(asked.cookie ?? 0)
    const page = found.slice(at, at + (asked.pageSize ?? found.length))
    const next = at + page.length < found.length ? String(at + page.length) : ''
    return [...page.map(({ dn, attributes: given }) => ({ entry: dn, attributes: given })), { code: 0, cookie: next }]
  }
}

const domain: Thing = { dn: root, attributes: { objectClass: ['top', 'domain'] } }
const root0: Thing = {
  dn: '',
  attributes: {
    defaultNamingContext: [root],
    dsServiceName: [`CN=NTDS Settings,CN=DC1,${root}`],
    highestCommittedUSN: ['4711'],
    isSynchronized: ['TRUE'],
  },
}
