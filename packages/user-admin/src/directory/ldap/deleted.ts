import { AndFilter, EqualityFilter, NotFilter, PresenceFilter } from 'ldapts'
import type { SourcePerson } from '../source.ts'
import type { Opened } from './controllers.ts'
import { guidOf, isWithin } from './entry.ts'
import { Fault } from './fault.ts'
import { addressesIn, called, type People } from './people.ts'
import { resultReason } from './results.ts'
import { entriesOf, showDeleted } from './search.ts'
import type { Settings } from './settings.ts'

/** Of the people who were deleted below a base; absent where the account may not see them. */
export async function readDeleted(
  { connection, root }: Opened,
  settings: Settings,
  base: string,
  people: People,
): Promise<readonly SourcePerson[] | undefined> {
  const container = `CN=Deleted Objects,${root}`
  const what = 'The search for deleted people'
  const { entries, result } = await connection.search({
    base: container,
    scope: 'base',
    filter: new PresenceFilter({ attribute: 'objectClass' }),
    attributes: ['objectClass'],
    controls: [showDeleted],
  })
  // Who may not see the container is told that there is none, or that it is not allowed.
  if (result.code === 32 || result.code === 50 || (result.code === 0 && entries.length === 0)) return undefined
  if (result.code !== 0) throw new Fault(resultReason(what, result))
  // Without the recycle bin nothing stays that a filter could ask for; with it, no membership does. Who is told by id
  // alone is known to an earlier reading only, which held who was meant.
  const byIdOnly = settings.filter !== undefined || settings.groups !== undefined
  const deleted: SourcePerson[] = []
  const found = entriesOf(connection, {
    what,
    base: container,
    filter: new AndFilter({
      filters: [
        new EqualityFilter({ attribute: 'isDeleted', value: 'TRUE' }),
        new EqualityFilter({ attribute: 'objectClass', value: 'user' }),
        new NotFilter({ filter: new EqualityFilter({ attribute: 'objectClass', value: 'computer' }) }),
      ],
    }),
    attributes: ['objectGUID', 'lastKnownParent', 'displayName', ...settings.addresses],
    controls: [showDeleted],
    pageSize: settings.pageSize,
  })
  for await (const entry of found) {
    const parent = entry.text('lastKnownParent')
    if (parent === undefined ? !isWithin(root, base) : !isWithin(parent, base)) continue
    const id = guidOf(entry)
    if (people.byId(id) !== undefined)
      throw new Fault(`${people.byId(id)?.person.name ?? id} was deleted while the people were read: read again.`)
    const { addresses, upn } = byIdOnly ? { addresses: [], upn: undefined } : addressesIn(entry, settings.addresses)
    const name = byIdOnly ? undefined : entry.text('displayName')
    deleted.push({ id, ...called(addresses, upn, name), status: 'deleted' })
  }
  return deleted
}
