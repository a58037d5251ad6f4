/** What the library says of names like a wrong one: ` Did you mean "a", "b", or "c"?`; nothing where none is like it. */
export function didYouMean(wrong: string, names: readonly string[], before = '', quoted = true): string {
  const like = namesLike(wrong, names)
    .slice(0, 5)
    .map((name) => (quoted ? `"${name}"` : name))
  const last = like.at(-1)
  if (last === undefined) return ''
  const head = like.slice(0, -1)
  const list =
    like.length === 1 ? last : like.length === 2 ? `${head[0] ?? ''} or ${last}` : `${head.join(', ')}, or ${last}`
  return ` Did you mean ${before}${list}?`
}

/** Those at most half their or its length away, the nearest first; as near ones stay in the schema's order (graphql-js 14). */
function namesLike(wrong: string, names: readonly string[]): readonly string[] {
  return names
    .map((name) => ({ name, away: distance(wrong, name) }))
    .filter(({ name, away }) => away <= Math.max(wrong.length / 2, name.length / 2, 1))
    .toSorted((one, other) => one.away - other.away)
    .map(({ name }) => name)
}

/** Edits between two words: letters put in, taken out, changed, or two neighbours swapped; capitals alone count as one. */
function distance(one: string, other: string): number {
  if (one === other) return 0
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  if (a === b) return 1
  let older: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1
      const swap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      row.push(
        Math.min(
          (previous[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (previous[j - 1] ?? 0) + change,
          swap ? (older[j - 2] ?? 0) + change : Infinity,
        ),
      )
    }
    older = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
