import { UserAdminError } from '../errors.ts'
import type { Entry, Row } from './journal.ts'

/** What the first row calls the hash of the one before. */
export const beginning: string = '0'.repeat(64)

/** The end of a line: the hash is the last member, so the text that it is of is the line without it. */
const ending = (hash: string): string => `,"hash":"${hash}"}`
const endingLength: number = ending(beginning).length

/** JSON that stays one line for every reader: some take these two characters for the end of one. */
function oneLineJson(value: unknown): string {
  const text = JSON.stringify(value)
  return /[\u2028\u2029]/.test(text) ? text.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029') : text
}

/** A row's line without its hash: what the hash is of. */
export function textOf(entry: Entry, seq: number, at: string, prev: string): string {
  // A row that is written down once more gets a place of its own.
  const { seq: _seq, at: _at, prev: _prev, hash: _hash, ...said } = entry as Entry & Partial<Row>
  const text = oneLineJson({ seq, at, prev, ...said })
  // It would stay there for good, and all behind it would count as broken.
  if (typeof said.kind !== 'string' || linkOf(text) === undefined)
    throw new UserAdminError(
      'invalid',
      'This is no row of a journal: it has no kind, or would not begin as a row does.',
    )
  return text
}

/** The line of a row. */
export const lineOf = (text: string, hash: string): string => `${text.slice(0, -1)}${ending(hash)}`

/** The text that a line's hash is of, and that hash; `undefined` for what is no row's line. */
export function parted(line: string): { readonly text: string; readonly hash: string } | undefined {
  const from = line.length - endingLength
  if (from < 1 || !line.startsWith(',"hash":"', from) || !line.endsWith('"}')) return undefined
  return { text: `${line.slice(0, from)}}`, hash: line.slice(-66, -2) }
}

/** What a line says of its own place in the chain. */
export interface Link {
  readonly seq: number
  readonly at: string
  readonly prev: string
}

const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** The place that a line claims, by its beginning alone; `undefined` for what is no row's line. */
export function linkOf(line: string): Link | undefined {
  // By position, for each of a million rows: a pattern with groups takes as long as the hash.
  const end = line.indexOf(',')
  if (end < 8 || end > 23) return undefined
  const number = line.slice(7, end)
  const seq = Number(number)
  const at = line.slice(end + 7, end + 31)
  const isLink =
    line.startsWith('{"seq":') &&
    Number.isSafeInteger(seq) &&
    seq > 0 &&
    String(seq) === number &&
    line.startsWith(',"at":"', end) &&
    moment.test(at) &&
    line.startsWith('","prev":"', end + 31) &&
    line.startsWith('",', end + 105)
  return isLink ? { seq, at, prev: line.slice(end + 41, end + 105) } : undefined
}

/** The row that a line holds. */
export const rowOf = (line: string): Row => JSON.parse(line) as Row

/** SHA-256 as 64 hex digits: at once where the runtime can, as in Node, else when it is ready. */
export const sha256: (text: string) => string | Promise<string> = (() => {
  const node = globalThis.process?.getBuiltinModule?.('node:crypto')
  // In one call where there is such: to make an object for each row takes as long as to hash it.
  if (typeof node?.hash === 'function') return (text: string) => node.hash('sha256', text, 'hex')
  if (node !== undefined) return (text: string) => node.createHash('sha256').update(text).digest('hex')
  const encoder = new TextEncoder()
  return async (text: string) => {
    const bytes = await crypto.subtle.digest('SHA-256', encoder.encode(text))
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
})()
