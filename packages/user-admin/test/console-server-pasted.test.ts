import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { entriesIn } from '../src/console/server/entries-in.ts'
import { tokensIn } from '../src/console/server/pasted.ts'

await using fake = await startFakeAac({ seed: { workspaces: [{ name: 'one' }, { name: 'two' }] } })
const [one, two] = [fake.tokens({ workspace: 'one' }), fake.tokens({ workspace: 'two' })]
const pair = { access: one.accessToken, refresh: one.refreshToken }
const other = { access: two.accessToken, refresh: two.refreshToken }
const creds = { access_token: pair.access, refresh_token: pair.refresh }
const wrapped = (token: string): string => token.replace(/(.{70})/gu, '$1\n')
const key = '0123456789abcdef0123456789abcdef'

describe('tokensIn', () => {
  it.each([
    ['an access token alone', pair.access, [{ access: pair.access }]],
    ['with the word before it', `Bearer ${pair.access}\n`, [{ access: pair.access }]],
    ['two lines', `${pair.access}\n${pair.refresh}`, [pair]],
    ['the second half first', `${pair.refresh}\n${pair.access}`, [pair]],
    ['words before them', `Access token: ${pair.access}\n\nRefresh token: ${pair.refresh}\n`, [pair]],
    ['the words the other way round', `refresh ${pair.refresh} access ${pair.access}`, [pair]],
    ['two pairs', [pair.access, pair.refresh, other.access, other.refresh].join('\n'), [pair, other]],
    ['a pair and one alone', [pair.access, pair.refresh, other.access].join(' '), [pair, { access: other.access }]],
    ['two alone', `${pair.access}, ${other.access}`, [{ access: pair.access }, { access: other.access }]],
    ['the file of the vendor', JSON.stringify(creds, undefined, 2), [pair]],
    [
      'two such files, one after the other',
      `${JSON.stringify(creds)}\n${JSON.stringify({ access_token: other.access, refresh_token: other.refresh })}`,
      [pair, other],
    ],
    [
      'such a file and one alone beside it',
      `${other.access}\n${JSON.stringify(creds)}`,
      [{ access: other.access }, pair],
    ],
    ['the same the other way round', `${JSON.stringify(creds)}\n${other.access}`, [pair, { access: other.access }]],
    ['a file whose end is missing', JSON.stringify(creds).slice(0, -1), [pair]],
    ['names in another spelling', JSON.stringify({ accessToken: pair.access, refreshToken: pair.refresh }), [pair]],
    ['a list of them', JSON.stringify([{ workspace: 'one', ...creds }]), [pair]],
    [
      'with other fields, and one without a second half',
      JSON.stringify({ token_type: 'Bearer', expires_in: 300, access_token: pair.access }),
      [{ access: pair.access }],
    ],
    ['broken over lines', `${wrapped(pair.access)}\n${wrapped(pair.refresh)}`, [pair]],
    [
      'a static token of the older kind',
      fake.staticToken({ workspace: 'two' }),
      [{ access: expect.stringContaining('pat_') as string }],
    ],
    ['the second half alone', pair.refresh, [{ refresh: pair.refresh }]],
  ])('takes %s', (_name, text, expected) => {
    expect(tokensIn(text, false)).toEqual(expected.map((found) => ({ system: 'aac', ...found, isCut: false })))
  })

  it('takes what is none of AAC for one of Houston, where an address stands beside it', () => {
    const jwt = `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"x","exp":9}').toString('base64url')}.${'a'.repeat(43)}`
    expect(tokensIn(`${key}\n${jwt}`, true)).toEqual([
      { system: 'houston', token: key, isCut: false },
      { system: 'houston', token: jwt, isCut: false },
    ])
    expect(tokensIn(key, false)).toEqual([{ system: 'houston', token: key, isCut: false }])
  })

  it('marks what was cut, and finds nothing in words', () => {
    expect(tokensIn(pair.access.slice(0, 200), false)).toMatchObject([{ system: 'aac', isCut: true }])
    expect(tokensIn('these are no tokens, but ana@example.edu', false)).toEqual([])
  })
})

describe('entriesIn', () => {
  it.each([
    ['lines', 'ana@example.edu\nbo@example.edu\r\n', ['ana@example.edu', 'bo@example.edu'], []],
    [
      'commas, semicolons and tabs',
      'a@x.edu, b@x.edu;c@x.edu\td@x.edu',
      ['a@x.edu', 'b@x.edu', 'c@x.edu', 'd@x.edu'],
      [],
    ],
    [
      'names with addresses',
      'Ana Li <Ana@Example.edu>, "Bo, Jr." <bo@example.edu>',
      ['ana@example.edu', 'bo@example.edu'],
      [],
    ],
    [
      'a table',
      'Name;E-Mail;Group\nAna Li;ana@example.edu;7\nBo;bo@example.edu;',
      ['ana@example.edu', 'bo@example.edu'],
      [],
    ],
    [
      'domains',
      '@example.edu\n*@staff.example.edu\nexample.org',
      ['@example.edu', '@staff.example.edu', '@example.org'],
      [],
    ],
    ['one twice', 'ana@example.edu ANA@example.edu', ['ana@example.edu'], []],
    [
      'what is none',
      'ana@example.edu\nnobody at all\nbo@@example.edu',
      ['ana@example.edu'],
      ['nobody at all', 'bo@@example.edu'],
    ],
    ['a slip beside an address', 'ana@example.edu, bo@', ['ana@example.edu'], ['bo@']],
    ['links', 'mailto:ana@example.edu', ['ana@example.edu'], []],
    ['nothing', ' \n', [], []],
  ])('understands %s', (_name, text, entries, not) => {
    expect(entriesIn(text)).toEqual({ entries, not })
  })
})
