import type { Intent, Row, RunBegan, StepEnded } from './journal.ts'

type Told<E> = E & Pick<Row, 'seq' | 'at'>

/** One step for one person, over all runs that went on with it. */
export interface Deed {
  /** The run that began it. */
  readonly root: string
  readonly began: RunBegan | undefined
  /** The newest that was about to be sent, but for the transfer before a removal. */
  intent?: Told<Intent>
  transfer?: Told<Intent>
  /** The last that is known of it. */
  ended?: Told<StepEnded>
  requests: readonly string[]
}

/** What became of the steps of one person. */
export class Deeds {
  readonly all: Map<string, Deed> = new Map()
  readonly #runs = new Map<string, Told<RunBegan>>()
  readonly #roots = new Map<string, string>()

  began(row: Told<RunBegan>): void {
    this.#runs.set(row.run, row)
    this.#roots.set(row.run, row.resumes === undefined ? row.run : this.root(row.resumes))
  }

  /** The run that a run goes on with, or itself. */
  root(run: string): string {
    return this.#roots.get(run) ?? run
  }

  run(run: string): Told<RunBegan> | undefined {
    return this.#runs.get(run)
  }

  add(row: Told<Intent> | Told<StepEnded>): void {
    const root = this.root(row.run)
    const key = `${root} ${row.step}`
    const deed: Deed = this.all.get(key) ?? { root, began: this.#runs.get(row.run), requests: [] }
    this.all.set(key, deed)
    if (row.kind === 'outcome') {
      deed.ended = row
      deed.requests = [...deed.requests, ...(row.requests ?? [])]
    } else if (row.action === 'transfer') deed.transfer = row
    else deed.intent = row
  }

  /** The steps of a plan that runs took up. */
  stepsOf(plan: string): ReadonlySet<number> {
    return new Set([...this.all.values()].flatMap((deed) => (lastOf(deed).plan === plan ? [lastOf(deed).step] : [])))
  }
}

/** The newest row about it. */
export function lastOf({ intent, transfer, ended }: Deed): Told<Intent> | Told<StepEnded> {
  const rows = [intent, transfer, ended].filter((row) => row !== undefined).toSorted((a, b) => b.seq - a.seq)
  const [last] = rows
  if (last === undefined) throw new TypeError('A deed has a row.')
  return last
}
