import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { AacClient } from '@user-admin/aac-client'
import { paceOf } from '../src/pace.ts'
import type { Kind, Phase } from '../test/pace-servers.ts'
import { type Measured, simulate } from '../test/pace-simulation.ts'
import type { Limited, Listening } from './limits-server.ts'
import { once, type Row } from './measure.ts'

/** Milliseconds after each change that belong to finding the new limit. */
const settling = 10_000
const rates = [100, 20, 200]
const kinds: readonly Kind[] = ['token bucket', 'sliding window', 'at once', 'minute']

interface Found {
  readonly phases: readonly Measured[]
  readonly longestRun: number
  readonly firstRun: number
}

/**
 * What the pace makes of limits that it is not told beforehand: all of it over HTTP in phases of 20 s and 600 requests a
 * minute for 70 s; then every kind in virtual time, 120 s a phase.
 */
export async function* limits(): AsyncGenerator<Row> {
  const short = rates.map((perSecond) => ({ perSecond, seconds: 20 }))
  const both = (kind: Kind): Limited[] => [true, false].map((told) => ({ kind, told, phases: short }))
  // Few at the same time: more would hold each other up, and that would be what is measured.
  const overHttp: readonly (readonly Limited[])[] = [
    [{ kind: 'quota of AAC', told: true, phases: [{ perSecond: 10, seconds: 70 }] }, ...both('token bucket')],
    both('sliding window'),
  ]
  for (const together of overHttp) {
    const found = await Promise.all(together.map(measured))
    for (const [index, one] of together.entries()) {
      const name = one.kind === 'quota of AAC' ? '600 a minute, as AAC announces it' : `${named(one)} over HTTP`
      yield* rows(name, one.told, found[index] as Found)
    }
  }
  const long: readonly Phase[] = rates.map((perSecond) => ({ perSecond, seconds: 120 }))
  for (const told of [true, false])
    for (const kind of kinds)
      yield* rows(`${named({ kind, told })} in virtual time`, told, await simulate({ kind, told, phases: long }))
}

const named = ({ kind, told }: Pick<Limited, 'kind' | 'told'>): string => `${kind}, ${told ? 'announced' : 'silent'}`

function* rows(name: string, told: boolean, { phases, longestRun, firstRun }: Found): Generator<Row> {
  const what = `limit ${phases.map(({ perSecond }) => perSecond).join(' → ')}/s, ${name}`
  const used = phases.map((phase) => phase.used)
  const refused = phases.map((phase) => phase.refused)
  yield {
    what: `${what}: used`,
    against: 'the limit',
    figure: Math.min(...used),
    from: Math.min(...used),
    to: Math.max(...used),
    rounds: 1,
    unit: '%',
    bound: told ? 95 : 85,
    keeps: 'at least',
    note: 'the worst phase',
  }
  yield {
    what: `${what}: answers 429`,
    against: 'all answers',
    figure: Math.max(...refused),
    from: Math.max(...refused),
    to: Math.min(...refused),
    rounds: 1,
    unit: '%',
    noise: 1,
    bound: told ? 1 : 3,
    keeps: 'at most',
    note: 'the worst phase',
  }
  yield {
    what: `${what}: 429 in a row`,
    against: 'all answers',
    ...once(longestRun),
    unit: 'requests',
    noise: 3,
    bound: 5,
    keeps: 'at most',
    note: `at the first contact ${firstRun}`,
  }
}

/** A real client at a real server, with more work than it takes. */
async function measured(setup: Limited): Promise<Found> {
  const worker = new Worker(new URL('limits-server.ts', import.meta.url), { workerData: setup })
  const told = <T>(): Promise<T> =>
    new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  const { url, token } = await told<Listening>()
  const counted = { accepted: 0, refused: 0, run: 0, longestRun: 0, firstRun: 0, since: Number.POSITIVE_INFINITY }
  const client = new AacClient({
    hosts: { gateway: url, app: url, tokenServer: url },
    token,
    onExchange: ({ status }) => {
      if (status !== 429) {
        counted.accepted += 1
        counted.run = 0
        return
      }
      counted.refused += 1
      counted.run += 1
      counted.since = Math.min(counted.since, performance.now())
      const which = performance.now() < counted.since + 200 ? 'firstRun' : 'longestRun'
      counted[which] = Math.max(counted[which], counted.run)
    },
  })
  paceOf(client, url)
  const stop = new AbortController()
  const line = async (): Promise<void> => {
    while (!stop.signal.aborted) await client.currentWorkspace({ signal: stop.signal }).catch(() => undefined)
  }
  const lines = Array.from({ length: 64 }, line)
  const phases: Measured[] = []
  for (const { perSecond, seconds } of setup.phases) {
    await sleep(settling)
    const before = { ...counted }
    const ms = seconds * 1000 - settling
    worker.postMessage(ms)
    const possible = await told<number>()
    await sleep(ms)
    const [accepted, refused] = [counted.accepted - before.accepted, counted.refused - before.refused]
    phases.push({
      perSecond,
      used: (100 * accepted) / possible,
      refused: (100 * refused) / Math.max(1, accepted + refused),
    })
  }
  stop.abort()
  await Promise.all(lines)
  await worker.terminate()
  return { phases, longestRun: counted.longestRun, firstRun: counted.firstRun }
}
