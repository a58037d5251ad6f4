/** A person of a seed: an e-mail address, or as much as matters. The rest is filled in. */
export type SeedPerson =
  | string
  | {
      readonly id?: number | undefined
      readonly email: string
      readonly name?: string | undefined
      /** Default `active`. */
      readonly status?: 'active' | 'invited' | 'suspended' | undefined
      /** Holds `workspace_admin`. Default: true for the first person, else false. */
      readonly isAdmin?: boolean | undefined
      /** By name, tag or policy id. Default `['Viewer']`. */
      readonly roles?: readonly (string | number)[] | undefined
      /** How many things the person owns, in all or by type (`plans`, `connections`, …). Default 0. */
      readonly assets?: number | Readonly<Record<string, number>> | undefined
      /** Does the identity provider provision the person? Then its next cycle puts back what was changed by hand. Default false. */
      readonly scim?: boolean | undefined
      /** ISO 8601. */
      readonly lastLoginTime?: string | null | undefined
      readonly createdAt?: string | undefined
    }

/** A role of a seed. */
export interface SeedRole {
  readonly policyId: number
  readonly name?: string | undefined
  readonly tag?: string | undefined
}

/** A group of a seed. */
export interface SeedGroup {
  /** Default: 9001 and so on. */
  readonly id?: number | string | undefined
  readonly name: string
  /** E-mail addresses or person ids. */
  readonly members: readonly (string | number)[]
  readonly roles?: readonly (string | number)[] | undefined
  /** Does the identity provider push the group? Then its members come back at its next cycle. Default false. */
  readonly scimEnabled?: boolean | undefined
}

/** A workspace of a seed. */
export interface SeedWorkspace {
  readonly id?: number | undefined
  readonly gid?: string | undefined
  readonly name?: string | undefined
  readonly custom_url?: string | undefined
  /** Seats. Default 5,000, or twice the people where there are more. */
  readonly max_user_number?: number | undefined
  /** A number stands for that many made-up people; the first is the caller, the first two are administrators. */
  readonly people?: number | readonly SeedPerson[] | undefined
  /** Default: `workspace_admin` (a tag), `Viewer`, `Full User`. */
  readonly roles?: readonly SeedRole[] | undefined
  readonly groups?: readonly SeedGroup[] | undefined
}

/** Plain JSON in the wire's names. `people`, `roles` and `groups` at the top belong to the first workspace. */
export interface AacSeed {
  readonly workspaces?: number | readonly SeedWorkspace[] | undefined
  readonly people?: number | readonly SeedPerson[] | undefined
  readonly roles?: readonly SeedRole[] | undefined
  readonly groups?: readonly SeedGroup[] | undefined
}
