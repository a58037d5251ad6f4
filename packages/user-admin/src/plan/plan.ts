import canonicalize from 'canonicalize'
import { translated, UserAdminError } from '../errors.ts'
import {
  addressesOf,
  canonicalEmail,
  checkRef,
  compare,
  type Entry,
  entries,
  isRef,
  Listed,
  nearest,
  type Person,
} from '../identity.ts'
import {
  type Caller,
  type CallOptions,
  can,
  type Member,
  type Scope,
  type UserReader,
  type UserRef,
} from '../user-admin.ts'
import { difference } from './diff.ts'
import type { Goal } from './goal.ts'
import { defaultLimits, guarded, type Held, type Limits } from './guards.ts'
import type { Blocked, Kept, Step, Unmatched } from './step.ts'

/** Who is never touched, and how much one run may do. */
export interface Policy {
  /** People whom no plan removes, suspends or downgrades. Default: only the caller, who is always protected. */
  readonly protect?: readonly Person[] | undefined
  readonly perRun?: Partial<Limits['perRun']> | undefined
  /** Active administrators that must remain. */
  readonly admins?: number | undefined
}

/** What becomes of what removed people own (AAC): handed to somebody, or left to disappear with them. */
export type Assets = { readonly transferTo: UserRef } | 'leave'

/** What `makePlan` takes besides the goal. */
export interface PlanOptions extends CallOptions {
  readonly policy?: Policy | undefined
  readonly assets?: Assets | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * What would happen to whom, and why not to others. Plain JSON: it can be kept, shown, compared and sent.
 *
 * `id` is the SHA-256 over everything but the time and the caller, in canonical form (RFC 8785): an
 * unchanged world gives the same id, and a changed letter another one.
 */
export interface Plan {
  readonly version: 1
  readonly id: string
  readonly scope: Scope
  readonly goal: Goal
  readonly policy: { readonly protect: readonly Entry[]; readonly limits: Limits }
  readonly assets: { readonly transferTo: { readonly id: string; readonly email: string } } | 'leave' | null
  /** People in the scope when it was read. */
  readonly members: number
  readonly steps: readonly Step[]
  /** The guards that hold steps back; each step names its own in `heldBy`. */
  readonly held: readonly Held[]
  readonly kept: readonly Kept[]
  readonly blocked: readonly Blocked[]
  readonly unmatched: readonly Unmatched[]
  /** What cannot be undone, once for each kind of step. */
  readonly irreversible: readonly string[]
  /** ISO 8601. Not part of the id. */
  readonly madeAt: string
  /** Not part of the id. */
  readonly madeBy: Caller
}

/**
 * Says what would have to happen for the goal to be true, and changes nothing.
 *
 * @throws {UserAdminError} `invalid` for a goal that cannot be meant; whatever the reader throws. A list
 * that is not whole is an error, never a smaller plan.
 */
export async function makePlan(reader: UserReader, goal: Goal, options: PlanOptions = {}): Promise<Plan> {
  const { signal, now = Date.now } = options
  if (goal?.kind !== 'keep-only' && goal?.kind !== 'roster')
    throw new UserAdminError('invalid', 'The goal is none: make one with keepOnly or roster.')
  const call: CallOptions = { signal }
  const { scope } = reader
  const madeAt = new Date(now()).toISOString()
  try {
    const caller = await reader.whoAmI(call)
    const roles = await reader.roles(call)
    const members = await all(reader.list(call))
    const protect = entries(options.policy?.protect ?? [])
    const limits = limitsOf(scope, options.policy)
    const names = new Map(roles.map(({ id, name }) => [id, name]))
    const own = caller.email === undefined ? undefined : canonicalEmail(caller.email)
    if (goal.kind === 'keep-only' && goal.keep === 'only-me' && caller.kind === 'service-account') {
      throw new UserAdminError(
        'invalid',
        "'only-me' would keep nobody: the credential belongs to a service account, not to a person. Name the people to keep.",
      )
    }
    if (goal.kind === 'roster' && goal.absent === 'suspend' && !can(reader, 'suspend')) {
      throw new UserAdminError(
        'unsupported',
        `Nobody can be suspended in ${scope.name}: choose to keep or to remove who is absent.`,
      )
    }
    const assets = assetsOf(options.assets, reader, members)

    const { steps, kept, blocked } = difference(goal, {
      scope,
      roleModel: reader.roleModel,
      members,
      roles,
      self: { id: caller.id, addresses: own === undefined ? [] : [own] },
      protect: new Listed(protect, names),
      transferTo: assets === null || assets === 'leave' ? undefined : assets.transferTo,
    })
    const receiver = assets === null || assets === 'leave' ? undefined : assets.transferTo
    if (steps.some(({ id, action }) => action === 'remove' && id === receiver?.id)) {
      throw new UserAdminError(
        'invalid',
        `Assets cannot be handed to ${receiver?.email ?? ''}: the same plan would remove that person. Protect the receiver, or name another.`,
      )
    }
    const listed = goal.kind === 'keep-only' && goal.keep !== 'only-me' ? [...goal.keep, ...protect] : protect
    const unmatched = missing(listed, members, names)
    const touched = new Set(steps.filter(({ takesAdmin }) => takesAdmin).map(({ id }) => id))
    const judged = guarded({
      scope,
      limits,
      members: members.length,
      adminsLeft: members.filter(({ id, admin, status }) => admin === true && status === 'active' && !touched.has(id))
        .length,
      steps,
      unmatched,
      assetsDecided: assets !== null,
    })

    const content: Omit<Plan, 'id' | 'madeAt' | 'madeBy'> = {
      version: 1,
      scope,
      goal,
      policy: { protect, limits },
      assets,
      members: members.length,
      steps: judged.steps,
      held: judged.held,
      kept,
      blocked,
      unmatched,
      irreversible: [...new Set(steps.flatMap(({ irreversible }) => irreversible ?? []))].toSorted(compare),
    }
    return { ...content, id: await digest(content), madeAt, madeBy: caller }
  } catch (error) {
    throw translated(error)
  }
}

/** The id that a plan's content has; differs from its `id` once anything was changed. */
export async function planId(plan: Plan): Promise<string> {
  const { id: _id, madeAt: _madeAt, madeBy: _madeBy, ...content } = plan
  return digest(content)
}

async function digest(content: object): Promise<string> {
  const text = canonicalize(content)
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function all(members: AsyncIterable<Member>): Promise<readonly Member[]> {
  const found: Member[] = []
  for await (const member of members) found.push(member)
  return found
}

function limitsOf(scope: Scope, policy: Policy = {}): Limits {
  known('policy', policy, ['protect', 'perRun', 'admins'])
  known('policy.perRun', policy.perRun ?? {}, ['floor', 'share', 'most'])
  const standard = defaultLimits(scope)
  const { floor, share, most } = policy.perRun ?? {}
  const limits: Limits = {
    perRun: {
      floor: floor ?? standard.perRun.floor,
      share: share ?? standard.perRun.share,
      most: most ?? standard.perRun.most,
    },
    admins: policy.admins ?? standard.admins,
  }
  for (const bound of [...Object.values(limits.perRun), limits.admins]) {
    if (typeof bound !== 'number' || !(bound >= 0))
      throw new UserAdminError('invalid', `A bound of the policy is ${String(bound)}: bounds are numbers from 0.`)
  }
  if (limits.perRun.share > 1)
    throw new UserAdminError(
      'invalid',
      `policy.perRun.share is ${limits.perRun.share}: it is a share from 0 to 1, so 10 % is 0.1.`,
    )
  return limits
}

/** A misspelt option would protect nobody. */
function known(name: string, options: object, keys: readonly string[]): void {
  const other = Object.keys(options).find((key) => !keys.includes(key))
  if (other !== undefined)
    throw new UserAdminError('invalid', `${name} has no ${JSON.stringify(other)}; there are ${keys.join(', ')}.`)
}

/** The decision about assets with its receiver looked up among the members; nothing where the system has no such thing. */
function assetsOf(assets: Assets | undefined, reader: UserReader, members: readonly Member[]): Plan['assets'] {
  if (assets === undefined || !can(reader, 'transferAssets')) return null
  if (assets === 'leave') return 'leave'
  checkRef(assets.transferTo)
  const receiver = members.find((member) => isRef(assets.transferTo, member))
  if (receiver === undefined || receiver.status !== 'active') {
    const named = assets.transferTo.email ?? assets.transferTo.id ?? ''
    throw new UserAdminError(
      'invalid',
      `Assets cannot be handed to ${named}: ${receiver === undefined ? 'there is no such member here' : `the person is ${receiver.status}`}. Name an active member who stays.`,
    )
  }
  return { transferTo: { id: receiver.id, email: receiver.email } }
}

/** The entries that mean nobody here, with the addresses nearest to each. */
function missing(
  list: readonly Entry[],
  members: readonly Member[],
  names: ReadonlyMap<string, string>,
): readonly Unmatched[] {
  const absent = new Listed(list, names).missing(members)
  if (absent.length === 0) return []
  const addresses = members.flatMap(addressesOf)
  return absent.map(({ kind, value }) => ({
    entry: kind === 'domain' ? `@${value}` : value,
    nearest: kind === 'email' ? nearest(value, addresses) : [],
  }))
}
