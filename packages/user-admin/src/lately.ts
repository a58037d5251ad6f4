/** A read that serves all who ask at once, and those who ask within so many milliseconds after it. A failed one serves nobody else. */
export function lately<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: { readonly value: Promise<T>; until: number } | undefined
  return () => {
    if (last !== undefined && performance.now() <= last.until) return last.value
    const mine = { value: read(), until: Number.POSITIVE_INFINITY }
    last = mine
    mine.value.then(
      () => {
        mine.until = performance.now() + milliseconds
      },
      () => {
        mine.until = Number.NEGATIVE_INFINITY
      },
    )
    return mine.value
  }
}
