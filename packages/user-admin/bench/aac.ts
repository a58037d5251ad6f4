import { AacClient } from '@user-admin/aac-client'
import ky from 'ky'
import { paceOf } from '../src/pace.ts'
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

/** A client, and one that keeps the pace that an administrator makes it keep. */
const clients: Readonly<Record<string, (url: string) => AacClient>> = {
  '': (url) => new AacClient({ hosts: { gateway: url, app: url }, token: 'x' }),
  ', paced': (url) => {
    const client = new AacClient({ hosts: { gateway: url, app: url }, token: 'x' })
    paceOf(client, url)
    return client
  },
}

export async function* aac(rounds: number): AsyncGenerator<Row> {
  const near = await server({ answers })
  const far = await server({ answers, latency: 25 })
  for (const [how, clientOf] of Object.entries(clients)) {
    const ours = clientOf(near.url)
    const one = await compare(
      rounds,
      calls(600, 1, () => ours.currentWorkspace()),
      calls(600, 1, peer(near.url)),
    )
    yield {
      what: `one AAC call${how}`,
      against: 'ky with json()',
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
      calls(1_600, 32, () => busy.currentWorkspace()),
    )
    yield {
      what: `32 AAC calls in flight${how}, 25 ms away`,
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
