import type { Row, RunBegan } from '../journal/journal.ts'
import type { Context } from './context.ts'
import { UsageError } from './usage.ts'

/** The first row of a run, by its id or the beginning of it. @throws {UsageError} where there is none, or several. */
export async function runNamed(context: Context, name: string): Promise<Row & RunBegan> {
  const { journal } = await context.state()
  const found: (Row & RunBegan)[] = []
  if (!/^[0-9a-f-]{8,36}$/u.test(name))
    throw new UsageError(`${name} is no id of a run: a report names it, and 8 letters of it are enough.`)
  for await (const row of journal.rows({ kind: 'run', signal: context.signal }))
    if (row.kind === 'run' && row.run.startsWith(name)) found.push(row)
  const [only] = found
  if (only === undefined) throw new UsageError(`The journal holds no run ${name}.`)
  if (found.length > 1) throw new UsageError(`${found.length} runs begin with ${name}: give more of the id.`)
  return only
}
