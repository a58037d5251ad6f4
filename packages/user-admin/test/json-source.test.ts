import { describe, expect, it } from 'vitest'
import { type JsonSourceOptions, jsonSource } from '../src/directory/csv.ts'
import type { Snapshot, SourcePerson } from '../src/directory/source.ts'

const at = Date.parse('2026-11-22T12:00:00Z')
const text = (value: unknown): string | Uint8Array =>
  typeof value === 'string' || value instanceof Uint8Array ? value : JSON.stringify(value)
const given = (value: unknown, more: Partial<JsonSourceOptions> = {}): Promise<Snapshot> =>
  jsonSource({ name: 'cloud', read: () => text(value), now: () => at, ...more }).read()
const people = async (value: unknown, more?: Partial<JsonSourceOptions>): Promise<readonly SourcePerson[]> => {
  const snapshot = await given(value, more)
  if (snapshot.kind !== 'complete') throw new Error(JSON.stringify(snapshot))
  return snapshot.people
}
const ana = { mail: 'ana@example.edu' }
const bo = { mail: 'bo@example.edu' }

describe('jsonSource', () => {
  it('reads what Microsoft Graph and PowerShell write', async () => {
    const file = [
      {
        id: '0b6e',
        displayName: 'Ana Berg',
        mail: 'Ana@Example.edu',
        userPrincipalName: 'ana@corp.example',
        proxyAddresses: ['SMTP:ana@example.edu', 'smtp:a@example.edu', 'X500:/o=x', 'SIP:ana@example.edu'],
        accountEnabled: true,
      },
      { id: '1c7f', displayName: null, mail: null, userPrincipalName: 'bo', accountEnabled: false },
    ]
    expect(
      await given({ '@odata.context': 'x', '@odata.count': 2, value: file }, { columns: { id: 'id' } }),
    ).toMatchObject({
      kind: 'complete',
      source: 'cloud',
      proof: 'Every entry of the file was read, 2 in all, to the end of its list.',
      people: [
        {
          id: '0b6e',
          email: 'ana@example.edu',
          aliases: ['a@example.edu'],
          upn: 'ana@corp.example',
          name: 'Ana Berg',
          status: 'active',
        },
        { id: '1c7f', status: 'disabled' },
      ],
    })
    expect(await people(file, { columns: { id: 'ID' } })).toHaveLength(2)
  })

  it('follows a path, through lists as well', async () => {
    const file = {
      Resources: [
        {
          userName: 'ana@example.edu',
          active: true,
          name: { formatted: 'Ana Berg' },
          emails: [{ value: 'ana@example.edu' }, { value: 'a@example.edu' }],
          groups: [{ display: 'A;B' }, { display: 'C' }],
          employee: { number: 7, last: '2026-11-01' },
        },
      ],
      totalResults: 1,
    }
    const columns = {
      id: 'employee.number',
      name: 'name.formatted',
      aliases: 'emails.value',
      groups: 'groups.display',
      leaves: 'employee.last',
    }
    expect(await people(file, { columns })).toEqual([
      {
        id: '7',
        email: 'ana@example.edu',
        aliases: ['a@example.edu'],
        name: 'Ana Berg',
        status: 'expired',
        since: '2026-11-02T12:00:00.000Z',
        groups: ['A;B', 'C'],
      },
    ])
  })

  it('divides what is one text, and not what is a list', async () => {
    const columns = { groups: 'groups' }
    expect(
      await people(
        [
          { ...ana, groups: 'A|B, C' },
          { ...bo, groups: ['A|B', 'C'] },
        ],
        { columns },
      ),
    ).toMatchObject([{ groups: ['A', 'B, C'] }, { groups: ['A|B', 'C'] }])
  })

  it.each<[string, unknown]>([
    ['a list', [ana, bo]],
    ['a list with a mark before it', `\uFEFF${JSON.stringify([ana, bo])}`],
    ['a list over many lines', JSON.stringify([ana, bo], null, 2)],
    ['a list in an object', { anything: [ana, bo], total: 2 }],
    ['a list beside lists of texts', { tags: ['x'], value: [ana, bo], next: null, hasMore: false }],
    ['the only page', { users: [ana, bo], pages: 1, isLastPage: true, total: '2', errors: [], error: null }],
    ['JSON Lines', `${JSON.stringify(ana)}\n\n${JSON.stringify(bo)}\n`],
    ['JSON Lines without a last line break', `${JSON.stringify(ana)}\r\n${JSON.stringify(bo)}`],
    ['UTF-16', Buffer.from(`\uFEFF${JSON.stringify([ana, bo])}`, 'utf16le')],
  ])('takes %s', async (_what, file) => {
    expect((await people(file)).map(({ email }) => email)).toEqual(['ana@example.edu', 'bo@example.edu'])
  })

  it('takes one person alone, as PowerShell writes a list of one', async () => {
    expect(await people({ ...ana, proxyAddresses: [] })).toHaveLength(1)
    expect(await people(JSON.stringify({ ...ana, proxyAddresses: ['smtp:a@example.edu'] }, null, 2))).toHaveLength(1)
  })

  it('takes the list that is named', async () => {
    const file = { staff: [ana], guests: [bo] }
    expect(await people(file, { list: 'guests' })).toMatchObject([{ email: 'bo@example.edu' }])
    expect(await given({ staff: [] }, { list: 'staff' })).toMatchObject({ kind: 'empty' })
  })

  it.each<[string, unknown]>([
    ['an empty list', []],
    ['an empty list in an object', { value: [] }],
  ])('is empty, which only a person can say is meant: %s', async (_what, file) => {
    expect(await given(file)).toMatchObject({ kind: 'empty' })
    expect(await given(file, { rows: 3 })).toMatchObject({ kind: 'incomplete' })
  })

  it.each<[string, unknown, string]>([
    ['nothing', '', 'The file is empty'],
    ['a sign-in page', '<html></html>', 'The file is a web page'],
    ['a table', 'email\nana@example.edu\n', 'no JSON with a list in it: a table is read with csvSource'],
    [
      'a list that is cut off',
      '[{"mail":"ana@example.edu"},\n{"mail":"bo@exam',
      'ends too soon, in line 2: it was cut off',
    ],
    ['a list that is cut off between two', '[{"mail":"ana@example.edu"},\n', 'ends too soon, in line 2'],
    [
      'a line that is cut off',
      `${JSON.stringify(ana)}\n{"mail":"bo@exam`,
      'The file ends within line 2, which is no whole object',
    ],
    [
      'a line that is none',
      `${JSON.stringify(ana)}\n-\n${JSON.stringify(bo)}\n`,
      'Line 2 of the file is no JSON object',
    ],
    ['a fault within', '[{"mail":"ana@example.edu"},\n{mail:1}]', 'no JSON that can be read, from line 2'],
    ['a fault of one letter', '[{"mail":"ana@example.edu"},x]', 'no JSON that can be read'],
    ['two lists after each other', '[{"mail":"ana@example.edu"}]\n[]', 'no JSON that can be read, from line 2'],
    ['a text', '"ana@example.edu"', 'no JSON with a list in it'],
    ['a list of texts', ['ana@example.edu'], 'Entry 1 of the list is no object: "ana@example.edu"'],
    ['an error', { error: { code: 'InvalidAuthenticationToken' } }, 'no list of people: it is an object with "error"'],
    ['an error in one line', { message: 'Unauthorized' }, 'No column of the file is headed "email"'],
    [
      'one page of several',
      { value: [ana], '@odata.nextLink': 'https://x' },
      'one page of several, as its "@odata.nextLink" says',
    ],
    ['a page that says so beside', { data: [ana], links: { next: '/2' } }, 'one page of several, as its "next" says'],
    ['a page with more', { data: [ana], has_more: true }, 'one page of several'],
    ['a page by its address', { data: [ana], next_page_url: '/2' }, 'one page of several'],
    ['the first of some pages', { users: [ana], page: 1, totalPages: 5 }, 'as its "totalPages" says'],
    ['a page that says it is not the last', { users: [ana], isLastPage: false }, 'as its "isLastPage" says'],
    ['fewer than a text counts', { Resources: [ana], totalResults: '2' }, 'and 2 by its own "totalResults"'],
    ['an error beside its list', { value: [ana], error: { code: 'x' } }, 'The file has "error" beside its list'],
    ['an error and nobody', { users: [], errors: ['x'] }, 'The file has "errors" beside its list'],
    ['a page that is empty', { value: [], nextPageToken: 'x' }, 'one page of several'],
    [
      'fewer than are counted',
      { Resources: [ana], totalResults: 2 },
      'holds 1 entries, and 2 by its own "totalResults"',
    ],
    ['none of those that are counted', { value: [], '@odata.count': 7 }, 'holds 0 entries, and 7'],
    [
      'several lists',
      { staff: [ana], guests: [bo] },
      'several lists, "staff", "guests": say which one holds the people, list: "staff"',
    ],
    ['an empty list of anything', { name: 'x', tags: [] }, 'No column of the file is headed "email"'],
    ['an entry without an address', [ana, { name: 'Bo' }], 'entry 2: no address'],
    ['an entry without a status', [{ ...ana, enabled: true }, bo], 'entry 2: no status'],
    ['a line without an address', `${JSON.stringify(ana)}\n\n{"name":"Bo"}\n`, 'line 3: no address'],
    ['several addresses', [{ email: ['a@b.edu', 'c@d.edu'] }], 'entry 1: 2 values where one email is expected'],
    ['an object where a text is', [{ ...ana, status: { value: 'active' } }], 'entry 1: "status" is no text'],
    ['one person twice', [ana, bo, ana], 'entry 3: the id "ana@example.edu" of entry 1 again'],
    ['two ways to write a property', [{ ...ana, Mail: 'x@y.edu' }], 'several columns headed "mail"'],
    ['a property of every object', [{ ...ana, toString: 'x' }], 'complete'],
  ])('tells %s', async (_what, file, message) => {
    const snapshot = await given(file)
    expect(snapshot.kind === 'incomplete' ? snapshot.reason : snapshot.kind).toContain(message)
  })

  it('refuses an id that JSON cannot hold to its last digit', async () => {
    const file = '[{"mail":"ana@example.edu","no":12345678901234567890}]'
    expect(await given(file, { columns: { id: 'no' } })).toHaveProperty(
      'reason',
      expect.stringContaining('"no" is no text, and no whole number of fifteen digits at most'),
    )
  })

  it.each<[string, object, string]>([
    ['a property', { id: 'ID', email: 'work' }, 'no column "ID", "work". Its columns are "mail", "profile".'],
    ['a path', { id: 'profile.no' }, 'no column "profile.no"'],
    ['what every object has', { id: 'constructor' }, 'no column "constructor"'],
    ['what every object has, on a path', { id: 'profile.constructor' }, 'no column "profile.constructor"'],
  ])('names the properties that are there where %s that was named is not', async (_what, columns, message) => {
    expect(await given([{ ...ana, profile: { id: 1 } }], { columns })).toHaveProperty(
      'reason',
      expect.stringContaining(message),
    )
  })

  it('quotes nothing of a file that it cannot read', async () => {
    const snapshot = await given('[{"mail":"ana@example.edu","token":"secret-1" "x"}]')
    expect(snapshot).toHaveProperty('reason', expect.not.stringContaining('secret'))
  })

  it('is whole or says why not, wherever a file is cut off', async () => {
    const file = Buffer.from(JSON.stringify([ana, { mail: 'zoë@example.edu' }, bo]))
    for (let end = 0; end < file.length; end += 1)
      expect(await given(file.subarray(0, end))).toMatchObject({ kind: 'incomplete' })
  })

  it.each([
    ['an empty list name', { list: '' }, 'list is ""'],
    ['an option that there is not', { path: 'x' }, 'no option "path"'],
    ['no name', { name: '' }, 'needs a name'],
  ])('refuses %s', (_what, more, message) => {
    expect(() => jsonSource({ name: 'cloud', read: () => '', ...more })).toThrow(message)
  })
})
