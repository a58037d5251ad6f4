import type { Pace } from '../pace.ts'

/** A pace that has learnt nothing yet: so many under way at once, first come first served. */
export function newPace(): Pace {
  let underWay = 0
  const waiting: (() => void)[] = []
  const next = (): void => {
    while (underWay < 32 && waiting.length > 0) {
      underWay += 1
      waiting.shift()?.()
    }
  }
  const end = (): void => {
    underWay -= 1
    next()
  }
  return {
    gate: (_attempt, signal) =>
      new Promise((resolve, reject) => {
        const mine = (): void => {
          signal?.removeEventListener('abort', gone)
          resolve(end)
        }
        const gone = (): void => {
          waiting.splice(waiting.indexOf(mine), 1)
          reject(signal?.reason as Error)
        }
        signal?.addEventListener('abort', gone, { once: true })
        waiting.push(mine)
        next()
      }),
    get now() {
      return { inFlight: 32, perSecond: undefined, latency: undefined, until: undefined }
    },
  }
}
