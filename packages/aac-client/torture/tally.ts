/** What a torture counted, and what it holds against the code. */
export interface Tally {
  expiries: number
  calls: number
  exchanges: number
  generations: number
  clockJumps: number
  killed: number
  terminated: number
  /** Pairs lost to a random SIGKILL between an exchange and its writing. */
  lostToKills: number
  /** Pairs lost to a SIGTERM: none, but where a platform knows no such thing and kills. */
  lostToTerms: number
  stopped: number
  /** Errors that named a stopped holder. */
  lockedOut: number
  aimed: number
  aimedKept: number
  aimedLost: number
  /** The latest aimed kill that lost a pair, in ms after the answer was on its way. */
  window: number
  /** The earliest that did not. */
  earliestKept: number
  /** Spent tokens that were presented after a loss: at most one each. */
  presentedAfterLoss: number
  /** Spent tokens that were presented without one. */
  presented: number
  readonly violations: string[]
}

export function emptyTally(): Tally {
  return {
    expiries: 0,
    calls: 0,
    exchanges: 0,
    generations: 0,
    clockJumps: 0,
    killed: 0,
    terminated: 0,
    lostToKills: 0,
    lostToTerms: 0,
    stopped: 0,
    lockedOut: 0,
    aimed: 0,
    aimedKept: 0,
    aimedLost: 0,
    window: 0,
    earliestKept: Number.POSITIVE_INFINITY,
    presentedAfterLoss: 0,
    presented: 0,
    violations: [],
  }
}

/** The tally as a person reads it. */
export function table(tally: Tally): string {
  const rows: readonly (readonly [string, string | number])[] = [
    ['expiries', tally.expiries],
    ['calls', tally.calls],
    ['exchanges', tally.exchanges],
    ['generations', tally.generations],
    ['clocks set wrong by up to 10 min', tally.clockJumps],
    ['processes killed at random', tally.killed],
    ['  pairs lost by it', tally.lostToKills],
    ['processes asked to end (SIGTERM)', tally.terminated],
    ['  pairs lost by it', tally.lostToTerms],
    ['holders of the lock stopped', tally.stopped],
    ['  errors that named the holder', tally.lockedOut],
    ['kills aimed between answer and writing', tally.aimed],
    ['  pairs kept', tally.aimedKept],
    ['  pairs lost', tally.aimedLost],
    ['  latest kill that lost one, ms after the answer', tally.window.toFixed(2)],
    ['  earliest kill that lost none', tally.earliestKept.toFixed(2)],
    ['spent tokens presented after a loss', tally.presentedAfterLoss],
    ['spent tokens presented otherwise', tally.presented],
    ['violations', tally.violations.length],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, count]) => `${name.padEnd(width)}  ${String(count).padStart(8)}`).join('\n')
}
