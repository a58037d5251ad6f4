import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { GraphQLClient } from 'graphql-request'
import ky from 'ky'
import { aacWorkspace, keepOnly, makePlan } from '../src/index.ts'

// pnpm bench [name]: ratios within one run, on loopback; best of the rounds, with the worst beside it.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
})
const rounds = Math.max(1, Number(values.rounds))

interface Row {
  readonly what: string
  readonly against: string
  readonly ratio: number
  readonly from: number
  readonly to: number
  /** What the ratio should not pass. */
  readonly bound: number
}

async function server(
  answers: Record<string, string>,
  latency = 0,
): Promise<{ url: string; close: () => Promise<unknown> }> {
  const worker = new Worker(new URL('server.ts', import.meta.url), { workerData: { answers, latency } })
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  return { url: `http://127.0.0.1:${port}`, close: () => worker.terminate() }
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const started = performance.now()
  await work()
  return performance.now() - started
}
const times = (count: number, call: () => Promise<unknown>) => async (): Promise<void> => {
  for (let index = 0; index < count; index += 1) await call()
}

/** A against B in turn, round by round. */
async function compare(
  what: string,
  against: string,
  bound: number,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
): Promise<Row> {
  await a()
  await b()
  const ratios: number[] = []
  for (let round = 0; round < rounds; round += 1) ratios.push((await timed(a)) / (await timed(b)))
  const sorted = ratios.toSorted((x, y) => x - y)
  return {
    what,
    against,
    bound,
    ratio: sorted[0] ?? Number.NaN,
    from: sorted[0] ?? Number.NaN,
    to: sorted.at(-1) ?? Number.NaN,
  }
}

const retry = { limit: 3, methods: ['get', 'post'], statusCodes: [408, 429, 500, 502, 503, 504], jitter: true } as const

const benches: Record<string, () => Promise<Row>> = {
  houston: async () => {
    const body = JSON.stringify({ data: { appConfig: { version: '0.37.5', baseDomain: 'example.com' } } })
    const { url, close } = await server({ '/v1': body })
    const ours = new HoustonClient({ url, token: 'x'.repeat(32) })
    const theirs = (): Promise<unknown> =>
      new GraphQLClient(`${url}/v1`, {
        fetch: (input, init) =>
          ky(input, { ...init, retry: { ...retry, methods: [...retry.methods], statusCodes: [...retry.statusCodes] } }),
        headers: { authorization: 'x' },
        excludeOperationName: true,
        errorPolicy: 'all',
      }).rawRequest('query ServerConfig { appConfig { version baseDomain } }')
    const row = await compare(
      'one Houston call',
      'graphql-request over ky',
      1.15,
      times(600, () => ours.version()),
      times(600, theirs),
    )
    await close()
    return row
  },
  aac: async () => {
    const { url, close } = await server({
      '/iam/v1/workspaces/current': JSON.stringify({ id: 41877, name: 'spring-class', state: 'active' }),
    })
    const ours = new AacClient({ hosts: { gateway: url, app: url }, token: 'x' })
    const theirs = (): Promise<unknown> =>
      ky(`${url}/iam/v1/workspaces/current`, {
        retry: { ...retry, methods: [...retry.methods], statusCodes: [...retry.statusCodes] },
        headers: { authorization: 'Bearer x' },
      }).json()
    const row = await compare(
      'one AAC call',
      'ky with json()',
      1.15,
      times(600, () => ours.currentWorkspace()),
      times(600, theirs),
    )
    await close()
    return row
  },
  plan: async () => {
    const fake = await startFakeAac({ latency: 5, seed: { people: 2_000 } })
    const token = fake.tokens().accessToken
    const admin = await aacWorkspace(new AacClient({ region: 'us1', token, fetch: fake.fetch }))
    const pages = async (): Promise<void> => {
      for (let offset = 0; offset < 2_000; offset += 100)
        await (
          await fake.fetch(
            `https://api.us1.alteryxcloud.com/iam/v1/workspaces/${admin.scope.id}/people?limit=100&offset=${offset}&includeCount=true&includePrivileges=true`,
            { headers: { authorization: `Bearer ${token}` } },
          )
        ).json()
    }
    const row = await compare(
      'a plan over 2,000 people',
      'its pages alone',
      2,
      () => makePlan(admin, keepOnly('only-me')),
      pages,
    )
    await fake.close()
    return row
  },
}

const chosen = positionals.length === 0 ? Object.keys(benches) : positionals
const rows: Row[] = []
for (const name of chosen) {
  const bench = benches[name]
  if (bench === undefined) {
    console.error(`There is no benchmark ${name}; there are ${Object.keys(benches).join(', ')}.`)
    process.exit(2)
  }
  rows.push(await bench())
}
console.table(
  rows.map(({ what, against, ratio, to, bound }) => ({
    what,
    against,
    'best ratio': ratio.toFixed(2),
    worst: to.toFixed(2),
    bound,
  })),
)
await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`)
process.exitCode = rows.every(({ ratio, bound }) => ratio <= bound) ? 0 : 1
