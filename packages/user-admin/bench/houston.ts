import { HoustonClient } from '@user-admin/houston-client'
import { GraphQLClient } from 'graphql-request'
import ky from 'ky'
import type { Row } from './measure.ts'
import { overhead } from './overhead.ts'

const query = 'query ServerConfig { appConfig { version baseDomain } }'
const body = JSON.stringify({ data: { appConfig: { version: '0.37.5', baseDomain: 'example.com' } } })

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

export const houston = (rounds: number): AsyncGenerator<Row> =>
  overhead(rounds, {
    name: 'Houston',
    answers: { '/v1': body },
    client: (url) => new HoustonClient({ url, token: 'x'.repeat(32) }),
    call: (client) => client.version(),
    peer,
    against: 'graphql-request over ky',
    bare,
  })
