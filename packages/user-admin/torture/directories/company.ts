import fc from 'fast-check'
import type { SourcePerson } from '../../src/index.ts'

/**
 * How somebody stands in a directory. `deleted`: it still says that there was such a person; `outside`: it knows the
 * person, who is in none of the groups that are read; `gone`: it says nothing any more.
 */
export type Standing = 'active' | 'disabled' | 'expired' | 'deleted' | 'outside' | 'gone'

/** What a directory holds of one person. */
export interface Person {
  /** Who it is, whatever becomes of id and addresses. */
  readonly human: number
  readonly guid: string
  mail: string
  aliases: readonly string[]
  upn: string
  name: string
  standing: Standing
  readonly guest: boolean
  /** How many groups lie between the one that is read and the person. */
  readonly depth: number
}

/** By which of their addresses a workspace knows somebody; `personal`: by one that no directory has. */
export type Known = 'mail' | 'alias' | 'upn' | 'personal'

/** What is drawn by lot about one person. */
export interface Human {
  readonly hasAlias: boolean
  readonly hasLogin: boolean
  readonly guest: boolean
  readonly depth: number
  readonly aac: Known | undefined
  readonly houston: Known | undefined
}

const known = fc.option(fc.constantFrom<Known>('mail', 'mail', 'mail', 'alias', 'upn', 'personal'), {
  nil: undefined,
  freq: 4,
})

export const anyHuman: fc.Arbitrary<Human> = fc.record({
  hasAlias: fc.boolean(),
  hasLogin: fc.boolean(),
  guest: fc.integer({ min: 0, max: 7 }).map((number) => number === 7),
  depth: fc.nat(3),
  aac: known,
  houston: known,
})

const given = ['Anna', 'Björn', 'Chloé', 'Dmitri', 'Esther', 'Farouk', 'Gudrun', 'Hiroshi', "O'Neil", 'İnes'] as const
const family = ['Berg', 'Müller', 'da Silva', 'Nguyễn', 'Ó Briain', 'Smith; Jr.', 'von der "Au"'] as const

/** The id of a directory's object, by number. */
const guidOf = (number: number): string => `5eed0000-0000-4000-8000-${String(number).padStart(12, '0')}`
export const personal = (human: number): string => `someone${human}@post.example`

/** Somebody as a directory has them on their first day. */
export function hired(number: number, about: Pick<Human, 'hasAlias' | 'hasLogin' | 'guest' | 'depth'>): Person {
  const mail = about.guest ? `guest${number}@partner.example` : `p${number}@corp.example`
  return {
    human: number,
    guid: guidOf(number),
    mail,
    aliases: about.hasAlias ? [`first.last${number}@corp.example`] : [],
    upn: about.hasLogin && !about.guest ? `u${number}@login.corp.example` : mail,
    name: `${given[number % given.length] ?? ''} ${family[number % family.length] ?? ''} ${number}`,
    standing: 'active',
    guest: about.guest,
    depth: about.depth,
  }
}

/** The address by which a workspace knows somebody. */
export function addressBy(way: Known, { human: number, mail, aliases, upn }: Person): string {
  if (way === 'personal') return personal(number)
  if (way === 'upn') return upn
  return way === 'alias' ? (aliases[0] ?? mail) : mail
}

/** As a list has it that knows everything but who is outside. */
export function asListed(people: readonly Person[]): SourcePerson[] {
  return people.flatMap(({ guid, mail, aliases, upn, name, standing }): SourcePerson[] =>
    standing === 'outside' || standing === 'gone'
      ? []
      : [{ id: guid, email: mail, aliases, upn, name, status: standing }],
  )
}
