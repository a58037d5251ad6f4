import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvSourceOptions, csvSource } from '../src/directory/csv.ts'
import type { Snapshot, SourcePerson } from '../src/directory/source.ts'

const at = Date.parse('2026-11-22T12:00:00Z')
const given = (file: string | Uint8Array, more: Partial<CsvSourceOptions> = {}): Promise<Snapshot> =>
  csvSource({ name: 'hr', read: () => file, now: () => at, ...more }).read()
const people = async (
  file: string | Uint8Array,
  more?: Partial<CsvSourceOptions>,
): Promise<readonly SourcePerson[]> => {
  const snapshot = await given(file, more)
  if (snapshot.kind !== 'complete') throw new Error(JSON.stringify(snapshot))
  return snapshot.people
}
const reason = async (file: string | Uint8Array, more?: Partial<CsvSourceOptions>): Promise<string> => {
  const snapshot = await given(file, more)
  return snapshot.kind === 'incomplete' ? snapshot.reason : snapshot.kind
}
const utf16 = (text: string, mark: readonly number[]): Uint8Array => {
  const bytes = Buffer.from(text, 'utf16le')
  return Buffer.concat([Buffer.from(mark), mark[0] === 0xff ? bytes : bytes.swap16()])
}

describe('csvSource', () => {
  it('reads a table with its columns found by their headings', async () => {
    const file =
      '\uFEFFdisplayName;Mail;userPrincipalName;proxyAddresses;accountEnabled\r\n' +
      '"Berg; Ana";Ana@Example.EDU;ana@corp.example;SMTP:ana@example.edu|smtp:a@example.edu|X500:/o=x;TRUE\r\n' +
      '\r\n"Bo\r\nDe";bo@example.edu;bo;;falsch\r\n'
    expect(await given(file)).toMatchObject({
      kind: 'complete',
      source: 'hr',
      readAt: '2026-11-22T12:00:00.000Z',
      proof: 'Every row of the file was read, 2 in all, to its last line break.',
      people: [
        {
          id: 'ana@example.edu',
          email: 'ana@example.edu',
          name: 'Berg; Ana',
          upn: 'ana@corp.example',
          aliases: ['a@example.edu'],
          status: 'active',
        },
        { id: 'bo@example.edu', email: 'bo@example.edu', name: 'Bo De', status: 'disabled' },
      ],
    })
  })

  it('reads the columns that are named, however the heading is written', async () => {
    const file =
      'Employee_ID,Work mail,Second mail,First,Last,State,Last day,Teams,Grants\n' +
      '"=""007""",ana@example.edu,ana@old.example,Ana,Berg,In Dienst,,"A, B|C",viewer;editor\n' +
      '008,,,Bo,De,In Dienst,2026-11-20,,\n'
    expect(
      await people(file, {
        columns: {
          id: 'employee-id',
          email: 'Work Mail',
          aliases: ['Second mail'],
          name: ['First', 'Last'],
          status: 'state',
          leaves: 'LAST DAY',
          groups: 'Teams',
          roles: 'Grants',
        },
        statuses: { active: ['in dienst'] },
      }),
    ).toEqual([
      {
        id: '007',
        email: 'ana@example.edu',
        aliases: ['ana@old.example'],
        name: 'Ana Berg',
        status: 'active',
        roles: ['editor', 'viewer'],
        groups: ['A, B', 'C'],
      },
      { id: '008', name: 'Bo De', status: 'expired', since: '2026-11-21T12:00:00.000Z' },
    ])
  })

  it('says so where no column tells who is active', async () => {
    const snapshot = await given('email\nana@example.edu\n')
    expect(snapshot).toHaveProperty(
      'proof',
      'Every row of the file was read, 1 in all, to its last line break; it has no column of statuses, so everybody in it is active.',
    )
    expect(await people('email,status\nana@example.edu,x\n', { columns: { status: false } })).toHaveLength(1)
  })

  it('takes a bare list of addresses', async () => {
    expect((await people('ana@example.edu\nbo@example.edu\n')).map(({ id }) => id)).toEqual([
      'ana@example.edu',
      'bo@example.edu',
    ])
  })

  it('keeps an address that two people share: what it means is for a plan to say', async () => {
    const file = 'no,email\n1,ana@example.edu\n2,ana@example.edu\n'
    expect(await people(file, { columns: { id: 'no' } })).toHaveLength(2)
  })

  it.each<[string, string, string]>([
    ['status', 'ACTIVE ', 'active'],
    ['status', 'disabled', 'disabled'],
    ['status', 'Expired', 'expired'],
    ['status', 'deleted', 'deleted'],
    ['status', 'inactive', 'line 2: the status "inactive", which is in no list of statuses'],
    ['status', 'Terminated', 'line 2: the status "Terminated", which is in no list of statuses'],
    ['status', 'true', 'line 2: the status "true", which is in no list of statuses'],
    ['status', '', 'line 2: no status'],
    ['Account Enabled', 'True', 'active'],
    ['enabled', '0', 'disabled'],
    ['enabled', 'maybe', 'line 2: the status "maybe"'],
  ])('under the heading %s, understands %o as %s', async (heading, cell, status) => {
    const file = `email,${heading}\nana@example.edu,${cell}\n`
    const snapshot = await given(file)
    if (snapshot.kind === 'complete') expect(snapshot.people[0]?.status).toBe(status)
    else expect(snapshot).toHaveProperty('reason', expect.stringContaining(status))
  })

  it('holds to the words that are given, and to no others', async () => {
    const statuses = { active: ['A', ''], deleted: ['left'] }
    const file = (word: string): string => `email,status\nana@example.edu,${word}\n`
    expect(await people(file(''), { statuses })).toMatchObject([{ status: 'active' }])
    expect(await people(file('LEFT'), { statuses })).toMatchObject([{ status: 'deleted' }])
    expect(await reason(file('active'), { statuses })).toContain('the status "active"')
    expect(await reason('email,enabled\nana@example.edu,true\n', { statuses })).toContain('the status "true"')
  })

  it.each<[string, string]>([
    ['2026-11-22', 'active'],
    // Over at noon of the 22nd, where it lasts longest.
    ['2026-11-21', 'expired'],
    ['2026-11-20', 'expired'],
    ['20.11.2026', 'expired'],
    ['1.12.2026', 'active'],
    ['2026-11-22T11:59:59Z', 'expired'],
    ['2026-11-22 12:30:00+01:00', 'expired'],
    ['2026-11-22T13:30:00+0100', 'active'],
    ['2026-11-22 11:00', 'active'],
    ['2026-11-21 23:00', 'expired'],
    ['9999-12-31', 'active'],
    ['', 'active'],
    ['11/20/2026', 'the date "11/20/2026": write it as 2026-11-22'],
    ['2026-02-30', 'the date "2026-02-30"'],
    ['2026-13-01', 'the date "2026-13-01"'],
    ['2026-11-20T25:00Z', 'the date "2026-11-20T25:00Z"'],
    ['46348', 'the date "46348"'],
    ['1601-01-01', 'the date "1601-01-01"'],
    ['0001-01-01T00:00:00Z', 'the date'],
    ['soon', 'the date "soon"'],
  ])('takes the last day %o as %s', async (day, status) => {
    const snapshot = await given(`email,leaves\nana@example.edu,${day}\n`, { columns: { leaves: 'leaves' } })
    if (snapshot.kind === 'complete') expect(snapshot.people[0]?.status).toBe(status)
    else expect(snapshot).toHaveProperty('reason', expect.stringContaining(status))
  })

  it('lets a last day that is over make nobody less gone', async () => {
    const file = 'email,status,leaves\nana@example.edu,deleted,2026-01-01\nbo@example.edu,disabled,2027-01-01\n'
    expect(await people(file, { columns: { leaves: 'leaves' } })).toMatchObject([
      { status: 'deleted' },
      { status: 'disabled' },
    ])
  })

  it.each<[string, string | Uint8Array]>([
    ['UTF-8', Buffer.from('email,name\nana@example.edu,Zoë 🎓\n')],
    ['UTF-8 with its mark', Buffer.from('\uFEFFemail,name\nana@example.edu,Zoë 🎓\n')],
    ['the Unicode text of Excel', utf16('email\tname\r\nana@example.edu\tZoë 🎓\r\n', [0xff, 0xfe])],
    ['UTF-16 the other way round', utf16('email\tname\r\nana@example.edu\tZoë 🎓\r\n', [0xfe, 0xff])],
    ['a text', 'email,name\nana@example.edu,Zoë 🎓\n'],
  ])('reads %s', async (_name, file) => {
    expect(await people(file)).toMatchObject([{ email: 'ana@example.edu', name: 'Zoë 🎓' }])
  })

  it('does not choose which of two columns says who is active', async () => {
    const file = 'mail,status,Enabled\nana@example.edu,active,FALSE\n'
    expect(await reason(file)).toBe(
      'Several columns of the file may say who is active, "status" and "Enabled": say which one does, columns: { status: … }.',
    )
    expect(await people(file, { columns: { status: 'enabled' } })).toMatchObject([{ status: 'disabled' }])
  })

  it('finds no column twice, and gives up rather than choose', async () => {
    expect(await reason('email,E-Mail\nana@example.edu,bo@example.edu\n')).toBe(
      'The file has several columns headed "email": keep the one that is meant.',
    )
    expect(await people('mail,email\nold@example.edu,ana@example.edu\n')).toMatchObject([{ email: 'ana@example.edu' }])
  })

  it('is whole or says why not, wherever a file is cut off', async () => {
    const file = Buffer.from(
      'email,name,status\r\nana@example.edu,"Ana ""A"" Berg",active\r\nzoë@example.edu,"Zo\r\në",disabled\r\ncy@example.edu,,expired\r\n',
    )
    const whole = await people(file)
    for (let end = 0; end < file.length; end += 1) {
      const snapshot = await given(file.subarray(0, end))
      // Whole rows that are missing cannot be seen, and those that are there are right.
      if (snapshot.kind === 'complete') {
        expect(['\n', '\r', 'e', 'd']).toContain(String.fromCharCode(file[end - 1] ?? 0))
        expect(whole).toEqual(expect.arrayContaining([...snapshot.people]))
      }
      const counted = await given(file.subarray(0, end), { rows: 3 })
      if (counted.kind !== 'incomplete') expect(counted).toMatchObject({ people: whole })
    }
  })

  it('holds nobody who is in no row, whatever the text is', async () => {
    const piece = fc.constantFrom(
      'email',
      'status',
      'ana@example.edu',
      'bo@example.edu',
      'active',
      'left',
      '"',
      ',',
      ';',
      '\n',
      '\r',
      '\t',
      '=',
      ' ',
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const snapshot = await given(pieces.join(''))
        const found = snapshot.kind === 'complete' ? snapshot.people : []
        expect(found.filter(({ email = '?' }) => !pieces.join('').includes(email))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })
})
