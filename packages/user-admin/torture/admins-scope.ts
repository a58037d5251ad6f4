import { change } from '../src/change.ts'
import { isRef } from '../src/identity/identity.ts'
import type { Caller, CanSuspend, ChangeOptions, Member, Role, Scope, UserAdmin, UserRef } from '../src/index.ts'
import { UserAdminError } from '../src/index.ts'
import { oneOf, type Stage } from './stage.ts'

/** Ways in which an answer is lost: the change was made, or it was not. */
export type Loss = 'made' | 'not made'

/** One scope that several work on, each through an administrator of their own, without knowing of each other. */
export interface Shared {
  readonly scope: Scope
  members: readonly Member[]
}

/** What one run asked for that takes somebody, at the moment when it takes effect. */
export interface Taking {
  readonly run: string
  readonly what: 'remove' | 'suspend' | 'setRoles'
  /** As the look before it showed them. */
  readonly looked: Member
  /** As it would leave them; `undefined`: out of the scope. */
  readonly meant: Member | undefined
  /** Everybody, as the run last read them before; `undefined`: it read nothing. */
  readonly read: readonly Member[] | undefined
  /** Whom the run itself took since it read that. */
  readonly since: ReadonlySet<string>
}

const roles: readonly Role[] = [
  { id: 'admin', name: 'Admin', admin: true },
  { id: 'editor', name: 'Editor', admin: false },
]

/** The same person in another membership: no two have the same mark. */
function changed(member: Member, by: Partial<Member>): Member {
  const next = { ...member, ...by, mark: `${member.mark}'` }
  return { ...next, admin: next.roles.includes('admin') ? true : member.admin === undefined ? undefined : false }
}

/** Who may be counted on to administer the scope. */
export const isAdmin = (member: Member | undefined): boolean => member?.admin === true && member.status === 'active'

/** The administrator of one run: real in looking, acting and looking again, at moments that the stage decides. */
export function administrator(
  shared: Shared,
  stage: Stage,
  about: {
    readonly run: string
    readonly caller: Caller
    readonly taking: (taking: Taking) => void
    readonly loss: () => Loss | undefined
  },
): UserAdmin & Partial<CanSuspend> {
  const { run, caller, taking, loss } = about
  const looked = new Map<string, Member>()
  let read: readonly Member[] | undefined
  let since = new Set<string>()

  /** A request on its way, what the system does, and its answer on its way. */
  const asked = async <T>(does: () => T): Promise<T> => {
    await stage.at(run)
    const answer = does()
    await stage.at(run)
    return answer
  }
  const look = async (ref: UserRef): Promise<Member | undefined> => {
    const found = await asked(() => shared.members.find((one) => isRef(ref, one)))
    if (found !== undefined) looked.set(found.id, found)
    return found
  }
  const take = (
    what: Taking['what'],
    ref: UserRef,
    options: ChangeOptions | undefined,
    to: (member: Member) => Member | undefined,
    isSo: (member: Member | undefined) => boolean,
  ) =>
    change({
      ref,
      options,
      look,
      already: (before) => {
        if (before === undefined && what !== 'remove') throw new UserAdminError('not-found', 'The person is not here.')
        return isSo(before) ? { outcome: 'unchanged', ...(before === undefined ? {} : { member: before }) } : undefined
      },
      act: async (before) => {
        const lost = loss()
        await asked(() => {
          if (before === undefined || lost === 'not made') return
          const shown = looked.get(before.id) ?? before
          const meant = to(shown)
          taking({ run, what, looked: shown, meant, read, since: new Set(since) })
          if (!isAdmin(meant)) since.add(before.id)
          shared.members = shared.members.flatMap((one) => (one.id === before.id ? (to(one) ?? []) : one))
        })
        if (lost !== undefined) throw new UserAdminError('unavailable', 'The answer was lost.', { effect: 'unknown' })
      },
      verdict: (after) => (isSo(after) ? 'done' : undefined),
      failing: 'is as before',
    })

  const admin: UserAdmin = {
    scope: shared.scope,
    roleModel: shared.scope.system === 'aac' ? 'many' : 'one',
    whoAmI: async () => caller,
    roles: async () => roles,
    async *list() {
      const rows = await asked(() => {
        since = new Set()
        read = shared.members
        return read
      })
      yield* rows
    },
    get: look,
    invite: () => Promise.reject(new UserAdminError('unsupported', 'Nobody is invited here.')),
    setRoles: (ref, asking, options) => {
      const next = (held: readonly string[]): readonly string[] => {
        const { add = [], drop = [] } = 'length' in asking ? { add: asking, drop: held } : asking
        return [...new Set([...held.filter((role) => !drop.includes(role)), ...add])].toSorted()
      }
      return take(
        'setRoles',
        ref,
        options,
        (one) => changed(one, { roles: next(one.roles) }),
        (one) => one !== undefined && String(next(one.roles)) === String(one.roles.toSorted()),
      )
    },
    remove: (ref, options) =>
      take(
        'remove',
        ref,
        options,
        () => undefined,
        (one) => one === undefined,
      ),
  }
  const suspending: CanSuspend = {
    suspend: (ref, options) =>
      take(
        'suspend',
        ref,
        options,
        (one) => changed(one, { status: 'suspended' }),
        (one) => one?.status === 'suspended',
      ),
    reinstate: () => Promise.reject(new UserAdminError('unsupported', 'Nobody is let in again here.')),
  }
  return shared.scope.system === 'aac' ? { ...admin, ...suspending } : admin
}

/** Somebody who works by hand, and asks nobody: one change of one person, at once. */
export function byHand(shared: Shared, random: () => number, everybody: readonly Member[]): void {
  const person = everybody[Math.floor(random() * everybody.length)]
  if (person === undefined) return
  const here = shared.members.find(({ id }) => id === person.id)
  if (here === undefined) {
    // Invited again, and they accepted, perhaps: the same person in another membership.
    const status = oneOf(random, ['active', 'invited'])
    const times = Math.floor(random() * 2 ** 30).toString(36)
    shared.members = [...shared.members, { ...person, status, mark: `${person.mark} again ${times}` }]
    return
  }
  const deed = oneOf(random, ['demote', 'demote', 'promote', 'remove', 'suspend', 'let in'])
  const to = {
    demote: () => changed(here, { roles: ['editor'] }),
    promote: () => changed(here, { roles: ['admin'] }),
    remove: () => undefined,
    suspend: () => changed(here, { status: 'suspended' }),
    'let in': () => changed(here, { status: 'active' }),
  }[deed]()
  shared.members = shared.members.flatMap((one) => (one === here ? (to ?? []) : one))
}
