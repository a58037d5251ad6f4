import { EqualityFilter } from 'ldapts'
import type { Connection } from './connection.ts'
import { dnKey } from './entry.ts'
import { Fault } from './fault.ts'
import type { Group } from './groups.ts'
import { entryAt } from './search.ts'

/** The distinguished names of a group's own list of members, in as many answers as the controller makes of it. */
export async function* membersOf(connection: Connection, { dn }: Group): AsyncGenerator<string> {
  const what = `The list of members of ${dn}`
  const seen = new Set<string>()
  for (let next = 0; ; ) {
    const asked = `member;range=${next}-*`
    const entry = await entryAt(connection, {
      what,
      dn,
      filter: new EqualityFilter({ attribute: 'objectClass', value: 'group' }),
      attributes: [asked],
    })
    if (entry === undefined)
      throw new Fault(`${what} cannot be read any more: the group was moved or deleted. Read again.`)
    const range = entry.range('member') ?? { first: 0, last: '*', values: entry.texts('member') }
    const cut = new Fault(
      `${what} was cut: after ${next} of them the controller answered ${range.values.length} from place ${range.first} on. Read again.`,
    )
    if (range.first !== next) throw cut
    if (range.last !== '*' && (range.values.length === 0 || range.values.length !== range.last - next + 1)) throw cut
    for (const value of range.values) {
      const key = dnKey(value)
      if (seen.has(key))
        throw new Fault(`${what} brought ${value} twice, as if it changed while it was read: read again.`)
      seen.add(key)
      yield value
    }
    if (range.last === '*') return
    next = range.last + 1
  }
}
