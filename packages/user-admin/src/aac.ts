import type { AacClient, Person, Workspace } from '@user-admin/aac-client'
import { type AacRole, administrators, adminTag, memberOf } from './aac-members.ts'
import { change, changedSince, only, translating, translatingEach } from './change.ts'
import { UserAdminError } from './errors.ts'
import { checkEmail, checkRef, isRef } from './identity.ts'
import type {
  Caller,
  CallOptions,
  CanSuspend,
  CanTransferAssets,
  Change,
  ChangeOptions,
  Member,
  Role,
  RoleChange,
  Scope,
  UserAdmin,
  UserRef,
} from './user-admin.ts'

/**
 * The people of the Alteryx Analytics Cloud workspace that the token belongs to.
 *
 * @param workspace Which one you mean, by id, gid, name or browser address. Left out, it is the token's own; given, it must be that one.
 * @throws {UserAdminError} `forbidden` when the token belongs to another workspace, `unauthenticated` for a token that is not accepted.
 */
export async function aacWorkspace(
  client: AacClient,
  workspace?: string,
  options?: CallOptions,
): Promise<UserAdmin<AacRole> & CanSuspend<AacRole> & CanTransferAssets> {
  const current = await translating(client.currentWorkspace(options))
  if (workspace !== undefined) checkWorkspace(current, workspace)
  const { id } = current
  const scope: Scope = { system: 'aac', kind: 'workspace', origin: client.origin, id, name: current.name ?? id }
  const person = await translating(client.currentPerson(options))
  const caller: Caller = { id: person.id, kind: 'person', ...(person.email == null ? {} : { email: person.email }) }

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<AacRole>> {
    const admins = await administrators(client, id, o)
    for await (const one of client.people(id, { ...o, holds: caller.id })) yield memberOf(one, admins)
  }
  /** The member under this address (all of them, to be sure that it is one): only the workspace's own list shows a membership. */
  const listed = async (
    ref: UserRef,
    email: string | undefined,
    o?: CallOptions,
  ): Promise<Member<AacRole> | undefined> => {
    const found: Member<AacRole>[] = []
    for await (const one of client.people(id, { ...o, email })) {
      const member = memberOf(one)
      if (!isRef(ref, member)) continue
      if (ref.id !== undefined) return member
      found.push(member)
    }
    return only(found)
  }
  const look = async (ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> => {
    checkRef(ref)
    const tried = new Set(
      ref.email === undefined ? [] : [ref.email, checkEmail(ref.email)].map((email) => email.toLowerCase()),
    )
    for (const email of tried) {
      const found = await listed(ref, email, o)
      if (found !== undefined) return found
    }
    const known = ref.id === undefined ? undefined : await client.person(ref.id, o)
    if (known === undefined) return undefined
    const email = known.email?.toLowerCase() ?? ''
    if (email === '' || email !== email.trim()) return await listed(ref, undefined, o)
    return tried.has(email) ? undefined : await listed(ref, email, o)
  }
  /** That nobody was found by an address alone is proved by the whole list: the system may hold it in another spelling. */
  const find = async (ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> =>
    (await look(ref, o)) ?? (ref.id === undefined ? await listed(ref, undefined, o) : undefined)
  /** An active person stood in the list that is given unasked: who is there no more is out, whatever the other lists show. */
  const stillThere = async (before: Member<AacRole> | undefined): Promise<Member<AacRole> | undefined> => {
    if (before === undefined) return undefined
    // No address, or one with a blank around it, is found by no filter.
    if (before.email === '' || before.email !== before.email.trim()) return await listed({ id: before.id }, undefined)
    const statuses = before.status === 'active' ? 'usual' : 'every'
    for await (const one of client.people(id, { email: before.email, statuses })) {
      if (one.id === before.id) return memberOf(one)
    }
    return undefined
  }
  /** A receiver who was seen a moment ago is not looked at again for each of hundreds of transfers. */
  let lately: { readonly member: Member<AacRole>; readonly at: number } | undefined
  const receiving = async (to: UserRef, o?: CallOptions): Promise<Member<AacRole>> => {
    checkRef(to)
    if (lately !== undefined && performance.now() - lately.at < 2_000 && isRef(to, lately.member)) return lately.member
    const member = present(await translating(look(to, o)))
    lately = member.status === 'active' ? { member, at: performance.now() } : undefined
    return member
  }
  /** One change of someone who must be in the workspace. */
  const changing = async (
    ref: UserRef,
    o: ChangeOptions | undefined,
    so: (member: Member<AacRole>) => boolean,
    act: (member: Member<AacRole>, did: (what: string) => void) => Promise<void>,
    failing: string,
  ): Promise<Change<AacRole>> =>
    change({
      ref,
      options: o,
      look,
      find,
      already: (before) => (so(present(before)) ? { outcome: 'unchanged', member: before } : undefined),
      act: (before, did) => act(present(before), did),
      verdict: (after) =>
        after === undefined || !so(after) ? undefined : after.status === 'invited' ? 'pending' : 'done',
      failing,
    })

  return {
    scope,
    roleModel: 'many',
    whoAmI: async () => caller,
    roles: async (o) =>
      (await translating(client.roles(id, o))).map(
        ({ policyId, name, tag }): Role<AacRole> => ({
          id: policyId,
          name: name ?? tag ?? policyId,
          admin: tag === adminTag,
        }),
      ),
    list: (o) => translatingEach(list(o)),
    get: async (ref, o) => {
      const member = await translating(find(ref, o))
      return member === undefined
        ? undefined
        : memberOf(member.native as Person, await translating(administrators(client, id, o)))
    },
    invite: async ({ email, roles = [] }, o) => {
      for (const role of roles) checkRole(role)
      const missing = (member: Member<AacRole> | undefined): readonly AacRole[] =>
        roles.filter((role) => !member?.roles.includes(role))
      return await change({
        ref: { email: checkEmail(email) },
        options: o,
        look,
        already: (before) => {
          if (before === undefined || (before.status === 'invited' && missing(before).length > 0)) return undefined
          return {
            outcome: 'unchanged',
            member: before,
            ...(missing(before).length === 0 ? {} : { note: 'A member’s roles are changed by setRoles.' }),
          }
        },
        act: async (before, did) => {
          if (before === undefined) {
            await client.invite(id, [checkEmail(email)])
            did('the person was invited')
          }
          const invited = before ?? (roles.length === 0 ? undefined : await look({ email }))
          if (invited !== undefined) for (const role of missing(invited)) await client.assignRole(role, [invited.id])
        },
        verdict: (after) =>
          after !== undefined && missing(after).length === 0
            ? after.status === 'invited'
              ? 'pending'
              : 'done'
            : undefined,
        failing: 'is not invited with the roles asked for',
      })
    },
    setRoles: async (ref, roles, o) => {
      for (const role of 'length' in roles ? roles : [...(roles.add ?? []), ...(roles.drop ?? [])]) checkRole(role)
      const wanted = (held: readonly AacRole[]): { add: readonly AacRole[]; drop: readonly AacRole[] } =>
        difference(held, roles)
      return await changing(
        ref,
        o,
        ({ roles: held }) => wanted(held).add.length + wanted(held).drop.length === 0,
        async ({ id: personId, roles: held }, did) => {
          const { add, drop } = wanted(held)
          for (const role of add) {
            await client.assignRole(role, [personId])
            did(`role ${role} was given`)
          }
          for (const role of drop) {
            await client.unassignRole(role, personId)
            did(`role ${role} was taken`)
          }
        },
        'does not hold the roles asked for',
      )
    },
    remove: async (ref, o) =>
      change({
        ref,
        options: o,
        look,
        find,
        already: (before) => (before === undefined ? { outcome: 'unchanged' } : undefined),
        act: async (before) => {
          if (before?.id === caller.id)
            throw new UserAdminError(
              'invalid',
              'Nobody can remove themselves from a workspace: another administrator must do it.',
            )
          if (before !== undefined) await client.remove(id, before.id)
        },
        lookAfter: (before) => stillThere(before),
        verdict: (after) => (after === undefined ? 'done' : undefined),
        failing: 'is still in the workspace',
      }),
    suspend: (ref, o) =>
      changing(
        ref,
        o,
        ({ status }) => status === 'suspended',
        ({ id: personId }) => client.suspend(id, [personId]),
        'is not suspended',
      ),
    reinstate: (ref, o) =>
      changing(
        ref,
        o,
        ({ status }) => status !== 'suspended',
        ({ id: personId }) => client.unsuspend(id, [personId]),
        'is still suspended',
      ),
    transferAssets: async (from, to, o) => {
      const giver = present(await translating(look(from, o)))
      if (o?.ifMark !== undefined && giver.mark !== o.ifMark) throw changedSince()
      const { id: receiver, status } = await receiving(to, o)
      if (status !== 'active')
        throw new UserAdminError('conflict', `Assets cannot be handed to somebody who is ${status}.`)
      if (giver.id === receiver)
        throw new UserAdminError('invalid', 'Assets cannot be handed to the person who owns them.')
      await translating(client.transferAssets(id, { fromPersonId: giver.id, toPersonId: receiver }))
    },
  }
}

function checkRole(role: AacRole): void {
  if (!/^\d+$/.test(role))
    throw new UserAdminError(
      'invalid',
      `${JSON.stringify(role.slice(0, 60))} is no role id: it is digits, as roles() lists them.`,
    )
}

function checkWorkspace(current: Workspace, named: string): void {
  const name = named.trim()
  const host = /^https?:\/\/([^/?#]+)/.exec(name)?.[1]
  const own = [current.id, current.gid, current.name, current.custom_url]
  if (name !== '' && own.includes(host ?? name)) return
  if (host !== undefined && /^(?:us1|eu1|au1)\.alteryxcloud\.com$/.test(host)) {
    throw new UserAdminError(
      'invalid',
      `https://${host} is the address of a region, not of a workspace: name the workspace by its id or name, or leave it out to mean the token’s own (${current.name ?? current.id}).`,
    )
  }
  throw new UserAdminError(
    name === '' ? 'invalid' : 'forbidden',
    name === ''
      ? 'Name the workspace by its id, name or browser address, or leave it out to mean the token’s own.'
      : `This token works in workspace ${JSON.stringify(current.name ?? '')} (id ${current.id}), not in ${JSON.stringify(name)}: each workspace needs a token of its own. Generate one there: avatar, User Preferences, OAuth 2.0 API Tokens.`,
  )
}

/** What to assign and what to take, for a whole set of roles or a change of it. */
function difference(
  held: readonly AacRole[],
  roles: readonly AacRole[] | RoleChange<AacRole>,
): { add: readonly AacRole[]; drop: readonly AacRole[] } {
  const set = 'length' in roles ? roles : undefined
  const { add = [], drop = [] } =
    set === undefined ? (roles as RoleChange<AacRole>) : { add: set, drop: held.filter((role) => !set.includes(role)) }
  return {
    add: (add ?? []).filter((role) => !held.includes(role)),
    drop: (drop ?? []).filter((role) => held.includes(role)),
  }
}

function present(member: Member<AacRole> | undefined): Member<AacRole> {
  if (member === undefined) throw new UserAdminError('not-found', 'The person is not in this workspace.')
  return member
}
