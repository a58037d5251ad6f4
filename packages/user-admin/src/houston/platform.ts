import { type HoustonClient, HoustonError } from '@user-admin/houston-client'
import { outranks } from '../access.ts'
import { change, only, type Sending, translating, translatingEach } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import { shared } from '../gathering.ts'
import { checkEmail, checkRef, isRef } from '../identity/identity.ts'
import { lately } from '../lately.ts'
import { paceOf } from '../pace.ts'
import type { CallOptions, Member, Role, Scope, UserAdmin, UserRef } from '../user-admin.ts'
import { accounts } from './accounts.ts'
import { systemBindings } from './bindings.ts'
import { signedIn } from './caller.ts'
import { anyTrace, gone, joined, oneRole, present, proving, sameRoles, withdraw } from './changes.ts'
import { Reads } from './reads.ts'
import { staying } from './removal.ts'
import { type Crew, type Crews, readTeams } from './teams.ts'
import { wholeAccount } from './whole-account.ts'

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
  const { origin, hostname } = new URL(client.url)
  const pace = paceOf(client, `${origin} ${caller.id}`)
  const { baseDomain } = await translating(client.config(options))
  const scope: Scope = { system: 'houston', kind: 'platform', origin, id: 'platform', name: baseDomain ?? hostname }
  const release = await translating(client.release(options))
  /** What the last read was not shown. */
  let unseen: readonly string[] | undefined
  const allTeams = async (o?: CallOptions): Promise<Crews> => {
    const teams = await readTeams(client, release, () => true, undefined, o)
    unseen = teams.unseen
    return teams
  }
  const everyTeam = async (o?: CallOptions): Promise<readonly Crew[]> => (await allTeams(o)).crews
  // There may be many, and hundreds of accounts are deleted one after another.
  const teamsLately = lately(() => allTeams(), 10_000)
  const reads = new Reads(client, release, undefined, (team) => systemBindings(team).length > 0)
  const ruling = async (o?: CallOptions): Promise<readonly Crew[]> => (await reads.teams(o)).crews

  const list = async function* (o?: CallOptions): AsyncGenerator<Member<SystemRole>> {
    const [invites, users, teams] = await Promise.all([client.invites(o), client.users(o), everyTeam(o)])
    yield* accounts<SystemRole>(users, teams, invites)
  }
  const looking =
    (teams: (o?: CallOptions) => Promise<readonly Crew[]>) =>
    async (ref: UserRef, o?: CallOptions): Promise<Member<SystemRole> | undefined> => {
      checkRef(ref)
      const filter = ref.id === undefined ? { email: checkEmail(ref.email ?? '') } : { userUuid: ref.id }
      const [users, invites, crews] = await translating(
        Promise.all([reads.accounts(filter, o), reads.invites(o), teams(o)]),
      )
      return only([...accounts<SystemRole>(users, crews, invites)].filter((member) => isRef(ref, member)))
    }
  const everybody = shared(async () => {
    const all: Member<SystemRole>[] = []
    for await (const member of list()) all.push(member)
    return all
  })
  const get = proving(looking(everyTeam), everybody)
  // A person’s teams change nothing in how a removal ends, and there may be many.
  const look = looking(async () => [])
  const find = proving(look, everybody)
  // Those with a role on the platform go on giving it.
  const lookRoles = looking(ruling)

  return {
    scope,
    pace,
    roleModel: 'one',
    whoAmI: async () => caller,
    roles: async () => systemRoles,
    list: (o) => translatingEach(list(o)),
    get: async (ref, o) => await translating(get(ref, o)),
    unseen: async (o) => {
      if (unseen === undefined) await translating(everyTeam(o))
      return unseen ?? []
    },
    invite: async ({ email, roles = [] }, o) => {
      const invited = await change({
        ref: { email: checkEmail(email) },
        options: o,
        look,
        find,
        already: (before) => (before === undefined ? undefined : { outcome: 'unchanged', member: before }),
        act: async (_before, _did, sending) => void (await client.invite(checkEmail(email), sending)),
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
        look: lookRoles,
        find: proving(lookRoles, everybody),
        already: (before) => {
          wanted = oneRole(present(before, 'has no account here').roles, roles, systemRoles)
          if (before?.status === 'invited' && wanted.length > 0)
            throw new UserAdminError(
              'conflict',
              'The person has not signed up yet: a system role can be given only to an account.',
            )
          if (before === undefined || !sameRoles(before.roles, wanted)) return undefined
          return above(before, wanted) ?? { outcome: 'unchanged', member: before }
        },
        // The new role first: nobody is without one in between, and the last administrator stays one.
        act: async (before, did, sending) => {
          const held = before?.roles ?? []
          for (const role of wanted.filter((one) => !held.includes(one))) {
            await client.grantSystemRole(before?.id ?? '', role, sending)
            did(`${role} was given`)
          }
          for (const role of held.filter((one) => !wanted.includes(one))) {
            await client.revokeSystemRole(before?.id ?? '', role, sending)
            did(`${role} was taken`)
          }
        },
        verdict: (after) =>
          after !== undefined && sameRoles(after.roles, wanted) ? (above(after, wanted) ?? 'done') : undefined,
        failing: 'does not hold exactly the roles asked for',
      })
    },
    remove: async (ref, o) =>
      await change({
        ref,
        options: o,
        look,
        find,
        already: (before) => (before === undefined ? { outcome: 'unchanged' } : undefined),
        whole: async (before) =>
          before?.access.some(({ via }) => via === 'direct') === true
            ? await wholeAccount(before, teamsLately)
            : before,
        act: async (before, did, sending) => {
          if (before === undefined) return
          const invites = await reads.invites()
          if (before.access.some(({ via }) => via === 'direct')) {
            await accountDeleted(client, before, everyTeam, sending)
            did('the account was deleted')
          }
          await withdraw(client, invites, before, { did, sending })
        },
        lookAfter: (before) => anyTrace(look, before),
        verdict: gone,
        failing: 'still has an account or an open invitation',
      }),
  }
}

/** Where a team gives more on the platform than the role asked for. */
function above(
  member: Member<SystemRole>,
  [wanted]: readonly SystemRole[],
): { outcome: 'remains'; member: Member<SystemRole>; note: string } | undefined {
  const more = member.access.filter(
    ({ via, role }) => via === 'team' && role !== '' && (wanted === undefined || outranks(role, wanted)),
  )
  return more.length === 0 ? undefined : { outcome: 'remains', member, note: staying(more) }
}

/** Deletes the account. From 0.28.2 on Houston refuses that for who is in a team of the identity provider (facts §3.8). */
async function accountDeleted(
  client: HoustonClient,
  { id }: Member,
  teams: () => Promise<readonly Crew[]>,
  sending: Sending,
): Promise<void> {
  try {
    await client.removeUser(id, sending)
  } catch (error) {
    if (!(error instanceof HoustonError && error.code === 'BAD_USER_INPUT' && error.effect === 'none')) throw error
    const theirs = (await teams()).filter(
      ({ team, members }) => team.provider !== 'local' && members?.some((one) => one.id === id) === true,
    )
    if (theirs.length === 0) throw error
    throw new UserAdminError(
      'conflict',
      `The person is in ${theirs.map(({ team }) => `team ${team.name ?? team.id}`).join(' and ')} of the identity provider, and Houston deletes no such account. Take them out of the group there first.`,
      { cause: error },
    )
  }
}
