/** A read that serves all who ask at once, and those who ask within so many milliseconds after it. A failed one serves nobody else. */
export function lately<T>(read: () => Promise<T>, milliseconds: number): () => Promise<T> {
  let last: { readonly value: Promise<T>; until: number } | undefined
  return () => {
    if (last !== undefined && performance.now() <= last.until) return last.value
    const mine = { value: read(), until: Number.POSITIVE_INFINITY }
    last = mine
    void over(mine.value).then((isRead) => (mine.until = isRead ? performance.now() + milliseconds : -1))
    return mine.value
  }
}

/** Whether it came to a good end, once it has come to one. */
const over = async (work: Promise<unknown>): Promise<boolean> => {
  try {
    await work
    return true
  } catch {
    return false
  }
}
