import { HoustonError } from './errors.ts'
import type { User } from './records.ts'
import { type Role, workspaceRole } from './role.ts'

/** The calls that a repair is made of, for one workspace and one address. */
interface Calls {
  readonly look: (signal?: AbortSignal) => Promise<User[]>
  readonly canAdd: (userUuid: string, signal: AbortSignal | undefined) => Promise<boolean>
  readonly remove: (userUuid: string) => Promise<void>
  readonly add: () => Promise<void>
}

const operation = 'RepairWorkspaceRole'
const tries = 3

/**
 * Gives a member whose workspace role is refused because there are several of them exactly the one that is wanted.
 *
 * Removing takes all of them at once, and an address with an account gets its role at once (facts §3.4, §3.6). What
 * lies in between is short, cannot be aborted, and is read back.
 *
 * @throws {HoustonError} `refusal`, for a person who is not exactly such a member: nothing was done.
 */
export async function repaired(
  refusal: HoustonError,
  { workspaceUuid, role }: { readonly workspaceUuid: string; readonly role: Role },
  signal: AbortSignal | undefined,
  { look, canAdd, remove, add }: Calls,
): Promise<void> {
  const [member, ...others] = await look(signal)
  // A role on a deployment of this workspace might go with those of the workspace, and would not come back.
  const more = member?.roleBindings?.some(
    (one) =>
      one.role?.startsWith('DEPLOYMENT_') === true &&
      (one.deployment?.workspace?.id ?? one.workspace?.id ?? workspaceUuid) === workspaceUuid,
  )
  const held = member === undefined ? undefined : workspaceRole(member, workspaceUuid)
  if (
    member === undefined ||
    others.length > 0 ||
    more === true ||
    held === undefined ||
    held.bindings < 2 ||
    !(await canAdd(member.id, signal))
  )
    throw refusal
  signal?.throwIfAborted()

  const now = async (): Promise<readonly string[]> =>
    (await look()).flatMap(({ roleBindings }) =>
      (roleBindings ?? []).flatMap((one) =>
        one.workspace?.id === workspaceUuid && one.role !== null ? [one.role] : [],
      ),
    )
  try {
    await remove(member.id)
  } catch (error) {
    // Lost on its way there or back: a look tells which. Where nothing was done, nothing is to be mended.
    if (!(error instanceof HoustonError && error.effect === 'unknown')) throw error
    if ((await seen(now))?.length !== 0) throw halfway(error)
  }

  let last: unknown
  for (let attempt = 1; attempt <= tries; attempt += 1) {
    try {
      await add()
    } catch (error) {
      last = error
    }
    const roles = await seen(now)
    if (roles?.length === 1 && roles[0] === role) return
    // Not seen, or something else is there by now: one more would do no good.
    if (roles === undefined || roles.length > 0) break
    if (last instanceof HoustonError && last.kind === 'rejected') break
  }
  throw halfway(last)
}

/** What a look shows; nothing if it fails. */
async function seen<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look()
  } catch {
    return undefined
  }
}

function halfway(cause: unknown): HoustonError {
  const known = cause instanceof HoustonError ? cause : undefined
  const reason = known?.message ?? 'a look does not show it'
  return new HoustonError(
    `several roles in the workspace were to be taken and one given in their place, and that one is not seen (${reason}); look at the member, and where there is none, call addMember with the same workspace, address and role`,
    { kind: 'protocol', operation, effect: 'unknown', code: 'ROLES_LOST', status: known?.status },
  )
}
