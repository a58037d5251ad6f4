import type { Entry, Row } from './journal.ts'

/** What the first row calls the hash of the one before. */
export const beginning: string = '0'.repeat(64)

/** The end of a line: the hash is the last member, so the text that it is of is the line without it. */
const ending = (hash: string): string => `,"hash":"${hash}"}`
const endingLength: number = ending(beginning).length

/** A row's line without its hash: what the hash is of. */
export function textOf(entry: Entry, seq: number, at: string, prev: string): string {
  return JSON.stringify({ seq, at, prev, ...entry })
}

/** The line of a row. */
export const lineOf = (text: string, hash: string): string => `${text.slice(0, -1)}${ending(hash)}`

/** The text that a line's hash is of, and that hash; `undefined` for what is no row's line. */
export function parted(line: string): { readonly text: string; readonly hash: string } | undefined {
  const tail = line.slice(-endingLength)
  if (!/^,"hash":"[0-9a-f]{64}"\}$/.test(tail)) return undefined
  return { text: `${line.slice(0, -endingLength)}}`, hash: tail.slice(9, -2) }
}

/** The row that a line holds. */
export const rowOf = (line: string): Row => JSON.parse(line) as Row

/** SHA-256 as 64 hex digits: at once where the runtime can, as in Node, else when it is ready. */
export const sha256: (text: string) => string | Promise<string> = (() => {
  const node = globalThis.process?.getBuiltinModule?.('node:crypto')
  if (node !== undefined) return (text: string) => node.createHash('sha256').update(text).digest('hex')
  const encoder = new TextEncoder()
  return async (text: string) => {
    const bytes = await crypto.subtle.digest('SHA-256', encoder.encode(text))
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }
})()
