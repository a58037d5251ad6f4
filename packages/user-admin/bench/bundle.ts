import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { checkBuilt, root } from './built.ts'
import { once, type Row } from './measure.ts'

/** What the entries of `.size-limit.json` were allowed when they were first measured, in kB; compressed, as size-limit does it. */
const first: Readonly<Record<string, number>> = {
  'houston-client, one operation': 26.8,
  'houston-client, all': 27.1,
  'aac-client': 22.3,
  'user-admin, its own code': 13.5,
}

/**
 * Each bundle against the first build. The bound is the limit of today: it may be 5 % over the one before it, and is
 * raised further only with a reason in the changeset, so that every raise was somebody's decision.
 */
export async function* bundle(): AsyncGenerator<Row> {
  await checkBuilt()
  const limits = JSON.parse(await readFile(join(root, '.size-limit.json'), 'utf8')) as readonly Entry[]
  // It fails where one is over its limit, which is for the rows to say.
  const stdout = await promisify(execFile)(
    process.execPath,
    [join(root, 'node_modules', 'size-limit', 'bin.js'), '--json'],
    { cwd: root },
  ).then(
    (ended) => ended.stdout,
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  )
  for (const { name, size } of JSON.parse(stdout) as readonly { readonly name: string; readonly size: number }[]) {
    const limit = limits.find((entry) => entry.name === name)?.limit
    const then = first[name]
    if (limit === undefined || then === undefined) throw new Error(`nobody knows how large ${name} was at first`)
    yield {
      what: `bundle of ${name}, compressed`,
      against: `the first build, ${then} kB`,
      ...once(size / 1_000 / then),
      unit: '×',
      bound: Number.parseFloat(limit) / then,
      keeps: 'at most',
      note: `${(size / 1_000).toFixed(1)} kB, limit ${limit}`,
    }
  }
}

interface Entry {
  readonly name: string
  readonly limit: string
}
