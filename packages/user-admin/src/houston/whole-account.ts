import type { Role as HoustonRole, User } from '@user-admin/houston-client'
import { translating } from '../change.ts'
import { UserAdminError } from '../errors.ts'
import type { Member } from '../user-admin.ts'
import { waysOf } from './accounts.ts'
import type { Crews } from './teams.ts'

/** An account with all that goes with it: what a member's `native` is told to be before the account is deleted. */
export interface WholeAccount extends User {
  /** Every role: on the platform, in workspaces and on deployments. */
  readonly roleBindings: NonNullable<User['roleBindings']>
  /** The teams that it is in, as far as they are shown. */
  readonly teams: readonly { readonly id: string; readonly name: string | null; readonly provider?: string | null }[]
  /** What of the teams is not shown, one sentence each. */
  readonly unseen?: readonly string[]
}

/**
 * The account whole, so that what is deleted is known.
 *
 * @throws {UserAdminError} `unavailable` where it cannot be read: then it must not be deleted.
 */
export async function wholeAccount<R extends HoustonRole>(
  before: Member<R>,
  teams: () => Promise<Crews>,
): Promise<Member<R>> {
  const user = before.native as User
  if (user.roleBindings == null) throw unread('Houston does not show its roles.')
  const { crews, unseen } = await translating(teams()).catch((error: unknown) => {
    // A token that is not accepted any more stops the whole run, under its own name.
    if (!(error instanceof UserAdminError) || error.problem === 'unauthenticated') throw error
    throw unread(error.message, error.cause)
  })
  const own = crews.flatMap(({ team, members }) => (members?.some(({ id }) => id === user.id) === true ? [team] : []))
  const native: WholeAccount = {
    ...user,
    roleBindings: user.roleBindings,
    teams: own.map(({ id, name, provider }) => ({ id, name, ...(provider === undefined ? {} : { provider }) })),
    ...(unseen.length === 0 ? {} : { unseen }),
  }
  return { ...before, access: [...before.access, ...own.flatMap(waysOf)], native }
}

const unread = (why: string, cause?: UserAdminError['cause']): UserAdminError =>
  new UserAdminError(
    'unavailable',
    `The account was not deleted, since not all that it holds could be read: ${why}`,
    cause === undefined ? {} : { cause },
  )
