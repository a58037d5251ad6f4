import { writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { aac } from './aac.ts'
import { audit } from './audit.ts'
import { houston } from './houston.ts'
import type { Row } from './measure.ts'
import { plan } from './plan.ts'

// pnpm bench [houston|aac|plan|audit …] [--rounds 5]: ratios within one run, on loopback. The figure is the best round of
// ours against the best of theirs; beside it stand the ratios of the worst and the best pair of rounds.
const subjects: Record<string, (rounds: number) => AsyncGenerator<Row>> = { houston, aac, plan, audit }
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '5' } },
})
const rounds = Number(values.rounds)
const unknown = positionals.find((name) => !Object.hasOwn(subjects, name))
if (unknown !== undefined || !(Number.isSafeInteger(rounds) && rounds > 0)) {
  console.error(
    `bench [${Object.keys(subjects).join('|')} …] [--rounds N]: not ${unknown ?? `${values.rounds} rounds`}`,
  )
  process.exit(2)
}

const shown = ({ figure, unit }: Pick<Row, 'figure' | 'unit'>): string =>
  unit === '×' ? `${figure.toFixed(2)} ×` : `${figure.toFixed(unit === '%' ? 0 : 2)} ${unit}`
const kept = ({ figure, bound, keeps }: Row): boolean => (keeps === 'at most' ? figure <= bound : figure >= bound)

const rows: Row[] = []
for (const [name, measure] of Object.entries(subjects)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  for await (const row of measure(rounds)) {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${row.what}: ${shown(row)}`)
    rows.push(row)
  }
}
if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
console.table(
  rows.map((row) => ({
    what: row.what,
    against: row.against,
    figure: shown(row),
    rounds: `${shown({ ...row, figure: row.from })} – ${shown({ ...row, figure: row.to })}`,
    bound: `${row.keeps} ${shown({ ...row, figure: row.bound })}`,
    '': kept(row) ? 'kept' : 'BROKEN',
  })),
)
await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(rows, null, 2)}\n`)
process.exitCode = rows.every(kept) ? 0 : 1
