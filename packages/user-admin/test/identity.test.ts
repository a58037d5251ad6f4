import fc from 'fast-check'
import { distance } from 'fastest-levenshtein'
import { describe, expect, it } from 'vitest'
import { canonicalEmail, entries, isRef, Listed, nearest, nearestOf, personOf } from '../src/identity/identity.ts'
import { member } from './memory.ts'

describe('canonicalEmail', () => {
  it.each([
    ['Ana@Example.EDU', 'ana@example.edu'],
    ['  ana@example.edu \n', 'ana@example.edu'],
    ['Ana Ruiz <Ana@Example.edu>', 'ana@example.edu'],
    ['"Ruiz, Ana" <ana@example.edu>', 'ana@example.edu'],
    ['<ana@example.edu>', 'ana@example.edu'],
    ['mailto:ana@example.edu', 'ana@example.edu'],
    ['MAILTO:ana@example.edu', 'ana@example.edu'],
    ['ana@example.edu.', 'ana@example.edu'],
    ['\uFEFFana@exam\u200Bple.edu', 'ana@example.edu'],
    ['ana\u00AD@example.edu', 'ana@example.edu'],
    ['ａｎａ@example.edu', 'ana@example.edu'],
    ['ana@bücher.example', 'ana@xn--bcher-kva.example'],
    ['ana@XN--BCHER-KVA.example', 'ana@xn--bcher-kva.example'],
    ['ana+class@example.edu', 'ana+class@example.edu'],
    ['a.n.a@example.edu', 'a.n.a@example.edu'],
    ["o'brien@example.edu", "o'brien@example.edu"],
  ])('%o is %s', (text, expected) => {
    expect(canonicalEmail(text)).toBe(expected)
  })

  it.each([
    '',
    ' ',
    'ana',
    '@example.edu',
    'ana@',
    'ana@example edu',
    'a@b@example.edu',
    'a@b.c, d@e.f',
    'a@b.c;d@e.f',
    'Ana <ana>',
    'ana@exa/mple',
    'ana@.',
    'ana@exa%mple.edu',
    'ana@[::1]',
  ])('%o is no address', (text) => {
    expect(canonicalEmail(text)).toBeUndefined()
  })

  it('is the same for every spelling of a mailbox, and once is enough', () => {
    const mailbox = fc.stringMatching(/^[a-z0-9][a-z0-9.+_-]{0,10}$/)
    const spelling = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => text.toUpperCase(),
      (text) => ` ${text}\t`,
      (text) => `\uFEFF${text}`,
      (text) => `Some Body <${text}>`,
      (text) => `mailto:${text}`,
      (text) => `${text}.`,
      (text) => text.split('').join('\u200B'),
    )
    fc.assert(
      fc.property(mailbox, spelling, spelling, (local, first, second) => {
        const address = `${local}@example.edu`
        expect(canonicalEmail(first(address))).toBe(address)
        expect(canonicalEmail(second(address))).toBe(canonicalEmail(first(address)))
      }),
      { numRuns: 500 },
    )
  })

  it('keeps different mailboxes apart', () => {
    const mailbox = fc.stringMatching(/^[a-z0-9][a-z0-9.+]{0,6}$/)
    fc.assert(
      fc.property(mailbox, mailbox, (a, b) => {
        fc.pre(a !== b)
        expect(canonicalEmail(`${a}@example.edu`)).not.toBe(canonicalEmail(`${b}@example.edu`))
      }),
    )
  })
})

describe('entries', () => {
  it('understands addresses, domains, ids, roles and references, each once', () => {
    const list = entries([
      'Ana@example.edu',
      'ana@EXAMPLE.edu',
      '@Example.edu',
      '70211',
      { id: '7' },
      { email: 'bo@example.edu' },
      { id: '8', email: 'Cy@example.edu' },
      { role: 'Viewer' },
    ])
    expect(list).toEqual([
      { kind: 'domain', value: 'example.edu' },
      { kind: 'email', value: 'ana@example.edu' },
      { kind: 'email', value: 'bo@example.edu' },
      { kind: 'id', value: '7' },
      { kind: 'id', value: '70211' },
      { kind: 'ref', value: '8', also: 'cy@example.edu' },
      { kind: 'role', value: 'Viewer' },
    ])
    expect(entries(list.map(personOf))).toEqual(list)
  })

  it.each([[''], ['  '], ['a@b@c'], ['@'], ['ana@'], [{ role: ' ' }], [{ email: 'x' }], [{ id: '8', email: 'x' }]])(
    'refuses %o and says where it stands',
    (wrong) => {
      expect(() => entries(['ana@example.edu', wrong])).toThrow(
        /^Entry 2 of the list .* is neither an e-mail address, a domain, an id nor a role\.$/,
      )
    },
  )
})

describe('Listed', () => {
  const ana = member('Ana@example.edu', { id: '7', aliases: ['Ana.Ruiz@Example.org'], roles: ['1'] })
  const names = new Map([['1', 'Viewer']])
  it.each([
    ['ana@example.edu', true],
    ['ana.ruiz@example.org', true],
    ['bo@example.edu', false],
    ['@example.edu', true],
    ['@example.org', true],
    ['@le.edu', false],
    ['7', true],
    ['8', false],
    [{ role: 'viewer' }, true],
    [{ role: '1' }, true],
    [{ role: 'Editor' }, false],
    [{ id: '7', email: 'other@example.edu' }, true],
    [{ id: '8', email: 'ana@example.edu' }, true],
    [{ id: '8', email: 'other@example.edu' }, false],
  ])('%o means her: %s', (person, expected) => {
    const list = new Listed(entries([person]), names)
    expect(list.includes(ana)).toBe(expected)
    expect(list.missing([ana])).toEqual(expected ? [] : entries([person]))
  })

  it('tells which of many entries mean nobody', () => {
    const list = new Listed(
      entries([
        'ana@example.edu',
        'ghost@example.edu',
        '@example.net',
        '@example.edu',
        { role: 'Viewer' },
        { role: 'Boss' },
      ]),
      names,
    )
    expect(list.missing([ana, member('bo@example.org')])).toEqual(
      entries(['ghost@example.edu', '@example.net', { role: 'Boss' }]),
    )
  })
})

describe('Listed.ambiguous', () => {
  const ana = member('ana@example.edu', { id: '7', aliases: ['office@example.edu'] })
  const bo = member('bo@example.edu', { id: '8', aliases: ['Office@example.edu'] })
  it.each([
    ['an address that two have', 'office@example.edu', [ana, bo]],
    ['a reference whose id and address are different people', { id: '7', email: 'bo@example.edu' }, [ana, bo]],
    ['an address that one has', 'ana@example.edu', undefined],
    ['a reference that is one person', { id: '8', email: 'bo@example.edu' }, undefined],
    ['a domain, which is meant to be many', '@example.edu', undefined],
    ['an address that nobody has', 'cy@example.edu', undefined],
  ])('%s', (_what, person, expected) => {
    const list = new Listed(entries([person]), new Map())
    expect(list.ambiguous([ana, bo, member('dy@example.org')])).toEqual(
      expected === undefined ? [] : [{ entry: entries([person])[0], members: expected }],
    )
    for (const one of expected ?? []) expect(list.includes(one)).toBe(true)
  })
})

describe('an entry of the list', () => {
  it.each([
    ['an id is compared letter by letter', { id: 'aB7' }, { id: 'ab7' }, false],
    ['an id with a blank is another id', { id: '7 ' }, { id: '7' }, false],
    ['a domain is not its subdomains', '@example.edu', { email: 'ana@mail.example.edu' }, false],
    ['a subdomain is not its domain', '@mail.example.edu', { email: 'ana@example.edu' }, false],
    ['a domain in letters is its punycode', '@BÜCHER.example.', { email: 'ana@xn--bcher-kva.example' }, true],
    ['a domain may be pasted', ' "＠example.edu",', { email: 'ana@example.edu' }, true],
    ['a plus-tag is another mailbox', 'ana+ta@example.edu', { email: 'ana@example.edu' }, false],
  ])('%s', (_what, person, about, expected) => {
    expect(new Listed(entries([person]), new Map()).includes(member('x@example.net', about))).toBe(expected)
  })
})

describe('isRef', () => {
  const ana = member('ana@example.edu', { id: '7', aliases: ['second@example.org'] })
  it.each([
    [{ id: '7' }, true],
    [{ id: '8' }, false],
    [{ email: 'ANA@example.edu' }, true],
    [{ email: 'second@example.org' }, true],
    [{ id: '7', email: 'ana@example.edu' }, true],
    [{ id: '7', email: 'bo@example.edu' }, false],
    [{ id: '8', email: 'ana@example.edu' }, false],
    [{ email: 'rubbish' }, false],
  ])('%o: %s', (ref, expected) => {
    expect(isRef(ref, ana)).toBe(expected)
  })
})

describe('nearest', () => {
  it('names at most three addresses, the nearest first, and none that is far', () => {
    const known = [
      'ana.ruiz@example.edu',
      'ana.ruis@example.edu',
      'anna.ruiz@example.edu',
      'ana.ruizz@example.edu',
      'bo@x.org',
      'ana.ruiz@example.edu',
    ]
    expect(nearest('ana.ruiz@exmaple.edu', known)).toEqual([
      'ana.ruiz@example.edu',
      'ana.ruis@example.edu',
      'ana.ruizz@example.edu',
    ])
    expect(nearest('quite.somebody.else@far.example', known)).toEqual([])
  })

  it.each<[string, string, readonly string[], readonly string[]]>([
    ['one domain makes nobody near', 'typo@example.edu', ['p0@example.edu', 'toni@example.edu'], []],
    ['two letters that changed places', 'riuz@example.edu', ['ruiz@example.edu'], ['ruiz@example.edu']],
    ['one letter of three', 'ana@x.edu', ['anna@x.edu', 'bob@x.edu', 'ann@x.edu'], ['ann@x.edu', 'anna@x.edu']],
    ['a third of a long mailbox', 'quite.somebody@x.edu', ['quiet.sombody@x.edu'], ['quiet.sombody@x.edu']],
    ['a slip in the domain', 'ana@exmaple.edu', ['ana@example.edu', 'bob@example.edu'], ['ana@example.edu']],
    ['another domain', 'ana@example.edu', ['ana@far.example'], []],
    ['a slip in both, one for each', 'anna@exmple.edu', ['ana@example.edu'], ['ana@example.edu']],
    ['texts without a domain', 'ana.ruiz', ['ana.riuz', 'ana.ruiz@example.edu'], ['ana.riuz']],
  ])('%s', (_name, text, known, found) => {
    expect(nearest(text, known)).toEqual(found)
  })

  it('measures mailbox and domain each whole, whatever they begin and end with', () => {
    const text = fc.stringMatching(/^[ab.]{0,7}@[xy]{1,5}$/)
    const limit = (part: string): number => (part.length < 4 ? 1 : Math.max(2, Math.floor(part.length / 3)))
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 30 }), (one, others) => {
        const [mailbox = '', domain = ''] = one.split('@')
        const near = [...new Set(others)]
          .map((address) => {
            const [theirs = '', house = ''] = address.split('@')
            return { address, parts: [distance(mailbox, theirs), distance(domain, house)] as const }
          })
          .filter(({ parts: [a, b] }) => a <= limit(mailbox) && b <= limit(domain))
          .map(({ address, parts: [a, b] }) => ({ address, away: a + b }))
          .toSorted((a, b) => a.away - b.away || (a.address < b.address ? -1 : 1))
        expect(nearest(one, others)).toEqual(near.slice(0, 3).map(({ address }) => address))
      }),
    )
  })

  it('is answered for the first texts only, each once, from addresses each once', () => {
    const found = nearestOf(
      ['ana@x.edu', 'ana@x.edu', 'bo@x.edu', 'cy@x.edu'],
      ['anna@x.edu', 'anna@x.edu', 'bob@x.edu'],
      2,
    )
    expect([...found]).toEqual([
      ['ana@x.edu', ['anna@x.edu']],
      ['bo@x.edu', ['bob@x.edu']],
    ])
  })

  it('does not hang on 100,000 texts and 100,000 addresses', () => {
    const addresses = Array.from({ length: 100_000 }, (_, index) => `person.${index}@example.edu`)
    const began = performance.now()
    const found = nearestOf(
      addresses.map((address) => `x${address}`),
      addresses,
    )
    expect(found.size).toBe(20)
    expect(performance.now() - began).toBeLessThan(30_000)
  }, 180_000)
})
