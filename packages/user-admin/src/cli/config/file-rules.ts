import * as z from 'zod/mini'
import type { Columns } from '../../directory/csv.ts'
import type { FileForm, StatusesForm } from './form.ts'
import { also, type Of, object, oneOf, path, text, texts } from './rules.ts'

// An empty word is that of an empty cell.
const word = z.string({ error: 'must be a word' })
const words = z.union([word, z.array(word)], { error: 'must be a word or a list of words' })
const heading = text('the heading of a column')
const noHeading = z.union([heading, z.literal(false)], { error: 'must be the heading of a column, or false' })
const headings = z.union([heading, texts('the heading of a column')], {
  error: 'must be the heading of a column, or several',
})
const noHeadings = z.union([heading, texts('the heading of a column'), z.literal(false)], {
  error: 'must be the heading of a column, several, or false',
})
const count = 'must be a whole number from 0, or { file: PATH } of a file that holds it'
/** A source that is a file of people. */
export const file: Of<FileForm> = object<FileForm>('a source', {
  kind: oneOf('csv', 'json'),
  file: path,
  columns: also(
    object<Columns>('the columns, each by what it holds', {
      id: also(heading),
      email: also(heading),
      aliases: also(noHeadings),
      upn: also(noHeading),
      name: also(noHeadings),
      status: also(noHeading),
      leaves: also(heading),
      since: also(heading),
      roles: also(headings),
      groups: also(headings),
    }),
  ),
  statuses: also(
    object<StatusesForm>('the words of each status', {
      active: also(words),
      disabled: also(words),
      expired: also(words),
      deleted: also(words),
    }),
  ),
  rows: also(
    z.union(
      [
        z.int({ error: count }).check(z.minimum(0, { error: count })),
        object<{ readonly file: string }>('{ file }', { file: path }),
      ],
      {
        error: count,
      },
    ),
  ),
  maxAge: also(
    z
      .string({ error: 'must be a length of time, such as 36h or 7d' })
      .check(z.regex(/^\d{1,6}[mhdw]$/u, { error: 'must be a length of time, such as 36h or 7d' })),
  ),
  list: also(text('the name of a property')),
}).check(
  z.refine(({ kind, list }) => kind === 'json' || list === undefined, {
    error: 'has list, which only json has: leave it out',
  }),
)
