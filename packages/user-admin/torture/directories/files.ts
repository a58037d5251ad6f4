import type { Person, Standing } from './company.ts'

/** A file in its parts: what stands before the people, one part for each of them, and what stands after. */
export interface Written {
  readonly text: string
  readonly head: string
  readonly rows: readonly string[]
  readonly tail: string
}

const words: Readonly<Partial<Record<Standing, string>>> = {
  active: 'Active',
  disabled: 'Disabled',
  expired: 'Expired',
  deleted: 'Deleted',
}
const quoted = (text: string): string => (/[;"\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
const listed = (people: readonly Person[]): readonly Person[] => people.filter(({ standing }) => standing in words)

/** As a spreadsheet saves it. */
export function asCsv(people: readonly Person[]): Written {
  const head = '\uFEFFId;Mail;Alias;Login;Name;Status\r\n'
  const rows = listed(people).map(
    ({ guid, mail, aliases, upn, name, standing }) =>
      `${[guid, mail, aliases.join('|'), upn, name, words[standing] ?? ''].map(quoted).join(';')}\r\n`,
  )
  return { text: head + rows.join(''), head, rows, tail: '' }
}

const entryOf = ({ guid, mail, aliases, upn, name, standing }: Person): string =>
  JSON.stringify({ Id: guid, Mail: mail, Alias: aliases, Login: upn, Name: name, Status: words[standing] })

/** As a program writes a list. */
export function asJson(people: readonly Person[]): Written {
  const rows = listed(people).map((person, index) => `${index === 0 ? '' : ',\n'}${entryOf(person)}`)
  return { text: `[${rows.join('')}]`, head: '[', rows, tail: ']' }
}

/** An object a line. */
export function asJsonLines(people: readonly Person[]): Written {
  const rows = listed(people).map((person) => `${entryOf(person)}\n`)
  return { text: rows.join(''), head: '', rows, tail: '' }
}
