import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalEmail, entries } from '../src/identity/identity.ts'

describe('canonicalEmail reads', () => {
  it.each([
    ['what Outlook copies of a name', 'Ruiz, Ana <ana@example.edu>'],
    ['a quoted name with a comma', '"Ruiz, Ana" <ana@example.edu>;'],
    ['an address with its name behind it', 'ana@example.edu (Ana Ruiz)'],
    ['a name with its address in parentheses', 'Ana Ruiz (ana@example.edu)'],
    ['a name in parentheses before the address', '(Ana) ana@example.edu'],
    ['the name that is the address', "'ana@example.edu' <ana@example.edu>"],
    ['a name with an at sign in it', 'Ana @ Work <ana@example.edu>'],
    ['the text of a mail that quotes a sender', 'Ana Ruiz [mailto:ana@example.edu]'],
    ['a hyperlink as plain text', 'ana@example.edu<mailto:ana@example.edu>'],
    ['a link of a chat', '<mailto:ana@example.edu|ana@example.edu>'],
    ['a link of Markdown', '[Ana](mailto:ana@example.edu)'],
    ['a mailto link with a subject', 'mailto:ana@example.edu?subject=Hello%20you'],
    ['a mailto link with slashes', 'mailto://ana@example.edu'],
    ['a mailto link whose at sign is encoded', 'MAILTO:ana%40example.edu'],
    ['a mailto link in angle brackets, encoded in fullwidth', '<mailto:ana%EF%BC%A0example.edu>'],
    ['an address of the directory', 'SMTP:Ana@example.edu'],
    ['an address in straight quotes', '"ana@example.edu"'],
    ['an address in curly quotes', '“ana@example.edu”'],
    ['an address in single curly quotes', '‘ana@example.edu’'],
    ['an address in single quotes', "'ana@example.edu'"],
    ['an address in guillemets', '«ana@example.edu»'],
    ['an address as code', '`ana@example.edu`'],
    ['half of a pair of quotes', '"ana@example.edu'],
    ['the end of a list with semicolons', 'ana@example.edu; '],
    ['the end of a list with commas', 'ana@example.edu,'],
    ['the end of a sentence', '(ana@example.edu).'],
    ['an ellipsis', 'ana@example.edu…'],
    ['a bullet', '• ana@example.edu'],
    ['the bullet of a word processor', '\uF0B7\tana@example.edu'],
    ['a dash of a list', '- ana@example.edu'],
    ['a cell of a table', '| ana@example.edu |'],
    ['quotes that the mailbox does not need', '"ana"@example.edu'],
    ['the same quotes turned by a word processor', '“ana”@example.edu'],
    ['blanks that do not break', '\u00A0ana@example.edu\u202F'],
    ['blanks of East Asian width', '\u3000ana@example.edu\u3000'],
    ['the line end of another system', 'ana@example.edu\r\n'],
    ['a control character', 'ana@example\u0000.edu\u0007'],
    ['an unwritten hyphen', 'ana@exam\u00ADple.edu'],
    ['a byte order mark', '\uFEFFana@example.edu'],
    ['joiners and non-joiners', 'a\u200Dn\u200Ca@ex\u200Dam\u200Cple.edu'],
    ['direction marks and isolates', '\u202Aana\u2066@example.edu\u2069\u202C'],
    ['a grapheme joiner', 'an\u034Fa@example.edu'],
    ['Hangul fillers', 'an\u3164a@exam\u115Fple.edu\uFFA0'],
    ['variation selectors and tags', 'ana\uFE0F@example\u{E0065}.edu'],
    ['the blank of braille', 'ana@example.edu\u2800'],
    ['an object that was left behind', '\uFFFCana@example.edu'],
    ['fullwidth letters, sign and stop', 'ａｎａ＠ｅｘａｍｐｌｅ．ｅｄｕ'],
    ['a small at sign', 'ana﹫example.edu'],
    ['mathematical letters', '𝐚𝒏𝖺@𝚎𝚡𝚊𝚖𝚙𝚕𝚎.𝓮𝓭𝓾'],
    ['letters in circles', 'ⓐⓝⓐ@example.edu'],
    ['an ideographic stop in the domain', 'ana@example。edu'],
    ['an ideographic stop at the end', 'ana@example.edu。'],
    ['a halfwidth stop at the end', 'ana@example.edu｡'],
  ])('%s: %o', (_what, text) => {
    expect(canonicalEmail(text)).toBe('ana@example.edu')
    expect(entries([text])).toEqual([{ kind: 'email', value: 'ana@example.edu' }])
  })

  it.each([
    ['a domain in letters', 'ana@BÜCHER.example', 'ana@xn--bcher-kva.example'],
    ['a domain in decomposed letters', 'ana@bu\u0308cher.example', 'ana@xn--bcher-kva.example'],
    ['a domain in punycode with something unseen', 'ana@xn--bcher\u200B-kva.example.', 'ana@xn--bcher-kva.example'],
    ['punycode that hides a joiner', 'ana@xn--mgba3gch31f060k.com', 'ana@xn--mgba3gch31f.com'],
    ['the same domain in letters', 'ana@نامه‌ای.com', 'ana@xn--mgba3gch31f.com'],
    ['a mailbox with decomposed letters', 'jose\u0301@example.edu', 'josé@example.edu'],
    ['a dotted capital', 'İlker@example.edu', 'i̇lker@example.edu'],
    ['a dotless letter', 'ılker@example.edu', 'ılker@example.edu'],
    ['a long s', 'ſean@example.edu', 'sean@example.edu'],
    ['a capital ß', 'STRAẞE@example.edu', 'straße@example.edu'],
    ['a Kelvin sign', '\u212Aim@example.edu', 'kim@example.edu'],
    ['a final sigma', 'νίκος@example.edu', 'νίκοσ@example.edu'],
    ['capitals that end with a sigma', 'ΝΊΚΟΣ@example.edu', 'νίκοσ@example.edu'],
    ['a ligature of a PDF', 'o\uFB03ce@example.edu', 'office@example.edu'],
    ['a plus-tag in a link', 'mailto:ana%2Bclass@example.edu', 'ana+class@example.edu'],
    ['dots and plus-tags as they are', 'A.n.a+x.y@example.edu', 'a.n.a+x.y@example.edu'],
    ['an apostrophe that begins a mailbox', "'t.hart@example.edu", "'t.hart@example.edu"],
    ['a percent sign outside a link', 'ana%2Bb@example.edu', 'ana%2bb@example.edu'],
    ['a subdomain as another domain', 'ana@mail.example.edu', 'ana@mail.example.edu'],
    ['a domain with digits', 'ana@163.com', 'ana@163.com'],
    ['a host without a dot', 'ana@localhost', 'ana@localhost'],
  ])('%s: %o is %o', (_what, text, expected) => {
    expect(canonicalEmail(text)).toBe(expected)
    expect(canonicalEmail(expected)).toBe(expected)
  })
})

describe('canonicalEmail refuses', () => {
  it.each([
    ['two addresses in a list', 'bo@example.edu, Ana <ana@example.edu>'],
    ['two addresses in angle brackets', '<bo@example.edu>,<ana@example.edu>'],
    ['two addresses with a blank', 'bo@example.edu ana@example.edu'],
    ['two addresses with a line end', 'bo@example.edu\nana@example.edu'],
    ['two addresses with a slash', 'bo@example.edu/ana@example.edu'],
    ['a name that is another address', '"bo@example.edu" <ana@example.edu>'],
    ['a comment that is another address', 'ana@example.edu (was bo@example.edu)'],
    ['a link that says another address', '[bo@example.edu](mailto:ana@example.edu)'],
    ['a link of a chat that says another address', '<mailto:ana@example.edu|bo@example.edu>'],
    ['a link to two', 'mailto:ana@example.edu,bo@example.edu'],
    ['a link with a copy to another', 'mailto:ana@example.edu?cc=bo@example.edu'],
    ['a link with a broken escape', 'mailto:ana%4@example.edu'],
    ['a blank before the sign', 'ana @example.edu'],
    ['a blank after it', 'ana@ example.edu'],
    ['a line that a PDF broke', 'ana@exam\nple.edu'],
    ['a mailbox that needs its quotes', '"ana ruiz"@example.edu'],
    ['an address at a number', 'ana@10.0.0.1'],
    ['an address at a short number', 'ana@127.1'],
    ['an address at a hexadecimal number', 'ana@0x7f.1'],
    ['an address literal', 'ana@[10.0.0.1]'],
    ['an empty label', 'ana@example..edu'],
    ['a letter that punycode does not write', 'ana@xn--a.edu'],
    ['a name of another protocol', 'sip:ana@example.edu'],
    ['a port', 'ana@example.edu:25'],
    ['an open bracket', 'Ana <ana@example.edu'],
    ['half of a character', 'ana\uD800@example.edu'],
    ['a mailbox of nothing that is seen', '\u200B@example.edu'],
    ['a whole page', `${'word '.repeat(300)}<ana@example.edu>`],
  ])('%s: %o', (_what, text) => {
    expect(canonicalEmail(text)).toBeUndefined()
  })
})

describe('canonicalEmail', () => {
  const letters =
    'İıſẞßςσΣΟéÅ\u0301\u0307\u0345\u034F\u200C\u3164\uFFA0ΐᲄὝ…․。．＠@@.,;<>()[]"“”’´`-_+ab1? #|\u00A0\u0085\0\u2800ﬁ½℡\uD800'
  const parts = fc.constantFrom(
    ...Array.from(letters),
    'xn--',
    'xn--bcher-kva',
    'a@b.example',
    'mailto:',
    '%40',
    '%2',
    '\u{1F170}',
  )
  const texts = fc.oneof(
    fc.array(parts, { maxLength: 14 }).map((found) => found.join('')),
    fc
      .tuple(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.string({ unit: 'grapheme', maxLength: 6 }))
      .map((two) => two.join('@')),
  )

  it('changes nothing of what it gave, nor does writing it in capitals, in a link or with a name', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const email = canonicalEmail(text)
        fc.pre(email !== undefined)
        expect(canonicalEmail(email)).toBe(email)
        expect(canonicalEmail(`Some Body <${email}>;`)).toBe(email)
        expect(canonicalEmail(`mailto:${encodeURIComponent(email)}?subject=x`)).toBe(email)
        // The capitals of these two are other letters.
        if (!/[ßı]/.test(email)) expect(canonicalEmail(email.toUpperCase())).toBe(email)
      }),
      { numRuns: 1000 },
    )
  })

  it('leaves every plain address what it is but for its capitals', () => {
    fc.assert(
      fc.property(fc.emailAddress(), (text) => {
        expect(canonicalEmail(text)).toBe(text.toLowerCase())
      }),
    )
  })

  it.each(['<', '"', '(', ' ', '. ', 'mailto:', 'a@', 'a@b ', '\u200B', "'"])(
    'is not slowed by 50,000 times %o',
    (part) => {
      const began = performance.now()
      canonicalEmail(part.repeat(50_000))
      canonicalEmail(`${part.repeat(50_000)}<ana@example.edu>`)
      canonicalEmail(`ana@${part.repeat(50_000)}.edu`)
      expect(performance.now() - began).toBeLessThan(2000)
    },
  )
})
