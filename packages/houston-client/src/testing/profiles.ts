/** What one release of Houston understands and how it behaves, as far as the fake knows (facts §9.2). */
export interface Profile {
  /** As `appConfig.version` says it. */
  readonly release: string
  /** Up to 0.19: its nullability traps, duplicate bindings, silent removals, all of a person's bindings everywhere. */
  readonly legacy: boolean
  /** From 0.30: paged members, `sysWorkspaces`, upsert, narrowed bindings. */
  readonly paged: boolean
  readonly bypassInvite: boolean
  /** An unknown address given to `workspaceAddUser` becomes a pending user at once. */
  readonly pendingUsers: boolean
  readonly removeUserArgument: 'userUuid' | 'id'
  /** Which mutations set a workspace role. */
  readonly roleMutations: readonly ('update' | 'upsert')[]
  /** Arguments of `appConfig`. */
  readonly configArguments: string
  /** Whose permissions: of 0.16.6, 0.25, or 0.30 and newer (facts §5.3). */
  readonly grants: 'legacy' | 'mid' | 'software'
  readonly introspection: boolean
}

/** What is not known of a release, or is set by each installation, and so is for a test to choose. */
export interface ProfileSwitches {
  /** Which argument `removeUser` takes (facts §2.2, §11). Default `userUuid`. */
  readonly removeUserArgument?: 'userUuid' | 'id'
  /** Which mutations set a workspace role. Default: update before 0.30, upsert from then on. */
  readonly roleMutations?: readonly ('update' | 'upsert')[]
  /** Whether an unknown address becomes a pending user at once, instead of an invite (facts §3.3). Default: from 2.0. */
  readonly pendingUsers?: boolean
  /** Whether the schema may be asked for (facts §8.3). Default true. */
  readonly introspection?: boolean
}

/**
 * The profile of a release.
 *
 * @throws {TypeError} for a release before 0.16, which the fake does not know.
 */
export function profileOf(release: string, switches: ProfileSwitches = {}): Profile {
  const [, major = '', minor = '', patch = ''] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(release) ?? []
  const from = (...wanted: readonly [number, number, number]): boolean => {
    const have = [Number(major), Number(minor), Number(patch)]
    const at = wanted.findIndex((part, index) => part !== have[index])
    return at === -1 || (have[at] ?? 0) > (wanted[at] ?? 0)
  }
  if (major === '' || !from(0, 16, 0))
    throw new TypeError(`The fake knows the releases from 0.16.0 on, not ${release}.`)
  const paged = from(0, 30, 0)
  return {
    release,
    legacy: !from(0, 20, 0),
    paged,
    bypassInvite: from(0, 25, 3),
    pendingUsers: switches.pendingUsers ?? from(2, 0, 0),
    removeUserArgument: switches.removeUserArgument ?? 'userUuid',
    roleMutations: switches.roleMutations ?? [paged ? 'upsert' : 'update'],
    configArguments: from(2, 0, 0)
      ? '(clusterId: Uuid, workspaceUuid: Uuid, deploymentUuid: Uuid)'
      : from(1, 0, 0)
        ? '(clusterId: Uuid)'
        : '',
    grants: paged ? 'software' : from(0, 24, 0) ? 'mid' : 'legacy',
    introspection: switches.introspection ?? true,
  }
}
