import { AacClient } from '@user-admin/aac-client'
import ky from 'ky'
import type { Row } from './measure.ts'
import { overhead } from './overhead.ts'

const path = '/iam/v1/workspaces/current'
const answers = { [path]: JSON.stringify({ id: 41877, name: 'spring-class', state: 'active' }) }

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

export const aac = (rounds: number): AsyncGenerator<Row> =>
  overhead(rounds, {
    name: 'AAC',
    answers,
    client: (url) => new AacClient({ hosts: { gateway: url, app: url }, token: 'x' }),
    call: (client) => client.currentWorkspace(),
    peer,
    against: 'ky with json()',
    bare,
  })
