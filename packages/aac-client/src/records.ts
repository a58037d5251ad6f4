/** A role as a person holds it. */
export interface PersonRole {
  readonly policyId?: string | null | undefined
  /** A role has a `name` (`Viewer`) or a `tag` (`workspace_admin`). */
  readonly name?: string | null | undefined
  readonly tag?: string | null | undefined
}

/**
 * A person of a workspace, in the wire's own names. Only `id` is sure to be there; every other field may be missing or
 * null, and what the server sends besides is kept. Dates are ISO 8601. Source: facts §7.1.
 */
export interface Person {
  /** Digits, always as a string. */
  readonly id: string
  /** A ULID. Never good for a path. */
  readonly gid?: string | null | undefined
  readonly email?: string | null | undefined
  readonly name?: string | null | undefined
  readonly isDisabled?: boolean | null | undefined
  /** `active` or `hidden`. */
  readonly state?: string | null | undefined
  readonly lastStateChange?: string | null | undefined
  /** `null`: never signed in. */
  readonly lastLoginTime?: string | null | undefined
  readonly agreementAcceptedAt?: string | null | undefined
  /** Set on the caller's own record only: it finds no administrators (facts §9.7). */
  readonly isAdmin?: boolean | null | undefined
  /** The roles given directly, where privileges were asked for. */
  readonly authorizationRoles?: readonly PersonRole[] | null | undefined
  readonly createdAt?: string | null | undefined
  readonly updatedAt?: string | null | undefined
  readonly deleted_at?: string | null | undefined
}

/** A workspace, in the wire's own names. Source: facts §7.2. */
export interface Workspace {
  /** Digits, always as a string. */
  readonly id: string
  readonly gid?: string | null | undefined
  readonly name?: string | null | undefined
  readonly custom_url?: string | null | undefined
  readonly state?: string | null | undefined
  readonly max_user_number?: number | null | undefined
  /** Whether invited and suspended people are counted is not known: a cross-check at most. Some servers say `userCount`. */
  readonly workspace_member_count?: number | null | undefined
  /** `enterprise_cloud22`, `platform_packaging`, … Some servers say `tier`. */
  readonly workspace_tier?: string | null | undefined
  readonly createdAt?: string | null | undefined
}

/** A role of a workspace. Source: facts §3.3. */
export interface Role {
  /** Digits, always as a string: the id that assigns it. */
  readonly policyId: string
  readonly name?: string | null | undefined
  readonly tag?: string | null | undefined
  readonly workspaceId?: string | null | undefined
  readonly userCount?: number | null | undefined
}

/** A member of a group. A server that is not asked for more may tell the id only. */
export interface GroupMember {
  readonly id: string
  readonly email?: string | null | undefined
  readonly name?: string | null | undefined
}

/** A group of a workspace: its members hold its roles besides their own. Source: facts §3.4. */
export interface Group {
  readonly id: string
  readonly name?: string | null | undefined
  readonly displayName?: string | null | undefined
  /** `undefined`: the server did not tell, or in no form that is known. That is not the same as nobody. */
  readonly members: readonly GroupMember[] | undefined
  /** `undefined`: the server did not tell, or in no form that is known. */
  readonly roles: readonly PersonRole[] | undefined
  readonly workspaceId?: string | null | undefined
  readonly status?: string | null | undefined
  /** Filled by the identity provider: what is changed by hand, it changes back (facts §6.1). */
  readonly scimEnabled?: boolean | null | undefined
  readonly autoProvisioned?: boolean | null | undefined
  /** The identity provider's id of the group. */
  readonly externalId?: string | null | undefined
}
