import { describe, expect, it } from 'vitest'
import { except } from '../src/directory/combining.ts'
import { type CsvSourceOptions, csvSource } from '../src/directory/csv.ts'
import { peopleSource, type Snapshot } from '../src/directory/source.ts'
import { UserAdminError } from '../src/errors.ts'

const at = Date.parse('2026-11-22T12:00:00Z')
const given = (file: unknown, more: Partial<CsvSourceOptions> = {}): Promise<Snapshot> =>
  csvSource({ name: 'hr', read: () => file as string, now: () => at, ...more }).read()
const fault = (problem: string, message: string): Error =>
  expect.objectContaining({ problem, message: expect.stringContaining(message) as string }) as Error

describe('a CSV file that cannot be trusted', () => {
  it.each<[string, string | Uint8Array, string]>([
    ['nothing', '', 'The file is empty, as an export leaves it that was broken off'],
    ['blanks', '\uFEFF \r\n\r\n', 'The file is empty'],
    ['empty cells', ';;\n;;\n', 'The file holds no row, not even a heading'],
    ['a heading that is cut off', 'email,status', 'The file ends within line 1, without a line break'],
    [
      'a row that is cut off',
      'email,name\nana@example.edu,Ana\nbo@exam',
      'The file ends within line 3, without a line break',
    ],
    ['a quoted cell that is cut off', 'email,name\nana@example.edu,"An', 'The file ends within line 2'],
    ['a quoted cell that is cut off after a line', 'email,name\nana@example.edu,"An\n', 'a quoted cell does not end'],
    [
      'a letter that is cut off',
      Buffer.from('email,name\nana@example.edu,Zoë').subarray(0, -1),
      'The file ends within a letter, in line 2',
    ],
    [
      'half of UTF-16',
      Buffer.from('\uFEFFemail\na@b.edu\n', 'utf16le').subarray(0, -1),
      'The file ends within a letter',
    ],
    [
      'Windows-1252',
      Buffer.from('email,name\nana@example.edu,Zoë\n', 'latin1'),
      'The file is no text in UTF-8 (line 2)',
    ],
    ['UTF-16 without its mark', Buffer.from('email\na@b.edu\n', 'utf16le'), 'The file is no text in UTF-8'],
    ['a text that was read wrongly', 'email,name\nana@example.edu,Zo\uFFFD\n', 'The file is no text in UTF-8 (line 2)'],
    ['a sign-in page', '\r\n<!DOCTYPE html><html><body>Sign in</body></html>\n', 'The file is a web page'],
    ['XML', '<?xml version="1.0"?><users/>\n', 'The file is XML'],
    ['a spreadsheet', Buffer.from('PK\u0003\u0004 and so on'), 'The file is a spreadsheet (.xlsx)'],
    ['JSON', '[{"mail":"ana@example.edu"}]\n', 'read it with jsonSource'],
    ['no heading', 'ana@example.edu,Ana\n', 'Line 1 of the file is no heading'],
    [
      'no addresses',
      'no,name\n1,Ana\n',
      'No column of the file is headed "email": say which one holds the addresses, columns: { email: … }. Its columns are "no", "name".',
    ],
    ['a row without an address', 'email,name\n,Ana\n', 'line 2: no address, and no column of ids is named'],
    ['an address that is none', 'email\nana(at)example.edu\n', 'line 2: "ana(at)example.edu", which is no address'],
    [
      'an alias that is none',
      'email,aliases\nana@example.edu,System.String[]\n',
      'line 2: the alias "System.String[]", which is no address',
    ],
    ['a row that is too long', 'email,name\nana@example.edu,Berg, Ana\n', 'line 2: 3 cells where the heading has 2'],
    ['one id twice', 'email\nana@example.edu\n\nANA@example.edu\n', 'line 4: the id "ana@example.edu" of line 2 again'],
  ])('is incomplete: %s', async (_what, file, message) => {
    expect(await given(file)).toMatchObject({
      kind: 'incomplete',
      source: 'hr',
      reason: expect.stringContaining(message) as string,
    })
  })

  it('is empty, which only a person can say is meant, where it holds its heading and nobody', async () => {
    expect(await given('email,status\r\n')).toMatchObject({ kind: 'empty' })
    expect(await given('name,status\r\n')).toMatchObject({ kind: 'incomplete' })
  })

  it('names ten rows with their lines, and counts all of them and those that were understood', async () => {
    const rows = Array.from({ length: 12 }, (_, index) => `p${index}@example.edu,left\n`)
    const snapshot = await given(`email,status\nana@example.edu,active\n${rows.join('')}`)
    expect(snapshot).toMatchObject({ kind: 'incomplete', seen: 1 })
    expect(snapshot).toHaveProperty(
      'reason',
      expect.stringContaining('cannot be understood, 12 in all: line 3: the status "left"'),
    )
    expect(snapshot).toHaveProperty(
      'reason',
      expect.stringContaining('line 12: the status "left", which is in no list of statuses; and 2 more. Mend'),
    )
  })

  it('names the columns that are there where one that was named is not', async () => {
    const columns = { id: 'EmployeeID', email: 'Work mail', status: 'State' }
    expect(await given('EmployeeID,E-Mail\n1,ana@example.edu\n', { columns })).toHaveProperty(
      'reason',
      'The file has no column "Work mail", "State". Its columns are "EmployeeID", "E-Mail".',
    )
  })

  it('is incomplete where it holds more or fewer people than were said to be in it', async () => {
    const file = 'email\nana@example.edu\nbo@example.edu\n'
    expect(await given(file, { rows: async () => 3 })).toMatchObject({
      kind: 'incomplete',
      reason: 'The file holds 2 people, and 3 were said to be in it: have it written again.',
      seen: 2,
    })
    expect(await given(file, { rows: 1 })).toMatchObject({ kind: 'incomplete' })
    expect(await given(file, { rows: 2 })).toHaveProperty('proof', expect.stringContaining('as many as were said'))
    expect(await given('email\n', { rows: 2 })).toMatchObject({ kind: 'incomplete' })
  })

  it('tells of the time at which the file was written, where that is told', async () => {
    const written = at - 3_600_000
    const file = 'email\nana@example.edu\n'
    expect(await given(file, { writtenAt: () => written })).toMatchObject({
      kind: 'complete',
      asOf: '2026-11-22T11:00:00.000Z',
      readAt: '2026-11-22T12:00:00.000Z',
    })
    expect(await given(file, { writtenAt: () => written, maxAge: 3_600_000 })).toMatchObject({ kind: 'complete' })
    expect(await given(file, { writtenAt: () => written, maxAge: 3_599_999 })).toMatchObject({
      kind: 'incomplete',
      reason:
        'The file was written at 2026-11-22T11:00:00.000Z, which is longer ago than maxAge allows: see why no newer one came.',
    })
    let asked = 0
    const writtenAt = (): number => {
      asked += 1
      return at - 2 + asked
    }
    expect(await given(file, { writtenAt })).toHaveProperty(
      'reason',
      'The file was written while it was read: read it again once it is whole.',
    )
    expect(await given(file, { writtenAt: () => Number.NaN })).toMatchObject({ kind: 'incomplete' })
  })
})

describe('a CSV file that cannot be read', () => {
  it('is unavailable, with the code of the system and nothing else of its error', async () => {
    const missing = Object.assign(new Error('Bearer secret'), { code: 'ENOENT', path: '/data/hr.csv' })
    const reading = csvSource({ name: 'hr', read: () => Promise.reject(missing) }).read()
    await expect(reading).rejects.toThrow(
      fault('unavailable', 'The file of hr cannot be read (ENOENT, "/data/hr.csv"): see that'),
    )
    await expect(reading).rejects.not.toHaveProperty('cause')
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }),
    })
    await expect(csvSource({ name: 'hr', read: () => Promise.reject(refused) }).read()).rejects.toThrow(
      fault('unavailable', 'The file of hr cannot be read (ECONNREFUSED): see that'),
    )
    const odd = csvSource({
      name: 'hr',
      read: () => {
        throw new Error('secret')
      },
    })
    await expect(odd.read()).rejects.toThrow(fault('unavailable', 'The file of hr cannot be read: see that'))
  })

  it('passes on an error of ours, and makes a whole of several sources incomplete', async () => {
    const read = (): never => {
      throw new UserAdminError('forbidden', 'The share is closed.')
    }
    const source = csvSource({ name: 'hr', read })
    await expect(source.read()).rejects.toThrow(fault('forbidden', 'The share is closed.'))
    const rest = except('rest', peopleSource('corp', [{ id: '1', status: 'active' }]), [source])
    expect(await rest.read()).toHaveProperty('reason', expect.stringContaining('hr: The share is closed.'))
  })

  it.each([undefined, 7, { body: 'email\n' }])('refuses a file that is %o', async (file) => {
    await expect(given(file)).rejects.toThrow(fault('invalid', "it gives the file's bytes or text"))
  })

  it('ends with the signal, also while a file does not come', async () => {
    const stop = new AbortController()
    const signals: unknown[] = []
    const source = csvSource({
      name: 'hr',
      read: ({ signal }) => {
        signals.push(signal)
        return new Promise(() => undefined)
      },
    })
    const reading = source.read({ signal: stop.signal })
    stop.abort(new Error('enough'))
    await expect(reading).rejects.toThrow('enough')
    expect(signals).toEqual([stop.signal])
    await expect(source.read({ signal: stop.signal })).rejects.toThrow('enough')
    expect(signals).toHaveLength(1)
  })
})

describe('the options of a CSV source', () => {
  it.each<[string, object, string]>([
    ['no name', { name: ' ' }, 'needs a name'],
    ['no read', { read: 'hr.csv' }, 'needs read'],
    ['an option that there is not', { delimiter: ';' }, 'no option "delimiter"'],
    ['list, which is for JSON', { list: 'value' }, 'no option "list"'],
    ['a field that there is not', { columns: { mail: 'Mail' } }, 'columns has "mail": it has id, email'],
    ['a heading that is none', { columns: { email: ' ' } }, 'columns.email is " "'],
    ['several columns of addresses', { columns: { email: ['a', 'b'] } }, 'columns.email is'],
    ['no column of addresses', { columns: { email: false } }, 'columns.email is false'],
    ['no names', { columns: { name: [] } }, 'columns.name is []'],
    ['a status that there is not', { statuses: { left: ['x'] } }, 'statuses has "left"'],
    [
      'a word with two meanings',
      { statuses: { active: ['A'], deleted: ['a '] } },
      'statuses has "a " for active and for deleted',
    ],
    ['words that are no list', { statuses: { active: 'A' } }, 'statuses.active is a list'],
    ['no words', { statuses: {} }, 'statuses names no word'],
    ['statuses and no column', { statuses: { active: ['A'] }, columns: { status: false } }, 'leave one out'],
    ['half a row', { rows: 1.5 }, 'rows of hr is 1.5'],
    ['an age below zero', { maxAge: -1, writtenAt: () => 1 }, 'maxAge of hr is -1'],
    ['an age of no time', { maxAge: 1 }, 'needs writtenAt'],
  ])('are refused: %s', (_what, more, message) => {
    expect(() => csvSource({ name: 'hr', read: () => '', ...more })).toThrow(fault('invalid', message))
  })

  it('may want statuses from a file that then has to have them', async () => {
    expect(await given('email\nana@example.edu\n', { statuses: { active: ['A'] } })).toHaveProperty(
      'reason',
      expect.stringContaining('statuses'),
    )
  })
})
