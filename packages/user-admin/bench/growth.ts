import type { Row } from './measure.ts'
import { script } from './started.ts'

interface Cost {
  readonly plan: number
  readonly apply: number
}

interface Measured {
  /** What a person costs in a scope of 1,000, in microseconds of the processor. */
  readonly small: Cost
  /** And in one of so many as were asked for. */
  readonly large: Cost
  /** Plan, run and report of the large one. */
  readonly seconds: number
  /** The most in use, in MB. */
  readonly heap: number
}

type Kind = 'none' | 'memory' | 'open'

const kinds: Readonly<Record<Kind, string>> = {
  none: 'no journal',
  memory: 'the journal in memory',
  open: 'the journal on the disk',
}

/** People, the journal, rounds at most, and how many times a person of 1,000 one may cost: a few share what a run costs in any case. */
const runs: readonly (readonly [people: number, kind: Kind, rounds: number, bound: number])[] = [
  [100, 'none', 3, 2],
  [10_000, 'none', 3, 1.3],
  [100_000, 'none', 1, 1.3],
  [10_000, 'memory', 2, 1.3],
  [100, 'open', 3, 3],
  [10_000, 'open', 2, 1.3],
  [100_000, 'open', 1, 1.3],
]

const figure = (count: number): string => count.toLocaleString('en-US')

const run = (people: number, kind: Kind, heap: number): Promise<Measured> =>
  script(
    new URL('growth-run.ts', import.meta.url),
    ['--expose-gc', `--max-old-space-size=${heap}`],
    [String(people), kind],
  )

/** How what a plan and a run cost grows with the people: not at all for each of them, as long as it is linear. */
export async function* growth(rounds: number): AsyncGenerator<Row> {
  for (const [people, kind, most, bound] of runs) {
    const all: Measured[] = []
    while (all.length < Math.min(rounds, most)) all.push(await run(people, kind, 400))
    for (const part of ['plan', 'apply'] as const) {
      const ratios = all.map(({ small, large }) => large[part] / small[part])
      const [from, to] = [Math.min(...ratios), Math.max(...ratios)]
      yield {
        what: `${part === 'plan' ? 'planned' : 'removed'}, ${kinds[kind]}: one of ${figure(people)} people`,
        against: 'one of 1,000',
        figure: from,
        unit: '×',
        from,
        to,
        note: `${Math.min(...all.map(({ large }) => large[part])).toFixed(0)} µs of the processor`,
        rounds: all.length,
        bound,
        keeps: 'at most',
      }
    }
    if (people < 100_000) continue
    const what = `plan, run and report of ${figure(people)} removals, ${kinds[kind]}`
    yield most400(what, all)
    if (kind !== 'open') continue
    const seconds = all.map((one) => one.seconds)
    const [from, to] = [Math.min(...seconds), Math.max(...seconds)]
    const row = { what, against: 'the clock', figure: from, unit: 's', from, to, rounds: all.length } as const
    yield { ...row, bound: 60, keeps: 'at most' }
  }
  const [people, heap] = [250_000, 500]
  const { heap: used } = await run(people, 'none', heap)
  const row = { what: `plan, run and report of ${figure(people)} removals, ${kinds.none}`, rounds: 1 } as const
  yield {
    ...row,
    against: 'a heap of 500 MB',
    figure: used,
    unit: 'MB',
    from: used,
    to: used,
    bound: heap,
    keeps: 'at most',
  }
}

function most400(what: string, all: readonly Measured[]): Row {
  const heaps = all.map(({ heap }) => heap)
  const [from, to] = [Math.min(...heaps), Math.max(...heaps)]
  const row = { what, against: 'a heap of 400 MB', figure: from, unit: 'MB', from, to, rounds: all.length } as const
  return { ...row, bound: 400, keeps: 'at most' }
}
