import { paceOf } from '../src/pace.ts'
import { calls, compare, type Row, server } from './measure.ts'

/** One of the two clients, and what does the same without us; each is given the address of a server. */
export interface Compared<C> {
  readonly name: string
  readonly answers: Readonly<Record<string, string>>
  readonly client: (url: string) => C
  readonly call: (client: C) => Promise<unknown>
  /** The same libraries with the same retry options, and nothing of ours. */
  readonly peer: (url: string) => () => Promise<unknown>
  readonly against: string
  readonly bare: (url: string) => () => Promise<unknown>
}

/** What a call costs over the libraries below it, and how much of a bare `fetch` is left with many in flight. */
export async function* overhead<C extends Parameters<typeof paceOf>[0]>(
  rounds: number,
  { name, answers, client, call, peer, against, bare }: Compared<C>,
): AsyncGenerator<Row> {
  const near = await server({ answers })
  const far = await server({ answers, latency: 25 })
  // A client, and one that keeps the pace that an administrator makes it keep.
  for (const how of ['', ', paced']) {
    const clientOf = (url: string): C => {
      const made = client(url)
      if (how !== '') paceOf(made, url)
      return made
    }
    const ours = clientOf(near.url)
    const one = await compare(
      rounds,
      calls(600, 1, () => call(ours)),
      calls(600, 1, peer(near.url)),
    )
    yield {
      what: `one ${name} call${how}`,
      against,
      figure: one.ratio,
      unit: '×',
      ...one,
      bound: 1.15,
      keeps: 'at most',
    }
    const busy = clientOf(far.url)
    const many = await compare(
      rounds,
      calls(1_600, 32, bare(far.url)),
      calls(1_600, 32, () => call(busy)),
    )
    yield {
      what: `32 ${name} calls in flight${how}, 25 ms away`,
      against: 'the throughput of a bare fetch',
      figure: many.ratio * 100,
      unit: '%',
      from: many.from * 100,
      to: many.to * 100,
      bound: 90,
      keeps: 'at least',
    }
  }
  await Promise.all([near.close(), far.close()])
}
