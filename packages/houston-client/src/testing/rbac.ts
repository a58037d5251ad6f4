import { failures } from './failures.ts'
import type { Profile } from './profiles.ts'
import type { BindingRow, ServiceAccountRow, State, UserRow } from './state.ts'

/** Who sent a request. */
export interface Caller {
  readonly user?: UserRow
  readonly serviceAccount?: ServiceAccountRow
  readonly bindings: readonly BindingRow[]
  /** An address, or a service account's label. */
  readonly name: string
}

const day = 24 * 60 * 60 * 1000

/** The tokens of users: made here, good for a day. */
export class Tokens {
  readonly #issued: Map<string, { readonly user: string; readonly until: number }> = new Map()

  /** A token in the form of a JWT. Its signature is none. */
  mint(user: UserRow, now: number): string {
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    const claims = { uuid: user.id, iat: Math.floor(now / 1000), exp: Math.floor((now + day) / 1000) }
    const token = `${part({ alg: 'RS256', typ: 'JWT' })}.${part(claims)}.${part({ fake: this.#issued.size })}`
    this.#issued.set(token, { user: user.id, until: now + day })
    return token
  }

  /** Whose token this is, if it is still good. */
  owner(token: string, now: number): string | undefined {
    const issued = this.#issued.get(token)
    return issued !== undefined && issued.until > now ? issued.user : undefined
  }
}

/**
 * Who the headers say is calling; nobody for no token, an unknown key, an expired token alike
 * (facts §1.2, §1.3): the literal `Bearer ` is taken off once, 32 characters without a dot are a key.
 */
export function callerOf(
  headers: Readonly<Record<string, string>>,
  state: State,
  tokens: Tokens,
  now: number,
): Caller | undefined {
  const cookie = /(?:^|;\s*)astronomer_\w+_auth=([^;]+)/.exec(headers['cookie'] ?? '')?.[1]
  const token = (headers['authorization'] ?? cookie ?? '').replace('Bearer ', '')
  if (token.length === 32 && !token.includes('.')) {
    const serviceAccount = [...state.serviceAccounts.values()].find(({ apiKey }) => apiKey === token)
    if (serviceAccount === undefined) return undefined
    return { serviceAccount, bindings: state.bindingsOf(serviceAccount.id), name: serviceAccount.label }
  }
  const user = state.users.get(tokens.owner(token, now) ?? '')
  return user === undefined ? undefined : { user, bindings: state.bindingsOf(user.id), name: addressOf(user) }
}

/** The address that a person goes by. */
export function addressOf(user: UserRow): string {
  return (user.emails.find((email) => email.primary) ?? user.emails[0])?.address ?? user.username
}

const viewers = (family: string): string[] => [`${family}_VIEWER`, `${family}_EDITOR`, `${family}_ADMIN`]
const systemRoles = viewers('SYSTEM')
const workspaceRoles = viewers('WORKSPACE')
const admin = ['SYSTEM_ADMIN']
const same = (roles: readonly string[]): Record<Profile['grants'], readonly string[]> => ({
  legacy: roles,
  mid: roles,
  software: roles,
})

/** A permission that an operation asks for. */
export type Permission =
  | 'system.users.get'
  | 'system.invites.get'
  | 'system.user.invite'
  | 'system.user.delete'
  | 'system.user.verifyEmail'
  | 'system.iam.update'
  | 'system.serviceAccounts.create'
  | 'system.serviceAccounts.delete'
  | 'system.workspace.get'
  | 'system.workspaces.get'
  | 'system.airflow.admin'
  | 'workspace.iam.update'
  | 'workspace.users.get'
  | 'workspace.invites.get'
  | 'workspace.config.get'

/** Which roles hold a permission, by the defaults of each time (facts §5.3). */
const grants: Readonly<Record<Permission, Readonly<Record<Profile['grants'], readonly string[]>>>> = {
  'system.users.get': same(systemRoles),
  'system.invites.get': { legacy: systemRoles, mid: admin, software: admin },
  'system.user.invite': same(admin),
  'system.user.delete': same(admin),
  'system.user.verifyEmail': same(admin),
  'system.iam.update': { legacy: ['SYSTEM_EDITOR', ...admin], mid: ['SYSTEM_EDITOR', ...admin], software: admin },
  'system.serviceAccounts.create': same(admin),
  'system.serviceAccounts.delete': same(admin),
  'system.workspace.get': same(systemRoles),
  // No default grant was seen; the documents say systemRoles administrators.
  'system.workspaces.get': same(admin),
  'system.airflow.admin': same(admin),
  'workspace.iam.update': {
    legacy: ['WORKSPACE_ADMIN'],
    mid: ['WORKSPACE_ADMIN'],
    software: ['WORKSPACE_ADMIN', ...admin],
  },
  'workspace.users.get': { legacy: workspaceRoles, mid: workspaceRoles, software: [...workspaceRoles, ...systemRoles] },
  'workspace.invites.get': {
    legacy: workspaceRoles,
    mid: ['WORKSPACE_ADMIN'],
    software: ['WORKSPACE_ADMIN', ...admin],
  },
  'workspace.config.get': {
    legacy: workspaceRoles,
    mid: workspaceRoles,
    software: [...workspaceRoles, ...systemRoles],
  },
}

/** Whether a caller holds a permission; those of a workspace look at its first binding there only (facts §5.2). */
export function holds(
  caller: Caller | undefined,
  permission: Permission,
  profile: Profile,
  workspaceUuid?: string | null,
): boolean {
  const roles: readonly string[] = grants[permission][profile.grants]
  const system =
    caller?.bindings.some((binding) => binding.workspace === undefined && roles.includes(binding.role)) ?? false
  if (system || permission.startsWith('system.') || workspaceUuid === undefined || workspaceUuid === null) return system
  const here = caller?.bindings.find((binding) => binding.workspace === workspaceUuid)
  return here !== undefined && roles.includes(here.role)
}

/** @throws FORBIDDEN for a caller who holds none of the permissions. */
export function need(
  caller: Caller | undefined,
  permissions: readonly Permission[],
  profile: Profile,
  workspaceUuid?: string | null,
): Caller {
  if (caller === undefined || !permissions.some((permission) => holds(caller, permission, profile, workspaceUuid)))
    throw failures.forbidden()
  return caller
}

/** @throws FORBIDDEN for nobody. */
export function login(caller: Caller | undefined): Caller {
  if (caller === undefined) throw failures.forbidden()
  return caller
}
