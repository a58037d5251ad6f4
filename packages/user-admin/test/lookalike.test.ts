import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { looksByCharacter } from '../src/identity/confusables.ts'
import { canonicalEmail, entries, Listed, type Person } from '../src/identity/identity.ts'
import { classes, looksAlike } from '../src/identity/lookalike.ts'
import { decodedLabel } from '../src/identity/punycode.ts'
import { member } from './memory.ts'

const alike = (person: Person, email: string, aliases: readonly string[] = []): boolean =>
  new Listed(entries([person]), new Map()).lookAlikes(member(email, { aliases })).length > 0

describe('two addresses look alike', () => {
  it.each([
    ['an accent', 'josé@example.edu', 'jose@example.edu'],
    ['an accent in two characters, and none', 'jose\u0301@example.edu', 'jose@example.edu'],
    ['two different accents', 'josé@example.edu', 'josè@example.edu'],
    ['a Cyrillic a', 'аna@example.edu', 'ana@example.edu'],
    ['a Cyrillic A in capitals', 'АNA@example.edu', 'ana@example.edu'],
    ['a Cyrillic Н that is an H in capitals only', 'JOНN@example.edu', 'john@example.edu'],
    ['a Greek Ν that is an N in capitals', 'ΝINA@example.edu', 'nina@example.edu'],
    ['a Greek ν that is a v', 'eνa@example.edu', 'eva@example.edu'],
    ['a Greek capital iota read as an I', 'Ιvan@example.edu', 'ivan@example.edu'],
    ['a Greek capital iota read as an l', 'Ιuis@example.edu', 'luis@example.edu'],
    ['an Armenian n', 'aոa@example.edu', 'ana@example.edu'],
    ['a Cherokee A', 'Ꭺna@example.edu', 'ana@example.edu'],
    ['Latin letters from elsewhere', 'ɑnɡela@example.edu', 'angela@example.edu'],
    ['a barred letter', 'łukasz@example.edu', 'lukasz@example.edu'],
    ['a slashed letter', 'øyvind@example.edu', 'oyvind@example.edu'],
    ['an i without its dot', 'ılker@example.edu', 'ilker@example.edu'],
    ['an İ, which lower case gives two dots', 'İlker@example.edu', 'ilker@example.edu'],
    ['small capitals', 'ᴀɴᴀ@example.edu', 'ana@example.edu'],
    ['lettered emoji', '🅰🅽🅰@example.edu', 'ana@example.edu'],
    ['an apostrophe that a word processor turned', 'o’brien@example.edu', "o'brien@example.edu"],
    ['an acute accent for an apostrophe', 'o´brien@example.edu', "o'brien@example.edu"],
    ['a dash for a hyphen', 'ana–maria@example.edu', 'ana-maria@example.edu'],
    ['a hyphen that does not break', 'ana\u2011maria@example.edu', 'ana-maria@example.edu'],
    ['the full stop of an input method', 'ana。ruiz@example.edu', 'ana.ruiz@example.edu'],
    ['a domain with a Cyrillic a', 'ana@exаmple.edu', 'ana@example.edu'],
    ['the same domain as punycode', 'ana@xn--exmple-4nf.edu', 'ana@example.edu'],
    ['a domain with an accent', 'ana@exámple.edu', 'ana@example.edu'],
    ['a digit that ASCII confuses, in an address that is not ASCII', 'аdm1n@example.edu', 'adrnln@example.edu'],
    ['two scripts that both look Latin', 'аna@example.edu', 'αna@example.edu'],
  ])('by %s', (_why, one, other) => {
    expect(canonicalEmail(one)).not.toBe(canonicalEmail(other))
    expect(alike(one, other)).toBe(true)
    expect(alike(other, one)).toBe(true)
    expect(alike({ id: 'nobody', email: one }, other)).toBe(true)
    expect(alike(one, 'somebody@example.org', [other])).toBe(true)
  })

  it.each([
    ['they are the same', 'ana@example.edu', 'Ana@Example.edu'],
    ['a 1 and an l in plain ASCII tell two people apart', 'pau1@example.edu', 'paul@example.edu'],
    ['an 0 and an o in plain ASCII do as well', 'b0b@example.edu', 'bob@example.edu'],
    ['rn and m in plain ASCII do as well', 'marna@example.edu', 'mama@example.edu'],
    ['a plus-tag is another mailbox', 'jose+class@example.edu', 'josé@example.edu'],
    ['a dot is another mailbox', 'jo.se@example.edu', 'josé@example.edu'],
    ['ß is a letter of its own', 'straße@example.edu', 'strabe@example.edu'],
    ['ß is not written out', 'straße@example.edu', 'strasse@example.edu'],
    ['an umlaut is not written out', 'müller@example.edu', 'mueller@example.edu'],
    ['the domains differ', 'josé@example.edu', 'jose@example.org'],
    ['they are of scripts that share no look', 'жук@example.edu', 'zuk@example.edu'],
    ['an i and an l differ when other letters have accents', 'élia@example.edu', 'ella@example.edu'],
  ])('and do not: %s', (_why, one, other) => {
    expect(alike(one, other)).toBe(false)
    expect(alike(other, one)).toBe(false)
  })
})

describe('a domain of the list', () => {
  it.each([
    ['@exаmple.edu', 'ana@example.edu', true],
    ['@example.edu', 'ana@exаmple.edu', true],
    ['@example.edu', 'ana@xn--exmple-4nf.edu', true],
    ['@example.edu', 'josé@example.edu', false],
    ['@example.edu', 'ana@mail.exаmple.edu', false],
    ['@examp1e.edu', 'ana@example.edu', false],
  ])('%s looks like that of %s: %s', (domain, email, expected) => {
    expect(alike(domain, email)).toBe(expected)
  })
})

describe('Listed.lookAlikes', () => {
  it('leaves out the entries that mean the member, and names each other one once', () => {
    const list = new Listed(entries(['josé@example.edu', 'jose@example.edu', 'jοse@example.edu', '7']), new Map())
    const jose = member('jose@example.edu', { id: '7', aliases: ['jose@example.edu', 'josé@example.org'] })
    expect(list.lookAlikes(jose)).toEqual(entries(['josé@example.edu', 'jοse@example.edu']))
  })

  it('reads each letter of two looks for itself, however many there are', () => {
    expect(alike('ννννννννηυιιιι@example.edu', 'nvnvnvnvhyilil@example.edu')).toBe(true)
    expect(alike('ννννννννηυιιιι@example.edu', 'nvnvnvnvvyilil@example.edu')).toBe(false)
  })

  it('asks 100,000 members of a list of 10,000 without comparing each with each', () => {
    const people = Array.from({ length: 10_000 }, (_, index) => `josé.${index}@example.edu`)
    const list = new Listed(entries(people), new Map())
    const members = Array.from({ length: 100_000 }, (_, index) => member(`jose.${index}@example.edu`))
    const began = performance.now()
    expect(members.filter((one) => list.lookAlikes(one).length === 1)).toHaveLength(10_000)
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})

describe('looksAlike', () => {
  it.each([
    ['ana@example.edu', 'ana@example.edu', true],
    ['josé@example.edu', 'jose@example.edu', true],
    ['xn--exmple-4nf.edu', 'example.edu', true],
    ['pau1@example.edu', 'paul@example.edu', false],
    ['xn--jos-dma@example.edu', 'jose@example.edu', false],
  ])('%s and %s: %s', (one, other, expected) => {
    expect(looksAlike(one, other)).toBe(expected)
    expect(looksAlike(other, one)).toBe(expected)
  })
})

describe('the table of looks', () => {
  it('gives two looks only to characters whose looks are found under one key', () => {
    const two = [...looksByCharacter()].filter(([, looks]) => looks.length > 1)
    expect(two.length).toBeGreaterThan(5)
    expect(two.filter(([, looks]) => new Set(looks.map((look) => classes[look] ?? look)).size > 1)).toEqual([])
  })

  it('has plain letters, digits and the signs of addresses for looks, and nothing plain under them', () => {
    for (const [character, looks] of looksByCharacter()) {
      expect(character).toMatch(/^[^\0-\x7F]$/u)
      for (const look of looks) expect(look).toMatch(/^[a-ln-z2-9'+._-]+$/)
    }
  })
})

describe('decodedLabel', () => {
  it('gives back the letters of every label that the platform encodes', () => {
    const letters = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => /^[\p{L}\p{N}]+$/u.test(text))
    fc.assert(
      fc.property(letters, (text) => {
        const encoded = encode(text)
        fc.pre(encoded?.startsWith('xn--') === true)
        const decoded = decodedLabel(encoded?.slice(4) ?? '')
        expect(encode(decoded as string)).toBe(encoded)
      }),
      { numRuns: 2000 },
    )
  })

  it.each(['', '-', 'a!b', 'xn--', '99999999', 'é', 'bcher-kv\u00E1'])('has nothing for %o', (label) => {
    expect(decodedLabel(label)).toBeUndefined()
  })

  it('knows the example of a German publisher', () => {
    expect(decodedLabel('bcher-kva')).toBe('bücher')
  })
})

function encode(label: string): string | undefined {
  try {
    return new URL(`http://${label}.example`).hostname.split('.')[0]
  } catch {
    return undefined
  }
}
