import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { peopleFromCsv, rosterFromCsv } from '../src/directory/csv.ts'
import { UserAdminError } from '../src/errors.ts'

const emails = (text: string): string[] => peopleFromCsv(text).map(({ email }) => email)

describe('peopleFromCsv', () => {
  it('reads what a spreadsheet saved: a byte order mark, semicolons, mixed case, duplicates, CRLF', () => {
    const text =
      '\uFEFFName;E-Mail;Group\r\nAna;Ana@Example.EDU;1\r\nBo;bo@example.edu;2\r\nAna again; ANA@example.edu ;3\r\n\r\n'
    expect(peopleFromCsv(text)).toEqual([
      { email: 'ana@example.edu', line: 2, columns: { name: 'Ana', 'e-mail': 'Ana@Example.EDU', group: '1' } },
      { email: 'bo@example.edu', line: 3, columns: { name: 'Bo', 'e-mail': 'bo@example.edu', group: '2' } },
    ])
  })

  it.each<[string, string]>([
    ['a list without a heading', 'ana@example.edu\nbo@example.edu'],
    ['commas', 'email,name\nana@example.edu,"Ruiz, Ana"\nbo@example.edu,Bo'],
    ['tabs', 'name\tmail\nAna\tana@example.edu\nBo\tbo@example.edu\n'],
    ['quoted line breaks', 'email,note\nana@example.edu,"first\nsecond"\nbo@example.edu,x'],
    ['a heading of its own', 'who\nana@example.edu\nbo@example.edu'],
    ['the column that holds addresses', 'no,contact\n1,ana@example.edu\n2,bo@example.edu'],
    ['display names', 'email\nAna Ruiz <ana@example.edu>\nbo@example.edu'],
    ['rows of different length', 'email,name\nana@example.edu\nbo@example.edu,Bo'],
    ['a short last row that is ended', 'email,name\nana@example.edu,Ana\nbo@example.edu\n'],
    ['a full last row that is not ended', 'email,name\nana@example.edu,Ana\nbo@example.edu,'],
    ['blanks after the last line break', 'email,name\nana@example.edu,Ana\nbo@example.edu\n  '],
    ['empty columns at the end', 'email;name;;\r\nana@example.edu;Ana;;\r\nbo@example.edu;Bo;;;;\r\n'],
    ['rows of empty cells', 'email;name\nana@example.edu;Ana\n;\n\u00A0;\nbo@example.edu;Bo\n;'],
    ['the line that names its delimiter', 'sep=;\r\nemail;a,b\r\nana@example.edu;1\r\nbo@example.edu;2\r\n'],
    ['a delimiter of another kind within quotes', '"email","a;b"\nana@example.edu,1\nbo@example.edu,2'],
    ['empty lines at the beginning', '\r\n \r\nemail;name\r\nana@example.edu;Ana\r\nbo@example.edu;Bo\r\n'],
    ['a heading that is repeated', 'E-Mail,Name\nana@example.edu,Ana\ne-mail,name\nbo@example.edu,Bo\n'],
    ['cells marked as text', "email\n'ana@example.edu\n'bo@example.edu'\n"],
    ['cells made text by a formula', 'email\n"=""ana@example.edu"""\nbo@example.edu\n'],
    ['blanks that do not break', 'email\u00A0,name\n\u00A0ana@example.edu\u00A0,x\n\u202Fbo@example.edu,y\n'],
    ['line breaks of several programs', 'email,name\r\nana@example.edu,Ana\nbo@example.edu,Bo\r'],
    ['line breaks of an old Macintosh', 'email,name\rana@example.edu,Ana\rbo@example.edu,Bo\r'],
  ])('takes %s', (_name, text) => {
    expect(emails(text)).toEqual(['ana@example.edu', 'bo@example.edu'])
  })

  it('knows the column by its number where there is no heading', () => {
    expect(peopleFromCsv('ana@example.edu;Ana')).toEqual([
      { email: 'ana@example.edu', line: 1, columns: { 0: 'ana@example.edu', 1: 'Ana' } },
    ])
  })

  it('counts lines as an editor does, whatever stands before a row', () => {
    const text = 'sep=,\r\n\r\n"e-mail","a\r\nb"\r\nana@example.edu,"1\n2\r3\r\n4"\r\n,\r\nbo@example.edu,x\r\n'
    expect(peopleFromCsv(text).map(({ line }) => line)).toEqual([5, 10])
  })

  it('has a column for each heading, empty where a row is shorter, and by its number where it has none', () => {
    expect(peopleFromCsv('email,,Note\nana@example.edu,1\n')).toEqual([
      { email: 'ana@example.edu', line: 2, columns: { email: 'ana@example.edu', 1: '1', note: '' } },
    ])
  })

  it('names every row whose address cannot be read, ten at most', () => {
    expect(() => peopleFromCsv('email,name\nana@example.edu,x\nana(at)example.edu,y\n,z')).toThrow(
      'The table has rows whose address cannot be read: line 3: "ana(at)example.edu"; line 4: no address.',
    )
    const many = `email\nana@example.edu\n${'x\n'.repeat(12)}`
    expect(() => peopleFromCsv(many)).toThrow('line 12: "x"; and 2 more.')
  })

  it('prefers the column that is surely of addresses, wherever it stands', () => {
    expect(emails('login,email\nana@corp.local,ana@example.edu')).toEqual(['ana@example.edu'])
  })

  it.each([
    ['email\nana@example.edu\nbo@example.edu, cy@example.edu\n', 'Line 3 of the table has more cells'],
    ['ana@example.edu;bo@example.edu\ncy@example.edu;dan@example.edu', '2 columns of e-mail addresses'],
    ['a,b\nana@example.edu,bo@example.edu', '2 columns of e-mail addresses'],
  ])('refuses to leave out somebody who stands in a cell that nobody reads: %o', (text, message) => {
    expect(() => peopleFromCsv(text)).toThrow(message)
  })

  it.each([
    ['email,name,role\nana@example.edu,Ana,editor\nbo@example.edu,B', 'ends within line 3, which has 2 of 3 cells'],
    ['email;name;;\r\nana@example.edu;Ana;;\r\nbo@example.edu;B', 'ends within line 3, which has 2 of 4 cells'],
    ['name,email\nAna,ana@example.edu\nBo', 'ends within line 3, which has 1 of 2 cells'],
    ['Ana,ana@example.edu\nBo', 'ends within line 2, which has 1 of 2 cells'],
    ['email,note\nana@example.edu,"first\nsec', 'a quoted cell does not end'],
  ])('refuses a file that was cut off: %o', (text, message) => {
    expect(() => peopleFromCsv(text)).toThrow(message)
  })

  it.each([
    ['', 'The table is empty'],
    ['sep=;\n', 'The table is empty'],
    ['email,Email\nana@example.edu,bo@example.edu\n', 'several columns headed "email"'],
    ['email\nEmail\n', 'a heading and nobody'],
    ['\n\n', 'The table is empty'],
    ['email\n', 'a heading and nobody'],
    ['name,group\nAna,1\nBo,2', 'no column of e-mail addresses'],
    ['email\n"ana@example.edu\nbo@example.edu', 'a quoted cell does not end'],
    ['email\nan"a@example.edu', 'cannot be read as a table'],
    ['e\u0000m\u0000a\u0000i\u0000l', 'no text in UTF-8'],
    ['email\nana\uFFFD@example.edu', 'no text in UTF-8'],
  ])('refuses %o', (text, message) => {
    expect(() => peopleFromCsv(text)).toThrow(message)
    expect(() => peopleFromCsv(text)).toThrow(expect.objectContaining({ problem: 'invalid' }) as Error)
  })

  it('answers with people or says why not, whatever the text is', () => {
    const piece = fc.constantFrom(
      'email',
      'role',
      'ana@example.edu',
      'bo@example.edu',
      'x',
      "'",
      '=',
      '"',
      ',',
      ';',
      '\t',
      '\n',
      '\r',
      ' ',
    )
    const text = fc.oneof(
      fc.array(piece, { maxLength: 30 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(text, fc.constantFrom(peopleFromCsv, rosterFromCsv), (file, read) => {
        try {
          expect('rows' in read(file) || peopleFromCsv(file).length > 0).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(UserAdminError)
          expect(error).toMatchObject({ problem: 'invalid', effect: 'none' })
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
