import { GraphFault } from './fault.ts'
import type { Graph } from './graph.ts'
import { type Listing, readWhole } from './listing.ts'
import { selected, type User, upnBefore, userOf } from './users.ts'

const deletions: Listing = {
  what: 'the deleted users',
  right: 'User.Read.All',
  path: 'directory/deletedItems/microsoft.graph.user',
  query: { $select: selected },
}

/**
 * The users who were deleted within the last 30 days, as they were called before; `undefined` where the application may
 * not see them: who is deleted is then somebody who is missing.
 *
 * @throws {GraphFault} where they may be seen, and are not shown whole.
 */
export async function readDeleted(graph: Graph): Promise<readonly User[] | undefined> {
  const found = new Map<string, User>()
  try {
    await readWhole(graph, deletions, (row) => {
      const user = userOf(row)
      found.set(row.id, { ...user, upn: user.upn === undefined ? undefined : upnBefore(row.id, user.upn) })
    })
  } catch (error) {
    if (error instanceof GraphFault && error.problem === 'forbidden') return undefined
    throw error
  }
  return [...found.values()]
}
