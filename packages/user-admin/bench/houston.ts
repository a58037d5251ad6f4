import { HoustonClient } from '@user-admin/houston-client'
import { GraphQLClient } from 'graphql-request'
import ky from 'ky'
import { paceOf } from '../src/pace.ts'
import { calls, compare, type Row, server } from './measure.ts'

const query = 'query ServerConfig { appConfig { version baseDomain } }'
const body = JSON.stringify({ data: { appConfig: { version: '0.37.5', baseDomain: 'example.com' } } })

/** The same libraries with the same retry options, and nothing of ours. */
function peer(url: string): () => Promise<unknown> {
  return () =>
    new GraphQLClient(`${url}/v1`, {
      fetch: (input, init) =>
        ky(input, {
          ...init,
          retry: { limit: 3, methods: ['get', 'post'], statusCodes: [408, 429, 500, 502, 503, 504], jitter: true },
        }),
      headers: { authorization: 'x' },
      excludeOperationName: true,
      errorPolicy: 'all',
    }).rawRequest(query)
}

const bare = (url: string) => async (): Promise<unknown> => {
  const answer = await fetch(`${url}/v1`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'x' },
    body: JSON.stringify({ query }),
  })
  return await answer.json()
}

/** A client, and one that keeps the pace that an administrator makes it keep. */
const clients: Readonly<Record<string, (url: string) => HoustonClient>> = {
  '': (url) => new HoustonClient({ url, token: 'x'.repeat(32) }),
  ', paced': (url) => {
    const client = new HoustonClient({ url, token: 'x'.repeat(32) })
    paceOf(client, url)
    return client
  },
}

export async function* houston(rounds: number): AsyncGenerator<Row> {
  const near = await server({ answers: { '/v1': body } })
  const far = await server({ answers: { '/v1': body }, latency: 25 })
  for (const [how, clientOf] of Object.entries(clients)) {
    const ours = clientOf(near.url)
    const one = await compare(
      rounds,
      calls(600, 1, () => ours.version()),
      calls(600, 1, peer(near.url)),
    )
    yield {
      what: `one Houston call${how}`,
      against: 'graphql-request over ky',
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
      calls(1_600, 32, () => busy.version()),
    )
    yield {
      what: `32 Houston calls in flight${how}, 25 ms away`,
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
