import { useEffect, useState } from 'preact/hooks'
import type { View } from '../protocol.ts'

/** What the clock of the server says by now: it ticks once a second, where something ends. */
export function useServerClock(view: View): number {
  const [tick, setTick] = useState(() => performance.now())
  const [at, setAt] = useState({ now: view.now, seen: tick })
  if (at.now !== view.now) {
    const seen = performance.now()
    setAt({ now: view.now, seen })
  }
  const mayEnd = view.connections.some(({ ends }) => ends !== undefined)
  useEffect(() => {
    if (!mayEnd) return undefined
    const timer = setInterval(() => setTick(performance.now()), 1000)
    return () => clearInterval(timer)
  }, [mayEnd])
  return at.now + Math.max(0, tick - at.seen)
}
