import { AndFilter, EqualityFilter, PresenceFilter } from 'ldapts'
import { complete, type Snapshot, type SourcePerson } from '../source.ts'
import type { Opened } from './controllers.ts'
import { readDeleted } from './deleted.ts'
import { guidOf } from './entry.ts'
import { Fault } from './fault.ts'
import { readMembers, type Shown } from './membership.ts'
import { type People, personAttributes } from './people.ts'
import { entriesOf, entryAt } from './search.ts'
import type { Settings } from './settings.ts'

/** Everybody, over one connection. @throws {Fault} where it does not end well. */
export async function readWhole(opened: Opened, settings: Settings, people: People, readAt: string): Promise<Snapshot> {
  const base = await baseOf(opened, settings)
  const shown = settings.groups === undefined ? undefined : await readMembers(opened, settings, base, people)
  if (shown === undefined) await readBelow(opened, settings, base, people)
  people.checkRights()
  const gone = settings.deleted ? await readDeleted(opened, settings, base, people) : []
  const proof = proofOf(opened, settings, base, people, shown, gone)
  return complete({
    source: settings.name,
    people: [...people.release(), ...(gone ?? [])],
    proof,
    readAt,
    position: opened.position,
  })
}

/** The base as the controller writes it: one that does not exist would hold nobody. */
async function baseOf({ connection }: Opened, { base }: Settings): Promise<string> {
  const entry = await entryAt(connection, {
    what: `The search for the base ${base}`,
    dn: base,
    filter: new PresenceFilter({ attribute: 'objectClass' }),
    attributes: ['objectClass'],
  })
  if (entry === undefined)
    throw new Fault(
      `${base} was not found: it was renamed, moved or deleted, or the account may not see it. Set base right.`,
    )
  return entry.dn
}

async function readBelow({ connection }: Opened, settings: Settings, base: string, people: People): Promise<void> {
  const { filter, pageSize, otherDomains } = settings
  const everybody = {
    base,
    filter: new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'objectCategory', value: 'person' }),
        new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
        ...(filter === undefined ? [] : [filter]),
      ],
    }),
    otherDomains,
  }
  const what = `The search for the people below ${base}`
  const found = entriesOf(connection, { ...everybody, what, attributes: personAttributes(settings), pageSize })
  for await (const entry of found) people.add(entry)

  // Active Directory does not count. Where pages get lost, or people move between them, other pages hold other people.
  const again = entriesOf(connection, {
    ...everybody,
    what: `${what}, asked again`,
    attributes: ['objectGUID'],
    pageSize: pageSize === 1 ? 2 : pageSize - 1,
  })
  let [known, unknown] = [0, 0]
  for await (const entry of again) {
    if (people.byId(guidOf(entry)) === undefined) unknown += 1
    else known += 1
  }
  if (unknown > 0 || known < people.size)
    throw new Fault(
      `${what} gave ${people.size} people, and ${known + unknown} when asked again, ${unknown} of whom it had not given: they changed while they were read, or pages were lost. Read again.`,
    )
}

function proofOf(
  { connection }: Opened,
  settings: Settings,
  base: string,
  people: People,
  shown: Shown | undefined,
  gone: readonly SourcePerson[] | undefined,
): string {
  const parts = [
    shown === undefined
      ? `${connection.controller.name} gave the ${people.size} people below ${base} page by page to the last, each id once, and the same in other pages`
      : `${connection.controller.name} gave the ${people.size} people of ${settings.groups?.join(', ')} page by page to the last, each id once, and the lists of members say the same (groups read: ${shown.groups})`,
  ]
  if (shown !== undefined && shown.empty.length > 0) parts.push(`nobody is in ${shown.empty.join(', ')}`)
  if (shown !== undefined && shown.machines > 0) parts.push(`members that are machines: ${shown.machines}`)
  if (shown !== undefined && shown.filtered > 0) parts.push(`members whom the filter leaves out: ${shown.filtered}`)
  if (people.unreadable > 0) parts.push(`addresses left out because they are none: ${people.unreadable}`)
  if (gone === undefined) parts.push('deleted accounts cannot be seen by this account, so who was deleted is absent')
  // A controller may show the container and nothing in it.
  else if (gone.length > 0) parts.push(`deleted accounts: ${gone.length}`)
  else if (settings.deleted) parts.push('no deleted account was shown: there is none, or this account may not see it')
  return `${parts.join('; ')}.`
}
