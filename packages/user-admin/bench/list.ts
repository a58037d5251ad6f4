import { once, type Row, server } from './measure.ts'
import { script } from './started.ts'

interface Measured {
  readonly rows: number
  readonly seconds: number
  readonly megabytes: number
  readonly heaps: readonly number[]
  readonly first: number
  readonly broken: number
}

const people = 100_000
/** Milliseconds before each page. */
const latency = 5
/** What the facade asks of a workspace of AAC besides. */
const besides = {
  '/iam/v1/workspaces/current': { id: 41877, name: 'spring-class', state: 'active' },
  '/v4/people/current': { id: 1, email: 'person0@example.com', isAdmin: true },
  '/iam/v1/workspaces/41877/admins': { data: [{ id: 1 }] },
  '/v4/workspaces/41877/groups': { groups: [] },
}
const answers = Object.fromEntries(Object.entries(besides).map(([path, answer]) => [path, JSON.stringify(answer)]))

/** A list to its end, in a process of its own. */
async function listed(system: string, how: string, url: string, flags: readonly string[] = []): Promise<Measured> {
  const measured = await script<Measured>(new URL('list-process.ts', import.meta.url), flags, [system, how, url])
  if (measured.rows !== people) throw new Error(`${system} ${how}: ${measured.rows} rows came`)
  return measured
}

/** Lists of 100,000 people by the clients and by a facade over one, each beside a loop of bare `fetch` over the same pages. */
export async function* list(rounds: number): AsyncGenerator<Row> {
  for (const [what, system, how] of [
    ['people of AAC', 'aac', 'client'],
    ['members of an AAC workspace, by the facade', 'aac', 'facade'],
    ['members of Houston', 'houston', 'client'],
  ] as const) {
    const near = await server({ people, answers, latency })
    yield* against(`100,000 ${what}, ${latency} ms away`, {
      rounds: Math.min(rounds, 3),
      pages: how === 'client',
      bare: () => listed(system, 'bare', near.url),
      ours: (flags) => listed(system, how, near.url, flags),
    })
    await near.close()
  }
}

interface Pair {
  readonly rounds: number
  /** Does it begin with the people? The facade asks for administrators and groups first. */
  readonly pages: boolean
  readonly bare: () => Promise<Measured>
  readonly ours: (flags?: readonly string[]) => Promise<Measured>
}

async function* against(what: string, { rounds, pages, bare, ours }: Pair): AsyncGenerator<Row> {
  const pairs: (readonly [Measured, Measured])[] = []
  for (let round = 0; round < rounds; round += 1) {
    if (round % 2 === 0) pairs.push([await ours(), await bare()])
    else pairs.push([await bare(), await ours()].toReversed() as [Measured, Measured])
  }
  const least = (of: (measured: Measured) => number): Omit<Row, 'what' | 'against' | 'unit' | 'bound' | 'keeps'> => {
    const ratios = pairs.map(([one, other]) => of(one) / of(other))
    return {
      figure: Math.min(...pairs.map(([one]) => of(one))) / Math.min(...pairs.map(([, other]) => of(other))),
      from: Math.min(...ratios),
      to: Math.max(...ratios),
    }
  }
  const same = { keeps: 'at most', rounds } as const
  const bareLoop = 'a loop of bare fetch over the same pages'
  yield {
    ...same,
    what: `${what}: time`,
    against: bareLoop,
    unit: '×',
    // The facade makes a member of each person, with every way in.
    bound: pages ? 1.15 : 1.25,
    ...least(({ seconds }) => seconds),
  }
  yield {
    ...same,
    what: `${what}: peak memory`,
    against: bareLoop,
    unit: '×',
    bound: 2,
    ...least(({ megabytes }) => megabytes),
  }
  // The garbage is collected at every tenth of the list; by how much the heap grew between any of them and a later one.
  const { heaps } = await ours(['--expose-gc', '--max-old-space-size=64'])
  const grown = Math.max(...heaps.map((heap, at) => heap - Math.min(...heaps.slice(0, at + 1)))) / 2 ** 20
  yield {
    ...same,
    what: `${what}: the heap grows by`,
    against: 'a heap of 64 MB',
    ...once(grown),
    unit: 'MB',
    bound: 2,
  }
  if (!pages) return
  const counted = (
    of: (measured: Measured) => number,
  ): Pick<Row, 'figure' | 'from' | 'to' | 'unit' | 'bound' | 'keeps'> => {
    const counts = pairs.map(([one]) => of(one))
    const most = Math.max(...counts)
    return { figure: most, from: Math.min(...counts), to: most, unit: 'requests', bound: 1, keeps: 'at most' }
  }
  yield {
    what: `${what}: pages before the first person`,
    against: 'the page that holds them',
    ...counted(({ first }) => first),
  }
  yield {
    what: `${what}: pages after a break`,
    against: 'the one that is read ahead',
    ...counted(({ broken }) => broken - 1),
  }
}
