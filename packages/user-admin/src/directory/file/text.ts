import { UserAdminError } from '../../errors.ts'

/**
 * The text of a file: UTF-8, or UTF-16 with the mark that spreadsheets put before it.
 *
 * @throws {UserAdminError} `invalid` for another encoding, a file that ends within a letter, one that is empty, and one
 * that is no text at all, such as a spreadsheet's own file or a web page.
 */
export function textOf(content: string | Uint8Array): string {
  const text = typeof content === 'string' ? content : decoded(content)
  if (text.includes('\u0000') || text.includes('\uFFFD'))
    throw notUtf8(`line ${lineAt(text, Math.max(text.indexOf('\u0000'), text.indexOf('\uFFFD')))}`)
  if (text.trim() === '')
    throw new UserAdminError(
      'invalid',
      'The file is empty, as an export leaves it that was broken off: see why, and have it written again.',
    )
  if (/^\uFEFF?\s*<(?:!doctype\s+html|html|head|body|script)\b/iu.test(text.slice(0, 1_000)))
    throw new UserAdminError(
      'invalid',
      'The file is a web page: a sign-in page may have been saved in its place. Sign in and download it again.',
    )
  if (/^\uFEFF?\s*<[?!a-z]/iu.test(text.slice(0, 1_000)))
    throw new UserAdminError('invalid', 'The file is XML: export it as CSV or JSON.')
  return text
}

/** The line in which a place of a text is, counted from 1. */
export function lineAt(text: string, place: number): number {
  let line = 1
  for (let at = 0; at < place; at += 1) {
    const letter = text.charCodeAt(at)
    if (letter === 10 || (letter === 13 && text.charCodeAt(at + 1) !== 10)) line += 1
  }
  return line
}

/** What other files begin with. */
const others: readonly (readonly [begin: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 3, 4], 'a spreadsheet (.xlsx) or an archive'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'a spreadsheet (.xls)'],
  [[0x1f, 0x8b], 'compressed (gzip)'],
  [[0x25, 0x50, 0x44, 0x46], 'a PDF'],
]

function decoded(bytes: Uint8Array): string {
  const begins = (...mark: readonly number[]): boolean => mark.every((byte, at) => bytes[at] === byte)
  const other = others.find(([mark]) => begins(...mark))
  if (other !== undefined)
    throw new UserAdminError('invalid', `The file is ${other[1]} and no text: save it as "CSV UTF-8" or as JSON.`)
  if (begins(0xff, 0xfe)) return decodedAs('utf-16le', bytes)
  return decodedAs(begins(0xfe, 0xff) ? 'utf-16be' : 'utf-8', bytes)
}

function decodedAs(encoding: 'utf-8' | 'utf-16le' | 'utf-16be', bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    const text = new TextDecoder(encoding).decode(bytes)
    if (isCut(encoding, bytes))
      throw new UserAdminError(
        'invalid',
        `The file ends within a letter, in line ${lineAt(text, text.length)}: it was cut off, or is no text in UTF-8. Have it written again, as "CSV UTF-8".`,
      )
    throw notUtf8(`line ${lineAt(text, text.indexOf('\uFFFD'))}`)
  }
}

/** Whether everything before the last letter can be read. */
function isCut(encoding: string, bytes: Uint8Array): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    return false
  }
}

const notUtf8 = (where: string): UserAdminError =>
  new UserAdminError(
    'invalid',
    `The file is no text in UTF-8 (${where}), so its names and addresses cannot be told: save it as "CSV UTF-8".`,
  )
