import type { Pace } from '../pace.ts'
import type { UserReader } from '../user-admin.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** What carrying out a plan will take, the reading afterwards included. Held steps count: they may be released. */
export interface Estimate {
  readonly requests: number
  /** At the rate that was learnt when the plan was made; `null` where nothing was. */
  readonly seconds: number | null
}

/** Steps that are carried out at once, at most. */
const atOnce = 64
/** No faster than this is promised, in requests a second: nobody has refused anything yet. */
const fastest = 500
/** Of a list. */
const rowsOnPage = 100
/** Roles, groups, seats, administrators, the empty lists of other statuses: what a reading asks besides. */
const besides = 6

/** Says how many requests a plan will take, and how long that is at the pace of each credential: they do not wait for each other. */
export function estimateOf(steps: readonly Step[], worlds: readonly World[], readers: readonly UserReader[]): Estimate {
  const own = Map.groupBy(steps, ({ scope }) => scope)
  const byPace = new Map<Pace | undefined, number>()
  for (const [at, { key, scope, members }] of worlds.entries()) {
    const mine = own.get(key) ?? []
    if (mine.length === 0) continue
    const reading = Math.ceil(members.length / rowsOnPage) + besides
    const requests = mine.reduce((sum, step) => sum + requestsOf(step, scope.system), reading)
    const pace = readers[at]?.pace
    byPace.set(pace, (byPace.get(pace) ?? 0) + requests)
  }
  const requests = [...byPace.values()].reduce((sum, some) => sum + some, 0)
  const times = [...byPace].map(([pace, some]) => secondsOf(pace, some))
  const unknown = times.includes(undefined)
  return { requests, seconds: unknown ? null : Math.max(0, ...times.map((one) => one ?? 0)) }
}

/** A look before, the change, a look after; and what is handed over. */
function requestsOf({ action, roles, transferTo }: Step, system: World['scope']['system']): number {
  const changes =
    action === 'set-roles' && system === 'aac' ? (roles?.add?.length ?? 0) + (roles?.drop?.length ?? 0) : 1
  return 2 + changes + (transferTo === undefined ? 0 : 1)
}

function secondsOf(pace: Pace | undefined, requests: number): number | undefined {
  if (pace === undefined) return undefined
  const { perSecond, latency, inFlight } = pace.now
  if (perSecond === undefined && latency === undefined) return undefined
  const byLatency = (Math.min(inFlight, atOnce) * 1000) / Math.max(latency ?? 0, 1)
  return Math.ceil(requests / Math.min(perSecond ?? fastest, byLatency))
}
