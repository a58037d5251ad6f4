/**
 * A field of Houston's schema, or an argument of one, that some releases have and others have not.
 *
 * Source: facts §2, §8.
 */
export type Feature =
  | 'users(user:)'
  | 'removeUser(userUuid:)'
  | 'removeUser(id:)'
  | 'deleteInviteToken(workspaceUuid:)'
  | 'sysWorkspaces'
  | 'paginatedWorkspaceUsers'
  | 'workspaceUpsertUserRole'
  | 'workspaceUpdateUserRole'
  | 'workspaceAddUser(bypassInvite:)'
  | 'workspaceAddUser(deploymentRoles:)'
  | 'deploymentUsers'
  | 'deploymentAddUserRole'
  | 'paginatedTeams'
  | 'teamUsers'
  | 'workspaceTeams'
  | 'Team.provider'
  | 'createTeam'

/** What is known of a server: whether it has a feature. What is missing is not known. */
export type Known = Readonly<Partial<Record<Feature, boolean>>>

/**
 * What a client knows of the Houston that it talks to. Plain JSON: save it, and state it the next time, and the
 * client asks nothing more about it.
 */
export interface HoustonRelease {
  /** As the server says it (`0.37.5`), if it was asked for its version. */
  readonly version?: string | undefined
  readonly knows: Known
}

/** Between which releases a feature is known to be there, and to be missing. In between nobody knows. */
interface Span {
  /** Missing in each release before this one. Default: `from`. */
  readonly before?: string
  /** There from this one on. Without it, no release is known for certain to have it. */
  readonly from?: string
  /** Not known from this one on. */
  readonly until?: string
  /** The release it came with, as far as anyone can say. Default: `from`. */
  readonly came?: string
}

const spans: Readonly<Record<Feature, Span>> = {
  'users(user:)': { from: '0.14.2' },
  'removeUser(userUuid:)': { from: '0.10.0', until: '0.35.0' },
  'removeUser(id:)': { before: '0.35.0' },
  'deleteInviteToken(workspaceUuid:)': { before: '0.17.0', from: '0.25.0' },
  sysWorkspaces: { before: '0.26.0', from: '0.30.0' },
  paginatedWorkspaceUsers: { from: '0.30.0' },
  workspaceUpsertUserRole: { before: '0.26.0', from: '0.30.0' },
  workspaceUpdateUserRole: { from: '0.9.0', until: '0.30.0' },
  'workspaceAddUser(bypassInvite:)': { from: '0.25.3' },
  'workspaceAddUser(deploymentRoles:)': { before: '0.17.0', from: '0.25.0', came: '0.21 or so' },
  deploymentUsers: { before: '0.17.0', from: '0.25.0', came: '0.21 or so' },
  deploymentAddUserRole: { before: '0.17.0', from: '0.25.0', came: '0.21 or so' },
  paginatedTeams: { from: '0.28.0' },
  teamUsers: { from: '0.28.0' },
  workspaceTeams: { from: '0.28.0' },
  'Team.provider': { before: '0.28.0', from: '0.35.0' },
  createTeam: { from: '0.35.0' },
}

/** Every feature that this client asks a server for. */
export const features: readonly Feature[] = /*#__PURE__*/ Object.keys(spans) as Feature[]

/** The release that a feature came with, in words; nothing where nobody knows. */
export function cameWith(feature: Feature): string | undefined {
  return spans[feature].came ?? spans[feature].from
}

/**
 * What the release of this version has and has not, as far as it is known (facts §2). A newer one than all that are
 * known counts as the newest. Nothing for a text that is no version.
 */
export function knownOf(version: string | undefined): Known {
  const at = version === undefined ? undefined : ordinal(version)
  if (at === undefined) return {}
  const known: Partial<Record<Feature, boolean>> = {}
  for (const feature of features) {
    const { from, until, before = from } = spans[feature]
    if (before !== undefined && at < place(before)) known[feature] = false
    else if (from !== undefined && at >= place(from) && (until === undefined || at < place(until)))
      known[feature] = true
  }
  // 0.15.0 carries the schema of 0.14.0.
  if (at === place('0.15.0')) known['users(user:)'] = false
  return known
}

/**
 * A release as the caller states it: a version, or what {@link HoustonRelease} was saved.
 *
 * @throws {TypeError} for what is neither.
 */
export function stated(release: string | HoustonRelease): HoustonRelease {
  if (typeof release === 'string') {
    if (ordinal(release) === undefined)
      throw new TypeError('The option release must be like 0.37.5, or what release() answered.')
    return { version: release.trim().replace(/^v/, ''), knows: {} }
  }
  const { version, knows } = (release ?? {}) as Partial<HoustonRelease>
  const whole =
    (version === undefined || (typeof version === 'string' && ordinal(version) !== undefined)) &&
    typeof knows === 'object' &&
    knows !== null &&
    Object.values(knows).every((one) => typeof one === 'boolean')
  if (!whole) throw new TypeError('The option release must be like 0.37.5, or what release() answered.')
  // A newer client may have saved features that this one does not ask for.
  return { version, knows: Object.fromEntries(Object.entries(knows).filter(([name]) => name in spans)) }
}

/** A version as one number, its pre-release dropped: facts §8.1. */
function ordinal(version: string): number | undefined {
  const parts = /^\s*v?(\d{1,3})\.(\d{1,3})\.(\d{1,4})(?![\w.])/.exec(version)
  return parts === null ? undefined : Number(parts[1]) * 1e8 + Number(parts[2]) * 1e4 + Number(parts[3])
}

const place = (version: string): number => ordinal(version) ?? 0
