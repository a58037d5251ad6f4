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

/** Steps that share no request with others: a run begins with one, and goes on with ten. */
const alone = 11
/** Requests of two looks at somebody; the second figure where many are looked at together. */
const looks = { aac: [2, 0.3], houston: [6, 1.5] } as const
/** What AAC does for many people by one request, and how many. */
const together: ReadonlySet<Step['action']> = new Set(['invite', 'suspend', 'reinstate'])
const many = 50
/** Requests that are under way in the middle of a run, where nothing is refused. */
const usual = 16
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
    const requests = Math.ceil(mine.reduce((sum, step, nth) => sum + requestsOf(step, scope.system, nth), reading))
    const pace = readers[at]?.pace
    byPace.set(pace, (byPace.get(pace) ?? 0) + requests)
  }
  const requests = [...byPace.values()].reduce((sum, some) => sum + some, 0)
  const times = [...byPace].map(([pace, some]) => secondsOf(pace, some))
  const unknown = times.includes(undefined)
  return { requests, seconds: unknown ? null : Math.max(0, ...times.map((one) => one ?? 0)) }
}

/** A look before, the change, a look after; and what is handed over. */
function requestsOf({ action, roles, transferTo }: Step, system: World['scope']['system'], nth: number): number {
  const isAac = system === 'aac'
  const changes = isAac && action === 'set-roles' ? (roles?.add?.length ?? 0) + (roles?.drop?.length ?? 0) : 1
  const isAlone = nth < alone
  const share = isAac && together.has(action) && !isAlone ? many : 1
  return looks[system][isAlone ? 0 : 1] + changes / share + (transferTo === undefined ? 0 : 1)
}

function secondsOf(pace: Pace | undefined, requests: number): number | undefined {
  if (pace === undefined) return undefined
  const { perSecond, latency, inFlight } = pace.now
  if (perSecond === undefined && latency === undefined) return undefined
  // As long as nothing is refused there will be more under way than a reading needs.
  const atOnce = perSecond === undefined ? Math.max(inFlight, usual) : inFlight
  const byLatency = (atOnce * 1000) / Math.max(latency ?? 0, 1)
  return Math.ceil(requests / Math.min(perSecond ?? fastest, byLatency))
}
