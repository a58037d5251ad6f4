import { path } from '@user-admin/wire/path'
import { shown } from '../../identity/identity.ts'
import { GraphFault, strange } from './fault.ts'
import type { Answer, Graph, Question } from './graph.ts'
import { countOf, type Listing, pagesOf, type Row, readWhole } from './listing.ts'

/** A group that was found. */
interface Group {
  readonly id: string
  /** As the options name it. */
  readonly asked: string
  readonly visibility: unknown
}

const right = 'GroupMember.Read.All'

/**
 * Hands on every user who is in a group, directly or through other groups. Devices, contacts and service principals
 * among the members are nobody.
 *
 * @param asked The object id of the group, or a display name that only one group has.
 * @throws {GraphFault} where the group is not there, is one of several, or does not show all of its members.
 */
export async function readMembers(
  graph: Graph,
  asked: string,
  select: string,
  take: (row: Row) => void,
): Promise<number> {
  const group = isId(asked) ? await groupById(graph, asked) : await groupByName(graph, asked)
  const came = await readWhole(graph, members(group, select), take)
  await checkHidden(graph, group)
  return came
}

function members({ id, asked }: Omit<Group, 'visibility'>, select: string): Listing {
  return {
    what: `the members of the group ${shown(asked)}`,
    right: `${right} together with User.Read.All`,
    path: path`groups/${id}/transitiveMembers/microsoft.graph.user`,
    query: { $select: select },
  }
}

const hides = 'HiddenMembership'

const isId = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/iu.test(text)

async function groupById(graph: Graph, asked: string): Promise<Group> {
  const question: Question = { what: `the group ${shown(asked)}`, right }
  let found: Answer
  try {
    found = await graph.get(graph.url(path`groups/${asked}`, { $select: 'id,displayName,visibility' }), question)
  } catch (error) {
    if (error instanceof GraphFault && error.status === 404) throw absent(asked)
    throw error
  }
  if (typeof found['id'] !== 'string' || found['id'].toLowerCase() !== asked.toLowerCase())
    throw strange(question.what, 'it is another group')
  return { id: found['id'], asked, visibility: found['visibility'] }
}

async function groupByName(graph: Graph, asked: string): Promise<Group> {
  const question: Question = { what: `the groups called ${shown(asked)}`, right }
  const url = graph.url('groups', {
    $filter: `displayName eq '${asked.replaceAll("'", "''")}'`,
    $select: 'id,displayName,visibility',
  })
  const found = new Map<string, unknown>()
  for await (const { rows } of pagesOf(graph, url, question))
    for (const { id, displayName, visibility } of rows) {
      if (typeof displayName !== 'string' || displayName.toLowerCase() !== asked.toLowerCase())
        throw strange(question.what, 'it holds a group that is not called so')
      found.set(id, visibility)
    }
  const [id, ...others] = found.keys()
  if (id === undefined) throw absent(asked)
  if (others.length > 0)
    throw new GraphFault(
      'conflict',
      `Several groups are called ${shown(asked)} (${[...found.keys()].toSorted().join(', ')}): name the one that is meant by its object id.`,
    )
  return { id, asked, visibility: found.get(id) }
}

const absent = (asked: string): GraphFault =>
  new GraphFault(
    'not-found',
    `Entra ID has no group ${shown(asked)}: it was deleted or renamed. Restore it, or name the group that took its place.`,
  )

/**
 * The members of a group that hides them are left out, without a word, of what an application is shown that may not see
 * them, also where the group is only a part of the one that was asked for.
 *
 * @throws {GraphFault} where there is such a group and nobody of it was shown.
 */
async function checkHidden(graph: Graph, group: Group): Promise<void> {
  const hidden: Omit<Group, 'visibility'>[] = []
  if (group.visibility === hides) hidden.push(group)
  const nested: Listing = {
    what: `the groups in the group ${shown(group.asked)}`,
    right,
    path: path`groups/${group.id}/transitiveMembers/microsoft.graph.group`,
    query: { $select: 'id,displayName,visibility' },
  }
  await readWhole(graph, nested, ({ id, displayName, visibility }) => {
    if (visibility === hides) hidden.push({ id, asked: typeof displayName === 'string' ? displayName : id })
  })
  for (const { id, asked } of hidden) {
    if ((await countOf(graph, members({ id, asked }, 'id'))) > 0) continue
    throw new GraphFault(
      'forbidden',
      `The group ${shown(asked)} hides its members, and Microsoft Graph shows none: grant the application permission Member.Read.Hidden. If it truly has none, take it out of the groups that are read.`,
    )
  }
}
