import { entries, Listed } from '../src/identity/identity.ts'
import { keepOnly } from '../src/plan/goal.ts'
import { makePlan } from '../src/plan/plan.ts'
import { MemoryAdmin, member } from '../test/memory.ts'
import { oneOf, random, spelt } from './spelling.ts'

/** Bugs of matching that the pairs must find, each planted by damaging what the product is given. */
export const identityPlants = ['no-nfkc', 'no-zero-width', 'no-punycode', 'no-lookalike', 'fold-plus'] as const
export type IdentityPlant = (typeof identityPlants)[number]

const firsts = 'Ana Bo José Zoë Lukáš Øyvind Łukasz Ilker Renée Maria Jürgen Sean Mo Chloé Fatima Wei Nguyễn'.split(' ')
const lasts = "Ruiz Müller O'Brien Smith Håkansson Dvořák Yıldız Lee Park Jokić Quinn Vaz Xu Kim-Falk Ñíguez".split(' ')
const domains = ['example.edu', 'mail.example.edu', 'example.org', 'bücher.example', 'x-y.example.net', '例え.example']

interface Somebody {
  readonly first: string
  readonly last: string
  readonly domain: string
}
const somebody = (chance: () => number): Somebody => ({
  first: oneOf(firsts, chance),
  last: oneOf(lasts, chance),
  domain: oneOf(domains, chance),
})

const mailboxes: readonly ((first: string, last: string, number: number) => string)[] = [
  (first, last) => `${first}.${last}`,
  (first, last) => `${first}${last}`,
  (first, last) => `${first.charAt(0)}.${last}`,
  (first, last) => `${first.charAt(0)}${last}`,
  (first, last) => `${last}.${first.charAt(0)}`,
  (first, last, number) => `${first}_${last}${number}`,
  (first, last, number) => `${first}.${last}+class${number}`,
  (first, last) => `${first.charAt(0)}.x.${last}`,
  (_first, last, number) => `${last}${number}`,
]
const address = ({ first, last, domain }: Somebody, chance: () => number): string =>
  `${oneOf(mailboxes, chance)(first, last, Math.floor(chance() * 12)).toLowerCase()}@${domain}`

/** What `spellingPairs` counted. */
export interface SpellingPairs {
  /** Pairs of two spellings of one protected mailbox. */
  readonly pairs: number
  /** Of these, the pairs in which the person would not have been protected. */
  readonly touched: number
  /** Pairs of two people. */
  readonly ordinary: number
  /** Of these, the pairs in which somebody was held for another one. */
  readonly falseHolds: number
  /** What was wrong first. */
  readonly failure?: string
}

/**
 * Spells a protected mailbox in one way on the list and in another in the system, and asks whether the person is
 * protected; asks the same of as many pairs of different people, of whom less than 0.01 % may be held. One pair in
 * 10,000 goes through a whole plan.
 */
export async function spellingPairs(runs: number, seed: number, plant?: IdentityPlant): Promise<SpellingPairs> {
  const chance = random(seed)
  let touched = 0
  let falseHolds = 0
  let failure: string | undefined
  let own = ''
  let name = ''
  let listed = ''
  let list: Listed | undefined
  let another = somebody(chance)
  let theirs = ''
  let ofAnother: Listed | undefined
  for (let run = 0; run < runs; run += 1) {
    // What a list says of somebody is asked about several spellings in the system.
    if (run % 4 === 0) {
      const person = somebody(chance)
      own = address(person, chance)
      name = `${person.first} ${person.last}`
      listed = damaged(spelt(own, name, chance), plant)
      list = listOf(listed)
      another = somebody(chance)
      theirs = address(another, chance)
      ofAnother = listOf(damaged(theirs, plant))
    }
    const here = damaged(spelt(own, name, chance), plant)
    const kept = isHeld(list, here, plant) && (run % 10_000 !== 0 || (await isLeftAlone(listed, here)))
    if (!kept) {
      touched += 1
      failure ??= `${quoted(here)} would be touched, though ${quoted(listed)} is protected (seed ${seed}, pair ${run})`
    }
    const other = nearTo(another, theirs, chance)
    if (isHeld(ofAnother, damaged(other, plant), plant)) {
      falseHolds += 1
      if (falseHolds >= runs / 10_000)
        failure ??= `${quoted(other)} is held for ${quoted(theirs)}, who is somebody else (seed ${seed}, pair ${run})`
    }
  }
  return { pairs: runs, touched, ordinary: runs, falseHolds, ...(failure === undefined ? {} : { failure }) }
}

/** Somebody else who is near: a tag, a dot, an initial, a digit, a domain, or a whole name apart. */
function nearTo(person: Somebody, one: string, chance: () => number): string {
  const at = one.lastIndexOf('@')
  const same = unaccented(one)
  for (;;) {
    const other = oneOf(nearby, chance)(person, one.slice(0, at), one.slice(at), chance)
    if (unaccented(other) !== same) return chance() < 0.2 ? other.toUpperCase() : other
  }
}

const nearby: readonly ((person: Somebody, mailbox: string, domain: string, chance: () => number) => string)[] = [
  (_person, mailbox, domain, chance) => `${mailbox}+${oneOf(['class', 'ta', '1'], chance)}${domain}`,
  (_person, mailbox, domain) => `${mailbox.replace(/[._]/u, '')}${domain}`,
  (_person, mailbox, domain, chance) => `${mailbox.replace(/\d?$/u, String(Math.floor(chance() * 10)))}${domain}`,
  (_person, mailbox, _domain, chance) => `${mailbox}@${oneOf(domains, chance)}`,
  (person, _mailbox, _domain, chance) => address({ ...person, first: oneOf(firsts, chance) }, chance),
  (person, _mailbox, _domain, chance) => address({ ...person, last: oneOf(lasts, chance) }, chance),
  (_person, _mailbox, _domain, chance) => address(somebody(chance), chance),
]

const unaccented = (text: string): string =>
  /^[ -~]*$/.test(text)
    ? text
    : text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ı', 'i').replaceAll('ø', 'o').replaceAll('ł', 'l')

/** The list of one; `undefined` where the product refuses it, which protects nobody. */
function listOf(listed: string): Listed | undefined {
  try {
    return new Listed(entries([listed]), new Map())
  } catch {
    return undefined
  }
}

function isHeld(list: Listed | undefined, here: string, plant: IdentityPlant | undefined): boolean {
  if (list === undefined) return false
  const person = member(here, { id: 'p' })
  return list.includes(person) || (plant !== 'no-lookalike' && list.lookAlikes(person).length > 0)
}

/** The same through the door that users take: everybody but the caller is to go, and this one is protected. */
async function isLeftAlone(listed: string, here: string): Promise<boolean> {
  const admin = new MemoryAdmin([member('me@example.edu'), member(here, { id: 'p' }), member('leaver@example.com')])
  const plan = await makePlan(admin, keepOnly('only-me'), { policy: { protect: [listed] } })
  return plan.steps.length > 0 && plan.steps.every(({ id }) => id !== 'p')
}

/** As the product would see it if it had the bug: what it would not fold is made something that it cannot. */
function damaged(text: string, plant: IdentityPlant | undefined): string {
  switch (plant) {
    case 'no-nfkc':
      return text.replace(/[\uFF01-\uFF5E\u{1D400}-\u{1D7FF}]/gu, (letter) => hidden(letter, 0x4e00))
    case 'no-zero-width':
      return text.replace(/\p{DI}/gu, (letter) => hidden(letter, 0x6e00))
    case 'no-punycode':
      return text.replace(/xn--/giu, 'zz--')
    case 'fold-plus':
      return text.replace(/\+[^@＠]*/gu, '')
    case 'no-lookalike':
    case undefined:
      return text
    default:
      return plant satisfies never
  }
}

const hidden = (letter: string, from: number): string =>
  String.fromCodePoint(from + ((letter.codePointAt(0) ?? 0) % 0x800))
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/gu, (letter) => `\\u{${(letter.codePointAt(0) ?? 0).toString(16)}}`)
