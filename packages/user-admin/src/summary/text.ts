// What is there and cannot be seen, or turns the order of what is: direction marks, zero-width characters, fillers, and
// control characters, among them those that a terminal obeys.
const unseen = /[\p{Cf}\p{DI}]|(?!\s)\p{Cc}/gu

/** The text as one line that shows what it holds: no line break, no control character, no run of blanks. */
export function oneLine(text: string): string {
  return text
    .replace(/\p{Cs}/gu, '\uFFFD')
    .replace(/[\u0085\u2800]/gu, ' ')
    .replace(unseen, '')
    .replace(/\s+/gu, ' ')
    .trim()
}

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u

/** How many columns of a terminal a line takes. */
export function widthOf(line: string): number {
  if (/^[\x20-\x7E]*$/.test(line)) return line.length
  let width = 0
  for (const letter of line) width += /\p{M}/u.test(letter) ? 0 : wide.test(letter) ? 2 : 1
  return width
}

// Letters, figures and the punctuation of sentences, none of which means anything to Markdown inside a line.
const harmless = /^[\p{L}\p{M}\p{N}'’‘“”"…–—.,;:(){}%/?!-]*$/u
// An address on the web, an emoji, a commit, an issue of a tracker: what a forge makes of plain words.
const meant = /\/\/|[\p{L}\p{N}]\.[\p{L}\p{N}]|:[^:]+:|^[0-9a-f]{7,}$|^[A-Z][A-Z0-9]*-\d+$/iu
const aListBegins = /^(?:-+|\d+[.)].*)$/u

/**
 * The line as Markdown that shows the same and does nothing: whatever could be markup, a link, a mention or a reference
 * stands in a code span, where forges let it be.
 */
export function markdown(text: string): string {
  return oneLine(text)
    .split(' ')
    .map((word, index) => {
      if (index === 0 && aListBegins.test(word)) return code(word)
      const core = bareWord(word)
      const isPlain = harmless.test(word) && !meant.test(word) && !meant.test(core)
      if (isPlain) return word
      const from = word.indexOf(core)
      return word.slice(0, from) + code(core) + word.slice(from + core.length)
    })
    .join(' ')
}

/** Without the quotes, brackets and points of the sentence around it. */
function bareWord(word: string): string {
  let from = 0
  let to = word.length
  while (from < to && '"\'“‘('.includes(word.charAt(from))) from += 1
  while (to > from && '"\'”’).,;:!?'.includes(word.charAt(to - 1))) to -= 1
  return word.slice(from, to)
}

/** A code span. In one with backticks there is no way to write some characters, least of all within a table. */
function code(text: string): string {
  if (text === '') return text
  if (!/[`|\\]/.test(text)) return `\`${text}\``
  return `<code>${text.replace(/[^\p{L}\p{M}\p{N}]/gu, (letter) => `&#${letter.codePointAt(0) ?? 0};`)}</code>`
}
