import type { HoustonClient, User } from '@user-admin/houston-client'
import { change, translating, translatingEach } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { addressesOf, checkEmail, checkRef, isRef } from '../identity.ts'
import type { CallOptions, Member, Role, Scope, UserAdmin, UserRef } from '../user-admin.ts'
import { signedIn } from './caller.ts'
import {
  among,
  anyTrace,
  gone,
  joined,
  nothingToTake,
  oneRole,
  present,
  proving,
  sameRoles,
  withdraw,
} from './changes.ts'
import { fromInvites, fromUser, systemBindings } from './members.ts'

/** Roles of a platform. */
export type SystemRole = 'SYSTEM_ADMIN' | 'SYSTEM_EDITOR' | 'SYSTEM_VIEWER' | (string & {})

const systemRoles: readonly Role<SystemRole>[] = [
  { id: 'SYSTEM_ADMIN', name: 'System Admin', admin: true },
  { id: 'SYSTEM_EDITOR', name: 'System Editor', admin: false },
  { id: 'SYSTEM_VIEWER', name: 'System Viewer', admin: false },
]

/**
 * The people of a whole Houston installation. To remove someone here deletes the account.
 *
 * @throws {UserAdminError} `unauthenticated` for a token that Houston does not accept, `forbidden` for
 * one that may not see the platform's users.
 */
export async function houstonPlatform(client: HoustonClient, options?: CallOptions): Promise<UserAdmin<SystemRole>> {
  const caller = await signedIn(client, options)
  const { baseDomain } = await translating(client.config(options))
  const { origin, hostname } = new URL(client.url)
  const scope: Scope = { system: 'houston', kind: 'platform', origin, id: 'platform', name: baseDomain ?? hostname }
  const person = (user: User): Member<SystemRole> => fromUser(user, systemBindings(user))
  // An invitation to the platform holds no role, and one to a workspace none of the platform's.
  const noRole = (): readonly SystemRole[] => []

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<SystemRole>> {
    const invites = await client.invites(o)
    const members = (await client.users(o)).map(person)
    yield* members
    yield* fromInvites(invites, new Set(members.flatMap(addressesOf)), noRole)
  }
  const look = async (ref: UserRef, o?: CallOptions): Promise<Member<SystemRole> | undefined> => {
    checkRef(ref)
    const filter = ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }
    const members = (await translating(client.findUsers(filter, o))).map(person)
    const found = members.find((member) => isRef(ref, member))
    return (
      found ??
      among(fromInvites(await translating(client.invites(o)), new Set(members.flatMap(addressesOf)), noRole), ref)
    )
  }
  const find = proving(look, list)

  return {
    scope,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => systemRoles,
    list: (o) => translatingEach(list(o)),
    get: async (ref, o) => await translating(find(ref, o)),
    invite: async ({ email, roles = [] }, o) => {
      const invited = await change({
        ref: { email: checkEmail(email) },
        options: o,
        look,
        find,
        already: (before) => (before === undefined ? undefined : { outcome: 'unchanged', member: before }),
        act: async () => void (await client.invite(checkEmail(email))),
        verdict: joined,
        failing: 'is not invited',
      })
      return roles.length === 0
        ? invited
        : { ...invited, note: 'A system role can be given only after the person has signed up.' }
    },
    setRoles: async (ref, roles, o) => {
      let wanted: readonly SystemRole[] = []
      return await change({
        ref,
        options: o,
        look,
        find,
        already: (before) => {
          wanted = oneRole(present(before, 'has no account here').roles, roles, systemRoles)
          if (before?.status === 'invited' && wanted.length > 0)
            throw new UserAdminError(
              'conflict',
              'The person has not signed up yet: a system role can be given only to an account.',
            )
          return sameRoles(before?.roles ?? [], wanted) ? { outcome: 'unchanged', member: before } : undefined
        },
        // The new role first: nobody is without one in between, and the last administrator stays one.
        act: async (before, did) => {
          const held = before?.roles ?? []
          for (const role of wanted.filter((one) => !held.includes(one))) {
            await client.grantSystemRole(before?.id ?? '', role)
            did(`${role} was given`)
          }
          for (const role of held.filter((one) => !wanted.includes(one))) {
            await client.revokeSystemRole(before?.id ?? '', role)
            did(`${role} was taken`)
          }
        },
        verdict: (after) => (after !== undefined && sameRoles(after.roles, wanted) ? 'done' : undefined),
        failing: 'does not hold exactly the roles asked for',
      })
    },
    remove: async (ref, o) =>
      await change({
        ref,
        options: o,
        look,
        find,
        already: (before) => nothingToTake(scope, before),
        act: async (before, did) => {
          if (before === undefined) return
          const invites = await client.invites()
          if (before.access.length === 0 || before.access.some(({ via }) => via !== 'invite')) {
            await client.removeUser(before.id)
            did('the account was deleted')
          }
          await withdraw(client, invites, before, did)
        },
        lookAfter: (before) => anyTrace(look, before),
        verdict: gone,
        failing: 'still has an account or an open invitation',
      }),
  }
}
