import { badRequest, graphError, Refused } from './fake-graph-answers.ts'
import type { Context } from './fake-graph-routes.ts'
import type { Change } from './fake-graph-world.ts'

/** Where a round of changes stands, as its links carry it. */
interface Place {
  readonly select: readonly string[]
  /** How many changes had happened when the round began: the next one tells of those after. */
  readonly until: number
  /** Absent: the round tells of everybody. */
  readonly from?: number | undefined
  /** Of the row that was told last. */
  readonly after: number
  readonly tenant: string
  /** Links of earlier generations have ended. */
  readonly generation: number
}

/** A round of changes, from its beginning or from a link. */
export function deltaPage(context: Context, url: URL): Readonly<Record<string, unknown>> {
  const { world, pageSize } = context
  const token = url.searchParams.get('$deltatoken')
  const skip = url.searchParams.get('$skiptoken')
  const place: Place =
    token !== null
      ? { ...decoded(context, token), from: decoded(context, token).until, until: world.changes.length, after: 0 }
      : skip !== null
        ? decoded(context, skip)
        : {
            select: context.selectOf(url),
            until: world.changes.length,
            after: 0,
            tenant: context.tenant,
            generation: context.generation,
          }
  const left = (place.from === undefined ? everybody(context, place) : changed(context, place, place.from)).filter(
    ({ key }) => key > place.after,
  )
  const rows = left.slice(0, pageSize)
  const last = rows.at(-1)
  const link = (name: string, to: Place): string => `${context.origin}/v1.0/users/delta?${name}=${encoded(to)}`
  return {
    '@odata.context': `${context.origin}/v1.0/$metadata#users`,
    ...(last !== undefined && rows.length < left.length
      ? { '@odata.nextLink': link('$skiptoken', { ...place, after: last.key }) }
      : { '@odata.deltaLink': link('$deltatoken', { ...place, after: 0 }) }),
    value: rows.map(({ row }) => row()),
  }
}

/** A row, and its place in the round. */
interface Told {
  readonly key: number
  readonly row: () => unknown
}

function everybody(context: Context, { select, until }: Place): readonly Told[] {
  // As it was when the round began: who came since is told in the next one.
  const since = new Set(context.world.changes.slice(until).flatMap(({ id, kind }) => (kind === 'made' ? [id] : [])))
  return context.world
    .present()
    .filter(({ user }) => !since.has(user.id))
    .map(({ serial, user }) => ({ key: serial, row: () => context.shown(user, select, true) }))
}

function changed(context: Context, { select, until }: Place, from: number): readonly Told[] {
  const happened = context.world.changes.slice(from, until)
  const told = new Map<string, Change>()
  for (const change of happened) {
    const before = told.get(change.id)
    const isWhole = before?.kind === 'made' && change.kind === 'changed'
    told.set(change.id, {
      ...change,
      kind: isWhole ? 'made' : change.kind,
      keys: [...(before?.keys ?? []), ...change.keys],
    })
  }
  const rows = context.switches.deltaRepeats ? happened : [...told.values()]
  return rows.map((change, index) => ({ key: index + 1, row: () => rowOf(context, change, select) }))
}

/** What a change tells: the state is always that of now. */
function rowOf(context: Context, { id, kind, keys }: Change, select: readonly string[]): unknown {
  const kept = context.world.users.get(id)
  if (kept === undefined) return { id, '@removed': { reason: 'deleted' } }
  if (kept.isDeleted) return { id, '@removed': { reason: 'changed' } }
  if (kind === 'made' || kind === 'deleted' || kind === 'purged' || context.switches.deltaSends === 'all')
    return context.shown(kept.user, select, true)
  return context.shown(kept.user, ['id', ...select.filter((key) => keys.includes(key))], false)
}

const encoded = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url')

function decoded(context: Context, token: string): Place {
  let place: Place
  try {
    place = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as Place
  } catch {
    throw badRequest('Badly formed token.')
  }
  if (place.tenant !== context.tenant) throw badRequest('The token is of another tenant.')
  if (place.generation !== context.generation)
    throw new Refused(
      context.switches.deltaEndsWith === 'gone'
        ? graphError(410, 'syncStateNotFound', 'The sync state is not found.', {
            location: `${context.origin}/v1.0/users/delta`,
          })
        : graphError(400, 'syncStateNotFound', 'The sync state generation is not found.'),
    )
  return place
}
