import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvRosterRow, rosterFromCsv } from '../src/directory/csv.ts'
import { roster } from '../src/index.ts'

const invalid = (message: string): Error =>
  expect.objectContaining({ problem: 'invalid', message: expect.stringContaining(message) as string }) as Error

describe('rosterFromCsv', () => {
  it('reads one file of several workspaces, with deployments and teams', () => {
    const text = [
      'Name;E-Mail;Workspace;Roles;Deployment;Deployment Role;Team;Complete',
      'Ana;ANA@example.edu;spring;editor|viewer;;;;yes',
      'Ana;ana@example.edu;spring;;etl;admin;;',
      'Bo;bo@example.edu;https://app.example.com/w/ws2;viewer;;;analysts;no',
      '',
    ].join('\r\n')
    expect(rosterFromCsv(text)).toEqual({
      rows: [
        { email: 'ana@example.edu', workspace: 'spring', roles: ['editor', 'viewer'], line: 2 },
        { email: 'ana@example.edu', workspace: 'spring', deployment: 'etl', deploymentRole: 'admin', line: 3 },
        {
          email: 'bo@example.edu',
          workspace: 'https://app.example.com/w/ws2',
          roles: ['viewer'],
          team: 'analysts',
          line: 4,
        },
      ],
      complete: ['spring'],
      ignored: ['Name'],
    })
  })

  it('is what a roster is made of', () => {
    const text =
      'email,workspace,role,deployment,deployment role,complete\nana@example.edu,a,editor,etl,admin,yes\nana@example.edu,a,,ml,viewer,\nbo@example.edu,b,viewer,,,\n'
    const { rows, complete } = rosterFromCsv(text)
    expect(roster(rows, { complete, absent: 'remove' })).toMatchObject({
      complete: ['a'],
      entries: [
        { value: 'ana@example.edu', workspace: 'a', deployments: [{ deployment: 'etl' }, { deployment: 'ml' }] },
        { value: 'bo@example.edu', workspace: 'b', roles: ['viewer'] },
      ],
    })
  })

  it.each(['workspace role', 'Workspace_Role', 'WORKSPACE-ROLE', 'workspaceRole', ' workspace\u00A0 role ', 'Roles'])(
    'knows a column however its heading is spelled: %o',
    (heading) => {
      expect(rosterFromCsv(`email,${heading}\nana@example.edu,editor\n`).rows).toMatchObject([{ roles: ['editor'] }])
    },
  )

  it.each<[string, string, keyof CsvRosterRow]>([
    ['workspace id', 'ws1', 'workspace'],
    ['Workspace URL', 'https://app.example.com/w/ws1', 'workspace'],
    ['workspace_label', 'Spring class', 'workspace'],
    ['group', 'analysts', 'team'],
  ])('takes "%s" for what it is', (heading, cell, field) => {
    expect(rosterFromCsv(`email,${heading}\nana@example.edu,${cell}\n`)).toMatchObject({
      rows: [{ [field]: cell }],
      ignored: [],
    })
  })

  it.each([
    [',', 'editor|viewer'],
    [',', 'editor;viewer'],
    [',', 'editor + viewer'],
    ['\t', 'editor; viewer; editor;'],
    [';', 'editor|viewer'],
    [';', 'editor+viewer'],
  ])('divides several roles, in a table of %o by %o', (delimiter, roles) => {
    const text = `email${delimiter}roles\nana@example.edu${delimiter}${roles}\n`
    expect(rosterFromCsv(text).rows).toMatchObject([{ roles: ['editor', 'viewer'] }])
  })

  it('leaves a role whole that holds what divides the columns', () => {
    expect(rosterFromCsv('email;roles\nana@example.edu;"a;b"\n').rows).toMatchObject([{ roles: ['a;b'] }])
  })

  it('says nothing about roles, workspace or team where the cell is empty', () => {
    const [row] = rosterFromCsv(
      'email,role,workspace,team,deployment,deployment role\nana@example.edu,,,\u00A0,\n',
    ).rows
    expect(row).toEqual({ email: 'ana@example.edu', line: 2 })
  })

  it('takes a list of addresses alone', () => {
    expect(rosterFromCsv('ana@example.edu\nbo@example.edu')).toEqual({
      rows: [
        { email: 'ana@example.edu', line: 1 },
        { email: 'bo@example.edu', line: 2 },
      ],
      complete: [],
      ignored: [],
    })
  })

  it('names columns that it did not read, unless they are empty', () => {
    expect(rosterFromCsv('email,Rolle,Note,\nana@example.edu,editor,,\n').ignored).toEqual(['Rolle'])
  })

  it.each(['yes', 'TRUE', '1', 'x', 'X', 'ja', 'oui', 'si', 'Sí', 'WAHR'])('takes %o for complete', (cell) => {
    const text = `email,workspace,complete\nana@example.edu,a,${cell}\nbo@example.edu,b,\ncy@example.edu,a,\n`
    expect(rosterFromCsv(text).complete).toEqual(['a'])
  })
  it.each(['no', 'FALSE', '0', '', 'nein'])('takes %o for not complete', (cell) => {
    expect(rosterFromCsv(`email,workspace,complete\nana@example.edu,a,${cell}\n`).complete).toEqual([])
  })

  it.each<[string, string, string]>([
    [
      'is complete in one row and not in another',
      'email,workspace,complete\nana@example.edu,a,yes\nbo@example.edu,b,no\ncy@example.edu,a,no\n',
      'line 4: the workspace "a" is not complete here, and in line 2',
    ],
    [
      'is not complete in one row and is in another',
      'email,workspace,complete\nana@example.edu,a,no\nbo@example.edu,a,yes\n',
      'line 3: the workspace "a" is complete here, and not in line 2',
    ],
    [
      'is neither',
      'email,workspace,complete\nana@example.edu,a,maybe\n',
      'line 2: complete is "maybe": write yes or no',
    ],
    [
      'is complete and has no name',
      'email,complete\nana@example.edu,yes\n',
      'line 2: complete, and no workspace is named',
    ],
    [
      'is spelled in two ways, so that each list would lack the other’s people',
      'email,workspace,complete\nana@example.edu,Spring class,yes\nbo@example.edu,spring  Class,\n',
      'line 3: the workspace "spring  Class" is "Spring class" in line 2: write it in one way',
    ],
    [
      'is missing where other rows name one',
      'email,workspace\nana@example.edu,\nbo@example.edu,b\n',
      'line 2: no workspace, where other rows name one',
    ],
  ])('refuses a workspace that %s', (_name, text, message) => {
    expect(() => rosterFromCsv(text)).toThrow(invalid(message))
  })

  it.each([
    ['email,deployment\nana@example.edu,etl\n', 'line 2: the deployment "etl" without a deployment role'],
    [
      'email,deployment,deployment role\nana@example.edu,,admin\n',
      'line 2: the deployment role "admin" without a deployment',
    ],
    [
      'email,workspace id,workspace label\nana@example.edu,1,a\n',
      'two columns that say the same, "workspace id" and "workspace label"',
    ],
    ['ana@example.edu,editor\nbo@example.edu,viewer', 'no heading: name its columns'],
    ['email,role\nana@example.edu,editor\nbo@exam', 'ends within line 3, which has 1 of 2 cells'],
    ['email,role\nana@example.edu,editor,cy@example.edu\n', 'Line 2 of the table has more cells'],
    ['email,role\nana,editor\n,viewer\n', 'line 2: "ana"; line 3: no address.'],
    ['', 'The table is empty'],
  ])('refuses %o', (text, message) => {
    expect(() => rosterFromCsv(text)).toThrow(invalid(message))
  })

  it('names ten rows that are wrong, and counts the others', () => {
    const text = `email,deployment\n${'ana@example.edu,etl\n'.repeat(12)}`
    expect(() => rosterFromCsv(text)).toThrow(
      invalid('line 11: the deployment "etl" without a deployment role; and 2 more.'),
    )
  })
})

describe('a roster written down and read again', () => {
  // Whatever may stand in a cell, with what tables trip over; blanks at its edges are nobody's name.
  const text = fc
    .string({ minLength: 1, maxLength: 8, unit: fc.constantFrom(...'a b c é , ; " \' | + = @ - 日'.split(' '), ' ') })
    .map((cell) => `x${cell}x`)
  const role = text.map((cell) => cell.replaceAll(/[|;+]/gu, '.'))
  const row = fc.record({
    email: fc.constantFrom('ana@example.edu', 'bo.x+y@example.edu', 'cy@example.edu'),
    workspace: fc.constantFrom(
      'spring',
      'a, "b"; c',
      '=x+1',
      "d'e",
      'zwei  Blanks',
      'https://app.example.com/w/1?a=b;c',
    ),
    roles: fc.option(fc.uniqueArray(role, { minLength: 1, maxLength: 3 }), { nil: undefined }),
    place: fc.option(fc.record({ deployment: text, deploymentRole: text }), { nil: undefined }),
    team: fc.option(text, { nil: undefined }),
    note: fc.constantFrom('', 'x', 'two\nlines', 'two\r\nlines'),
  })
  const style = fc.record({
    delimiter: fc.constantFrom(',', ';', '\t'),
    newline: fc.constantFrom('\n', '\r\n', '\r'),
    mark: fc.constantFrom('', '\uFEFF'),
    end: fc.boolean(),
    quoted: fc.boolean(),
    between: fc.constantFrom('|', '+', ' | '),
  })

  it('is the same, with any delimiter, quotes and line ends', () => {
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 6 }),
        style,
        (people, { delimiter, newline, mark, end, quoted, between }) => {
          const cell = (value: string): string =>
            quoted || /[,;\t"\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value
          const lines = [
            ['note', 'email', 'workspace', 'roles', 'deployment', 'deployment role', 'team'],
            ...people.map(({ email, workspace, roles, place, team, note }) => [
              note,
              email,
              workspace,
              roles?.join(between) ?? '',
              place?.deployment ?? '',
              place?.deploymentRole ?? '',
              team ?? '',
            ]),
          ]
          const file = mark + lines.map((cells) => cells.map(cell).join(delimiter)).join(newline) + (end ? newline : '')
          let line = 2
          const expected = people.map(({ email, workspace, roles, place, team, note }) => {
            const begin = line
            line += note.includes('\n') ? 2 : 1
            return {
              email,
              workspace,
              ...(roles === undefined ? {} : { roles }),
              ...place,
              ...(team === undefined ? {} : { team }),
              line: begin,
            }
          })
          expect(rosterFromCsv(file).rows).toEqual(expected)
        },
      ),
      { numRuns: 500 },
    )
  })

  it('is refused when it was cut off within a row', () => {
    const lines = Array.from({ length: 5 }, (_, index) => `p${index}@example.edu,"spring, class",yes`)
    const file = `${['email,workspace,complete', ...lines].join('\n')}\n`
    // A cut between two rows, or within the last cell of one, cannot be told from a whole file.
    const isWhole = (part: string): boolean => /^email,workspace,complete\n(?:.+,".+",.*(?:\n|$))+$/u.test(part)
    const reads = (part: string): boolean => {
      try {
        return rosterFromCsv(part).rows.length > 0
      } catch {
        return false
      }
    }
    const parts = Array.from({ length: file.length + 1 }, (_, length) => file.slice(0, length))
    expect(parts.filter((part) => reads(part) && !isWhole(part))).toEqual([])
  })
})
