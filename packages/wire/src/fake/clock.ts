/** Where a fake gets its time from, in milliseconds since the epoch. */
export interface Clock {
  readonly now: () => number
}

/** A clock that a test moves: it starts where it is told and goes on only by `advance`. */
export interface ManualClock extends Clock {
  readonly advance: (ms: number) => void
}

export const systemClock: Clock = { now: () => Date.now() }

export function manualClock(start: number = Date.parse('2026-06-01T08:00:00Z')): ManualClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}

/** A clock that runs `speed` times as fast as the system's, from now on. */
export function fastClock(speed: number): Clock {
  const start = Date.now()
  return { now: () => start + (Date.now() - start) * speed }
}
