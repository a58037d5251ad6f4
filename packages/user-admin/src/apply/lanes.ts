import pMap from 'p-map'
import type { Pace } from '../pace.ts'

/** Steps of one credential that may be under way at once: that many may end unknown where the process dies. */
const most = 128
/** The same where nobody knows how much the server takes. */
const unpaced = 4

/**
 * Does the work for every turn. Those that share a pace share its room, which grows and shrinks with what the server
 * takes: whoever waits in vain is not begun. Those of another pace do not wait for them.
 *
 * @param concurrency How many at once in all, whatever the paces say.
 */
export async function inLanes<T>(
  turns: readonly T[],
  paceOf: (turn: T) => Pace | undefined,
  concurrency: number | undefined,
  work: (turn: T) => Promise<void>,
): Promise<void> {
  if (concurrency !== undefined) return await lane(turns, () => concurrency, concurrency, work)
  const lanes = Map.groupBy(turns, paceOf)
  await Promise.all([...lanes].map(([pace, own]) => lane(own, () => roomIn(pace), most, work)))
}

/** About two seconds' worth of what the server takes: steps share requests, so those that wait for one cost little. */
function roomIn(pace: Pace | undefined): number {
  if (pace === undefined) return unpaced
  const { inFlight, latency = 0, perSecond = Number.POSITIVE_INFINITY } = pace.now
  const rate = Math.min(perSecond, (inFlight * 1000) / Math.max(1, latency))
  return Math.max(unpaced, Math.min(most, Math.ceil(2 * rate)))
}

async function lane<T>(
  turns: readonly T[],
  room: () => number,
  atMost: number,
  work: (turn: T) => Promise<void>,
): Promise<void> {
  let underWay = 0
  let ended = (): void => undefined
  async function* asRoomAllows(): AsyncGenerator<T, void, undefined> {
    for (const turn of turns) {
      while (underWay >= room())
        await new Promise<void>((resolve) => {
          ended = resolve
        })
      underWay += 1
      yield turn
    }
  }
  await pMap(
    asRoomAllows(),
    async (turn) => {
      try {
        await work(turn)
      } finally {
        underWay -= 1
        ended()
      }
    },
    { concurrency: atMost },
  )
}
