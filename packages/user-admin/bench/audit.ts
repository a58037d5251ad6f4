import { createHash } from 'node:crypto'
import { verify } from '../src/index.ts'
import { journalOf } from '../torture/audit-rows.ts'
import { compare, type Row } from './measure.ts'
import { script } from './started.ts'

const count = 100_000

export async function* audit(rounds: number): AsyncGenerator<Row> {
  const lines = [...outcomes(count)]
  const check = async (): Promise<void> => {
    const { verdict, rows } = await verify(lines)
    if (verdict !== 'consistent' || rows !== count) throw new Error(`the journal is ${verdict}`)
  }
  const against = await compare(rounds, check, async () => {
    for (const line of lines) createHash('sha256').update(line).digest('hex')
  })
  const what = `${count.toLocaleString('en-US')} rows of a journal verified, ${Math.round(bytesOf(lines) / count)} bytes each`
  yield {
    what,
    against: 'their SHA-256 alone',
    figure: against.ratio,
    unit: '×',
    ...against,
    bound: 8,
    keeps: 'at most',
  }

  const seconds: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const began = performance.now()
    await check()
    seconds.push((performance.now() - began) / 1000)
  }
  const [from, to] = [Math.min(...seconds), Math.max(...seconds)]
  yield { what, against: '100,000 rows a second', figure: from, unit: 's', from, to, bound: 1, keeps: 'at most' }

  const heaps: number[] = []
  for (let round = 0; round < Math.min(rounds, 3); round += 1) {
    const { megabytes } = await script<{ readonly megabytes: number }>(new URL('audit-memory.ts', import.meta.url), [
      '--expose-gc',
    ])
    heaps.push(megabytes)
  }
  yield {
    what: '1,000,000 rows of a journal verified: the heap grows by',
    against: 'a journal that is not kept',
    figure: Math.min(...heaps),
    unit: 'MB',
    from: Math.min(...heaps),
    to: Math.max(...heaps),
    bound: 8,
    keeps: 'at most',
  }
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0)

/** As most rows are: how a removal ended. */
export const outcomes = (rows: number): Generator<string, void, undefined> =>
  journalOf(
    Array.from({ length: 1_000 }, (_, step) => ({
      kind: 'outcome',
      run: '7b1f0c4e-6a41',
      plan: '5f'.repeat(32),
      by: 'nightly-job',
      step,
      scope: 'https://us1.alteryxcloud.com/41877',
      email: `person.${step}@example.edu`,
      action: 'remove',
      credential: { id: '7', kind: 'service-account' },
      what: `take person.${step}@example.edu out of spring`,
      outcome: 'done',
    })),
    rows,
  )
