import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CsvSourceOptions, csvSource } from '../src/directory/csv.ts'
import type { Snapshot, SourcePerson } from '../src/directory/source.ts'

const at = Date.parse('2026-11-22T12:00:00Z')
const given = (file: string | Uint8Array, more: Partial<CsvSourceOptions> = {}): Promise<Snapshot> =>
  csvSource({ name: 'hr', read: () => file, now: () => at, ...more }).read()
const words = { active: ['Active', 'Act'], expired: ['Active until', 'Gone'], disabled: ['No'], deleted: ['Nó"x'] }
const noLine =
  'The file ends within line 2, without a line break, as one does that was cut off: have it written again, or end it with a line break if it is whole.'

describe('a CSV file without a line break at its end', () => {
  it.each<[string, string, Partial<CsvSourceOptions>]>([
    ['a status that no other one begins with', 'email,status\nana@example.edu,active', {}],
    ['yes or no', 'email,enabled\nana@example.edu,FALSE', {}],
    ['yes or no in few letters', 'email,enabled\nana@example.edu,n ', {}],
    ['a status in quotes', 'email;status\nana@example.edu;"Gone"', { statuses: words }],
    [
      'a status that only a word of its own meaning begins with',
      'email,status\na@b.edu,Gon',
      { statuses: { expired: ['Gon', 'Gone'], active: ['A'] } },
    ],
    ['a column that nobody reads', 'email,note\nana@example.edu,on lea', {}],
    ['an empty cell of one', 'email,note\nana@example.edu,', {}],
    ['a column without a heading', 'email,\nana@example.edu,', {}],
    ['an address in quotes', 'name,email\nAna,"ana@example.edu"', {}],
    ['an address in quotes and nothing else', '"email"\n"ana@example.edu"', {}],
    ['a last day in quotes', 'email,until\nana@example.edu,"2026-12-31"', { columns: { leaves: 'until' } }],
    ['a row of empty cells that nobody reads', 'email,note\nana@example.edu,\n,', {}],
  ])('is whole where it ends with %s', async (_what, file, more) => {
    const ended = await given(`${file}\n`, more)
    expect(ended.kind).toBe('complete')
    expect(await given(file, more)).toEqual({
      ...ended,
      proof: expect.stringMatching(
        /^Every row of the file was read, \d in all, and no more of the last could change it/,
      ) as string,
    })
  })

  it.each<[string, string, Partial<CsvSourceOptions>]>([
    ['an address', 'name,email\nAna,ana@example.edu', {}],
    ['a name', 'email,name\nana@example.edu,Ana', {}],
    ['a name in quotes, which may go on after a quote', 'email,name\nana@example.edu,"Ana "', {}],
    ['aliases in quotes', 'email,aliases\nana@example.edu,"a@example.edu"', {}],
    ['an id in quotes', 'email,no\nana@example.edu,"7"', { columns: { id: 'no' } }],
    ['an address in quotes that is the id too', 'name,email\nAna,"ana@example.edu"', { columns: { id: 'email' } }],
    ['a last day', 'email,until\nana@example.edu,2026-12-31', { columns: { leaves: 'until' } }],
    ['a status that another one begins with', 'email,status\nana@example.edu,Active', { statuses: words }],
    ['a status that another one begins with, in quotes', 'email,status\nana@example.edu,"Active"', { statuses: words }],
    ['a status that needs an accent to be another one', 'email,status\nana@example.edu,No', { statuses: words }],
    ['an empty status', 'email,status\nana@example.edu,', { statuses: { active: [''], expired: ['Gone'] } }],
    ['a status that is none yet', 'email,status\nana@example.edu,activ', {}],
    ['too few cells', 'email,status,note\nana@example.edu,active', {}],
    ['too many cells', 'email,status\nana@example.edu,active,', {}],
    ['a quote that does not end', 'email,note\nana@example.edu,"on leave', {}],
    ['its heading once more', 'email,status\nemail,status', {}],
    ['a tab after a quote that is a new cell', 'email\tname\n"ana@example.edu"\t', {}],
  ])('is incomplete where it ends with %s', async (_what, file, more) => {
    expect(await given(file, more)).toMatchObject({ kind: 'incomplete', reason: noLine })
  })

  it('is incomplete where a row in it is wrong, whatever its end is', async () => {
    expect(await given('email,status\nbo,active\nana@example.edu,active')).toMatchObject({
      kind: 'incomplete',
      reason: expect.stringContaining('line 2: "bo", which is no address') as string,
    })
  })

  it('shows nobody other than the whole file does, wherever it is cut off', async () => {
    const columns = ['id', 'email', 'aliases', 'upn', 'name', 'status', 'until', 'groups', 'note']
    const text = fc.constantFrom('', 'Ana', 'Ana "A" Berg', 'a;"b"', 'Zoë, 2', 'two\nlines', '=1+1', '"', 'No')
    const address = fc.constantFrom('ana', 'bo', 'zoë').map((name) => `${name}@example.edu`)
    const cellOf: Record<string, fc.Arbitrary<string>> = {
      email: address,
      aliases: fc.oneof(fc.constant(''), address, fc.constant('x@example.edu;y@example.edu')),
      upn: fc.oneof(fc.constant(''), address),
      status: fc.constantFrom('Active', 'Active until', 'Gone', 'No', 'Nó"x'),
      until: fc.constantFrom('', '2026-12-31', '2026-11-20T10:00:00Z', '20.11.2026'),
    }
    const table = fc
      .record({
        order: fc.shuffledSubarray(columns, { minLength: 9 }),
        rows: fc.array(fc.record(Object.fromEntries(columns.map((name) => [name, cellOf[name] ?? text]))), {
          minLength: 1,
          maxLength: 2,
        }),
        quoting: fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }),
        mark: fc.constantFrom(',', ';', '\t'),
        end: fc.constantFrom('', '\n', '\r\n'),
      })
      .map(({ order, rows, quoting, mark, end }) => {
        const cell = (value: string, place: number): string =>
          quoting[place] === true || /[",;\t\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value
        const lines = rows.map((row, index) =>
          order.map((name, place) => cell(name === 'id' ? `${index + 10}` : (row[name] ?? ''), place)).join(mark),
        )
        return `${[order.join(mark), ...lines].join(end === '\r\n' ? '\r\n' : '\n')}${end}`
      })
    const more = { columns: { id: 'id', leaves: 'until', groups: 'groups' }, statuses: words }
    const peopleIn = (snapshot: Snapshot): readonly SourcePerson[] =>
      snapshot.kind === 'complete' ? snapshot.people : []
    await fc.assert(
      fc.asyncProperty(table, async (file) => {
        const bytes = Buffer.from(file)
        const whole = await given(bytes, more)
        const ended = await given(`${file}\n`, more)
        for (let end = 0; end < bytes.length; end += 1) {
          const cut = peopleIn(await given(bytes.subarray(0, end), more))
          expect(peopleIn(ended)).toEqual(expect.arrayContaining([...cut]))
        }
        if (whole.kind !== 'incomplete') expect(peopleIn(whole)).toEqual(peopleIn(ended))
      }),
      { numRuns: 60 },
    )
  })
})
