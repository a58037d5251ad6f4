import { hashIn, lineFor, textIn } from './audit-rows.ts'
import { oneOf } from './spelling.ts'

/** Lines that were edited, and the numbers of the rows that it was done to. */
interface Edited {
  readonly lines: readonly string[]
  readonly rows: readonly number[]
}

/** Changes a part of a journal, never the last row of it: that one is nobody's witness. */
export type Edit = (lines: readonly string[], chance: () => number) => Edited

type Json = Record<string, unknown>
const whole = (number: number, chance: () => number): number => Math.floor(chance() * number)
const seqOf = (line: string): number => (JSON.parse(line) as { readonly seq: number }).seq

/** Does something to one row; with `rehashed`, its hash is made to fit. */
const toOne =
  (change: (text: string, chance: () => number) => string, rehashed = false): Edit =>
  (lines, chance) => {
    const index = whole(lines.length - 1, chance)
    const line = lines[index] ?? ''
    const text = rehashed ? textIn(line) : line
    let next = text
    for (let tries = 0; next === text && tries < 50; tries += 1) next = change(text, chance)
    if (next === text) next = `${text} `
    return { lines: lines.with(index, rehashed ? lineFor(next) : next), rows: [seqOf(line)] }
  }

const anyCharacter = (chance: () => number): string =>
  chance() < 0.7 ? String.fromCharCode(32 + whole(95, chance)) : String.fromCharCode(whole(0xd7ff, chance))
const at = (text: string, chance: () => number): number => whole(text.length, chance)
const splice = (text: string, from: number, drop: number, insert: string): string =>
  text.slice(0, from) + insert + text.slice(from + drop)

const byte = (text: string, chance: () => number): string =>
  splice(text, at(text, chance), whole(2, chance), chance() < 0.3 ? '' : anyCharacter(chance))
const digit = (text: string, chance: () => number): string => {
  const from = at(text, chance)
  return /[0-9a-f]/.test(text.charAt(from)) ? splice(text, from, 1, whole(16, chance).toString(16)) : text
}
const space = (text: string, chance: () => number): string => {
  const places = [...text.matchAll(/[,:{}]/g)].map(({ index }) => index)
  return splice(text, oneOf(places, chance) + whole(2, chance), 0, oneOf([' ', '\t', '\r', '\u00A0', '\uFEFF'], chance))
}
/** The same value, written in another way. */
const escaped = (text: string, chance: () => number): string => {
  const letters = [...text.matchAll(/(?<=[\w ])[a-zA-Z@ ](?=[\w ])/g)].map(({ index }) => index)
  const from = oneOf(letters, chance)
  const code = text.charCodeAt(from).toString(16).padStart(4, '0')
  return splice(text, from, 1, `\\u${chance() < 0.5 ? code : code.toUpperCase()}`)
}
const reordered = (text: string, chance: () => number): string => {
  const { hash, ...row } = JSON.parse(text) as Json
  const shuffled = Object.entries(row)
    .map((pair) => ({ pair, by: chance() }))
    .toSorted((a, b) => a.by - b.by)
    .map(({ pair }) => pair)
  return JSON.stringify({ ...Object.fromEntries(shuffled), ...(hash === undefined ? {} : { hash }) })
}
const field = (text: string, chance: () => number): string => {
  const row = JSON.parse(text) as Json
  const name = oneOf(
    Object.keys(row).filter((one) => !['seq', 'prev', 'hash', 'kind'].includes(one)),
    chance,
  )
  const value = row[name]
  if (name === 'at') return JSON.stringify({ ...row, at: '2026-06-06T06:06:06.006Z' })
  if (chance() < 0.2) return JSON.stringify({ ...row, [name]: undefined })
  return JSON.stringify({ ...row, [name]: typeof value === 'number' ? value + 1 : `${String(value)}x` })
}

const deleted: Edit = (lines, chance) => {
  const from = whole(lines.length - 1, chance)
  const count = Math.min(1 + whole(3, chance), lines.length - 1 - from)
  const rows = lines.slice(from, from + count).map(seqOf)
  return { lines: lines.toSpliced(from, count), rows }
}
/** A row that fits the one before in every way. */
const forged: Edit = (lines, chance) => {
  const index = 1 + whole(lines.length - 2, chance)
  const line = lines[index] ?? ''
  const made = { ...(JSON.parse(textIn(line)) as Json), by: 'nobody' }
  return { lines: lines.toSpliced(index, 0, lineFor(JSON.stringify(made))), rows: [seqOf(line)] }
}
const copied: Edit = (lines, chance) => {
  const index = whole(lines.length, chance)
  const to = 1 + whole(lines.length - 1, chance)
  return { lines: lines.toSpliced(to, 0, lines[index] ?? ''), rows: [seqOf(lines[to] ?? '')] }
}
const doubled: Edit = (lines, chance) => {
  const index = whole(lines.length, chance)
  const line = lines[index] ?? ''
  return { lines: lines.toSpliced(index + 1, 0, line), rows: [seqOf(line)] }
}
const swapped: Edit = (lines, chance) => {
  const one = whole(lines.length - 1, chance)
  const other = chance() < 0.5 ? one + 1 : (one + 1 + whole(lines.length - 1, chance)) % lines.length
  const [a = '', b = ''] = [lines[one], lines[other]]
  return { lines: lines.with(one, b).with(other, a), rows: [seqOf(a), seqOf(b)] }
}
const merged: Edit = (lines, chance) => {
  const index = whole(lines.length - 1, chance)
  const [a = '', b = ''] = [lines[index], lines[index + 1]]
  return { lines: lines.toSpliced(index, 2, a + oneOf(['', ' ', ','], chance) + b), rows: [seqOf(a), seqOf(b)] }
}
const split: Edit = (lines, chance) => {
  const index = whole(lines.length, chance)
  const line = lines[index] ?? ''
  const where = at(line, chance)
  return { lines: lines.toSpliced(index, 1, line.slice(0, where), line.slice(where)), rows: [seqOf(line)] }
}
const blank: Edit = (lines, chance) => {
  const index = whole(lines.length, chance)
  return { lines: lines.toSpliced(index, 0, ''), rows: [seqOf(lines[index] ?? '')] }
}
const hashesExchanged: Edit = (lines, chance) => {
  const one = whole(lines.length - 1, chance)
  const [a = '', b = ''] = [lines[one], lines[one + 1]]
  const next = lines.with(one, a.replace(hashIn(a), hashIn(b))).with(one + 1, b.slice(0, -66) + hashIn(a) + b.slice(-2))
  return { lines: next, rows: [seqOf(a), seqOf(b)] }
}

/** The lines from a place on, each behind the one before, as a forger would write them. */
function chained(lines: readonly string[], prev: string, change: (row: Json, index: number) => Json): string[] {
  let last = prev
  return lines.map((line, index) => {
    const row = change(JSON.parse(textIn(line)) as Json, index)
    const made = lineFor(JSON.stringify({ ...row, prev: last }))
    last = hashIn(made)
    return made
  })
}
const prevOf = (line = ''): string => (JSON.parse(line) as { readonly prev: string }).prev

const middle: Edit = (lines, chance) => {
  const from = whole(lines.length - 1, chance)
  const count = 1 + whole(Math.min(40, lines.length - 1 - from), chance)
  const part = lines.slice(from, from + count)
  const made = chained(part, prevOf(part[0]), (row, index) => (index === 0 ? { ...row, by: 'nobody' } : row))
  return { lines: lines.toSpliced(from, count, ...made), rows: part.map(seqOf) }
}
const renumbered: Edit = (lines, chance) => {
  const from = whole(lines.length, chance)
  const by = oneOf([1, 2, -1, 10, 2 ** 40], chance)
  const next = lines.map((line, index) =>
    index < from ? line : line.replace(/^\{"seq":\d+/, `{"seq":${Math.max(1, seqOf(line) + by)}`),
  )
  // A first row whose number stays what it was is not changed.
  const first = next.findIndex((line, index) => line !== lines[index])
  return { lines: next, rows: [seqOf(lines[Math.max(first, 0)] ?? '')] }
}

/** Edits of which a part of a journal is enough. */
export const edits: Readonly<Record<string, Edit>> = {
  byte: toOne(byte),
  digit: toOne(digit),
  space: toOne(space),
  escape: toOne(escaped),
  order: toOne(reordered),
  field: toOne(field),
  'space, with its hash': toOne(space, true),
  'escape, with its hash': toOne(escaped, true),
  'order, with its hash': toOne(reordered, true),
  'field, with its hash': toOne(field, true),
  'byte, with its hash': toOne(byte, true),
  deleted,
  forged,
  copied,
  doubled,
  swapped,
  merged,
  split,
  blank,
  'hashes exchanged': hashesExchanged,
  'a middle part chained anew': middle,
  'numbers shifted': renumbered,
}

/** Everything from a place to the end is written anew: only a number, or what a reader finds in it, gives it away. */
export const toTheEnd: Readonly<Record<string, Edit>> = {
  'taken out, and the rest chained anew': (lines, chance) => {
    const index = whole(lines.length - 1, chance)
    const gone = lines[index] ?? ''
    return {
      lines: [...lines.slice(0, index), ...chained(lines.slice(index + 1), prevOf(gone), (row) => row)],
      rows: [seqOf(gone)],
    }
  },
  'numbers shifted, and the rest chained anew': (lines, chance) => {
    const index = whole(lines.length, chance)
    const rest = lines.slice(index)
    const made = chained(rest, prevOf(rest[0]), (row) => ({ ...row, seq: (row['seq'] as number) + 1 }))
    return { lines: [...lines.slice(0, index), ...made], rows: [seqOf(rest[0] ?? '')] }
  },
  'said twice, and the rest chained anew': (lines, chance) => {
    const index = whole(lines.length, chance)
    const line = lines[index] ?? ''
    const twice = lineFor(
      textIn(line).replace(/\}$/, oneOf([',"seq":1000000}', ',"at":""}', ',"prev":""}', ',}'], chance)),
    )
    return {
      lines: [...lines.slice(0, index), twice, ...chained(lines.slice(index + 1), hashIn(twice), (row) => row)],
      rows: [seqOf(line)],
    }
  },
}
