/** A row of the fake's database. Ids ascend in the order of creation, as Houston's do. */
export interface UserRow {
  readonly id: string
  username: string
  fullName: string
  status: string
  emails: EmailRow[]
  readonly createdAt: string
  updatedAt: string
}

export interface EmailRow {
  readonly id: string
  readonly address: string
  readonly primary: boolean
  verified: boolean
  readonly createdAt: string
}

export interface WorkspaceRow {
  readonly id: string
  readonly label: string
  readonly description: string
  readonly createdAt: string
}

/** A role of a user or a service account, on a workspace or (without one) on the platform. */
export interface BindingRow {
  readonly id: string
  role: string
  readonly user?: string
  readonly serviceAccount?: string
  readonly workspace?: string
  readonly createdAt: string
}

export interface InviteRow {
  readonly id: string
  readonly email: string
  /** None for an invite to the platform. */
  role?: string
  readonly workspace?: string
  readonly token: string
  readonly createdAt: string
  updatedAt: string
}

export interface ServiceAccountRow {
  readonly id: string
  readonly label: string
  readonly category: string
  readonly apiKey: string
  readonly createdAt: string
}

/** The fake's database: rows, and the indexes that keep 100,000 people quick. */
export class State {
  readonly users: Map<string, UserRow> = new Map()
  readonly workspaces: Map<string, WorkspaceRow> = new Map()
  readonly invites: Map<string, InviteRow> = new Map()
  readonly serviceAccounts: Map<string, ServiceAccountRow> = new Map()
  readonly bindings: Map<string, BindingRow> = new Map()
  readonly #byAddress: Map<string, UserRow> = new Map()
  readonly #ofUser: Map<string, Set<BindingRow>> = new Map()
  readonly #ofWorkspace: Map<string, Set<BindingRow>> = new Map()
  readonly #members: Map<string, string[]> = new Map()
  #ids = 0

  /** A new id: 25 characters from `c`, ascending, the same in each run. */
  id(): string {
    this.#ids += 1
    const count = this.#ids.toString(36).padStart(8, '0')
    const tail = Math.imul(this.#ids, 2654435761) >>> 0
    return `ck${count}0799${tail.toString(36).padStart(11, 'x')}`
  }

  addUser(user: UserRow): UserRow {
    this.users.set(user.id, user)
    for (const email of user.emails) this.#byAddress.set(email.address, user)
    return user
  }

  /** With all that hangs on it: addresses, roles. */
  removeUser(user: UserRow): void {
    this.users.delete(user.id)
    for (const email of user.emails) this.#byAddress.delete(email.address)
    for (const binding of this.bindingsOf(user.id)) this.unbind(binding)
  }

  /** The user with exactly this address, as it is stored. */
  userByAddress(address: string): UserRow | undefined {
    return this.#byAddress.get(address)
  }

  bind(binding: BindingRow): BindingRow {
    this.bindings.set(binding.id, binding)
    const owner = binding.user ?? binding.serviceAccount ?? ''
    grouped(this.#ofUser, owner).add(binding)
    if (binding.workspace !== undefined) {
      grouped(this.#ofWorkspace, binding.workspace).add(binding)
      this.#members.delete(binding.workspace)
    }
    return binding
  }

  unbind(binding: BindingRow): void {
    this.bindings.delete(binding.id)
    this.#ofUser.get(binding.user ?? binding.serviceAccount ?? '')?.delete(binding)
    if (binding.workspace !== undefined) {
      this.#ofWorkspace.get(binding.workspace)?.delete(binding)
      this.#members.delete(binding.workspace)
    }
  }

  /** The roles of one user or service account, oldest first. */
  bindingsOf(owner: string): BindingRow[] {
    return [...(this.#ofUser.get(owner) ?? [])]
  }

  /** The roles on one workspace, those of service accounts included. */
  bindingsOn(workspace: string): BindingRow[] {
    return [...(this.#ofWorkspace.get(workspace) ?? [])]
  }

  /** The ids of a workspace's people, ascending. */
  membersOf(workspace: string): readonly string[] {
    const known = this.#members.get(workspace)
    if (known !== undefined) return known
    const ids = new Set<string>()
    for (const binding of this.#ofWorkspace.get(workspace) ?? []) if (binding.user !== undefined) ids.add(binding.user)
    const sorted = [...ids].toSorted()
    this.#members.set(workspace, sorted)
    return sorted
  }

  /** The bindings of people and service accounts with this role on the platform. */
  systemBindings(role: string): BindingRow[] {
    return [...this.bindings.values()].filter((binding) => binding.workspace === undefined && binding.role === role)
  }

  invitesTo(email: string, workspace?: string): InviteRow[] {
    return [...this.invites.values()].filter(
      (invite) => invite.email === email && (workspace === undefined || invite.workspace === workspace),
    )
  }
}

function grouped(groups: Map<string, Set<BindingRow>>, key: string): Set<BindingRow> {
  const group = groups.get(key) ?? new Set()
  groups.set(key, group)
  return group
}
