import { HoustonError } from '@user-admin/houston-client'

/** What a credential may not be shown; each sentence says what follows from it. */
export const hidden = {
  systemRoles: 'This credential does not see system roles, which open every workspace.',
  deploymentRoles: 'This credential does not see every role on the deployments of this workspace.',
  teams: 'This credential does not see teams, which may open this workspace.',
  teamMembers: 'This credential does not see the members of teams, to whom their team opens this workspace.',
} as const

/** What a read answers; `undefined` where the credential lacks the right, and `lacking` where the release has no such thing. */
export async function shown<T>(read: Promise<T>, lacking: T): Promise<T | undefined> {
  try {
    return await read
  } catch (error) {
    if (!(error instanceof HoustonError)) throw error
    if (error.kind === 'unsupported') return lacking
    if (error.kind === 'rejected' && (error.code === 'FORBIDDEN' || error.code === 'PERMISSION_DENIED'))
      return undefined
    throw error
  }
}
