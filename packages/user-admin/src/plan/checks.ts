import { UserAdminError } from '../errors.ts'
import type { UserReader } from '../user-admin.ts'
import type { Goal } from './goal.ts'
import { known } from './policy.ts'
import { keyOf, type World } from './world.ts'

const optionNames = [
  'policy',
  'assets',
  'state',
  'unattended',
  'concurrency',
  'maxPeople',
  'now',
  'onUnread',
  'signal',
  'expectEmpty',
  'expectShrunk',
  'expectNoAddress',
]

/** @throws {UserAdminError} `invalid` for what are no options, and for an option that there is not. */
export const checkOptions = (options: unknown): void => known('makePlan', options, optionNames)

/** @throws {UserAdminError} `invalid` for the goal of a directory that stands in a plan: what was read is not in it. */
export function checkRead(goal: Goal): void {
  const given: unknown = goal
  if (typeof given !== 'object' || given === null) return
  if (!('source' in goal) || goal.source === undefined || goal.reading !== undefined) return
  throw new UserAdminError(
    'invalid',
    `The goal was taken from a plan, and what ${goal.source.name} said is not in it: read the source again, and make the goal of that.`,
  )
}

/**
 * The scopes of a plan in their order, once nothing about the call is wrong.
 *
 * @throws {UserAdminError} `invalid` for what is no goal, no scope, or the same scope twice.
 */
export function checked(readers: UserReader | readonly UserReader[], goal: Goal, now: number): readonly UserReader[] {
  if (!['keep-only', 'roster', 'leavers', 'inactive', 'orders', 'undo'].includes(goal?.kind))
    throw new UserAdminError('invalid', 'The goal is none: make one with keepOnly, roster, leavers or inactive.')
  if (goal.kind === 'inactive' && Date.parse(goal.since) > now)
    throw new UserAdminError(
      'invalid',
      `Nobody was seen after now, so everybody would be inactive since ${goal.since}.`,
    )
  const all = Array.isArray(readers) ? (readers as readonly UserReader[]) : [readers as UserReader]
  if (all.length === 0) throw new UserAdminError('invalid', 'A plan needs at least one scope.')
  const keys = new Set<string>()
  for (const reader of all) {
    if (typeof reader?.scope?.id !== 'string' || typeof reader.list !== 'function')
      throw new UserAdminError(
        'invalid',
        'What is planned over is no scope: give what aacWorkspace, houstonWorkspace or houstonPlatform answer, awaited.',
      )
    const { scope } = reader
    if (keys.has(keyOf(scope)))
      throw new UserAdminError('invalid', `${scope.name} (${scope.id}) is given twice: one credential for each scope.`)
    keys.add(keyOf(scope))
  }
  return all.toSorted((a, b) => (keyOf(a.scope) < keyOf(b.scope) ? -1 : 1))
}

/** @throws {UserAdminError} for a goal that these scopes cannot be meant for. */
export function checkAble(goal: Goal, worlds: readonly World[]): void {
  if (goal.kind === 'keep-only' && goal.keep === 'only-me') {
    const robot = worlds.find(({ caller }) => caller.kind === 'service-account')
    if (robot !== undefined)
      throw new UserAdminError(
        'invalid',
        "'only-me' would keep nobody: the credential belongs to a service account, not to a person. Name the people to keep.",
      )
  }
  const blind = worlds.find(({ scope }) => scope.system === 'houston')
  if (goal.kind === 'inactive' && blind !== undefined)
    throw new UserAdminError(
      'unsupported',
      `Houston does not say when somebody was last seen, so nobody is inactive in ${blind.scope.name}.`,
    )
  // Of everybody but a list, whoever cannot be suspended is blocked one by one: the list is good all the same.
  const suspends =
    goal.kind === 'roster'
      ? goal.absent === 'suspend'
      : goal.kind !== 'keep-only' && 'action' in goal && goal.action === 'suspend'
  const places = worlds
    .map(({ scope }) => scope.name)
    .slice(0, 3)
    .join(', ')
  if (suspends && !worlds.some(({ canSuspend }) => canSuspend)) {
    throw new UserAdminError(
      'unsupported',
      goal.kind === 'roster'
        ? `Nobody can be suspended in ${places}: choose to keep or to remove who is absent.`
        : `Nobody can be suspended in ${places}: choose to remove them.`,
    )
  }
}
