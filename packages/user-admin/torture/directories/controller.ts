import { activeDirectory } from '../../src/directory/ldap.ts'
import type { Source } from '../../src/index.ts'
import { type Said, scriptedServer } from '../../test/ldap-server.ts'
import type { Person } from './company.ts'
import { answered, people as base, domainOf, type Search, type Thing } from './domain.ts'

/** What goes wrong with a controller. */
export interface Trouble {
  /** Something else than what would have been said; `undefined`: that. */
  readonly says?:
    | ((asked: Search, usual: (other?: Search) => readonly Said[], lot: number) => readonly Said[] | undefined)
    | undefined
  /** Something else than what is there. */
  readonly holds?: ((things: readonly Thing[], lot: number) => readonly Thing[]) | undefined
  /** How a sign-in ends. */
  readonly binds?: Said | undefined
  /** How far its count of changes is behind. */
  readonly behind?: number | undefined
  /** Other options of the source. */
  readonly options?: { readonly servername?: string; readonly port?: number; readonly timeout?: number } | undefined
}

/** A domain controller in this process. */
export interface Controller extends AsyncDisposable {
  readonly source: Source
  readonly show: (people: readonly Person[]) => void
  /** From now on this is wrong; `undefined`: nothing. */
  readonly trouble: (trouble: Trouble | undefined) => void
  readonly bit: () => boolean
}

const namedGroups = ['Staff', 'Partners'] as const

/** Starts a controller with the certificate of the tests, and a source that reads it over TLS: these groups, or `[]` for everybody. */
export async function openController(
  name: string,
  now: () => number,
  lot = 0,
  groups: readonly string[] = namedGroups,
): Promise<Controller> {
  let [things, usn, bit]: [readonly Thing[], number, boolean] = [[], 1_000, false]
  let wrong: Trouble | undefined
  const server = await scriptedServer((asked) => {
    if (asked.kind === 'unbind') return []
    if (asked.kind === 'bind') {
      bit ||= wrong?.binds !== undefined
      return [wrong?.binds ?? { code: 0 }]
    }
    if (asked.kind === 'extended') return [{ code: 0 }]
    if (wrong?.holds !== undefined || wrong?.behind !== undefined) bit = true
    const held = wrong?.holds?.(things, lot) ?? things
    const usual = (other: Search = asked): readonly Said[] => answered(held, usn - (wrong?.behind ?? 0), other)
    const instead = wrong?.says?.(asked, usual, lot)
    bit ||= instead !== undefined
    return instead ?? usual()
  })
  const sourceOf = ({ servername, port, timeout = 20_000 }: NonNullable<Trouble['options']> = {}): Source =>
    activeDirectory({
      name,
      controllers: port === undefined ? server.url : `ldaps://127.0.0.1:${port}`,
      bind: { user: 'reader@corp.test', password: 'Passw0rd!x' },
      tls: { ca: server.ca, ...(servername === undefined ? {} : { servername }) },
      base,
      ...(groups.length === 0 ? {} : { groups, mayBeEmpty: groups }),
      pageSize: 5,
      timeout,
      now,
    })
  const good = sourceOf()
  return {
    source: {
      ...good,
      read: (options) => {
        if (wrong?.options === undefined) return good.read(options)
        bit ||= wrong.says === undefined
        return sourceOf(wrong.options).read(options)
      },
    },
    show: (all) => {
      things = domainOf(all)
      usn += 10
    },
    trouble: (trouble) => {
      wrong = trouble
    },
    bit: () => bit,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
