import { entraId } from '../../src/directory/entra.ts'
import { type FakeGraph, startFakeGraph } from '../../src/directory/testing/index.ts'
import type { Source } from '../../src/index.ts'
import type { Person } from './company.ts'

/** A fake Graph that is kept up to a company. */
export interface Tenant extends AsyncDisposable {
  readonly fake: FakeGraph
  readonly show: (people: readonly Person[]) => void
}

/** Guests are partners; of the others each is as many groups below as the person is deep. */
const tenantGroups = ['Staff', 'Partners'] as const
/** Each is in the one before. */
export const levels = ['Staff', 'Staff 1', 'Staff 2', 'Staff 3'] as const
/** The id of a group, by its place among them. */
export const groupId = (level: number): string => `9000000${level}-0000-4000-8000-000000000000`
const groupOf = ({ guest, depth }: Person): string => (guest ? 'Partners' : depth === 0 ? 'Staff' : `Staff ${depth}`)

export async function openTenant(now: () => number): Promise<Tenant> {
  const fake = await startFakeGraph({ pageSize: 5, clock: { now } })
  for (const [number, displayName] of [...levels, 'Partners'].entries())
    fake.addGroup({ id: groupId(number), displayName, members: number < 3 ? [groupId(number + 1)] : [] })
  const held = new Map<string, Person['standing']>()
  const show = (people: readonly Person[]): void => {
    for (const person of people) brought(fake, person, held)
  }
  return { fake, show, [Symbol.asyncDispose]: () => fake.close() }
}

/** Brings one person to where they stand. */
function brought(fake: FakeGraph, person: Person, held: Map<string, Person['standing']>): void {
  const { guid, standing } = person
  const before = held.get(guid) ?? 'gone'
  held.set(guid, standing)
  if (standing === 'gone') {
    if (before !== 'gone') fake.purgeUser(guid)
    return
  }
  const isDeleted = before === 'deleted'
  if (standing === 'deleted' && isDeleted) return
  if (before === 'gone') fake.addUser({ id: guid, ...attributesOf(person) })
  else if (isDeleted) fake.restoreUser(guid)
  fake.changeUser(guid, attributesOf(person))
  if (standing === 'outside') fake.removeMember(groupOf(person), guid)
  else fake.addMember(groupOf(person), guid)
  if (standing === 'deleted') fake.deleteUser(guid)
}

function attributesOf({ mail, upn, name, aliases, guest, standing, guid }: Person) {
  const own = guest && mail === upn
  return {
    userPrincipalName: own ? `${mail.replace('@', '_')}#EXT#@corp.onmicrosoft.example` : upn,
    mail,
    displayName: name,
    accountEnabled: standing !== 'disabled' && standing !== 'expired',
    userType: guest ? ('Guest' as const) : ('Member' as const),
    proxyAddresses: [`SMTP:${mail}`, ...aliases.map((alias) => `smtp:${alias}`), `X500:/o=corp/cn=${guid}`],
  }
}

/** The people of the tenant's groups. */
export function sourceOfTenant(
  { fake }: Tenant,
  options: {
    readonly name: string
    readonly now: () => number
    readonly fetch?: typeof fetch
    readonly timeout?: number
    readonly credential?: FakeGraph['credential']
  },
): Source {
  return entraId({
    credential: fake.credential,
    ...options,
    endpoint: fake.url,
    groups: tenantGroups,
    mayBeEmpty: tenantGroups,
    retries: 0,
  })
}
