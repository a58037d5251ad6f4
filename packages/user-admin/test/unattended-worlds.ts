import {
  type Goal,
  keepOnly,
  type Member,
  memoryState,
  runUnattended,
  type State,
  type UnattendedOptions,
  type UnattendedResult,
} from '../src/index.ts'
import { MemoryAdmin, staff } from './memory.ts'
import { second, self } from './plan-worlds.ts'

export const hour = 3_600_000
export const day: number = 24 * hour
/** When the first run of a test begins, in milliseconds since the epoch. */
export const evening: number = Date.parse('2026-11-20T20:00:00Z')
export const key = 'https://us1.alteryxcloud.com/41877'

/** Everybody but the administrators and the staff goes. */
export const clear: Goal = keepOnly(['bo@example.edu', '@staff.example'])

/** One scope, what is kept of it, and a clock. */
export interface Nightly {
  readonly admin: MemoryAdmin
  readonly state: State
  readonly clock: { time: number }
  /** A run of the job. */
  readonly run: (
    options?: Partial<UnattendedOptions>,
    goal?: Parameters<typeof runUnattended>[1],
  ) => Promise<UnattendedResult>
  /** The next run, so much later. */
  readonly later: (
    ms: number,
    options?: Partial<UnattendedOptions>,
    goal?: Parameters<typeof runUnattended>[1],
  ) => Promise<UnattendedResult>
}

/** The caller, a second administrator, forty of the staff, and these. */
export async function nightly(
  others: readonly Member[],
  { baseline = true, state: given }: { readonly baseline?: boolean; readonly state?: State } = {},
): Promise<Nightly> {
  const clock = { time: evening }
  const now = (): number => clock.time
  const state = given ?? memoryState({ now })
  const admin = new MemoryAdmin([self, second, ...staff(40), ...others])
  if (baseline)
    await state.record({ kind: 'baseline', scope: admin.scope, at: new Date(evening).toISOString(), members: 50 })
  const run: Nightly['run'] = (options, goal = clear) =>
    runUnattended(admin, goal, { state, by: 'nightly', assets: 'leave', now, ...options })
  return {
    admin,
    state,
    clock,
    run,
    later: async (ms, options, goal) => {
      clock.time += ms
      return await run(options, goal)
    },
  }
}
