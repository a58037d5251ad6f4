/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function random(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** One of a list, by chance. */
export const oneOf = <T>(list: readonly T[], chance: () => number): T => list[Math.floor(chance() * list.length)] as T

// Written down by eye, from fonts and not from Unicode's data, so that the product is judged by somebody else.
const lookAlikes: Readonly<Record<string, string>> = {
  a: 'аɑαᴀ',
  b: 'ЬƄ',
  c: 'сϲᴄ',
  d: 'ԁⅾ',
  e: 'еҽᴇ',
  f: 'ϝք',
  g: 'ɡց',
  h: 'һհ',
  i: 'іıιɪ',
  j: 'јϳ',
  k: 'кκᴋ',
  l: 'ӏʟ',
  m: 'мᴍ',
  n: 'ոռɴ',
  o: 'оοօσᴏ',
  p: 'рρ',
  q: 'ԛգ',
  r: 'гᴦ',
  s: 'ѕꜱ',
  t: 'тτᴛ',
  u: 'υսᴜ',
  v: 'νѵᴠ',
  w: 'ԝաᴡ',
  x: 'хχ',
  y: 'уγү',
  z: 'ᴢʐ',
  A: 'АΑᎪ',
  B: 'ВΒᏴ',
  C: 'СϹᏟ',
  D: 'Ꭰꓓ',
  E: 'ЕΕᎬ',
  G: 'ԌᏀ',
  H: 'НΗᎻ',
  I: 'ІΙӀ',
  J: 'ЈᎫ',
  K: 'КΚᏦ',
  L: 'ᏞꓡԼ',
  M: 'МΜᎷ',
  N: 'Νꓠ',
  O: 'ОΟՕ',
  P: 'РΡᏢ',
  S: 'ЅՏᏚ',
  T: 'ТΤᎢ',
  U: 'Սꓴ',
  V: 'ᏙѴ',
  W: 'ᎳԜ',
  X: 'ХΧ',
  Y: 'ΥҮ',
  Z: 'ΖᏃ',
  "'": '’ʼ',
  '-': '‐–−',
}

const unseen = ['\u200B', '\u200C', '\u200D', '\u2060', '\uFEFF', '\u00AD', '\u202A', '\u200E', '\u034F', '\u2066']
const unseenRarely = ['\u3164', '\u115F', '\uFE0F', '\u{E0041}', '\u180E', '\u061C', '\u2800', '\u206A', '\u{1D173}']

// Where the small Latin alphabet begins again: bold, italic, script, sans, monospace, and fullwidth.
const alphabets = [0x1d41a, 0x1d482, 0x1d4b6 + 52, 0x1d5ba, 0x1d68a, 0xff41]
const fullwidth = (character: string): string => String.fromCodePoint(character.charCodeAt(0) + 0xfee0)

function compatible(character: string, chance: () => number): string {
  if (/[a-z]/.test(character)) {
    const code = oneOf(alphabets, chance) + character.charCodeAt(0) - 0x61
    return String.fromCodePoint(code)
  }
  return /[!-~]/.test(character) && !/[<>()[\]"]/.test(character) ? fullwidth(character) : character
}

function each(text: string, change: (character: string) => string): string {
  let changed = ''
  for (const character of text) changed += change(character)
  return changed
}

type Wrap = (address: string, name: string) => string
const wraps: readonly Wrap[] = [
  (address) => `  ${address}\u00A0`,
  (address) => `<${address}>`,
  (address, name) => `${name} <${address}>`,
  (address, name) => `"${name.split(' ').toReversed().join(', ')}" <${address}>;`,
  (address, name) => `${address} (${name})`,
  (address, name) => `${name} (${address})`,
  (address) => `'${address}' <${address}>`,
  (address) => `${address}<mailto:${encodeURI(address)}>`,
  (address) => `<mailto:${address}|${address}>`,
  (address, name) => `[${name}](mailto:${encodeURIComponent(address)})`,
  (address) => `mailto:${address}?subject=Hello%20you`,
  (address) => `MAILTO:${encodeURIComponent(address)}`,
  (address) => `SMTP:${address}`,
  (address) => `"${address}"`,
  (address) => `“${address}”,`,
  (address) => `${address};`,
  (address) => `• ${address}`,
  (address) => `\t${address}\r\n`,
  (address) => address.replace(/^([^@＠"]+)([@＠])/u, '"$1"$2'),
]

/** One mailbox, written as a paste, a form or somebody who means ill would write it: about half of it compositions. */
export function spelt(address: string, name: string, chance: () => number): string {
  let text = address
  if (chance() < 0.5) text = each(text, (character) => (chance() < 0.3 ? character.toUpperCase() : character))
  else if (chance() < 0.2) text = text.toUpperCase()
  if (chance() < 0.15) text = text.normalize(chance() < 0.5 ? 'NFD' : 'NFKC')
  if (chance() < 0.1) text = text.normalize('NFD').replace(/\p{M}/gu, '')
  if (chance() < 0.3) {
    const often = chance()
    text = each(text, (character) => {
      const alike = lookAlikes[character]
      return alike !== undefined && chance() < often ? oneOf(Array.from(alike), chance) : character
    })
  }
  if (chance() < 0.3) text = inPunycode(text)
  if (chance() < 0.25) text += oneOf(['.', '。', '．', '..'], chance)
  if (chance() < 0.3) {
    const often = chance()
    text = each(text, (character) => (chance() < often ? compatible(character, chance) : character))
  }
  if (chance() < 0.4) {
    const marks = chance() < 0.7 ? unseen : unseenRarely
    text = each(text, (character) => (chance() < 0.2 ? character + oneOf(marks, chance) : character))
  }
  return chance() < 0.5 ? text : oneOf(wraps, chance)(text, name)
}

function inPunycode(text: string): string {
  const at = text.lastIndexOf('@')
  const domain = new URL(`http://${text.slice(at + 1)}`).hostname
  return `${text.slice(0, at + 1)}${domain}`
}
