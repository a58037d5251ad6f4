/**
 * A line of this program to be typed as it is: the words that were typed, with these options in the place of what they
 * were before. `undefined` takes an option away.
 */
export function lineOf(
  words: readonly string[],
  options: readonly (readonly [name: string, value: string | undefined])[] = [],
): string {
  const names = new Set(options.map(([name]) => name))
  const kept = words.filter(
    (word, index) => !names.has(word) && !names.has(words[index - 1] ?? '') && !names.has(word.split('=', 1)[0] ?? ''),
  )
  const added = options.flatMap(([name, value]) => (value === undefined ? [] : [name, value]))
  const end = kept.indexOf('--')
  const [before, after] = end < 0 ? [kept, []] : [kept.slice(0, end), kept.slice(end)]
  return ['user-admin', ...before, ...added, ...after].map(quoted).join(' ')
}

/** As a shell takes it for one word. */
function quoted(word: string): string {
  if (/^[\p{L}\p{N}@%+=:,./_-]+$/u.test(word)) return word
  return process.platform === 'win32' ? `"${word.replaceAll('"', '""')}"` : `'${word.replaceAll("'", "'\\''")}'`
}
