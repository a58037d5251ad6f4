import { AndFilter, EqualityFilter, ExtensibleFilter, type Filter, OrFilter } from 'ldapts'
import { shown } from '../../identity/identity.ts'
import type { Opened } from './controllers.ts'
import { dnKey, type Entry, guidOf } from './entry.ts'
import { Fault } from './fault.ts'
import { entriesOf, entryAt, thisDomainOnly } from './search.ts'
import type { Settings } from './settings.ts'

/** A group, as far as its members are looked for. */
export interface Group {
  readonly dn: string
  readonly id: string
  /** Its number within the domain, which people name it by as their primary group. Absent: it is none of a domain. */
  readonly rid?: string
}

/** A group that the options name, and every group that is in it, itself included: by {@link dnKey}. */
export interface Named {
  readonly name: string
  readonly group: Group
  readonly within: ReadonlyMap<string, Group>
}

const attributes = ['objectGUID', 'objectSid']
const isGroup = new EqualityFilter({ attribute: 'objectClass', value: 'group' })
const inCategory = new EqualityFilter({ attribute: 'objectCategory', value: 'group' })

/** LDAP_MATCHING_RULE_IN_CHAIN: members of members, at any depth. */
export const inChain = (dn: string): Filter =>
  new ExtensibleFilter({ matchType: 'memberOf', rule: '1.2.840.113556.1.4.1941', value: dn })

/** Direct members. */
export const isMemberOf = (dn: string): Filter => new EqualityFilter({ attribute: 'memberOf', value: dn })

/** The group of this name, and the groups within it. */
export async function namedGroup(opened: Opened, name: string, settings: Settings): Promise<Named> {
  const group = groupOf(await find(opened, name, settings))
  const within = new Map([[dnKey(group.dn), group]])
  // A group that is within itself is met again, and not gone into again.
  for (const one of within.values()) {
    const filter = settings.nested === 'rule' ? inChain(one.dn) : isMemberOf(one.dn)
    const found = entriesOf(opened.connection, {
      what: `The search for the groups within ${one.dn}`,
      base: opened.root,
      filter: new AndFilter({ filters: [inCategory, filter] }),
      attributes,
      controls: [thisDomainOnly],
      pageSize: settings.pageSize,
    })
    for await (const entry of found) {
      const key = dnKey(entry.dn)
      if (!within.has(key)) within.set(key, groupOf(entry))
    }
    // The rule goes to every depth by itself.
    if (settings.nested === 'rule') break
  }
  return { name, group, within }
}

async function find({ connection, root }: Opened, name: string, { pageSize }: Settings): Promise<Entry> {
  const what = `The search for the group ${shown(name)}`
  const dn = dnIn(name)
  if (dn !== undefined) {
    const entry = await entryAt(connection, { what, dn, filter: isGroup, attributes, controls: [thisDomainOnly] })
    if (entry !== undefined) return entry
    throw missing(name, root)
  }
  const byName = ['sAMAccountName', 'cn'].map((attribute) => new EqualityFilter({ attribute, value: name }))
  const filter = new AndFilter({ filters: [inCategory, new OrFilter({ filters: byName })] })
  const found: Entry[] = []
  const entries = entriesOf(connection, { what, base: root, filter, attributes, controls: [thisDomainOnly], pageSize })
  for await (const entry of entries) found.push(entry)
  const [entry, other] = found
  if (entry === undefined) throw missing(name, root)
  if (other !== undefined)
    throw new Fault(
      `The name ${shown(name)} has several groups, ${entry.dn} and ${other.dn}: name the one that is meant by its distinguished name.`,
    )
  return entry
}

const missing = (name: string, root: string): Fault =>
  new Fault(
    `The group ${shown(name)} was not found in ${root}: it was renamed, moved or deleted, or the account may not see it. Set groups right.`,
  )

function dnIn(name: string): string | undefined {
  if (/^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(name)) return `<GUID=${name}>`
  return /^[\w.-]+=.+,\s*DC=/iu.test(name) ? name : undefined
}

function groupOf(entry: Entry): Group {
  const sid = entry.bytes('objectSid')
  if (sid === undefined)
    throw new Fault(
      `${entry.dn} has no objectSid that can be read, by which it is the primary group of people: give the account the right to read it ("Read General Information", on groups).`,
    )
  const rid = ridOf(sid)
  return { dn: entry.dn, id: guidOf(entry), ...(rid === undefined ? {} : { rid }) }
}

/** The last part of a domain's SID, `S-1-5-21-…`; those of the machine itself (`S-1-5-32-…`) have none. */
function ridOf(sid: Buffer): string | undefined {
  if (sid.length !== 28 || sid.readUInt8(7) !== 5 || sid.readUInt32LE(8) !== 21) return undefined
  return String(sid.readUInt32LE(24))
}
