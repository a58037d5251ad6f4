import { type HoustonClient, HoustonError, type Role as HoustonRole } from '@user-admin/houston-client'
import { named, outOfReach, remedyOf, staysOpen } from '../access.ts'
import { change, type Sending } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import type { Access, Change, ChangeOptions, Member, Scope, UserRef } from '../user-admin.ts'
import { workspaceBindings } from './bindings.ts'
import { withdraw } from './changes.ts'
import type { Sight, Sights } from './sight.ts'

/**
 * Takes a person out of a workspace: the role in it, every role on its deployments, every open invitation of every
 * address. Then everything is read anew: `done` is said where no way in is left, as far as it is shown.
 */
export async function removeFrom<R extends HoustonRole>(
  client: HoustonClient,
  scope: Scope,
  sights: Sights<R>,
  ref: UserRef,
  options?: ChangeOptions,
): Promise<Change<R>> {
  const { id: workspace } = scope
  let seen: Sight<R> | undefined
  const looking =
    (look: (ref: UserRef, o?: ChangeOptions) => Promise<Sight<R>>) =>
    async (one: UserRef, o?: ChangeOptions): Promise<Member<R> | undefined> => {
      seen = await look(one, o)
      return seen.member
    }
  return await change<R>({
    ref,
    options,
    look: looking((one, o) => sights.one(one, o)),
    find: looking((one, o) => sights.proved(one, o)),
    already: (before) => {
      const beyond = seen?.beyond ?? []
      if (before === undefined)
        return beyond.length > 0 ? { outcome: 'remains', note: staying(beyond) } : { outcome: 'unchanged' }
      if (!outOfReach(scope, before)) return undefined
      return { outcome: 'remains', member: before, note: staying(staysOpen(scope, before)) }
    },
    act: async (before, did, sending) => {
      if (before === undefined) return
      let { access } = before
      const isMember = access.some(({ via }) => via === 'direct')
      // That of a workspace's last person is refused, and of somebody who is none; so it goes first.
      if (isMember) {
        await membershipTaken(client, workspace, before, sending)
        did('the membership was taken')
      }
      // In most releases the roles on deployments went with it (facts §3.6).
      if (isMember && access.some(({ via }) => via === 'deployment'))
        access = (await sights.one({ id: before.id })).member?.access ?? []
      for (const way of access) {
        if (way.via !== 'deployment') continue
        await deploymentRoleTaken(client, way, before, sending)
        did(`the role on deployment ${way.name ?? way.id ?? ''} was taken`)
      }
      await withdraw(client, await sights.invites(), before, { did, sending, workspace })
    },
    lookAfter: async (before) => {
      if (before === undefined) return undefined
      seen = await sights.trace(before)
      return seen.member
    },
    verdict: (after, before) => {
      const { beyond = [], unseen = [] } = seen ?? {}
      if (after !== undefined)
        return outOfReach(scope, after)
          ? { outcome: 'remains', member: after, note: staying(staysOpen(scope, after)) }
          : undefined
      if (beyond.length > 0) return { outcome: 'remains', note: staying(beyond) }
      // Who was only invited has no account, as far as is shown, and so no role.
      const isHidden = unseen.length > 0 && before?.access.some(({ via }) => via !== 'invite') === true
      return isHidden ? { outcome: 'done', note: unseen.join(' ') } : 'done'
    },
    failing: 'is still in the workspace',
  })
}

/** What a person reading a report is told of ways in that stay: which, and what to do. */
export function staying(ways: readonly Access[]): string {
  const remedies = new Set(ways.map(remedyOf))
  return `Access remains through ${[...new Set(ways.map(named))].join(' and ')}. ${[...remedies].join(' ')}`
}

/** Takes the membership. From 0.28.4 on Houston refuses that to the last person of a workspace, in words that nobody wrote down (facts §3.6). */
async function membershipTaken(
  client: HoustonClient,
  workspace: string,
  { id: userId }: Member,
  sending: Sending,
): Promise<void> {
  try {
    await client.removeMember(workspace, userId, sending)
  } catch (error) {
    if (!(error instanceof HoustonError && error.kind === 'rejected' && error.effect === 'none')) throw error
    for await (const user of client.members(workspace))
      if (user.id !== userId && workspaceBindings(user, workspace).length > 0) throw error
    throw new UserAdminError(
      'conflict',
      'The person is the last one in this workspace, and Houston keeps one. Add somebody else first, or delete the workspace.',
      { cause: error },
    )
  }
}

/** Takes a role on a deployment. From 0.28.4 on Houston refuses that to the last person of a deployment (facts §3.6). */
async function deploymentRoleTaken(
  client: HoustonClient,
  { id, name }: Access,
  { email }: Member,
  sending: Sending,
): Promise<void> {
  try {
    await client.removeDeploymentRole(id ?? '', email, sending)
  } catch (error) {
    const isRefusal = error instanceof HoustonError && error.kind === 'rejected' && error.effect === 'none'
    if (!(isRefusal && error.code === 'BAD_USER_INPUT')) throw error
    throw new UserAdminError(
      'conflict',
      `Houston does not take the role on deployment ${name ?? id ?? ''}; it keeps the last person of a deployment. Give somebody else a role there first, or delete the deployment. (${error.message})`,
      { cause: error },
    )
  }
}
