/** A user of a fake Graph, in Graph's own words. */
export interface FakeGraphUser {
  readonly id: string
  readonly userPrincipalName: string
  readonly mail: string | null
  readonly displayName: string | null
  readonly accountEnabled: boolean
  /** `null`: a user from before there were types. */
  readonly userType: 'Member' | 'Guest' | null
  /** `SMTP:` before the main one, `smtp:` before others; other kinds of addresses have their own words. */
  readonly proxyAddresses: readonly string[]
  readonly otherMails: readonly string[]
  readonly externalUserState: 'PendingAcceptance' | 'Accepted' | null
}

/** A group of a fake Graph. */
export interface FakeGraphGroup {
  readonly id: string
  readonly displayName: string
  readonly visibility: 'Public' | 'Private' | 'HiddenMembership' | null
  /** The ids of users, groups and whatever else is in it directly; what is neither user nor group is a device. */
  readonly members: readonly string[]
}

/** What a user may be changed to. */
export type FakeGraphChanges = Partial<Omit<FakeGraphUser, 'id'>>

/** What is known of one user, in the order in which users came. */
export interface Kept {
  readonly serial: number
  user: FakeGraphUser
  isDeleted: boolean
}

/** Something that happened to a user, as the changes tell it. */
export interface Change {
  readonly id: string
  readonly kind: 'made' | 'changed' | 'deleted' | 'purged'
  readonly keys: readonly string[]
}

/** The users and groups of one tenant, and everything that happened to them. */
export class World {
  readonly users: Map<string, Kept> = new Map()
  readonly groups: Map<string, FakeGraphGroup> = new Map()
  readonly changes: Change[] = []
  #serial = 0

  /** What is not said has a default: a member who is enabled, with a mailbox at the sign-in name. */
  addUser(given: FakeGraphChanges & { readonly id?: string | undefined; readonly userPrincipalName: string }): string {
    this.#serial += 1
    const id = given.id ?? this.newId('aaaaaaaa')
    const { userPrincipalName } = given
    const user: FakeGraphUser = {
      mail: userPrincipalName.includes('#') ? null : userPrincipalName,
      displayName: null,
      accountEnabled: true,
      userType: userPrincipalName.includes('#EXT#') ? 'Guest' : 'Member',
      proxyAddresses: [],
      otherMails: [],
      externalUserState: null,
      ...given,
      id,
    }
    if (this.users.has(id)) throw new Error(`The fake has a user ${id}.`)
    this.users.set(id, { serial: this.#serial, user, isDeleted: false })
    this.#happened({ id, kind: 'made', keys: [] })
    return id
  }

  change(who: string, changes: FakeGraphChanges): void {
    const kept = this.userOf(who)
    kept.user = { ...kept.user, ...changes }
    this.#happened({ id: kept.user.id, kind: 'changed', keys: Object.keys(changes) })
  }

  /** The account can come back for 30 days; its sign-in name gets its id in front, so that the name is free. */
  remove(who: string): void {
    const kept = this.userOf(who)
    const { id, userPrincipalName } = kept.user
    kept.user = { ...kept.user, userPrincipalName: `${id.replaceAll('-', '')}${userPrincipalName}` }
    kept.isDeleted = true
    this.#happened({ id, kind: 'deleted', keys: [] })
  }

  restore(id: string): void {
    const kept = this.users.get(id)
    if (kept?.isDeleted !== true) throw new Error(`The fake has no deleted user ${id}.`)
    const userPrincipalName = kept.user.userPrincipalName.slice(id.replaceAll('-', '').length)
    kept.user = { ...kept.user, userPrincipalName }
    kept.isDeleted = false
    this.#happened({ id, kind: 'made', keys: [] })
  }

  /** Gone for good. */
  purge(id: string): void {
    if (!this.users.delete(id)) throw new Error(`The fake has no user ${id}.`)
    for (const group of this.groups.values()) this.removeMember(group.id, id)
    this.#happened({ id, kind: 'purged', keys: [] })
  }

  addGroup({
    id = this.newId('bbbbbbbb'),
    displayName,
    visibility = null,
    members = [],
  }: Partial<FakeGraphGroup> & Pick<FakeGraphGroup, 'displayName'>): string {
    this.groups.set(id, { id, displayName, visibility, members: [...members] })
    return id
  }

  addMember(group: string, member: string): void {
    const found = this.groupOf(group)
    this.groups.set(found.id, { ...found, members: [...new Set([...found.members, member])] })
  }

  removeMember(group: string, member: string): void {
    const found = this.groupOf(group)
    this.groups.set(found.id, { ...found, members: found.members.filter((id) => id !== member) })
  }

  removeGroup(group: string): void {
    const { id } = this.groupOf(group)
    this.groups.delete(id)
  }

  /** By id or sign-in name. @throws {Error} where there is none who is not deleted. */
  userOf(who: string): Kept {
    const found = this.users.get(who) ?? [...this.users.values()].find(({ user }) => user.userPrincipalName === who)
    if (found === undefined || found.isDeleted) throw new Error(`The fake has no user ${who}.`)
    return found
  }

  groupOf(which: string): FakeGraphGroup {
    const found = this.groups.get(which) ?? [...this.groups.values()].find(({ displayName }) => displayName === which)
    if (found === undefined) throw new Error(`The fake has no group ${which}.`)
    return found
  }

  /** Every user who is not deleted, in the order in which they came. */
  present(): readonly Kept[] {
    return [...this.users.values()].filter(({ isDeleted }) => !isDeleted)
  }

  /**
   * The ids of everything in a group, directly or through other groups.
   *
   * @param seesHidden Whether members of groups that hide them are shown.
   */
  below(id: string, seesHidden: boolean): ReadonlySet<string> {
    const found = new Set<string>()
    const open = [id]
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const group = this.groups.get(next)
      if (group === undefined || (group.visibility === 'HiddenMembership' && !seesHidden)) continue
      for (const member of group.members) {
        if (found.has(member)) continue
        found.add(member)
        open.push(member)
      }
    }
    return found
  }

  newId(kind: string): string {
    this.#serial += 1
    return `${kind}-0000-4000-8000-${this.#serial.toString(16).padStart(12, '0')}`
  }

  #happened(change: Change): void {
    this.changes.push(change)
  }
}
