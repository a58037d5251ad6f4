/** What one release of Houston understands and how it behaves, as far as the fake knows (facts §2, §9.2). */
export interface Profile {
  /** As `appConfig.version` says it. */
  readonly release: string
  /** Whether it is this release or a newer one. */
  readonly since: (release: `${number}.${number}.${number}`) => boolean
  /** Up to 0.19: its nullability traps, duplicate bindings, silent removals, all of a person's bindings everywhere. */
  readonly legacy: boolean
  /** Before 0.14.2, and in 0.15.0: search criteria are arguments of their own, and there is no `workspace` (facts §2.1). */
  readonly flat: boolean
  /** From 0.30: paged members, upsert, narrowed bindings. */
  readonly paged: boolean
  /** From 0.21: roles on single deployments (facts §3.10). */
  readonly deploymentRoles: boolean
  /** From 0.28: teams of the identity provider (facts §2.3). */
  readonly teams: boolean
  /** From 0.35: teams that are made here. */
  readonly localTeams: boolean
  readonly bypassInvite: boolean
  /** Whether `appConfig` asks for a login (facts §8.1). */
  readonly configNeedsLogin: boolean
  /** Arguments of `appConfig`. */
  readonly configArguments: string
  /** Whose permissions: before 0.16.6, of 0.16.6, 0.25, or 0.30 and newer (facts §5.3). */
  readonly grants: 'early' | 'legacy' | 'mid' | 'software'
  readonly switches: Switches
}

/** What is not known of a release, or is set by each installation, and so is for a test to choose. */
export interface ProfileSwitches {
  /** Which argument `removeUser` takes (facts §2.2, §11). Default `userUuid`. */
  readonly removeUserArgument?: 'userUuid' | 'id' | undefined
  /** Of which type the argument `id` of `removeUser` is. Default `Id`. */
  readonly removeUserIdType?: 'Id' | 'ID' | 'String' | 'Uuid' | undefined
  /** Which mutations set a workspace role. Default: update before 0.30, upsert from then on. */
  readonly roleMutations?: readonly ('update' | 'upsert')[] | undefined
  /** Whether an unknown address becomes a pending user at once, instead of an invite (facts §3.3). Default: from 2.0. */
  readonly pendingUsers?: boolean | undefined
  /** Whether there is `sysWorkspaces` (facts §2.1). Default: from 0.30. */
  readonly sysWorkspaces?: boolean | undefined
  /** The greatest `take` of paged members (facts §7.1). Default 100 in 0.30 and 0.31, 101 from 0.32. */
  readonly maxTake?: number | undefined
  /** What becomes of a greater one. Default `capped`. */
  readonly overMaxTake?: 'capped' | 'refused' | undefined
  /** Whether a page starts with the row that the cursor names, or after it. Default `excluded`. */
  readonly cursorRow?: 'excluded' | 'included' | undefined
  /** In which order members are paged. Default `id`. */
  readonly memberOrder?: 'id' | 'username' | 'createdAt' | undefined
  /**
   * How a missing permission is told (facts §4.2, §4.3): with a code, or with a text and INTERNAL_SERVER_ERROR:
   * `insufficient` is `Insufficient permissions.`, `not-authorised` is `Not Authorised!`. Default `FORBIDDEN`.
   */
  readonly permissionError?: 'FORBIDDEN' | 'PERMISSION_DENIED' | 'insufficient' | 'not-authorised' | undefined
  /** Whether SCIM holds the people, so that writes to users and roles are refused, from 0.35 (facts §3.3). Default false. */
  readonly scim?: boolean | undefined
  /** The code of that refusal on the wire; it was not seen. Default `INTERNAL_SERVER_ERROR`. */
  readonly scimCode?: string | undefined
  /** Whether people and roles may be managed singly; `false` leaves it to the identity provider (facts §3.3). Default true. */
  readonly userManagement?: boolean | undefined
  /** Whether anybody may sign up without an invite (facts §5.3). Default false. */
  readonly publicSignups?: boolean | undefined
  /** Whether the schema may be asked for (facts §8.3). Default true. */
  readonly introspection?: boolean | undefined
}

/** Every switch, set one way or the other. */
export type Switches = { readonly [Name in keyof ProfileSwitches]-?: NonNullable<ProfileSwitches[Name]> }

/** The profiles by name, and the release that each stands for. */
const named: Readonly<Record<string, string>> = {
  '0.25': '0.25.10',
  '0.34': '0.34.0',
  '0.37': '0.37.5',
  'apc-1': '1.1.2',
  'apc-2': '2.0.0',
}

const parts = (release: string): readonly number[] | undefined =>
  /^v?(\d+)\.(\d+)\.(\d+)/.exec(release)?.slice(1).map(Number)

/**
 * The profile of a release, or of a name: `0.16.6`, `0.25`, `0.34`, `0.37`, `apc-1`, `apc-2`.
 *
 * @throws {TypeError} for a release before 0.13 or after 2, which the fake does not know.
 */
export function profileOf(name: string, switches: ProfileSwitches = {}): Profile {
  const release = named[name] ?? name
  const have = parts(release)
  const since = (wanted: string): boolean => {
    const least = parts(wanted) ?? []
    const at = least.findIndex((part, index) => part !== have?.[index])
    return at === -1 || (have?.[at] ?? 0) > (least[at] ?? 0)
  }
  if (have === undefined || !since('0.13.0') || since('3.0.0'))
    throw new TypeError(`The fake knows the releases from 0.13.0 to 2.x, not ${name}.`)
  const paged = since('0.30.0')
  // 0.15.0 was cut from the tree of 0.14.0 (facts §2.1); the login of `appConfig` follows the same tags (§8.1).
  const like0140 = have.join('.') === '0.15.0'
  return {
    release,
    since,
    legacy: !since('0.20.0'),
    flat: !since('0.14.2') || like0140,
    paged,
    deploymentRoles: since('0.21.0'),
    teams: since('0.28.0'),
    localTeams: since('0.35.0'),
    bypassInvite: since('0.25.3'),
    configNeedsLogin: !since('0.16.0') && !like0140 && have.join('.') !== '0.14.0',
    configArguments: since('2.0.0')
      ? '(clusterId: Uuid, workspaceUuid: Uuid, deploymentUuid: Uuid)'
      : since('1.0.0')
        ? '(clusterId: Uuid)'
        : '',
    grants: paged ? 'software' : since('0.24.0') ? 'mid' : since('0.16.6') ? 'legacy' : 'early',
    switches: {
      removeUserArgument: 'userUuid',
      removeUserIdType: 'Id',
      roleMutations: [paged ? 'upsert' : 'update'],
      pendingUsers: since('2.0.0'),
      sysWorkspaces: paged,
      maxTake: since('0.32.0') ? 101 : 100,
      overMaxTake: 'capped',
      cursorRow: 'excluded',
      memberOrder: 'id',
      permissionError: 'FORBIDDEN',
      scim: false,
      scimCode: 'INTERNAL_SERVER_ERROR',
      userManagement: true,
      publicSignups: false,
      introspection: true,
      ...given(switches),
    },
  }
}

/** What was given, without what is `undefined`. */
function given(switches: ProfileSwitches): Partial<Switches> {
  return Object.fromEntries(Object.entries(switches).filter(([, value]) => value !== undefined))
}
