import { AacError } from './errors.ts'
import { type Http, read } from './http.ts'
import { type Id, named, numeric } from './ids.ts'
import { app } from './planes.ts'
import type { Person } from './records.ts'
import { somePeople } from './schemas.ts'
import type { CallOptions } from './tokens.ts'

/** Those of some people who were found, and whether the others are proved not to be in the list. */
export interface Several {
  readonly found: readonly Person[]
  /** The server counts as many as came, the one who must be among them came, and nobody came who was not asked for. */
  readonly whole: boolean
}

const operation = 'listPerson'

/** Some people of a workspace by one request; see `AacClient.several`. */
export async function severalOf(
  http: Http,
  workspaceId: Id,
  personIds: readonly Id[],
  holds: Id,
  { signal }: CallOptions,
): Promise<Several> {
  const workspace = numeric(operation, 'workspace id', workspaceId)
  const held = numeric(operation, 'person id', holds)
  const ids = new Set(named(operation, [...personIds, held]).map(String))
  // The list names no workspace: it is the token's own, so that must be the one (facts §3.2).
  const query = new URLSearchParams({ includePrivileges: 'true', includeCount: 'true', limit: '100', sort: 'id' })
  query.set('includeStatus', 'new,suspended')
  for (const id of ids) query.append('peopleIds', id)
  // A parameter that is repeated stands in no record of parameters, so it goes with the path.
  const route = { ...app(`people?${query.toString()}`), before: () => http.worksIn(workspace, operation, signal) }
  const { data, count } = await http.ask(read(operation, [route], {}, signal), somePeople)
  const came = new Set(data.map(({ id }) => id))
  if (!came.has(held) || came.size !== data.length || data.some(({ id }) => !ids.has(id)))
    throw new AacError('the list is not of the people who were asked for by their ids', {
      kind: 'protocol',
      operation,
      code: 'OTHER_RECORD',
    })
  return { found: data.filter(({ deleted_at }) => deleted_at == null), whole: count === data.length }
}
