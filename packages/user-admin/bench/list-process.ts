// Reads a list of people, and prints what that took: by our `client`, by the `facade`, or `bare`: by a loop over
// the same pages with `fetch` alone, which loads nothing of ours. With --expose-gc also the heap in use at every tenth.
const [, , system = '', how = '', origin = ''] = process.argv
let asked = 0
let answered = 0
/** Counts the pages of people that are asked for, and those that came. */
const counting: typeof fetch = async (input, init) => {
  const [url, body] = [input, init?.body].map((part) => (typeof part === 'string' ? part : ''))
  const isPage = url?.includes('/people?') === true || body?.includes('paginatedWorkspaceUsers') === true
  if (isPage) asked += 1
  const answer = await fetch(input, init)
  if (isPage) answered += 1
  return answer
}

async function* bareAac(): AsyncGenerator<unknown> {
  const headers = { authorization: 'Bearer x', accept: 'application/json' }
  const list = `${origin}/iam/v1/workspaces/41877/people?includePrivileges=true&sort=id&includeCount=true&limit=100`
  // Each page begins with the last row of the one before, and the lists of two statuses are empty: as ours asks.
  for (const status of ['', '&status=new&includeStatus=new', '&status=suspended&includeStatus=suspended']) {
    for (let offset = 0; ; offset += 99) {
      const answer = await counting(`${list}&offset=${offset}${status}`, { headers })
      const { data, count } = (await answer.json()) as { readonly data: readonly unknown[]; readonly count: number }
      yield* offset === 0 ? data : data.slice(1)
      if (offset + data.length >= count) break
    }
  }
}

const document = `query ($workspaceUuid: Uuid!, $cursor: Uuid, $take: Int) {
  paginatedWorkspaceUsers(workspaceUuid: $workspaceUuid, cursor: $cursor, take: $take) {
    id username fullName status createdAt updatedAt emails { address primary verified }
    roleBindings { id role createdAt workspace { id label } deployment { id label workspace { id } } }
  }
}`
async function* bareHouston(): AsyncGenerator<unknown> {
  const headers = { authorization: 'x', 'content-type': 'application/json' }
  for (let cursor = ''; ; ) {
    const body = JSON.stringify({ query: document, variables: { workspaceUuid: 'w1', cursor, take: 100 } })
    const answer = await counting(`${origin}/v1`, { method: 'POST', headers, body })
    const { data } = (await answer.json()) as { data: { paginatedWorkspaceUsers: readonly { readonly id: string }[] } }
    yield* data.paginatedWorkspaceUsers
    cursor = data.paginatedWorkspaceUsers.at(-1)?.id ?? ''
    if (data.paginatedWorkspaceUsers.length < 100) return
  }
}

const aac = async () => {
  const { AacClient } = await import('@user-admin/aac-client')
  return new AacClient({ hosts: { gateway: origin, app: origin }, token: 'x', fetch: counting })
}
const houston = async () => {
  const { HoustonClient } = await import('@user-admin/houston-client')
  return new HoustonClient({ url: origin, token: 'x', release: '0.37.5', fetch: counting })
}
const lists: Readonly<Record<string, () => Promise<AsyncIterable<unknown>>>> = {
  'aac bare': async () => bareAac(),
  'houston bare': async () => bareHouston(),
  'aac client': async () => (await aac()).people(41877),
  'houston client': async () => (await houston()).members('w1'),
  'aac facade': async () => (await (await import('../src/index.ts')).aacWorkspace(await aac())).list(),
}
const listOf = lists[`${system} ${how}`]
if (listOf === undefined) throw new Error(`there is no list ${system} ${how}`)

const open = await listOf()
const heaps: number[] = []
let first: number | undefined
let rows = 0
answered = 0
const began = performance.now()
for await (const _ of open) {
  first ??= answered
  rows += 1
  if (rows % 10_000 === 0 && globalThis.gc !== undefined) {
    globalThis.gc()
    heaps.push(process.memoryUsage().heapUsed)
  }
}
const seconds = (performance.now() - began) / 1_000
const megabytes = process.resourceUsage().maxRSS / 1_024

// And a second time, broken off after the first person: every page that was asked for.
const again = await listOf()
asked = 0
for await (const _ of again) break
await new Promise((resolve) => setTimeout(resolve, 200))
console.log(JSON.stringify({ rows, seconds, megabytes, heaps, first, broken: asked }))
