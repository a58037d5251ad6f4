import { Worker } from 'node:worker_threads'

/** One measured figure and what it must keep to. */
export interface Row {
  readonly what: string
  readonly against: string
  readonly figure: number
  /** `×`, `%` and `requests` are the same on every machine, and are held to the committed ratios; the others to their bound alone. */
  readonly unit: '×' | '%' | 'requests' | 'packages' | 'kB' | 'MB' | 'ms' | 's'
  /** The figure of the worst and of the best round. */
  readonly from: number
  readonly to: number
  /** What else was seen, for who reads the table. */
  readonly note?: string
  /** How many rounds it was measured in, where those were not as many as asked for. */
  readonly rounds?: number
  /** A difference to the committed figure, in the row's unit, that is none: what is close to nothing is doubled by chance. Default 0. */
  readonly noise?: number
  readonly bound: number
  /** Whether the bound is the most or the least that the figure may be. */
  readonly keeps: 'at most' | 'at least'
}

/** A figure that one round says all about. */
export const once = (figure: number): Pick<Row, 'figure' | 'from' | 'to' | 'rounds'> => ({
  figure,
  from: figure,
  to: figure,
  rounds: 1,
})

/** A server in a thread of its own: what is measured is the client. */
export async function server(
  setup: { readonly answers?: Record<string, string>; readonly people?: number; readonly latency?: number } = {},
): Promise<{ url: string; close: () => Promise<unknown> }> {
  const worker = new Worker(new URL('server.ts', import.meta.url), { workerData: setup })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  return { url: `http://127.0.0.1:${port}`, close: () => worker.terminate() }
}

/** `count` calls, `inFlight` of them at any time. */
export const calls = (count: number, inFlight: number, call: () => Promise<unknown>) => async (): Promise<void> => {
  let left = count
  const line = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await call()
    }
  }
  await Promise.all(Array.from({ length: inFlight }, line))
}

/** Milliseconds that a piece of work takes. */
async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** How often ours fits into theirs: both in turn, round by round, and the best of each against the other. */
export async function compare(
  rounds: number,
  ours: () => Promise<unknown>,
  theirs: () => Promise<unknown>,
): Promise<{ ratio: number; from: number; to: number }> {
  await ours()
  await theirs()
  const pairs: (readonly [number, number])[] = []
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes: the second finds warmer caches and more garbage.
    if (round % 2 === 0) pairs.push([await timed(ours), await timed(theirs)])
    else pairs.push([await timed(theirs), await timed(ours)].toReversed() as [number, number])
  }
  const ratios = pairs.map(([one, other]) => one / other)
  return {
    ratio: Math.min(...pairs.map(([one]) => one)) / Math.min(...pairs.map(([, other]) => other)),
    from: Math.min(...ratios),
    to: Math.max(...ratios),
  }
}
