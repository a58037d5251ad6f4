import type { HoustonClient, Role as HoustonRole, Invite } from '@user-admin/houston-client'
import { UserAdminError } from '../errors.ts'
import { addressesOf, isRef } from '../identity.ts'
import type { Change, Member, Role, RoleChange, UserRef } from '../user-admin.ts'

/** Withdraws every open invitation of every address that the person is known by. */
export async function withdraw(client: HoustonClient, invites: readonly Invite[], person: Member): Promise<void> {
  const addresses = addressesOf(person)
  for (const invite of invites) {
    if (addressesOf({ email: invite.email, aliases: [] }).some((address) => addresses.includes(address)))
      await client.deleteInvite(invite.id)
  }
}

/** The member that a reference names. */
export async function among<R extends HoustonRole>(
  members: AsyncIterable<Member<R>> | Iterable<Member<R>>,
  ref: UserRef,
): Promise<Member<R> | undefined> {
  for await (const member of members) if (isRef(ref, member)) return member
  return undefined
}

/** The one role that the person should hold afterwards, or none. */
export function oneRole<R extends HoustonRole>(
  held: readonly R[],
  roles: readonly R[] | RoleChange<R>,
  known: readonly Role<R>[],
): readonly R[] {
  const wanted = 'length' in roles ? roles : [...(roles.add ?? held.filter((role) => !roles.drop?.includes(role)))]
  const [role] = wanted
  if (wanted.length > 1)
    throw new UserAdminError('invalid', `A person holds one role here; ${wanted.length} were asked for.`)
  const prefix = known[0]?.id.split('_')[0] ?? ''
  if (role !== undefined && !role.startsWith(`${prefix}_`)) {
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(role)} is no role here; there are ${known.map(({ id }) => id).join(', ')}.`,
    )
  }
  return wanted
}

/** @throws {UserAdminError} `not-found`. */
export function present<R extends HoustonRole>(member: Member<R> | undefined, fact: string): Member<R> {
  if (member === undefined) throw new UserAdminError('not-found', `The person ${fact}.`)
  return member
}

export const sameRoles = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((role) => b.includes(role))
/** Ways in that a removal from the scope does not close. */
export const elsewhere = (member: Member): boolean =>
  member.access.some(({ via }) => via === 'team' || via === 'group' || via === 'system')
/** Nothing is sent for someone who is not here, or is here only in ways that this interface cannot close. */
export const nothingToTake = <R extends string>(before: Member<R> | undefined): Change<R> | undefined =>
  before === undefined
    ? { outcome: 'unchanged' }
    : before.access.length > 0 && before.access.every(({ via }) => via === 'team' || via === 'group')
      ? { outcome: 'remains', member: before }
      : undefined
/** Out of the scope, as a read shows. */
export const gone = (after: Member | undefined): 'done' | undefined => (after === undefined ? 'done' : undefined)

/** The person under the old id or any of the old addresses: an invitation that is still open counts. */
export async function anyTrace<R extends string>(
  look: (ref: UserRef) => Promise<Member<R> | undefined>,
  before: Member<R> | undefined,
): Promise<Member<R> | undefined> {
  if (before === undefined) return undefined
  const refs: UserRef[] = [{ id: before.id }, ...addressesOf(before).map((email) => ({ email }))]
  for (const ref of refs) {
    const trace = await look(ref)
    if (trace !== undefined) return trace
  }
  return undefined
}

/** In the scope: at once, or once the person accepts. */
export const joined = (after: Member | undefined): 'done' | 'pending' | undefined =>
  after === undefined ? undefined : after.status === 'invited' ? 'pending' : 'done'
