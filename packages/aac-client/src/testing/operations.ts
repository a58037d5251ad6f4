import type { Clock } from '@user-admin/wire/fake/clock'
import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import { changes } from './changes.ts'
import type { FakeAacOptions } from './options.ts'
import { reads } from './reads.ts'
import { roleOperations } from './role-operations.ts'
import type { FakePerson, FakeWorkspace, World } from './world.ts'

/** The gateway serves `/iam/v1`, the application `/v4`. */
export type Plane = 'gateway' | 'app'

/** The operations of the fake, by the system's own names where it has published them. */
export type OperationName =
  | 'readCurrentWorkspace'
  | 'listWorkspaces'
  | 'getCurrentPerson'
  | 'getPerson'
  | 'listPerson'
  | 'listWorkspaceUsers'
  | 'listWorkspaceAdmins'
  | 'inviteListOfUsers'
  | 'deleteWorkspaceUser'
  | 'suspendWorkspaceUsers'
  | 'unsuspendWorkspaceUsers'
  | 'transferUserAssets'
  | 'listAuthorizationRoles'
  | 'assignAuthorizationRole'
  | 'unassignAuthorizationRole'
  | 'listWorkspaceGroups'

/** What an operation works with. */
export interface Context {
  readonly options: FakeAacOptions
  readonly clock: Clock
  readonly ledger: Ledger
  readonly world: World
  /** The token's workspace. */
  readonly workspace: FakeWorkspace
  readonly caller: FakePerson
  /** The numbers of the path, by their names there. */
  readonly path: Readonly<Record<string, number>>
  readonly query: URLSearchParams
  /** The parsed body; `undefined` when there is none. */
  readonly body: unknown
}

/** One route: what is asked, who may, and how it is answered. */
export interface Operation {
  readonly name: OperationName
  readonly method: string
  /** Segments; `:name` stands for digits. */
  readonly path: string
  readonly planes: readonly Plane[]
  /** Only for the workspace's administrators. */
  readonly admin?: boolean
  readonly answer: (context: Context) => FakeAnswer
}

/** Every route that the fake knows. */
const operations: readonly Operation[] = [...reads, ...changes, ...roleOperations]

/** The route of a request, with the numbers of its path. A gid is no number, so it finds no route (facts §3). */
export function routeOf(
  method: string,
  plane: Plane,
  path: string,
): { readonly operation: Operation; readonly path: Readonly<Record<string, number>> } | undefined {
  const segments = path.split('/')
  for (const operation of operations) {
    if (operation.method !== method || !operation.planes.includes(plane)) continue
    const numbers = matched(operation.path.split('/'), segments)
    if (numbers !== undefined) return { operation, path: numbers }
  }
  return undefined
}

function matched(pattern: readonly string[], segments: readonly string[]): Record<string, number> | undefined {
  if (pattern.length !== segments.length) return undefined
  const numbers: Record<string, number> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (!part.startsWith(':')) {
      if (part !== segment) return undefined
    } else {
      if (!/^\d+$/.test(segment)) return undefined
      numbers[part.slice(1)] = Number(segment)
    }
  }
  return numbers
}
