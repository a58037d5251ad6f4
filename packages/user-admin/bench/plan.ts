import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { aacWorkspace, keepOnly, makePlan } from '../src/index.ts'
import { compare, type Row } from './measure.ts'

export async function* plan(rounds: number): AsyncGenerator<Row> {
  const fake = await startFakeAac({ latency: 5, seed: { people: 2_000 } })
  const token = fake.tokens().accessToken
  const admin = await aacWorkspace(new AacClient({ region: 'us1', token, fetch: fake.fetch }))
  const list = `https://api.us1.alteryxcloud.com/iam/v1/workspaces/${admin.scope.id}/people`
  const pages = async (): Promise<void> => {
    for (let offset = 0; offset < 2_000; offset += 100) {
      const page = `${list}?limit=100&offset=${offset}&includeCount=true&includePrivileges=true`
      await (await fake.fetch(page, { headers: { authorization: `Bearer ${token}` } })).json()
    }
  }
  const read = await compare(rounds, () => makePlan(admin, keepOnly('only-me')), pages)
  yield {
    what: 'a plan over 2,000 people',
    against: 'its pages alone',
    figure: read.ratio,
    unit: '×',
    ...read,
    bound: 2,
    keeps: 'at most',
  }
  await fake.close()
}
