import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { checkBuilt, root } from './built.ts'
import { type Row, server } from './measure.ts'
import { printed } from './started.ts'

const current = '/iam/v1/workspaces/current'
const me = '/v4/people/current'
const answers = {
  [current]: JSON.stringify({ id: 41877, name: 'spring-class', state: 'active' }),
  [me]: JSON.stringify({ id: 1, email: 'ana@example.edu', isAdmin: true }),
  '/v1': JSON.stringify({ data: { appConfig: { version: '0.37.5', baseDomain: 'example.com' } } }),
}

/** What one process does, and what bare Node does in its place. */
interface Start {
  readonly name: string
  readonly bound: number
  readonly ours: (url: string) => string
  readonly bare: (url: string) => string
}

const built = (name: string): string =>
  JSON.stringify(pathToFileURL(join(root, 'packages', name, 'dist', 'index.js')).href)
const aac = (url: string): string => `new AacClient({ hosts: { gateway: '${url}', app: '${url}' }, token: 'x' })`
const get = (url: string): string => `await (await fetch('${url}', { headers: { authorization: 'Bearer x' } })).json()`

const starts: readonly Start[] = [
  {
    name: 'houston-client',
    bound: 50,
    ours: (url) =>
      `import { HoustonClient } from ${built('houston-client')}
       await new HoustonClient({ url: '${url}', token: 'x' }).version()`,
    bare: (url) =>
      `const body = JSON.stringify({ query: 'query ServerConfig { appConfig { version baseDomain } }' })
       const headers = { authorization: 'x', 'content-type': 'application/json' }
       await (await fetch('${url}/v1', { method: 'POST', headers, body })).json()`,
  },
  {
    name: 'aac-client',
    bound: 50,
    ours: (url) => `import { AacClient } from ${built('aac-client')}; await ${aac(url)}.currentWorkspace()`,
    bare: (url) => get(url + current),
  },
  {
    name: 'user-admin',
    bound: 80,
    ours: (url) =>
      `import { AacClient } from ${built('aac-client')}
       import { aacWorkspace } from ${built('user-admin')}
       await (await aacWorkspace(${aac(url)})).whoAmI()`,
    // Which workspace it is, and who asks.
    bare: (url) => `${get(url + current)}; ${get(url + me)}`,
  },
]

/** A cold process that imports a package, as it is published, and has one call answered. */
export async function* cold(rounds: number): AsyncGenerator<Row> {
  await checkBuilt()
  const near = await server({ answers })
  const count = rounds * 3
  for (const { name, bound, ours, bare } of starts) {
    // Once for the caches of the disk.
    await lasted(ours(near.url))
    await lasted(bare(near.url))
    const pairs: (readonly [number, number])[] = []
    for (let round = 0; round < count; round += 1)
      pairs.push([await lasted(ours(near.url)), await lasted(bare(near.url))])
    const more = pairs.map(([one, other]) => one - other)
    yield {
      what: `${name}, imported by a cold process, one call answered`,
      against: 'bare Node with fetch: so much more',
      figure: Math.min(...pairs.map(([one]) => one)) - Math.min(...pairs.map(([, other]) => other)),
      unit: 'ms',
      from: Math.min(...more),
      to: Math.max(...more),
      rounds: count,
      bound,
      keeps: 'at most',
      note: `bare ${Math.min(...pairs.map(([, other]) => other)).toFixed(0)} ms`,
    }
  }
  await near.close()
}

/** Milliseconds that a process takes from its start to its end. */
async function lasted(code: string): Promise<number> {
  const began = performance.now()
  await printed(process.execPath, ['--input-type=module', '--eval', `${code}\nprocess.exit(0)`])
  return performance.now() - began
}
