import { UserAdminError } from '../errors.ts'
import { shown } from '../identity/identity.ts'
import { addressIn, headingWord, plain, type Table, tableOf, wrongRows } from './table.ts'
import { yesOrNo } from './yes-no.ts'

/** One row of a roster: a person in one workspace, one of its deployments or one team. A person may have several. */
export interface CsvRosterRow {
  /** In canonical form. */
  readonly email: string
  /** Ids or names of roles, each once. Absent: the row says nothing about roles. */
  readonly roles?: readonly string[]
  /** Its id, label or the address of its page, as the row names it. Absent: no row of the table names one. */
  readonly workspace?: string
  /** Named by id or label; with `deploymentRole`. */
  readonly deployment?: string
  readonly deploymentRole?: string
  /** A team or group, named by id or name. */
  readonly team?: string
  /** Where the row begins in the file, counted from 1. */
  readonly line: number
}

/** A table of people and what they should hold. */
export interface CsvRoster {
  readonly rows: readonly CsvRosterRow[]
  /** The workspaces that the table is whole for, as its rows name them: whoever is not in it does not belong there. */
  readonly complete: readonly string[]
  /** Headings of columns that hold something and were not read. */
  readonly ignored: readonly string[]
}

const words = {
  roles: ['role', 'roles', 'workspacerole', 'workspaceroles'],
  workspace: ['workspace', 'workspaceid', 'workspaceurl', 'workspacelabel', 'workspacename'],
  deployment: ['deployment', 'deploymentid', 'deploymentlabel', 'deploymentname'],
  deploymentRole: ['deploymentrole'],
  team: ['team', 'teamid', 'teamname', 'group', 'groupid', 'groupname'],
  complete: ['complete'],
} as const

type Field = keyof typeof words

/**
 * Reads a roster as spreadsheets write it: one file for many workspaces, a row for each person in each of them.
 *
 * Columns, in any order and any spelling of case, blanks and dashes: `email`; `role` or `roles` (several with `|`, `+`,
 * or `;` where that does not divide the columns); `workspace` (id, label or URL); `deployment` with `deployment role`;
 * `team` or `group`; `complete` (`yes` in any row of a workspace: the table names everybody in it).
 *
 * @throws {UserAdminError} `invalid` for what `peopleFromCsv` refuses; a deployment without its role or the
 * reverse; a workspace that is complete in one row and not in another, or is spelled in two ways; a row without a
 * workspace where others name one. Every such row is named with its line, ten at most.
 */
export function rosterFromCsv(text: string): CsvRoster {
  const table = tableOf(text)
  const { rows, address, delimiter } = table
  const columns = columnsOf(table)
  const divider = delimiter === ';' ? /[|+]/u : /[|+;]/u
  // An empty cell among filled ones is a merged cell, a slip, or meant: nobody can tell.
  const manyPlaces = rows.some(({ cells }) => plain(cells[columns.get('workspace') ?? -1] ?? '') !== '')
  const places = new Places()
  const wrong: string[] = []
  const found = rows.map(({ cells, line }): CsvRosterRow => {
    const value = (field: Field): string | undefined => plain(cells[columns.get(field) ?? -1] ?? '') || undefined
    const cell = cells[address] ?? ''
    const email = addressIn(cell)
    if (email === undefined) wrong.push(`line ${line}: ${plain(cell) === '' ? 'no address' : shown(cell)}`)
    const [workspace, deployment, deploymentRole] = [value('workspace'), value('deployment'), value('deploymentRole')]
    if (deployment !== undefined && deploymentRole === undefined)
      wrong.push(`line ${line}: the deployment ${shown(deployment)} without a deployment role`)
    if (deployment === undefined && deploymentRole !== undefined)
      wrong.push(`line ${line}: the deployment role ${shown(deploymentRole)} without a deployment`)
    if (manyPlaces && workspace === undefined) wrong.push(`line ${line}: no workspace, where other rows name one`)
    const fault = places.add(workspace, value('complete'), line)
    if (fault !== undefined) wrong.push(`line ${line}: ${fault}`)
    const roles = new Set((value('roles') ?? '').split(divider).map(plain).filter(Boolean))
    const team = value('team')
    return {
      email: email ?? '',
      ...(roles.size === 0 ? {} : { roles: [...roles] }),
      ...(workspace === undefined ? {} : { workspace }),
      ...(deployment === undefined || deploymentRole === undefined ? {} : { deployment, deploymentRole }),
      ...(team === undefined ? {} : { team }),
      line,
    }
  })
  if (wrong.length > 0) throw wrongRows('that cannot be read', wrong)
  return { rows: found, complete: places.complete, ignored: ignoredBy(table, columns) }
}

/** What the rows say of each workspace. */
class Places {
  readonly #places = new Map<string, { readonly name: string; readonly line: number; yes?: number; no?: number }>()

  /** Takes what one row says, and answers what is wrong with it. */
  add(workspace: string | undefined, complete: string | undefined, line: number): string | undefined {
    const said = complete === undefined ? undefined : yesOrNo(complete)
    const isYes = said === true
    if (complete !== undefined && said === undefined) return `complete is ${shown(complete)}: write yes or no`
    if (workspace === undefined) return isYes ? 'complete, and no workspace is named' : undefined
    // Two spellings would be two lists of one workspace, and each would lack the other's people.
    const key = workspace.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').replace(/\/+$/u, '')
    const place = this.#places.get(key) ?? { name: workspace, line }
    this.#places.set(key, place)
    if (place.name !== workspace)
      return `the workspace ${shown(workspace)} is ${shown(place.name)} in line ${place.line}: write it in one way`
    if (said === undefined) return undefined
    const other = isYes ? place.no : place.yes
    if (isYes) place.yes ??= line
    else place.no ??= line
    if (other === undefined) return undefined
    return `the workspace ${shown(workspace)} is ${isYes ? '' : 'not '}complete here, and ${isYes ? 'not ' : ''}in line ${other}`
  }

  get complete(): readonly string[] {
    return [...this.#places.values()].flatMap((place) => (place.yes === undefined ? [] : [place.name]))
  }
}

function columnsOf({ heading, rows }: Table): ReadonlyMap<Field, number> {
  const columns = new Map<Field, number>()
  if (heading === undefined && rows.some(({ cells }) => cells.length > 1))
    throw new UserAdminError(
      'invalid',
      'The first line of the roster is no heading: name its columns, such as email, role, workspace.',
    )
  for (const [index, cell] of (heading ?? []).entries()) {
    const field = (Object.keys(words) as Field[]).find((each) => words[each].some((word) => word === headingWord(cell)))
    if (field === undefined) continue
    const other = columns.get(field)
    if (other !== undefined)
      throw new UserAdminError(
        'invalid',
        `The roster has two columns that say the same, ${shown(heading?.[other])} and ${shown(cell)}: keep one.`,
      )
    columns.set(field, index)
  }
  return columns
}

function ignoredBy({ heading = [], rows, address }: Table, columns: ReadonlyMap<Field, number>): readonly string[] {
  const read = new Set([address, ...columns.values()])
  return heading.filter(
    (_heading, index) => !read.has(index) && rows.some(({ cells }) => plain(cells[index] ?? '') !== ''),
  )
}
