import { UserAdminError } from '../errors.ts'
import type { Person } from '../identity/identity.ts'
import type { Scope } from '../user-admin.ts'
import type { Exemption } from './exempt.ts'

/** The bounds of the guards, for one scope. */
export interface Limits {
  /** Removals, suspensions and downgrades, each counted apart, that one run may do unasked. */
  readonly perRun: {
    /** Always free. Default 5. */
    readonly floor: number
    /** Share of the members in the scope. Default 0.1. */
    readonly share: number
    /** Never free above this, over all scopes of the run together. Default 200. */
    readonly most: number
  }
  readonly smallScope: {
    /** A scope of at most so many people is small. Default 10. */
    readonly members: number
    /** Removals that are free there. Default 1. */
    readonly removals: number
  }
  readonly rolling: {
    /** Share of the largest number of members seen within the days that may be taken within them. Default 0.2. */
    readonly share: number
    /** Default 7. */
    readonly days: number
  }
  /** Active administrators that must remain. Default: AAC 2, Houston platform 2, Houston workspace 1. */
  readonly admins: number
}

/** Who is never touched, and how much one run may do. */
export interface Policy {
  /** People whom no plan removes, suspends or downgrades. Default: only the caller, who is always protected. */
  readonly protect?: readonly Person[] | undefined
  /** People from whom no plan takes anything until a time, because somebody answers for them. An undo is no such plan. */
  readonly exempt?: readonly Exemption[] | undefined
  readonly perRun?: Partial<Limits['perRun']> | undefined
  readonly smallScope?: Partial<Limits['smallScope']> | undefined
  readonly rolling?: Partial<Limits['rolling']> | undefined
  /** Active administrators that must remain in each scope. */
  readonly admins?: number | undefined
  /** Of a directory's active people, compared with its last complete reading: fewer than this share stop the plan. Default 0.9. */
  readonly shrink?: number | undefined
}

/** The defaults for a scope (safety §2). */
function defaultLimits({ system, kind }: Pick<Scope, 'system' | 'kind'>): Limits {
  return {
    perRun: { floor: 5, share: 0.1, most: 200 },
    smallScope: { members: 10, removals: 1 },
    rolling: { share: 0.2, days: 7 },
    admins: system === 'houston' && kind === 'workspace' ? 1 : 2,
  }
}

const parts = ['perRun', 'smallScope', 'rolling'] as const

/**
 * The limits that a policy gives for a scope.
 *
 * @throws {UserAdminError} `invalid` for a bound that is none, and for a name that there is not: a misspelt option would protect nobody.
 */
export function limitsOf(scope: Scope, policy: Policy = {}): Limits {
  known('policy', policy, ['protect', 'exempt', ...parts, 'admins', 'shrink'])
  const standard = defaultLimits(scope)
  for (const part of parts) known(`policy.${part}`, policy[part] ?? {}, Object.keys(standard[part]))
  const limits: Limits = {
    perRun: filled(standard.perRun, policy.perRun),
    smallScope: filled(standard.smallScope, policy.smallScope),
    rolling: filled(standard.rolling, policy.rolling),
    admins: policy.admins ?? standard.admins,
  }
  const bounds: [string, number][] = [
    ...parts.flatMap((part) =>
      Object.entries<number>(limits[part]).map(([name, bound]): [string, number] => [`${part}.${name}`, bound]),
    ),
    ['admins', limits.admins],
    ['shrink', policy.shrink ?? 0.9],
  ]
  for (const [name, bound] of bounds) {
    if (typeof bound !== 'number' || !(bound >= 0 && bound < Number.POSITIVE_INFINITY))
      throw new UserAdminError('invalid', `policy.${name} is ${String(bound)}: bounds are numbers from 0, and finite.`)
    if ((name.endsWith('share') || name === 'shrink') && bound > 1)
      throw new UserAdminError('invalid', `policy.${name} is ${bound}: it is a share from 0 to 1, so 10 % is 0.1.`)
  }
  return limits
}

/** The standard with what was given in its place; `undefined` stands for not given. */
function filled<T extends object>(standard: T, given: Partial<T> | undefined): T {
  return { ...standard, ...Object.fromEntries(Object.entries(given ?? {}).filter(([, bound]) => bound !== undefined)) }
}

/** @throws {UserAdminError} `invalid` for an option that there is not: misspelt, it would do nothing. */
export function known(name: string, options: unknown, keys: readonly string[]): void {
  if (typeof options !== 'object' || options === null)
    throw new UserAdminError('invalid', `${name} takes an object of options: there are ${keys.join(', ')}.`)
  const other = Object.keys(options).find((key) => !keys.includes(key))
  if (other !== undefined)
    throw new UserAdminError('invalid', `${name} has no ${JSON.stringify(other)}; there are ${keys.join(', ')}.`)
}
