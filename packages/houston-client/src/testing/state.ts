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
  /** Of a confirmation mail that was not answered yet. */
  token?: string
  readonly createdAt: string
}

export interface WorkspaceRow {
  readonly id: string
  label: string
  description: string
  /** Those that are made here start with a trial. */
  readonly trialEndsAt?: string
  readonly createdAt: string
}

export interface DeploymentRow {
  readonly id: string
  readonly label: string
  readonly releaseName: string
  readonly workspace: string
  readonly createdAt: string
}

/** Of an identity provider, or made here (`local`). */
export interface TeamRow {
  readonly id: string
  name: string
  readonly provider: string
  description: string
  readonly members: Set<string>
  readonly createdAt: string
  updatedAt: string
}

/** A role of a user, a team or a service account, on a workspace, a deployment or (without either) on the platform. */
export interface BindingRow {
  readonly id: string
  role: string
  readonly user?: string
  readonly team?: string
  readonly serviceAccount?: string
  readonly workspace?: string
  readonly deployment?: string
  readonly createdAt: string
}

/** Where a binding holds. */
export type Place = Pick<BindingRow, 'workspace' | 'deployment'>

/** A role that an invite promises beside that on the workspace. */
export interface DeploymentRole {
  readonly deployment: string
  readonly role: string
}

export interface InviteRow {
  readonly id: string
  readonly email: string
  /** None for an invite to the platform. */
  role?: string
  readonly workspace?: string
  readonly deploymentRoles?: readonly DeploymentRole[]
  readonly token: string
  readonly createdAt: string
  updatedAt: string
}

export interface ServiceAccountRow {
  readonly id: string
  label: string
  category: string | null
  readonly apiKey: string
  readonly createdAt: string
}

/** The fake's database: rows, and the indexes that keep 100,000 people quick. */
export class State {
  readonly users: Map<string, UserRow> = new Map()
  readonly workspaces: Map<string, WorkspaceRow> = new Map()
  readonly deployments: Map<string, DeploymentRow> = new Map()
  readonly teams: Map<string, TeamRow> = new Map()
  readonly invites: Map<string, InviteRow> = new Map()
  readonly serviceAccounts: Map<string, ServiceAccountRow> = new Map()
  readonly bindings: Map<string, BindingRow> = new Map()
  /** Passwords of those who signed up with one, and what a forgotten one is reset with. */
  readonly credentials: Map<string, { password: string; resetToken?: string }> = new Map()
  readonly #byAddress: Map<string, UserRow> = new Map()
  readonly #ofOwner: Map<string, Set<BindingRow>> = new Map()
  readonly #ofPlace: Map<string, Set<BindingRow>> = new Map()
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

  /** With all that hangs on it: addresses, roles, places in teams. */
  removeUser(user: UserRow): void {
    this.users.delete(user.id)
    this.credentials.delete(user.id)
    for (const email of user.emails) this.#byAddress.delete(email.address)
    for (const binding of this.bindingsOf(user.id)) this.unbind(binding)
    for (const team of this.teamsOf(user.id)) this.leave(team, user.id)
  }

  /** The user with exactly this address, as it is stored. */
  userByAddress(address: string): UserRow | undefined {
    return this.#byAddress.get(address)
  }

  bind(binding: BindingRow): BindingRow {
    this.bindings.set(binding.id, binding)
    grouped(this.#ofOwner, ownerOf(binding)).add(binding)
    const place = binding.workspace ?? binding.deployment
    if (place !== undefined) {
      grouped(this.#ofPlace, place).add(binding)
      this.#members.delete(place)
    }
    return binding
  }

  unbind(binding: BindingRow): void {
    this.bindings.delete(binding.id)
    this.#ofOwner.get(ownerOf(binding))?.delete(binding)
    const place = binding.workspace ?? binding.deployment
    if (place !== undefined) {
      this.#ofPlace.get(place)?.delete(binding)
      this.#members.delete(place)
    }
  }

  join(team: TeamRow, user: string): void {
    team.members.add(user)
    this.#members.clear()
  }

  leave(team: TeamRow, user: string): void {
    team.members.delete(user)
    this.#members.clear()
  }

  /** The roles of one user, team or service account, oldest first. */
  bindingsOf(owner: string): BindingRow[] {
    return [...(this.#ofOwner.get(owner) ?? [])]
  }

  /** The roles on one workspace or deployment, those of teams and service accounts included. */
  bindingsOn(place: string): BindingRow[] {
    return [...(this.#ofPlace.get(place) ?? [])]
  }

  teamsOf(user: string): TeamRow[] {
    return [...this.teams.values()].filter((team) => team.members.has(user))
  }

  /** The ids of the people with a role on a workspace or deployment, their own or a team's, ascending. */
  membersOf(place: string): readonly string[] {
    const known = this.#members.get(place)
    if (known !== undefined) return known
    const ids = new Set<string>()
    for (const { user, team } of this.#ofPlace.get(place) ?? []) {
      if (user !== undefined) ids.add(user)
      if (team !== undefined) for (const member of this.teams.get(team)?.members ?? []) ids.add(member)
    }
    const sorted = [...ids].toSorted()
    this.#members.set(place, sorted)
    return sorted
  }

  /** The bindings with this role on the platform, whoever holds them. */
  systemBindings(role: string): BindingRow[] {
    return [...this.bindings.values()].filter((binding) => isSystem(binding) && binding.role === role)
  }

  invitesTo(email: string, workspace?: string): InviteRow[] {
    return [...this.invites.values()].filter(
      (invite) => invite.email === email && (workspace === undefined || invite.workspace === workspace),
    )
  }
}

/** Whether a binding holds on the whole platform. */
export function isSystem({ workspace, deployment }: Place): boolean {
  return workspace === undefined && deployment === undefined
}

function ownerOf({ user, team, serviceAccount }: BindingRow): string {
  return user ?? team ?? serviceAccount ?? ''
}

function grouped(groups: Map<string, Set<BindingRow>>, key: string): Set<BindingRow> {
  const group = groups.get(key) ?? new Set()
  groups.set(key, group)
  return group
}
