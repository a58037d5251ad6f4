/** What `docs/console.md` promises in its table, as the tests hold it: by the beginning of its row. */
export const promises = {
  /** Milliseconds. */
  review: 60_000,
  /** Milliseconds of the processor. */
  longestTask: 200,
  longestTaskScrolling: 100,
  rows: 200,
  /** Milliseconds. */
  interactive: 1000,
  /** KB, compressed. */
  size: 150,
  interactions: 12,
} as const
