import type { Clock } from '@user-admin/wire/fake/clock'
import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import { field } from '../errors.ts'
import { invalid, notFound } from './answers.ts'
import type { FakeAacOptions } from './options.ts'
import type { FakePerson, FakeWorkspace, World } from './world.ts'

/** The gateway serves `/iam/v1`, the application `/v4`. */
export type Plane = 'gateway' | 'app'

/** The planes of an operation that both serve. */
export const both: readonly Plane[] = ['gateway', 'app']

/** The operations of the fake, by the system's own names where it has published them. */
export type OperationName =
  | 'readCurrentWorkspace'
  | 'listWorkspaces'
  | 'getCurrentPerson'
  | 'getPerson'
  | 'listPerson'
  | 'listWorkspaceUsers'
  | 'listWorkspaceAdmins'
  | 'inviteUser'
  | 'inviteListOfUsers'
  | 'reinviteListOfUsers'
  | 'getInvitationLink'
  | 'deleteWorkspaceUser'
  | 'suspendWorkspaceUser'
  | 'suspendWorkspaceUsers'
  | 'unsuspendWorkspaceUsers'
  | 'transferUserAssets'
  | 'listAuthorizationRoles'
  | 'getAuthorizationRole'
  | 'listAuthorizationRolePeople'
  | 'assignAuthorizationRole'
  | 'unassignAuthorizationRole'
  | 'listWorkspaceGroups'
  | 'listGroups'
  | 'createGroup'
  | 'updateGroup'
  | 'deleteGroup'
  | 'addGroupUsers'
  | 'removeGroupUsers'
  | 'setGroupRoles'

/** What an operation works with. */
export interface Context {
  readonly options: FakeAacOptions
  readonly clock: Clock
  readonly ledger: Ledger
  readonly world: World
  /** The token's workspace. */
  readonly workspace: FakeWorkspace
  readonly caller: FakePerson
  /** The open parts of the path, by their names there. */
  readonly path: Readonly<Record<string, string>>
  readonly query: URLSearchParams
  /** The parsed body; `undefined` when there is none. */
  readonly body: unknown
  /** The id that the answer gives the request. */
  readonly requestId: string
}

/** One route: what is asked, who may, and how it is answered. */
export interface Operation {
  readonly name: OperationName
  readonly method: string
  /** Segments; `:name` stands for digits, `*name` for anything. */
  readonly path: string
  readonly planes: readonly Plane[]
  /** Only for the workspace's administrators. */
  readonly admin?: boolean
  /** Is it there at all? Default: yes. */
  readonly there?: (options: FakeAacOptions) => boolean
  readonly answer: (context: Context) => FakeAnswer
}

/** Now, as the system writes it. */
export function isoNow({ clock }: Context): string {
  return new Date(clock.now()).toISOString()
}

/** Writes a change down. */
export function record(
  context: Context,
  operation: OperationName,
  target: string,
  detail?: Readonly<Record<string, unknown>>,
): void {
  context.ledger.record({
    at: context.clock.now(),
    by: context.caller.email,
    operation,
    scope: String(context.workspace.id),
    target,
    requestId: context.requestId,
    ...(detail === undefined ? {} : { detail }),
  })
}

/** The member that the path names. */
export function personOf({ workspace, path }: Context): FakePerson | undefined {
  return workspace.people.get(Number(path['person']))
}

/** The members whom a list of ids names, as numbers or digits; or why there is none. Nothing is done for a part of them. */
export function peopleOf(context: Context, ids: unknown, name: string): readonly FakePerson[] | FakeAnswer {
  if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => /^\d+$/.test(String(id))))
    return invalid(`"${name}" must be a list of ids`)
  const tooMany = overBatch(context, ids.length)
  if (tooMany !== undefined) return tooMany
  const people = ids.map((id) => context.workspace.people.get(Number(id)))
  return people.every((person) => person !== undefined) ? people : notFound()
}

/** The refusal of a request that names too many people at once, where there is such a limit. */
export function overBatch({ options }: Context, named: number): FakeAnswer | undefined {
  return named > (options.maxBatch ?? named) ? invalid('too many at once') : undefined
}

/** Did a reader of the request refuse it? */
export function isRefusal(read: object): read is FakeAnswer {
  return 'status' in read && typeof field(read, 'status') === 'number'
}

/** The policy ids of the roles that a list names, by id; or why there is none. */
export function rolesOf({ workspace }: Context, ids: unknown, name: string): readonly number[] | FakeAnswer {
  const known = Array.isArray(ids) && ids.every((id) => workspace.roles.some(({ policyId }) => policyId === Number(id)))
  return known ? (ids as unknown[]).map(Number) : invalid(`"${name}" names a role that does not exist`)
}
