import { failures } from './failures.ts'
import { grantsTo, type Permission } from './permissions.ts'
import type { Profile } from './profiles.ts'
import { type BindingRow, isSystem, type ServiceAccountRow, type State, type UserRow } from './state.ts'
import type { Tokens } from './tokens.ts'

/** Who sent a request. */
export interface Caller {
  readonly user?: UserRow
  readonly serviceAccount?: ServiceAccountRow
  /** Its own roles and those of its teams. */
  readonly bindings: readonly BindingRow[]
  /** An address, or a service account's label. */
  readonly name: string
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
  const token = (headers['authorization'] || cookie || '').replace('Bearer ', '')
  if (token.length === 32 && !token.includes('.')) {
    const serviceAccount = [...state.serviceAccounts.values()].find(({ apiKey }) => apiKey === token)
    if (serviceAccount === undefined) return undefined
    return { serviceAccount, bindings: state.bindingsOf(serviceAccount.id), name: serviceAccount.label }
  }
  const user = state.users.get(tokens.owner(token, now) ?? '')
  if (user === undefined) return undefined
  const through = state.teamsOf(user.id).flatMap((team) => state.bindingsOf(team.id))
  return { user, bindings: [...state.bindingsOf(user.id), ...through], name: addressOf(user) }
}

/** The address that a person goes by. */
export function addressOf(user: UserRow): string {
  return (user.emails.find((email) => email.primary) ?? user.emails[0])?.address ?? user.username
}

/** The workspace or deployment that an operation names. */
export interface Named {
  readonly workspace?: string | null | undefined
  readonly deployment?: string | null | undefined
}

/** Answers for one caller in one release, whether it may. */
export class Permissions {
  readonly caller: Caller | undefined
  readonly #profile: Profile
  readonly #state: State

  constructor(caller: Caller | undefined, profile: Profile, state: State) {
    this.caller = caller
    this.#profile = profile
    this.#state = state
  }

  /** Up to 0.16 a permission on a workspace looks at the first role there only; newer: the most permissive one (facts §5.2, §2.3). */
  holds(permission: Permission, named: Named = {}): boolean {
    const grants = ({ role }: { readonly role: string }): boolean => grantsTo(role, permission, this.#profile)
    const bindings = this.caller?.bindings ?? []
    if (bindings.some((binding) => isSystem(binding) && grants(binding))) return true
    if (permission.startsWith('system.')) return false
    const here = named.workspace
      ? bindings.filter((binding) => binding.workspace === named.workspace)
      : named.deployment
        ? this.#onDeployment(named.deployment)
        : []
    return (this.#profile.legacy ? here.slice(0, 1) : here).some(grants)
  }

  /** Before roles on deployments were stored, those on its workspace are taken for them (facts §3.10). */
  #onDeployment(deployment: string): readonly { readonly role: string }[] {
    const bindings = this.caller?.bindings ?? []
    if (!this.#profile.legacy) return bindings.filter((binding) => binding.deployment === deployment)
    const workspace = this.#state.deployments.get(deployment)?.workspace
    return bindings
      .filter((binding) => workspace !== undefined && binding.workspace === workspace)
      .map(({ role }) => ({ role: role.replace('WORKSPACE', 'DEPLOYMENT') }))
  }

  /** @throws FORBIDDEN for a caller who holds none of the permissions. */
  need(permissions: readonly Permission[], named: Named = {}): Caller {
    const caller = this.login()
    if (!permissions.some((permission) => this.holds(permission, named))) throw this.#refusal()
    return caller
  }

  /** @throws FORBIDDEN for nobody. */
  login(): Caller {
    if (this.caller === undefined) throw this.#refusal()
    return this.caller
  }

  #refusal(): Error {
    return failures.forbidden(this.#profile.switches.permissionError)
  }
}
