import { addressOfPerson, fullName } from './names.ts'
import type { EmailRow, State, UserRow, WorkspaceRow } from './state.ts'

/** A role as a seed gives it: on the platform, or on a workspace or a deployment named by id or label. */
export interface SeedBinding {
  readonly role: string
  readonly workspace?: string | { readonly id: string } | undefined
  readonly deployment?: string | { readonly id: string } | undefined
}

/** A person with an account. What is left out is filled in, the same each time. */
export interface SeedUser {
  readonly id?: string | undefined
  /** Default: the first address. */
  readonly username?: string | undefined
  /** Default: made of the username. */
  readonly fullName?: string | undefined
  /** Default: `active`. */
  readonly status?: string | undefined
  /** Kept as they are, capitals included. Default: the username. */
  readonly emails?:
    | readonly (
        | string
        | { readonly address: string; readonly primary?: boolean | undefined; readonly verified?: boolean | undefined }
      )[]
    | undefined
  /** Default: WORKSPACE_VIEWER of every workspace. */
  readonly roleBindings?: readonly SeedBinding[] | undefined
  readonly createdAt?: string | undefined
}

/** A workspace. What is left out is filled in, the same each time. */
export interface SeedWorkspace {
  readonly id?: string | undefined
  readonly label?: string | undefined
  readonly description?: string | undefined
  /** So many people of its own, beside those of `users`. */
  readonly members?: number | undefined
}

/** A deployment in a workspace. */
export interface SeedDeployment {
  readonly id?: string | undefined
  readonly label?: string | undefined
  /** Default: made of the label. */
  readonly releaseName?: string | undefined
  /** Named by id or label. */
  readonly workspace: string | { readonly id: string }
}

/** A team of an identity provider, or one that is made here. */
export interface SeedTeam {
  readonly id?: string | undefined
  readonly name: string
  /** Default: `okta`; `local` for one that is made here. */
  readonly provider?: string | undefined
  readonly description?: string | undefined
  /** Ids or addresses of users. Default: nobody. */
  readonly members?: readonly string[] | undefined
  /** Default: none. */
  readonly roleBindings?: readonly SeedBinding[] | undefined
}

/** An open invite, to a workspace or to the platform. */
export interface SeedInvite {
  readonly id?: string | undefined
  readonly email: string
  /** Default: WORKSPACE_VIEWER for an invite to a workspace. */
  readonly role?: string | undefined
  /** Without one, it is an invite to the platform. */
  readonly workspace?: string | { readonly id: string } | undefined
}

/** A service account with its one role. */
export interface SeedServiceAccount {
  readonly id?: string | undefined
  readonly label?: string | undefined
  /** 32 characters. */
  readonly apiKey?: string | undefined
  readonly roleBinding: SeedBinding
}

/**
 * What a fake Houston holds when it starts, in the wire's own names; plain JSON. The same seed gives the same ids.
 *
 * A number of users makes that many people with names: each a member of every workspace (the first and
 * every tenth WORKSPACE_ADMIN, of the rest every third WORKSPACE_EDITOR, else WORKSPACE_VIEWER), the
 * first two also SYSTEM_ADMIN. The service account of `token` (SYSTEM_ADMIN) is always there.
 */
export interface Seed {
  /** Default: 3 where `users` is not given either, else none. */
  readonly workspaces?: number | readonly (string | SeedWorkspace)[] | undefined
  /** A string is an address. Default: 200 where `workspaces` is not given either, else none. */
  readonly users?: number | readonly (string | SeedUser)[] | undefined
  readonly deployments?: readonly SeedDeployment[] | undefined
  readonly teams?: readonly SeedTeam[] | undefined
  readonly invites?: readonly SeedInvite[] | undefined
  readonly serviceAccounts?: readonly SeedServiceAccount[] | undefined
}

/** The key of the service account that every fake has. */
export const adminKey = '0123456789abcdef0123456789abcdef'

const epoch = Date.parse('2026-01-05T09:00:00Z')
const labels = ['Data Platform', 'Marketing', 'Finance', 'Research', 'Operations']
/** Fills an empty state. */
export function plant(state: State, seed: Seed): void {
  const bare = seed.workspaces === undefined && seed.users === undefined
  new Planting(state).plant({ ...(bare ? { workspaces: 3, users: 200 } : {}), ...seed })
}

class Planting {
  readonly #state: State
  #people = 0
  #minutes = 0

  constructor(state: State) {
    this.#state = state
  }

  plant({ workspaces = [], users = [], deployments = [], teams = [], invites = [], serviceAccounts = [] }: Seed): void {
    const listed: readonly (string | SeedWorkspace)[] =
      typeof workspaces === 'number' ? Array.from({ length: workspaces }, () => ({})) : workspaces
    if (!serviceAccounts.some(({ apiKey }) => apiKey === adminKey)) {
      this.#serviceAccount({ label: 'system-admin', apiKey: adminKey, roleBinding: { role: 'SYSTEM_ADMIN' } })
    }
    const own = listed.map((one, index) => this.#workspace(typeof one === 'string' ? { label: one } : one, index))
    for (const deployment of deployments) this.#deployment(deployment)
    if (typeof users === 'number') {
      for (let index = 0; index < users; index += 1)
        this.#user({ username: this.#name() }, roles(index, [...this.#state.workspaces.keys()]))
    } else {
      for (const user of users) this.#user(typeof user === 'string' ? { emails: [user] } : user)
    }
    for (const { row, members } of own) {
      for (let index = 0; index < members; index += 1) {
        const role = workspaceRole(index)
        this.#user({ username: this.#name() }, [{ role, workspace: row.id }])
      }
    }
    for (const team of teams) this.#team(team)
    for (const invite of invites) this.#invite(invite)
    for (const account of serviceAccounts) this.#serviceAccount(account)
  }

  #now(): string {
    this.#minutes += 1
    return new Date(epoch + this.#minutes * 60_000).toISOString()
  }

  #name(): string {
    this.#people += 1
    return addressOfPerson(this.#people - 1)
  }

  #workspace(seed: SeedWorkspace, index: number): { row: WorkspaceRow; members: number } {
    const label = seed.label ?? labels[index] ?? `Workspace ${index + 1}`
    const row = {
      id: seed.id ?? this.#state.id(),
      label,
      description: seed.description ?? `${label} workspace`,
      createdAt: this.#now(),
    }
    this.#state.workspaces.set(row.id, row)
    return { row, members: seed.members ?? 0 }
  }

  #user(seed: SeedUser, bindings: readonly SeedBinding[] = seed.roleBindings ?? this.#everywhere()): UserRow {
    const emails = seed.emails ?? [seed.username ?? this.#name()]
    const createdAt = seed.createdAt ?? this.#now()
    const rows = emails.map((email, index): EmailRow => {
      const { address, primary = index === 0, verified = true } = typeof email === 'string' ? { address: email } : email
      return { id: this.#state.id(), address, primary, verified, createdAt }
    })
    const username = seed.username ?? rows[0]?.address.toLowerCase() ?? this.#name()
    const user: UserRow = {
      id: seed.id ?? this.#state.id(),
      username,
      fullName: seed.fullName ?? fullName(username),
      status: seed.status ?? 'active',
      emails: rows,
      createdAt,
      updatedAt: createdAt,
    }
    this.#state.addUser(user)
    for (const binding of bindings) this.#bind({ user: user.id }, binding)
    return user
  }

  #everywhere(): SeedBinding[] {
    return [...this.#state.workspaces.keys()].map((workspace) => ({ role: 'WORKSPACE_VIEWER', workspace }))
  }

  #bind(
    owner: { readonly user: string } | { readonly team: string } | { readonly serviceAccount: string },
    { role, workspace, deployment }: SeedBinding,
  ): void {
    const place = {
      ...(workspace === undefined ? {} : { workspace: this.#find('workspace', workspace) }),
      ...(deployment === undefined ? {} : { deployment: this.#find('deployment', deployment) }),
    }
    this.#state.bind({ id: this.#state.id(), role, ...owner, ...place, createdAt: this.#now() })
  }

  #find(kind: 'workspace' | 'deployment', named: string | { readonly id: string }): string {
    const wanted = typeof named === 'string' ? named : named.id
    const rows = kind === 'workspace' ? this.#state.workspaces : this.#state.deployments
    if (rows.has(wanted)) return wanted
    const labelled = [...rows.values()].find((row) => row.label === wanted)
    if (labelled === undefined) throw new TypeError(`The seed names a ${kind} that it does not have: ${wanted}`)
    return labelled.id
  }

  #deployment(seed: SeedDeployment): void {
    const id = seed.id ?? this.#state.id()
    const label = seed.label ?? `deployment-${this.#state.deployments.size + 1}`
    this.#state.deployments.set(id, {
      id,
      label,
      releaseName: seed.releaseName ?? label.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-'),
      workspace: this.#find('workspace', seed.workspace),
      createdAt: this.#now(),
    })
  }

  #team(seed: SeedTeam): void {
    const id = seed.id ?? this.#state.id()
    const createdAt = this.#now()
    const { name, provider = 'okta', description = '', members = [], roleBindings = [] } = seed
    const ids = members.map((member) => {
      const user = this.#state.users.get(member) ?? this.#state.userByAddress(member)
      if (user === undefined) throw new TypeError(`The seed names a user that it does not have: ${member}`)
      return user.id
    })
    const row = { id, name, provider, description, members: new Set(ids), createdAt, updatedAt: createdAt }
    this.#state.teams.set(id, row)
    for (const binding of roleBindings) this.#bind({ team: id }, binding)
  }

  #invite(seed: SeedInvite): void {
    const place =
      seed.workspace === undefined
        ? {}
        : { workspace: this.#find('workspace', seed.workspace), role: seed.role ?? 'WORKSPACE_VIEWER' }
    const id = seed.id ?? this.#state.id()
    const createdAt = this.#now()
    this.#state.invites.set(id, {
      id,
      email: seed.email.toLowerCase(),
      ...place,
      token: `token-${id.slice(-7)}`,
      createdAt,
      updatedAt: createdAt,
    })
  }

  #serviceAccount(seed: SeedServiceAccount): void {
    const id = seed.id ?? this.#state.id()
    const apiKey = seed.apiKey ?? id.slice(1).padEnd(32, '0')
    this.#state.serviceAccounts.set(id, {
      id,
      label: seed.label ?? `service-account-${this.#state.serviceAccounts.size + 1}`,
      category: '',
      apiKey,
      createdAt: this.#now(),
    })
    this.#bind({ serviceAccount: id }, seed.roleBinding)
  }
}

function roles(index: number, workspaces: readonly string[]): SeedBinding[] {
  const here = workspaces.map((workspace) => ({ role: workspaceRole(index), workspace }))
  return index < 2 ? [{ role: 'SYSTEM_ADMIN' }, ...here] : here
}

function workspaceRole(index: number): string {
  if (index % 10 === 0) return 'WORKSPACE_ADMIN'
  return index % 3 === 0 ? 'WORKSPACE_EDITOR' : 'WORKSPACE_VIEWER'
}
