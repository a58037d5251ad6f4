import type { HoustonClient, Role as HoustonRole, Invite } from '@user-admin/houston-client'
import { only, type Sending, translating } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { addressesOf, canonicalEmail, isRef } from '../identity/identity.ts'
import type { CallOptions, Member, Role, RoleChange, UserRef } from '../user-admin.ts'

/** Withdraws every open invitation of every address that the person is known by. */
export async function withdraw(
  client: HoustonClient,
  invites: readonly Invite[],
  person: Member,
  {
    did,
    sending,
    workspace,
  }: {
    readonly did: (what: string) => void
    readonly sending: Sending
    /** Whose invitations they are: a workspace's own administrator may not withdraw without saying so. */
    readonly workspace?: string
  },
): Promise<void> {
  const addresses = addressesOf(person)
  for (const invite of invites) {
    if (!addressesOf({ email: invite.email, aliases: [] }).some((address) => addresses.includes(address))) continue
    await client.deleteInvite(invite.id, { ...sending, workspaceUuid: workspace })
    did('an invitation was withdrawn')
  }
}

/** The one member that a reference names. */
function among<R extends HoustonRole>(members: readonly Member<R>[], ref: UserRef): Member<R> | undefined {
  return only(members.filter((member) => isRef(ref, member)))
}

/**
 * As `look`, and proved by the whole list where an address alone found nobody, or where nothing but an invitation was
 * found: Houston finds an address only as it is stored, and old rows hold capitals. An id and an address together come
 * from a list, which showed everybody.
 */
export const proving =
  <R extends HoustonRole>(
    look: (ref: UserRef, o?: CallOptions) => Promise<Member<R> | undefined>,
    everybody: (signal?: AbortSignal) => Promise<readonly Member<R>[]>,
  ) =>
  async (ref: UserRef, o?: CallOptions): Promise<Member<R> | undefined> => {
    const found = await look(ref, o)
    const isBare = found?.access.every(({ via }) => via === 'invite') === true
    if (found !== undefined && isBare && ref.email === undefined)
      return among(await translating(everybody(o?.signal)), { email: found.email })
    const isProved = ref.id !== undefined || (found !== undefined && !isBare)
    return isProved ? found : among(await translating(everybody(o?.signal)), ref)
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
/** Out of the scope, as a read shows. */
export const gone = (after: Member | undefined): 'done' | undefined => (after === undefined ? 'done' : undefined)

/** The person under the old id or any of the old addresses: an invitation that is still open counts. */
export async function anyTrace<R extends string>(
  look: (ref: UserRef) => Promise<Member<R> | undefined>,
  before: Member<R> | undefined,
): Promise<Member<R> | undefined> {
  if (before === undefined) return undefined
  const addresses = addressesOf(before).filter((address) => canonicalEmail(address) !== undefined)
  const refs: UserRef[] = [{ id: before.id }, ...addresses.map((email) => ({ email }))]
  for (const ref of refs) {
    const trace = await look(ref)
    if (trace !== undefined) return trace
  }
  return undefined
}

/** In the scope: at once, or once the person accepts. */
export const joined = (after: Member | undefined): 'done' | 'pending' | undefined =>
  after === undefined ? undefined : after.status === 'invited' ? 'pending' : 'done'
