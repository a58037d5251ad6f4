import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, keepOnly, makePlan } from '../src/index.ts'
import { compare, type Row } from './measure.ts'
import { script } from './started.ts'

const people = 10_000

export async function* plan(rounds: number): AsyncGenerator<Row> {
  const cloud = await startFakeAac({ latency: 25, seed: { people } })
  const house = await startFakeHouston({ latency: 25, release: '0.37', seed: { workspaces: 1, users: people } })
  const token = cloud.tokens().accessToken
  const client = new HoustonClient({ url: house.url, token: house.token })
  const workspace = house.state.workspaces[0]?.id ?? ''
  const admins = [
    await aacWorkspace(new AacClient({ region: 'us1', token, fetch: cloud.fetch })),
    await houstonWorkspace(client, workspace),
  ]
  const read = await compare(
    rounds,
    () => makePlan(admins, keepOnly(['@example.edu'])),
    () =>
      Promise.all([
        cloudPages(cloud.fetch, token, admins[0]?.scope.id ?? ''),
        housePages(house.url, house.token, workspace),
      ]),
  )
  yield {
    what: 'a plan over 10,000 people of AAC and 10,000 of Houston, 25 ms away',
    against: 'the pages of their lists alone',
    figure: read.ratio,
    unit: '×',
    ...read,
    bound: 1.5,
    keeps: 'at most',
  }
  await Promise.all([cloud.close(), house.close()])
  yield* difference(rounds)
}

/** Every page of the workspace's people, one after the other, as a list must be read to be whole. */
async function cloudPages(fetch: typeof globalThis.fetch, token: string, workspace: string): Promise<void> {
  const list = `https://api.us1.alteryxcloud.com/iam/v1/workspaces/${workspace}/people`
  for (let offset = 0; offset < people; offset += 100) {
    const page = `${list}?limit=100&offset=${offset}&includeCount=true&includePrivileges=true`
    await (await fetch(page, { headers: { authorization: `Bearer ${token}` } })).json()
  }
}

const document = `query ($workspaceUuid: Uuid!, $cursor: Uuid, $take: Int) {
  paginatedWorkspaceUsers(workspaceUuid: $workspaceUuid, cursor: $cursor, take: $take) {
    id username fullName status createdAt updatedAt emails { address primary verified }
    roleBindings { id role createdAt workspace { id label } deployment { id label workspace { id } } }
  }
}`
/** The same of Houston: each page begins where the one before ended. */
async function housePages(url: string, token: string, workspaceUuid: string): Promise<void> {
  let cursor = ''
  for (;;) {
    const body = JSON.stringify({ query: document, variables: { workspaceUuid, cursor, take: 100 } })
    const headers = { authorization: token, 'content-type': 'application/json' }
    const answer = (await (await fetch(url, { method: 'POST', headers, body })).json()) as {
      data: { paginatedWorkspaceUsers: { id: string }[] }
    }
    const rows = answer.data.paginatedWorkspaceUsers
    cursor = rows.at(-1)?.id ?? ''
    if (rows.length < 100) return
  }
}

/** 100,000 members against 100,000 rows of which one in a hundred is another person, in a process with a heap of 200 MB. */
async function* difference(rounds: number): AsyncGenerator<Row> {
  const seconds: number[] = []
  const heaps: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const flags = ['--expose-gc', '--max-old-space-size=200']
    const measured = await script<{ seconds: number; heap: number; steps: number }>(
      new URL('difference.ts', import.meta.url),
      flags,
    )
    if (measured.steps !== 2_000) throw new Error(`the difference has ${measured.steps} steps`)
    seconds.push(measured.seconds)
    heaps.push(measured.heap)
  }
  const row = { what: 'a plan of 100,000 members against 100,000 rows', keeps: 'at most' } as const
  yield {
    ...row,
    against: 'the clock',
    figure: Math.min(...seconds),
    unit: 's',
    from: Math.min(...seconds),
    to: Math.max(...seconds),
    bound: 3,
  }
  yield {
    ...row,
    against: 'a heap of 200 MB',
    figure: Math.min(...heaps),
    unit: 'MB',
    from: Math.min(...heaps),
    to: Math.max(...heaps),
    bound: 200,
  }
}
