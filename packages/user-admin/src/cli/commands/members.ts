import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { canonicalEmail, entryOf, shown as quoted } from '../../identity/identity.ts'
import { nearest } from '../../identity/nearest.ts'
import type { Member } from '../../user-admin.ts'
import { command, duration, moment, several } from '../command.ts'
import type { Target } from '../config/targets.ts'
import type { Context } from '../context.ts'
import { sheet } from '../sheet.ts'
import { textTable } from '../text-table.ts'
import { UsageError } from '../usage.ts'

const statuses: readonly Member['status'][] = ['active', 'invited', 'suspended']

/** `members`: who is where. */
export default (context: Context): CommandUnknownOpts =>
  command()
    .description(
      'List the people of the targets: active, invited and suspended ones, each with every way in that is shown.',
    )
    .option('--role <role>', 'only who holds one of these roles, by id or name; several by commas', several)
    .option('--status <status>', `only these: ${statuses.join(', ')}`, several)
    .option('--domain <domain>', 'only addresses of one of these domains', several)
    .option('--last-seen-before <time>', 'only who was last seen before a date (2026-01-31), or so long ago (90d)')
    .option('--older-than <time>', 'only who has been there, or invited, for longer than this: 14d')
    .option('--csv', 'a table for spreadsheets; no cell of it can start a formula')
    .addHelpText(
      'after',
      `
Examples:
  user-admin members --target spring
  user-admin members --status invited --older-than 14d
  user-admin members --role WORKSPACE_ADMIN --json
  user-admin members --last-seen-before 90d --csv > away.csv`,
    )
    .action(async (options) => {
      const { now, options: global } = context
      if (options.csv === true && global.json === true)
        throw new UsageError('--csv and --json exclude each other: keep the one that is meant.')
      const wrong = options.status?.find((status) => !statuses.includes(status as Member['status']))
      if (wrong !== undefined)
        throw new UsageError(`There is no status ${JSON.stringify(wrong)}; there are ${statuses.join(', ')}.`)
      const seenBefore = options.lastSeenBefore === undefined ? undefined : moment(options.lastSeenBefore, now())
      const thereBefore = options.olderThan === undefined ? undefined : now() - duration(options.olderThan)
      if ((seenBefore ?? 0) > now() || thereBefore === now())
        throw new UsageError('Everybody was seen, and came, before what is still to come: give a time that is over.')
      const domains = options.domain?.map(domainIn)

      const targets = await context.targets('read')
      const bar = context.progress('Reading')
      bar.start(targets.length)
      let read = 0
      const lists = await context.each(targets, async (target) => {
        const [members, roles] = await Promise.all([
          everybody(context, target),
          target.admin.roles({ signal: context.signal }),
        ])
        read += 1
        bar.update(read, target.name)
        return { members, names: new Map(roles.map(({ id, name }) => [id, name])) }
      })
      bar.stop()

      if (options.role !== undefined)
        checkRoles(
          context,
          options.role,
          lists.map(({ value }) => value),
        )
      const wanted = options.role === undefined ? undefined : new Set(options.role.map(plain))
      const timeless = { seen: 0, there: 0 }
      const rows = lists.flatMap(({ target, value }) =>
        value.members
          .filter((member) => {
            if (wanted !== undefined && !namesOf(member, value.names).some((role) => wanted.has(role))) return false
            if (options.status !== undefined && !options.status.includes(member.status)) return false
            if (domains !== undefined && !domains.includes(domainOf(member))) return false
            if (seenBefore !== undefined && member.lastSeenAt === undefined) timeless.seen += 1
            if (seenBefore !== undefined && !((member.lastSeenAt ?? Number.NaN) < seenBefore)) return false
            if (thereBefore !== undefined && member.since === undefined) timeless.there += 1
            return thereBefore === undefined || (member.since ?? Number.NaN) < thereBefore
          })
          .map((member) => ({ ...rowOf(target.name, member), roleNames: named(member.roles, value.names) })),
      )
      if (timeless.seen > 0)
        context.warn(`Of ${timeless.seen} people it is not known when they were last seen: they are left out.`)
      if (timeless.there > 0)
        context.warn(`Of ${timeless.there} people it is not known since when they are there: they are left out.`)

      const all = lists.reduce((sum, { value }) => sum + value.members.length, 0)
      context.answer({
        data: { members: rows, all },
        text: () =>
          options.csv === true ? sheet([columns, ...rows.map(cells)]) : listed(context, rows, all, targets.length),
      })
    })

/** Everybody of a target; what it does not show is said. */
async function everybody(context: Context, { name, admin }: Target): Promise<readonly Member[]> {
  const members: Member[] = []
  for await (const member of admin.list({ signal: context.signal })) members.push(member)
  for (const sentence of (await admin.unseen?.({ signal: context.signal })) ?? []) context.warn(`${name}: ${sentence}`)
  return members
}

/** @throws {UsageError} for what no address ends with. */
function domainIn(text: string): string {
  const entry = entryOf(text.startsWith('@') ? text : `@${text}`)
  if (entry?.kind === 'domain') return entry.value
  throw new UsageError(`${quoted(text)} is no domain: write example.edu, or @example.edu.`)
}

/**
 * Whether each role is one that there is. Of what could not be read nobody knows what its roles are called.
 *
 * @throws {UsageError} for one that nobody can hold, for nobody would be shown, as if that were so.
 */
function checkRoles(
  context: Context,
  asked: readonly string[],
  lists: readonly { readonly members: readonly Member[]; readonly names: ReadonlyMap<string, string> }[],
): void {
  const there = new Map(
    lists.flatMap(({ members, names }) =>
      [...names]
        .flat()
        .concat(members.flatMap((member) => member.roles))
        .map((role) => [plain(role), role] as const),
    ),
  )
  for (const role of asked) {
    if (there.has(plain(role))) continue
    const [near] = nearest(plain(role), [...there.keys()])
    const guess =
      near === undefined ? `there are ${[...there.values()].join(', ')}` : `did you mean ${there.get(near) ?? near}?`
    const says = `No target has a role ${quoted(role)}; ${guess}`
    if (context.failed().length === 0) throw new UsageError(says.endsWith('?') ? says : `${says}.`)
    context.warn(`${says} Some targets could not be read.`)
  }
}

const domainOf = ({ email }: Member): string => (canonicalEmail(email) ?? email).split('@').at(-1)?.toLowerCase() ?? ''

/** Ids and names of what a person holds, as a filter is compared with them. */
const namesOf = ({ roles }: Member, names: ReadonlyMap<string, string>): readonly string[] =>
  [...roles, ...named(roles, names)].map(plain)

/** What people call the roles. */
const named = (roles: readonly string[], names: ReadonlyMap<string, string>): readonly string[] =>
  roles.map((role) => names.get(role) ?? role)

const plain = (role: string): string => role.trim().toLowerCase()

/** A person as the answer has them: without what only this package needs. */
interface Row extends Omit<Member, 'native' | 'mark' | 'since' | 'lastSeenAt' | 'admin'> {
  readonly target: string
  readonly roleNames: readonly string[]
  /** `null`: the system does not say. */
  readonly admin: boolean | null
  /** ISO 8601; `null` where the system does not say. */
  readonly since: string | null
  readonly lastSeenAt: string | null
}

function rowOf(target: string, member: Member): Omit<Row, 'roleNames'> {
  const { native: _native, mark: _mark, since, lastSeenAt, admin, ...rest } = member
  return { target, ...rest, admin: admin ?? null, since: isoOf(since), lastSeenAt: isoOf(lastSeenAt) }
}

const isoOf = (time: number | undefined): string | null => (time === undefined ? null : new Date(time).toISOString())

const columns = ['target', 'email', 'name', 'status', 'roles', 'admin', 'since', 'last seen', 'ways in', 'id']

const cells = (row: Row): readonly string[] => [
  row.target,
  row.email,
  row.name ?? '',
  row.status,
  row.roleNames.join('; '),
  row.admin === null ? 'unknown' : row.admin ? 'yes' : 'no',
  row.since ?? '',
  row.lastSeenAt ?? '',
  row.access.map(wayOf).join('; '),
  row.id,
]

/** `team ops (idp)`. */
const wayOf = ({ via, name, managedBy }: Member['access'][number]): string =>
  [via, ...(name === undefined ? [] : [name]), ...(managedBy === 'here' ? [] : [`(${managedBy})`])].join(' ')

function listed(context: Context, rows: readonly Row[], all: number, targets: number): string {
  const shown = rows.length === all ? `${all} people` : `${rows.length} of ${all} people`
  if (rows.length === 0) return `${shown}.`
  const heading = ['EMAIL', 'NAME', 'STATUS', 'ROLES', 'LAST SEEN', 'WAYS IN']
  const table = textTable(
    targets > 1 ? ['TARGET', ...heading] : heading,
    rows.map((row) => [
      ...(targets > 1 ? [row.target] : []),
      row.email === '' ? row.id : row.email,
      row.name ?? '',
      row.status,
      row.roleNames.join(', '),
      row.lastSeenAt?.slice(0, 10) ?? '',
      row.access.map(wayOf).join('; '),
    ]),
  )
  const [first = '', ...more] = table.split('\n')
  return [context.paint.bold(first), ...more, '', `${shown}.`].join('\n')
}
