// Longer than other files: one entry for each thing a workspace can be asked, over reads that all of them share.
import type { AacClient, Person } from '@user-admin/aac-client'
import { reachOf } from '../access.ts'
import {
  announced,
  change,
  changedSince,
  onFreshLook,
  refOf,
  type Sending,
  translating,
  translatingEach,
} from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { checkEmail } from '../identity/identity.ts'
import { paceOf } from '../pace.ts'
import type {
  Caller,
  CallOptions,
  CanCountSeats,
  CanRemind,
  CanSuspend,
  CanTransferAssets,
  Change,
  ChangeOptions,
  Member,
  Role,
  Scope,
  UserAdmin,
  UserRef,
} from '../user-admin.ts'
import { bulkCalls } from './bulk-calls.ts'
import { checkWorkspace } from './check-workspace.ts'
import { Finding, recordOf } from './finding.ts'
import { GroupReads, unseenIn } from './groups.ts'
import { type AacRole, administrators, adminTag, type Besides, memberOf } from './members.ts'
import { receivers } from './receivers.ts'
import { reminding } from './reminding.ts'
import { telling } from './requests.ts'
import { checkRoles, difference, rolesThatStay } from './roles.ts'
import { Strangers } from './strangers.ts'

/**
 * The people of the Alteryx Analytics Cloud workspace that the token belongs to.
 *
 * @param workspace Which one you mean, by id, gid, name or browser address. Left out, it is the token's own; given, it must be that one.
 * @param options `scim`: whether an identity provider assigns people to this workspace. The API does not tell of people
 * whom it assigns without a group; left out, it is taken for so where a group shows it.
 * @throws {UserAdminError} `forbidden` when the token belongs to another workspace, `unauthenticated` for a token that is not accepted.
 */
export async function aacWorkspace(
  client: AacClient,
  workspace?: string,
  options?: CallOptions & { readonly scim?: boolean | undefined },
): Promise<UserAdmin<AacRole> & CanSuspend<AacRole> & CanTransferAssets & CanRemind<AacRole> & CanCountSeats> {
  const current = await translating(client.currentWorkspace(options))
  if (workspace !== undefined) checkWorkspace(current, workspace)
  const { id } = current
  const scope: Scope = { system: 'aac', kind: 'workspace', origin: client.origin, id, name: current.name ?? id }
  const person = await translating(client.currentPerson(options))
  const caller: Caller = { id: person.id, kind: 'person', ...(person.email == null ? {} : { email: person.email }) }
  const pace = paceOf(client, `${client.origin} ${id} ${person.id}`)
  const finding = new Finding(client, id, person.id)
  const strangers = new Strangers(client, id, person.id)
  const groups = new GroupReads(client, id)

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<AacRole>> {
    let besides: Besides | undefined
    const reading = Promise.all([administrators(client, id, o), groups.now(o)]).then(([admins, shown]) => {
      besides = { admins, groups: shown }
      return besides
    })
    // Thrown once the people who came meanwhile are read, if at all: their own failure comes first.
    reading.catch(() => undefined)
    const waiting: Person[] = []
    let size = 0
    for await (const one of client.people(id, { ...o, holds: caller.id })) {
      size += 1
      waiting.push(one)
      if (besides !== undefined) for (const who of waiting.splice(0)) yield memberOf(who, besides)
    }
    const late = await reading
    strangers.size = size
    for (const who of waiting) yield memberOf(who, late)
  }
  /** With the ways in by groups, as they were a moment ago: they are one list for everybody who is changed. */
  const entire = async (found: Member<AacRole> | undefined, o?: CallOptions): Promise<Member<AacRole> | undefined> =>
    found === undefined ? undefined : memberOf(recordOf(found), { groups: await groups.lately(o) })
  const look = async (ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> =>
    await entire(await finding.look(ref, o), o)
  /** As a change of the membership with this mark looks. */
  const finds =
    (mark: string | undefined) =>
    async (ref: UserRef, o?: CallOptions): Promise<Member<AacRole> | undefined> =>
      await entire(await finding.meant(ref, mark, o), o)
  /** What may bring somebody back who was shut out, as far as it was not shown when the person was looked at. */
  const doubts = (): Pick<Change, 'note'> => noted(unseenIn(groups.latest, options?.scim))
  const receiving = receivers(finding)
  const stranger = async (email: string, o?: CallOptions): Promise<Member<AacRole> | undefined> =>
    await strangers.look(email, () => finding.look({ email }, o), o)
  const bulk = bulkCalls(client, id, stranger, (personId) => finding.look({ id: personId }))
  /** One change of someone who must be in the workspace. */
  const changing = async (
    ref: UserRef,
    o: ChangeOptions | undefined,
    already: (before: Member<AacRole>) => Change<AacRole> | undefined,
    act: (member: Member<AacRole>, did: (what: string) => void, sending: Sending) => Promise<void>,
    verdict: (after: Member<AacRole>) => Change<AacRole> | undefined,
    failing: string,
  ): Promise<Change<AacRole>> =>
    change({
      ref,
      options: o,
      look,
      find: finds(o?.ifMark),
      already: (before) => already(present(before)),
      act: (before, did, sending) => act(present(before), did, sending),
      // With the groups that were read before the act: what it did must not stay unknown because they cannot be read again.
      lookAfter: async (before) => {
        const shown = (one: Member<AacRole>): Member<AacRole> => memberOf(recordOf(one), { groups: groups.latest })
        const isDone = (one: Member<AacRole>): boolean => verdict(shown(one)) !== undefined
        const after = before === undefined ? await finding.look(ref) : await finding.after(before, isDone)
        return after === undefined ? undefined : shown(after)
      },
      verdict: (after) => (after === undefined ? undefined : verdict(after)),
      failing,
    })

  return {
    scope,
    pace,
    roleModel: 'many',
    ...reminding(client, id, look),
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
      const found = await translating(finding.find(ref, o))
      if (found === undefined) return undefined
      const [admins, shown] = await translating(Promise.all([administrators(client, id, o), groups.now(o)]))
      return memberOf(recordOf(found), { admins, groups: shown })
    },
    unseen: async (o) => unseenIn(await translating(groups.lately(o)), options?.scim),
    seats: async (o) => {
      const now = await translating(client.currentWorkspace(o))
      checkWorkspace(now, id)
      return { limit: now.max_user_number ?? undefined, taken: now.workspace_member_count ?? undefined }
    },
    invite: async ({ email, roles = [] }, o) => {
      checkRoles(roles)
      const missing = (member: Member<AacRole> | undefined): readonly AacRole[] =>
        roles.filter((role) => !member?.roles.includes(role))
      let together: readonly string[] | undefined
      let invited: Member<AacRole> | undefined
      return await change({
        ref: { email: checkEmail(email) },
        options: o,
        look,
        find: async (_ref, call) => await entire(await stranger(checkEmail(email), call), call),
        already: (before) => {
          if (before === undefined || (before.status === 'invited' && missing(before).length > 0)) return undefined
          return {
            outcome: 'unchanged',
            member: before,
            ...(missing(before).length === 0 ? {} : { note: 'A member’s roles are changed by setRoles.' }),
          }
        },
        act: async (before, did, sending) => {
          if (before === undefined) {
            together = (await bulk.invite.one(checkEmail(email), sending)).personIds
            did('the person was invited')
          }
          invited = before ?? (roles.length === 0 ? undefined : await finding.newcomer(email, together ?? []))
          if (invited !== undefined) for (const role of missing(invited)) await bulk.give(role).one(invited.id, sending)
        },
        lookAfter: async (before) => {
          if (invited !== undefined)
            return await entire(await finding.after(invited, (after) => missing(after).length === 0))
          if (together !== undefined) return await entire(await finding.newcomer(email, together))
          return await look(before === undefined ? { email: checkEmail(email) } : refOf(before))
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
      checkRoles(roles)
      const asIs = (member: Member<AacRole>, outcome: 'unchanged' | 'done'): Change<AacRole> | undefined => {
        const { add, drop } = difference(member.roles, roles)
        if (add.length + drop.length > 0) return undefined
        const { stay, unsure } = rolesThatStay(recordOf(member), roles, groups.latest)
        if (stay.length > 0) return { outcome: 'remains', member, ...noted(stay) }
        const pending = outcome === 'done' && member.status === 'invited'
        return { outcome: pending ? 'pending' : outcome, member, ...noted(unsure) }
      }
      return await changing(
        ref,
        o,
        (before) => asIs(before, 'unchanged'),
        async ({ id: personId, roles: held }, did, sending) => {
          const { add, drop } = difference(held, roles)
          for (const role of add) {
            await bulk.give(role).one(personId, sending)
            did(`role ${role} was given`)
          }
          for (const role of drop) {
            await client.unassignRole(role, personId, telling(sending))
            did(`role ${role} was taken`)
          }
        },
        (after) => asIs(after, 'done'),
        'does not hold the roles asked for',
      )
    },
    remove: async (ref, o) =>
      change({
        ref,
        options: o,
        look,
        find: finds(o?.ifMark),
        already: (before) => {
          if (before === undefined) return { outcome: 'unchanged' }
          if (before.id === caller.id)
            throw new UserAdminError(
              'invalid',
              'Nobody can remove themselves from a workspace: another administrator must do it.',
            )
          return brought(scope, before)
        },
        act: async (before, _, sending) => {
          if (before !== undefined) await client.remove(id, before.id, telling(sending))
        },
        lookAfter: (before) => finding.stillThere(before),
        verdict: (after) => (after === undefined ? { outcome: 'done', ...doubts() } : undefined),
        failing: 'is still in the workspace',
      }),
    suspend: (ref, o) =>
      changing(
        ref,
        o,
        (before) => {
          const back = brought(scope, before)
          return before.status === 'suspended' ? { ...back, outcome: 'unchanged', member: before } : back
        },
        ({ id: personId }, _, sending) => bulk.suspend.one(personId, sending),
        (after) => (after.status === 'suspended' ? { outcome: 'done', member: after, ...doubts() } : undefined),
        'is not suspended',
      ),
    reinstate: (ref, o) =>
      changing(
        ref,
        o,
        (before) => (before.status === 'suspended' ? undefined : { outcome: 'unchanged', member: before }),
        ({ id: personId }, _, sending) => bulk.unsuspend.one(personId, sending),
        (after) =>
          after.status === 'suspended'
            ? undefined
            : { outcome: after.status === 'invited' ? 'pending' : 'done', member: after },
        'is still suspended',
      ),
    transferAssets: async (from, to, o) => {
      let announcedAs: string | undefined
      await onFreshLook(o, async (sending, seen) => {
        const giver = present(await translating(finding.meant(from, o?.ifMark, o)))
        if (o?.ifMark !== undefined && giver.mark !== o.ifMark) throw changedSince()
        const { id: receiver, status } = present(await translating(receiving(to, o)))
        if (status !== 'active')
          throw new UserAdminError('conflict', `Assets cannot be handed to somebody who is ${status}.`)
        if (giver.id === receiver)
          throw new UserAdminError('invalid', 'Assets cannot be handed to the person who owns them.')
        seen()
        if (announcedAs !== giver.mark) await announced(o, giver, entire)
        announcedAs = giver.mark
        const transfer = { fromPersonId: giver.id, toPersonId: receiver }
        await translating(client.transferAssets(id, transfer, telling(sending)))
      })
    },
  }
}

/** Nothing is sent for somebody whom the next cycle of an identity provider would bring back. */
function brought(scope: Scope, before: Member<AacRole>): Change<AacRole> | undefined {
  const { blocked } = reachOf(scope, before)
  return blocked === undefined
    ? undefined
    : { outcome: 'remains', member: before, note: `${blocked.reason} ${blocked.remedy}` }
}

const noted = (sentences: readonly string[]): Pick<Change, 'note'> =>
  sentences.length === 0 ? {} : { note: sentences.join(' ') }

function present(member: Member<AacRole> | undefined): Member<AacRole> {
  if (member === undefined) throw new UserAdminError('not-found', 'The person is not in this workspace.')
  return member
}
