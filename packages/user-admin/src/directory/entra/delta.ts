import { GraphFault, isLinkRefused, strange } from './fault.ts'
import type { Graph } from './graph.ts'
import { type DeltaStore, type Kept, keptIn, written } from './kept.ts'
import { countOf, type Listing, pagesOf, type Row } from './listing.ts'
import { selected, type User, userOf } from './users.ts'

/** Every user of the tenant, to be counted. */
export const everybody: Listing = {
  what: 'the users',
  right: 'User.Read.All',
  path: 'users',
  query: { $select: selected },
}

const changes = { what: 'the changes of users', right: 'User.Read.All' }

/** Milliseconds after which the users are read whole again: whatever drifted unseen drifts no longer. */
const longest = 7 * 24 * 3_600_000

/** The users, and how it was shown that they are all. */
export interface Changed {
  readonly users: ReadonlyMap<string, User>
  readonly proof: string
}

/**
 * Every user of the tenant, by asking only for what changed since the last reading. Where that cannot be continued, or
 * brings another number of users than Graph counts, they are read whole, once.
 *
 * What is kept is replaced only by users who were shown to be all.
 *
 * @throws {GraphFault} where this cannot be shown.
 */
export async function readChanged(
  graph: Graph,
  endpoint: string,
  store: DeltaStore,
  now: () => number,
): Promise<Changed> {
  const of = `${endpoint} ${await graph.tenant()} ${selected}`
  const notes: string[] = []
  const before = await keptBy(store, of, notes)
  const fresh: Kept = { of, since: now(), link: graph.url('users/delta', { $select: selected }).href, users: new Map() }
  const isYoung = before !== undefined && now() - before.since < longest && before.since <= now()
  const continued = isYoung ? await goneOn(graph, before) : undefined
  const kept = continued ?? (await upToDate(graph, fresh))
  if ('counted' in kept)
    throw new GraphFault(
      'unexpected',
      `Microsoft Graph counts ${kept.counted} users, and told of ${kept.told} when all were read anew: one of its copies may lag behind. Read again in some minutes.`,
    )
  try {
    await store.write(written(kept))
  } catch {
    // The reading is whole; the next one begins where this one did.
    notes.push('The link to the next changes could not be kept.')
  }
  const how =
    continued === undefined
      ? 'all of them read anew'
      : `the changes since ${new Date(kept.since).toISOString()} applied`
  const proof = [`Users: ${kept.users.size} known with ${how}, as many as Microsoft Graph counts.`, ...notes]
  return { users: kept.users, proof: proof.join(' ') }
}

async function keptBy(store: DeltaStore, of: string, notes: string[]): Promise<Kept | undefined> {
  try {
    const text = await store.read()
    return text === undefined ? undefined : keptIn(text, of)
  } catch {
    notes.push('The link that was kept could not be read.')
    return undefined
  }
}

/** As `upToDate`; `undefined` where the users have to be read whole. */
async function goneOn(graph: Graph, before: Kept): Promise<Kept | undefined> {
  try {
    const kept = await upToDate(graph, before)
    return 'counted' in kept ? undefined : kept
  } catch (error) {
    if (isLinkRefused(error) || error instanceof Unknown) return undefined
    throw error
  }
}

/** A change of somebody of whom nothing is known. */
class Unknown extends GraphFault {}

/** The users with all changes, if Graph counts as many; both numbers where it does not. */
async function upToDate(graph: Graph, from: Kept): Promise<Kept | { counted: number; told: number }> {
  let kept = await changed(graph, from)
  let counted = await countOf(graph, everybody)
  if (counted !== kept.users.size) {
    // Somebody may have come or gone since.
    kept = await changed(graph, kept)
    counted = await countOf(graph, everybody)
  }
  return counted === kept.users.size ? kept : { counted, told: kept.users.size }
}

/** One round of changes, read to its end. */
async function changed(graph: Graph, { of, since, link, users: before }: Kept): Promise<Kept> {
  const users = new Map(before)
  const first = graph.linked(link)
  if (first === undefined) throw new Unknown('unexpected', 'The link that was kept leads away from Microsoft Graph.')
  let next: string | undefined
  for await (const { rows, delta } of pagesOf(graph, first, changes)) {
    for (const row of rows) apply(row, users, before.size === 0)
    next = delta
  }
  if (next === undefined) throw strange(changes.what, 'the last page does not say where the next changes will be told')
  if (graph.linked(next) === undefined)
    throw strange(changes.what, 'the link to the next changes leads away from Microsoft Graph, and is not kept')
  return { of, since, link: next, users }
}

/** Somebody may come several times on one round: what comes last holds. */
function apply(row: Row, users: Map<string, User>, isFirst: boolean): void {
  if (row['@removed'] !== undefined) {
    users.delete(row.id)
    return
  }
  const before = users.get(row.id)
  const isPart = row['accountEnabled'] === undefined || row['userPrincipalName'] === undefined
  if (before === undefined && isPart && !isFirst)
    throw new Unknown('unexpected', `Microsoft Graph tells what changed of a user (${row.id}) and not who that is.`)
  users.set(row.id, userOf(row, before))
}
