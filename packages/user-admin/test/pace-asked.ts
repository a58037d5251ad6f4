import type { Attempt, Exchange, Passed } from '@user-admin/aac-client'
import type { Pace } from '../src/pace.ts'
import type { VirtualTime } from './pace-simulation.ts'

/** What a server answered. */
export const answer = (status: number, headers: Record<string, string> = {}, operation = 'op'): Exchange => ({
  operation,
  attempt: 1,
  status,
  ms: 25,
  headers,
})

/** What came of asking to pass: nothing yet, or when and with what it ended. */
export interface Came {
  passed?: Passed
  error?: unknown
  at?: number
}

/** Asks a pace to pass; what came of it stands in what it answers with. */
export function askOf(pace: Pace, time: VirtualTime, about: Partial<Attempt> = {}, signal?: AbortSignal): Came {
  const came: Came = {}
  void (async () => {
    try {
      const passed = await pace.gate({ operation: 'op', effect: 'read', attempt: 1, ...about }, signal)
      if (passed !== undefined) came.passed = passed
      came.at = time.passed
    } catch (error) {
      came.error = error
    }
  })()
  return came
}
