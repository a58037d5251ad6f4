import type { Client } from 'ldapts'

/** A user to be added: `name` is that of the entry and of the account; every other property is an attribute. */
export interface User {
  readonly name: string
  readonly [attribute: string]: string | string[]
}

/** Adds an organizational unit, and answers with its distinguished name. */
export async function addUnit(client: Client, dn: string): Promise<string> {
  await client.add(dn, { objectClass: 'organizationalUnit' })
  return dn
}

/**
 * Adds users under a unit, and answers with their distinguished names: 200 – 250 a second. Who is given nothing else is
 * enabled, has no password, and has `name@corp.test` as mail and user principal name; an empty text leaves an attribute out.
 */
export async function addUsers(client: Client, unit: string, users: readonly User[]): Promise<readonly string[]> {
  const names: string[] = []
  // One transaction each; what is under way at once only fills the pipe.
  for (let begun = 0; begun < users.length; begun += 100)
    names.push(...(await Promise.all(users.slice(begun, begun + 100).map((user) => addUser(client, unit, user)))))
  return names
}

async function addUser(client: Client, unit: string, { name, ...attributes }: User): Promise<string> {
  const dn = `CN=${name},${unit}`
  const address = `${name}@corp.test`
  const all: Record<string, string | string[]> = {
    objectClass: 'user',
    sAMAccountName: name,
    displayName: name,
    mail: address,
    userPrincipalName: address,
    // An ordinary account that needs no password.
    userAccountControl: '544',
    ...attributes,
  }
  await client.add(dn, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')))
  return dn
}

/** Adds a group with its members, by their distinguished names, and answers with its own. */
export async function addGroup(client: Client, dn: string, members: readonly string[] = []): Promise<string> {
  const name = dn.slice('CN='.length, dn.indexOf(','))
  await client.add(dn, {
    objectClass: 'group',
    sAMAccountName: name,
    ...(members.length === 0 ? {} : { member: [...members] }),
  })
  return dn
}

/** A time as `accountExpires` has it: steps of 100 ns since 1601. */
export const fileTime = (time: Date): string => String((BigInt(time.getTime()) + 11_644_473_600_000n) * 10_000n)
