import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { table } from './directory-people.ts'
import type { Row } from './measure.ts'
import { script } from './started.ts'

interface Measured {
  readonly people: number
  readonly steps: number
  /** Of the processor. */
  readonly seconds: number
  /** In MB above the empty process: what was in use after a collection, and resident memory. */
  readonly heap: number
  readonly resident: number
}

const people = 100_000
/** What the heap may hold, in MB. */
const most = 150

/** A directory of 100,000 people, read and matched with as many members, in a process whose heap can hold no more than 150 MB. */
export async function* directory(rounds: number): AsyncGenerator<Row> {
  const folder = mkdtempSync(join(tmpdir(), 'user-admin-directory-'))
  const file = join(folder, 'people.csv')
  writeFileSync(file, table(people))
  yield* matched('a CSV file', rounds, ['csv', file])
  rmSync(folder, { recursive: true })
  const graph = new Worker(new URL('directory-graph.ts', import.meta.url), { workerData: people })
  const { url, token } = await new Promise<{ url: string; token: string }>((resolve, reject) => {
    graph.once('message', resolve)
    graph.once('error', reject)
  })
  yield* matched('Entra ID', rounds, ['entra', url, token])
  await graph.terminate()
}

async function* matched(of: string, rounds: number, how: readonly string[]): AsyncGenerator<Row> {
  const all: Measured[] = []
  while (all.length < Math.min(rounds, 3)) {
    const measured = await script<Measured>(
      new URL('directory-run.ts', import.meta.url),
      [`--max-old-space-size=${most}`],
      [String(people), ...how],
    )
    if (measured.people !== people || measured.steps !== people / 100)
      throw new Error(`${of}: ${measured.people} people were read, and ${measured.steps} are to go`)
    all.push(measured)
  }
  const row = { what: `100,000 people of ${of}, read and matched with as many members`, rounds: all.length } as const
  const least = (figure: (measured: Measured) => number): Pick<Row, 'figure' | 'from' | 'to'> => {
    const figures = all.map(figure)
    return { figure: Math.min(...figures), from: Math.min(...figures), to: Math.max(...figures) }
  }
  yield {
    ...row,
    against: `a heap of ${most} MB`,
    ...least(({ heap }) => heap),
    unit: 'MB',
    note: `${Math.min(...all.map(({ resident }) => resident)).toFixed(0)} MB resident above the empty process`,
    bound: most,
    keeps: 'at most',
  }
  yield { ...row, against: 'the processor', ...least(({ seconds }) => seconds), unit: 's', bound: 30, keeps: 'at most' }
}
