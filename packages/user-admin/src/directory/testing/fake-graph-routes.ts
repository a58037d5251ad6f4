import type { FakeAnswer, FakeRequest } from '@user-admin/wire/fake/faults'
import { badRequest, denied, json, notFound, Refused, unsupported } from './fake-graph-answers.ts'
import { deltaPage } from './fake-graph-delta.ts'
import type { FakeGraphGroup, FakeGraphUser, Kept, World } from './fake-graph-world.ts'

/** What is not sure of the real one, or differs from time to time. Each may be changed while the fake runs. */
export interface FakeGraphSwitches {
  /** What is added to every count: a copy of the data that lags behind. Default 0. */
  countOffset: number
  /** Ids of users and groups that lists leave out, and counts do not. Default none. */
  unlisted: readonly string[]
  /** Whether a change tells only what changed, or everything that was selected. Default `changed`. */
  deltaSends: 'changed' | 'all'
  /** Whether each change is a row of its own, so that a user comes several times on one round. Default false. */
  deltaRepeats: boolean
  /** Whether ended links are answered with 410, or with 400. Default `gone`. */
  deltaEndsWith: 'gone' | 'bad-request'
  /** The permission that shows deleted users. Default `User.Read.All`; it once was the other. */
  deletedNeeds: 'User.Read.All' | 'Directory.Read.All'
}

/** What an answer is made from. */
export interface Context {
  readonly world: World
  readonly switches: FakeGraphSwitches
  readonly origin: string
  readonly tenant: string
  readonly generation: number
  readonly pageSize: number
  may(...permissions: readonly string[]): boolean
  selectOf(url: URL): readonly string[]
  shown(user: FakeGraphUser, select: readonly string[], whole: boolean): Readonly<Record<string, unknown>>
}

/** The operation of a request, for fault rules. */
export function operationOf({ url }: FakeRequest): string {
  const path = url.pathname.replace(/^\/v1\.0\//u, '')
  if (path === 'users') return url.searchParams.get('$top') === '1' ? 'countUsers' : 'listUsers'
  if (path === 'users/delta') return 'usersDelta'
  if (path.startsWith('directory/deletedItems')) return 'deletedUsers'
  if (path.endsWith('transitiveMembers/microsoft.graph.user')) return 'groupMembers'
  if (path.endsWith('transitiveMembers/microsoft.graph.group')) return 'nestedGroups'
  return path === 'groups' ? 'findGroups' : path.startsWith('groups/') ? 'getGroup' : 'unknown'
}

/** The answer to a request whose token was taken. */
export function answered(context: Context, { url, headers, method }: FakeRequest): FakeAnswer {
  if (method !== 'GET') throw new Refused(json({ error: { code: 'Request_BadRequest' } }, 405))
  const { world, switches } = context
  const path = url.pathname.replace(/^\/v1\.0\//u, '')
  const isEventual = headers['consistencylevel']?.toLowerCase() === 'eventual'
  const [, groupId, kind] =
    /^groups\/([^/]+)(?:\/transitiveMembers\/microsoft\.graph\.(user|group))?$/u.exec(path) ?? []
  checkQuery(url)
  if (path === 'users' || path === 'users/delta') {
    if (!context.may('User.Read.All', 'Directory.Read.All', 'User.ReadBasic.All')) throw denied()
    return json(path === 'users' ? page(context, url, isEventual, world.present()) : deltaPage(context, url))
  }
  if (path === 'directory/deletedItems/microsoft.graph.user') {
    if (!context.may(switches.deletedNeeds, 'Directory.Read.All')) throw denied()
    return json(
      page(
        context,
        url,
        isEventual,
        [...world.users.values()].filter(({ isDeleted }) => isDeleted),
      ),
    )
  }
  if (path !== 'groups' && groupId === undefined) throw badRequest(`Resource not found for the segment '${path}'.`)
  if (!context.may('GroupMember.Read.All', 'Group.Read.All', 'Directory.Read.All')) throw denied()
  if (groupId === undefined) return json({ value: groupsCalled(world, url).map((group) => shownGroup(group, url)) })
  const id = decodeURIComponent(groupId)
  const group = world.groups.get(id)
  if (group === undefined) throw notFound(id)
  if (kind === undefined) return json(shownGroup(group, url))
  if (!isEventual || !(url.searchParams.has('$count') || url.searchParams.has('$skiptoken')))
    throw unsupported('The cast needs $count=true and the header ConsistencyLevel: eventual.')
  const below = world.below(id, context.may('Member.Read.Hidden'))
  if (kind === 'user') {
    const members = world.present().filter(({ user }) => below.has(user.id))
    return json(page(context, url, isEventual, members))
  }
  const groups = [...world.groups.values()].filter((nested) => below.has(nested.id))
  return json({
    ...(isEventual ? { '@odata.count': groups.length + switches.countOffset } : {}),
    value: groups.filter((nested) => !switches.unlisted.includes(nested.id)).map((nested) => shownGroup(nested, url)),
  })
}

/** One page of users, in the order in which they came; its link carries the last one's place and the query. */
function page(
  context: Context,
  url: URL,
  isEventual: boolean,
  all: readonly Kept[],
): Readonly<Record<string, unknown>> {
  const query = url.searchParams
  const select = context.selectOf(url)
  const top = Number(query.get('$top') ?? 100)
  if (!Number.isSafeInteger(top) || top < 1 || top > 999) throw badRequest('Invalid page size specified.')
  const size = Math.min(top, context.pageSize)
  const after = Number(query.get('$skiptoken') ?? 0)
  if (!Number.isSafeInteger(after)) throw badRequest('The skip token is not valid.')
  const listed = all.filter(({ serial, user }) => serial > after && !context.switches.unlisted.includes(user.id))
  const rows = listed.slice(0, size)
  const last = rows.at(-1)
  const next = new URL(url.pathname + url.search, context.origin)
  if (last !== undefined) next.searchParams.set('$skiptoken', String(last.serial))
  return {
    '@odata.context': `${context.origin}/v1.0/$metadata#users`,
    ...(query.get('$count') === 'true' && isEventual && after === 0
      ? { '@odata.count': all.length + context.switches.countOffset }
      : {}),
    ...(rows.length < listed.length ? { '@odata.nextLink': next.href } : {}),
    value: rows.map(({ user }) => context.shown(user, select, true)),
  }
}

function groupsCalled(world: World, url: URL): readonly FakeGraphGroup[] {
  const filter = url.searchParams.get('$filter')
  if (filter === null) return [...world.groups.values()]
  const [, name] = /^displayName eq '((?:[^']|'')*)'$/u.exec(filter) ?? []
  if (name === undefined) throw badRequest('Invalid filter clause.')
  const wanted = name.replaceAll("''", "'").toLowerCase()
  return [...world.groups.values()].filter(({ displayName }) => displayName.toLowerCase() === wanted)
}

function shownGroup(group: FakeGraphGroup, url: URL): Readonly<Record<string, unknown>> {
  const { id, displayName, visibility } = group
  const known: Readonly<Record<string, unknown>> = { id, displayName, visibility }
  const select = url.searchParams.get('$select')?.split(',') ?? Object.keys(known)
  const unknown = select.find((key) => !(key in known))
  if (unknown !== undefined)
    throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.group'.`)
  return Object.fromEntries(select.map((key) => [key, known[key]]))
}

const options = new Set(['$select', '$top', '$count', '$filter', '$skiptoken', '$deltatoken', '$orderby'])

function checkQuery(url: URL): void {
  const unknown = [...url.searchParams.keys()].find((key) => !options.has(key))
  if (unknown !== undefined) throw badRequest(`The query parameter '${unknown}' is not supported.`)
}
