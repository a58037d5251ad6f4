const base = 36
const highest = 0x10ff_ff

/**
 * A label of a domain without its `xn--`, as letters (RFC 3492 §6.2). The platform encodes (`URL`) and does not decode.
 *
 * Answers `undefined` for what no encoder writes.
 */
export function decodedLabel(label: string): string | undefined {
  const end = label.lastIndexOf('-')
  const points = Array.from(label.slice(0, Math.max(0, end)), (letter) => letter.charCodeAt(0))
  let code = 128
  let bias = 72
  let place = 0
  for (let at = end + 1; at < label.length; ) {
    const before = place
    for (let weight = 1, k = base; ; k += base) {
      const digit = digitOf(label.charCodeAt(at++))
      if (digit === undefined || place > highest * 64) return undefined
      place += digit * weight
      const threshold = Math.min(26, Math.max(1, k - bias))
      if (digit < threshold) break
      weight *= base - threshold
    }
    bias = adapted(place - before, points.length + 1, before === 0)
    code += Math.floor(place / (points.length + 1))
    place %= points.length + 1
    if (code > highest) return undefined
    points.splice(place++, 0, code)
  }
  return points.some((point) => point > 127) ? String.fromCodePoint(...points) : undefined
}

function digitOf(code: number): number | undefined {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26
  const letter = (code | 0x20) - 0x61
  return letter >= 0 && letter < 26 ? letter : undefined
}

function adapted(delta: number, count: number, first: boolean): number {
  let rest = Math.floor(delta / (first ? 700 : 2))
  rest += Math.floor(rest / count)
  let k = 0
  for (; rest > 455; k += base) rest = Math.floor(rest / 35)
  return k + Math.floor((36 * rest) / (rest + 38))
}
