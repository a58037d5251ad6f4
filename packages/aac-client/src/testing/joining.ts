import type { FakeAacOptions } from './options.ts'
import { type FakePerson, type FakeWorkspace, ulid, type World } from './world.ts'

/** Who comes into a workspace, and how. */
export interface Joining {
  readonly email: string
  readonly name: string | null
  /** Policy ids. */
  readonly roles: ReadonlySet<number>
  /** Without an invitation that must be followed first. */
  readonly accepted: boolean
  /** ISO 8601. */
  readonly at: string
}

/** Makes a new membership: of a person whose account is known, or of a new one. */
export function join(
  world: World,
  workspace: FakeWorkspace,
  { sameIdAgain = true, removedAssets = 'lost' }: FakeAacOptions,
  { email, name, roles, accepted, at }: Joining,
): FakePerson {
  const known = sameIdAgain ? world.accounts.get(email.toLowerCase()) : undefined
  const id = known ?? world.nextPersonId
  world.accounts.set(email.toLowerCase(), id)
  world.nextPersonId = Math.max(world.nextPersonId, id + 1)
  const person: FakePerson = {
    id,
    gid: ulid('P', id),
    email,
    name,
    isDisabled: false,
    lastStateChange: null,
    lastLoginTime: null,
    agreementAcceptedAt: accepted ? at : null,
    deletedAt: null,
    createdAt: at,
    updatedAt: at,
    roles: new Set(roles),
    assets: removedAssets === 'kept' ? (workspace.removed.get(id)?.assets ?? []) : [],
  }
  workspace.people.set(id, person)
  workspace.removed.delete(id)
  return person
}
