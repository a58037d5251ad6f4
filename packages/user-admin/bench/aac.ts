import { AacClient } from '@user-admin/aac-client'
import ky from 'ky'
import { calls, compare, type Row, server } from './measure.ts'

const path = '/iam/v1/workspaces/current'
const answers = { [path]: JSON.stringify({ id: 41877, name: 'spring-class', state: 'active' }) }

/** The same library with the same retry options, and nothing of ours. */
function peer(url: string): () => Promise<unknown> {
  return () =>
    ky(url + path, {
      retry: { limit: 3, methods: ['get', 'post'], statusCodes: [408, 429, 500, 502, 503, 504], jitter: true },
      headers: { authorization: 'Bearer x' },
    }).json()
}

const bare = (url: string) => async (): Promise<unknown> => {
  const answer = await fetch(url + path, { headers: { authorization: 'Bearer x' } })
  return await answer.json()
}

export async function* aac(rounds: number): AsyncGenerator<Row> {
  const near = await server({ answers })
  const ours = new AacClient({ hosts: { gateway: near.url, app: near.url }, token: 'x' })
  const one = await compare(
    rounds,
    calls(600, 1, () => ours.currentWorkspace()),
    calls(600, 1, peer(near.url)),
  )
  yield {
    what: 'one AAC call',
    against: 'ky with json()',
    figure: one.ratio,
    unit: '×',
    ...one,
    bound: 1.15,
    keeps: 'at most',
  }
  await near.close()

  const far = await server({ answers, latency: 25 })
  const busy = new AacClient({ hosts: { gateway: far.url, app: far.url }, token: 'x' })
  const many = await compare(
    rounds,
    calls(1_600, 32, bare(far.url)),
    calls(1_600, 32, () => busy.currentWorkspace()),
  )
  yield {
    what: '32 AAC calls in flight, 25 ms away',
    against: 'the throughput of a bare fetch',
    figure: many.ratio * 100,
    unit: '%',
    from: many.from * 100,
    to: many.to * 100,
    bound: 90,
    keeps: 'at least',
  }
  await far.close()
}
