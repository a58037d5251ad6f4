import type { Operation, Plane } from './context.ts'
import { groupOperations } from './group-operations.ts'
import { invitations } from './invitations.ts'
import { memberships } from './memberships.ts'
import { peopleLists } from './people-lists.ts'
import { roleOperations } from './role-operations.ts'
import { transfers } from './transfers.ts'
import { workspaceReads } from './workspace-reads.ts'

/** Every route that the fake knows. */
const operations: readonly Operation[] = [
  ...workspaceReads,
  ...peopleLists,
  ...invitations,
  ...memberships,
  ...transfers,
  ...roleOperations,
  ...groupOperations,
]

/** The same, cut at their slashes once. */
const routes = operations.map((operation) => ({ operation, pattern: operation.path.split('/') }))

/** The route of a request, with the open parts of its path. A gid is no number, so it finds no route (facts §3). */
export function routeOf(
  method: string,
  plane: Plane,
  path: string,
): { readonly operation: Operation; readonly path: Readonly<Record<string, string>> } | undefined {
  const segments = path.split('/')
  for (const { operation, pattern } of routes) {
    if (operation.method !== method || !operation.planes.includes(plane)) continue
    const found = matched(pattern, segments)
    if (found !== undefined) return { operation, path: found }
  }
  return undefined
}

function matched(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined
  const found: Record<string, string> = {}
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? ''
    if (part.startsWith('*')) found[part.slice(1)] = decodeURIComponent(segment)
    else if (part.startsWith(':') && /^\d+$/.test(segment)) found[part.slice(1)] = segment
    else if (part !== segment) return undefined
  }
  return found
}
