import type { SourcePerson } from '../src/index.ts'
import { oneOf, randomOf } from './stage.ts'

/** How somebody gets in who leaves, or what becomes of it: each in a way of its own. */
export const kinds = {
  disabled: 9,
  deleted: 9,
  renamed: 8,
  'second address': 8,
  'personal address': 8,
  'invited only': 8,
  suspended: 7,
  'idp team': 7,
  'scim re-adds': 7,
  'system role': 5,
  'deployment role': 6,
  'sole admin': 3,
  'laid off': 30,
  'no token': 5,
} as const
export type Kind = keyof typeof kinds

/** Where people get in. Each is a target of the configuration, by this name. */
export const places = [
  'analytics',
  'marketing',
  'finance',
  'vault',
  'data',
  'science',
  'lab',
  'ops',
  'edge',
  'platform',
  'legacy',
] as const
export type Place = (typeof places)[number]
/** The employees are in two directories that are read as one; who works for somebody else is in a file. */
export type SourceName = 'staff' | 'contractors'
export const isAac = (place: Place): boolean => places.indexOf(place) < 4

/** One way into one place, as it is on the first day. */
export interface Account {
  readonly place: Exclude<Place, 'platform'>
  /** The address under which the place knows the person. */
  readonly email: string
  readonly way: 'role' | 'admin' | 'invitation' | 'suspended' | 'scim' | 'team' | 'system' | 'deployment'
}

/** Somebody of the company, as the truth is at a moment. */
export interface Human {
  readonly number: number
  /** Which directory has them. */
  readonly part: 'entra' | 'hr' | 'contractors'
  /** What people who ask read, and the id that it has of them. */
  readonly source: SourceName
  readonly id: string
  mail: string
  aliases: readonly string[]
  status: SourcePerson['status'] | 'gone'
  /** When that came to be, in milliseconds since the epoch. */
  since: number | undefined
  readonly kind?: Kind
  /** Of a leaver, in milliseconds since the epoch. */
  readonly leaves?: number
  readonly ends?: 'disabled' | 'deleted'
  /** Of somebody who was disabled for a while, in milliseconds since the epoch. */
  readonly away?: { readonly from: number; readonly until: number }
  /** Of somebody who came later, and was given the address of a leaver. */
  readonly hired?: number
  /** Of a kind that is renamed: when, and whether the old address is kept. */
  readonly renamed?: { readonly at: number; readonly keepsOld: boolean }
  readonly accounts: readonly Account[]
  /** Every address by which they may get in anywhere, those that no directory knows among them. */
  readonly known: Set<string>
}

export const hour = 3_600_000
export const day: number = 24 * hour
export const start: number = Date.parse('2026-09-01T00:00:00Z')
/** Half an hour before a run begins, in Berlin. */
const layOff = start + 44 * day + 22.5 * hour

const people = 640
/** Who administers every workspace, and never leaves. */
export const heads = [0, 1] as const
/** Members who are nobody of the company. */
export const robots = ['build-robot@robots.example', 'board@elsewhere.example'] as const

const usual = ['analytics', 'finance', 'data', 'science', 'legacy'] as const

/** Who works where, and who leaves when and how: all of it decided by the seed. */
export function companyOf(seed: number, days: number): readonly Human[] {
  const random = randomOf(seed)
  const drawn = shuffled(
    Array.from({ length: people - 2 }, (_, index) => index + 2),
    random,
  )
  const kindOf = new Map<number, { readonly kind: Kind; readonly nth: number }>()
  for (const kind of Object.keys(kinds) as Kind[])
    for (let nth = 0; nth < kinds[kind]; nth += 1) {
      const number = drawn.pop()
      if (number !== undefined) kindOf.set(number, { kind, nth })
    }
  const first = Array.from({ length: people }, (_, number) => humanOf(number, kindOf.get(number), { random, days }))
  // In one directory they are two people; an address that goes from one to another makes one person of two in their union.
  const heirs = first.filter(({ kind, part, accounts, leaves: time = 0 }) => {
    const isThere = accounts.some(({ place, way }) => place === 'analytics' && way === 'role')
    const isPlain = kind === 'disabled' || kind === 'deleted' || kind === 'laid off'
    return isPlain && part === 'hr' && isThere && time < start + (days - 12) * day
  })
  return [...first, ...heirs.slice(0, 2).map((leaver, index) => heirOf(leaver, people + index))]
}

/** Somebody new who has a leaver's address, ten days later. */
const heirOf = ({ mail, leaves: time = 0 }: Human, number: number): Human => ({
  number,
  part: 'hr',
  source: 'staff',
  id: `hr/${idIn('hr', number)}`,
  mail,
  aliases: [],
  status: 'gone',
  since: undefined,
  hired: time + 10 * day,
  accounts: [],
  known: new Set([mail]),
})

function humanOf(
  number: number,
  leaver: { readonly kind: Kind; readonly nth: number } | undefined,
  { random, days }: { readonly random: () => number; readonly days: number },
): Human {
  const part = number % 8 === 5 ? 'contractors' : number % 4 === 1 ? 'hr' : 'entra'
  const mail = `p${number}@corp.example`
  const alias = `first.last${number}@corp.example`
  const hasAlias = number % 3 === 0 || leaver?.kind === 'second address'
  const personal = `someone${number}@post.example`
  // Nobody leaves before there is a reading that shows them, and nobody so late that no run is left.
  const leaves = leaver?.kind === 'laid off' ? layOff : start + (2 + random() * (days - 4)) * day
  const accounts = accountsOf(number, leaver, { mail, alias, personal, random })
  const renamed = { at: leaves - (1 + random()) * day, keepsOld: (leaver?.nth ?? 0) % 2 === 0 }
  return {
    number,
    part,
    ...(part === 'contractors'
      ? { source: 'contractors' as const, id: idIn(part, number) }
      : { source: 'staff' as const, id: `${part}/${idIn(part, number)}` }),
    mail,
    aliases: hasAlias ? [alias] : [],
    status: 'active',
    since: undefined,
    ...(leaver === undefined
      ? {}
      : {
          kind: leaver.kind,
          leaves: Math.floor(leaves),
          ends:
            leaver.kind === 'deleted' || (leaver.kind !== 'disabled' && leaver.nth % 4 === 3) ? 'deleted' : 'disabled',
          ...(leaver.kind === 'renamed' ? { renamed } : {}),
        }),
    ...(leaver === undefined && number % 200 === 40
      ? { away: { from: start + (8.2 + number / 20) * day, until: start + (9.6 + number / 20) * day } }
      : {}),
    accounts,
    known: new Set([mail, alias, ...accounts.map(({ email }) => email)]),
  }
}

/** The id that a part has of somebody. */
export const idIn = (part: Human['part'], number: number): string =>
  part === 'entra' ? `5eed0000-0000-4000-8000-${String(number).padStart(12, '0')}` : `${part}-${number}`

function accountsOf(
  number: number,
  leaver: { readonly kind: Kind; readonly nth: number } | undefined,
  {
    mail,
    alias,
    personal,
    random,
  }: { readonly mail: string; readonly alias: string; readonly personal: string; readonly random: () => number },
): readonly Account[] {
  if (heads.some((head) => head === number))
    return places.flatMap((place): Account[] =>
      place === 'platform' ? [] : [{ place, email: mail, way: isSmall(place) ? 'role' : 'admin' }],
    )
  const at = (place: Account['place'], way: Account['way'] = 'role', email = mail): Account => ({ place, email, way })
  if (leaver === undefined)
    return [
      ...(number % 3 === 0 ? [at('analytics')] : []),
      ...(number % 5 === 1 ? [at('marketing', number % 2 === 0 ? 'scim' : 'role')] : []),
      ...(number % 8 === 2 ? [at('finance')] : []),
      ...(number % 10 === 3 ? [at('vault')] : []),
      ...(number % 6 === 1 ? [at('data')] : []),
      ...(number % 6 === 2 ? [at('science', number % 7 === 0 ? 'team' : 'role')] : []),
      ...(number % 9 === 4 ? [at('legacy')] : []),
      ...(number % 40 === 6 ? [at('lab')] : []),
      ...(number % 40 === 16 ? [at('ops')] : []),
      ...(number % 40 === 26 ? [at('edge')] : []),
      // Somebody who stays, and is known by an address that no directory has.
      ...(number % 160 === 7 ? [at('finance', 'role', personal)] : []),
    ]
  const { kind, nth } = leaver
  const also = oneOf(random, usual)
  const other = oneOf(random, ['analytics', 'data'] as const)
  switch (kind) {
    case 'disabled':
    case 'deleted':
      // Some have no access anywhere, and are leavers all the same.
      return nth === 8 ? [] : also === other ? [at(also)] : [at(also), at(other)]
    case 'renamed':
      return also === other ? [at(also)] : [at(also), at(other)]
    case 'second address':
      return [at(also, 'role', alias), ...(nth % 2 === 0 && also !== 'science' ? [at('science')] : [])]
    case 'personal address':
      return [at(also, 'role', personal)]
    case 'invited only':
      return nth % 2 === 0 ? [at('analytics', 'invitation')] : [at('data', 'invitation'), at('science', 'invitation')]
    case 'suspended':
      return [at('analytics', 'suspended'), ...(nth % 2 === 0 ? [at('finance', 'suspended')] : [])]
    case 'idp team':
      return [at('science', 'team'), ...(nth % 2 === 0 ? [at('science'), at('data')] : [])]
    case 'scim re-adds':
      return [at('marketing', 'scim'), ...(nth % 2 === 0 ? [at('analytics')] : [])]
    case 'system role':
      return [at('data', 'system'), ...(nth % 2 === 0 ? [at('data')] : [])]
    case 'deployment role':
      return [at('data', 'deployment'), ...(nth % 2 === 0 ? [at('data')] : [])]
    case 'sole admin':
      return [at((['lab', 'ops', 'edge'] as const)[nth] ?? 'lab', 'admin')]
    case 'laid off':
      return [at('analytics'), ...(nth % 2 === 0 ? [at('data')] : [])]
    case 'no token':
      return [at('vault'), ...(nth % 2 === 0 ? [at('analytics')] : [])]
    default:
      return kind satisfies never
  }
}

/** Places that have one administrator. */
const isSmall = (place: Place): boolean => place === 'lab' || place === 'ops' || place === 'edge'

function shuffled<T>(all: readonly T[], random: () => number): T[] {
  const left = [...all]
  for (let index = left.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1))
    const [one, two] = [left[index], left[other]]
    if (one !== undefined && two !== undefined) [left[index], left[other]] = [two, one]
  }
  return left
}
