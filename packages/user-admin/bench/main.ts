import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import type { Row } from './measure.ts'
import { better, type Fault, faults, nameOf, type Ratios, shown, updated } from './ratios.ts'
import { leaveNothing } from './started.ts'
import { subjects } from './subjects.ts'
import { table } from './table.ts'

// pnpm bench [subject …] [--rounds 5] [--list] [--check] [--update]: everything in one run, on loopback. The figure is the
// best round of ours against the best of theirs; beside it stand the worst and the best pair of rounds. `results.json`
// keeps all of it; `--check` holds it to `ratios.json`, and `--update` rewrites that.
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '5' },
    list: { type: 'boolean', default: false },
    check: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
})
const rounds = Number(values.rounds)
const unknown = positionals.find((name) => !subjects.some((subject) => subject.name === name))
if (unknown !== undefined || !(Number.isSafeInteger(rounds) && rounds > 0)) {
  const names = subjects.map(({ name }) => name).join('|')
  const wrong = unknown ?? `${values.rounds} rounds`
  console.error(`bench [${names} …] [--rounds N] [--list] [--check] [--update]: not ${wrong}`)
  process.exit(2)
}
const chosen = subjects.filter(({ name }) => positionals.length === 0 || positionals.includes(name))
if (values.list) {
  for (const { name, takes, about } of chosen) console.log(`${name.padEnd(9)} ${takes.padEnd(8)} ${about}`)
  process.exit(0)
}

leaveNothing()
const ratiosFile = new URL('ratios.json', import.meta.url)
const committed = JSON.parse(await readFile(ratiosFile, 'utf8')) as Ratios
const onTerminal = (text: string): void => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`))

const measured = new Map<string, readonly Row[]>()
const broken: Fault[] = []
for (const [index, subject] of chosen.entries()) {
  const place = `${index + 1} of ${chosen.length}, ${subject.name}`
  const once = async (): Promise<Row[]> => {
    const measure = await subject.measure()
    const rows: Row[] = []
    onTerminal(`${place} (${subject.takes}) …`)
    for await (const row of measure(rounds)) {
      rows.push(row)
      onTerminal(`${place} (${subject.takes}): ${row.what}: ${shown(row)} …`)
    }
    return rows
  }
  const wrong = (rows: readonly Row[]): Fault[] =>
    faults(subject.name, rows, committed).filter(({ is }) => values.check || is === 'over its bound')
  let rows: Row[]
  try {
    rows = await once()
  } catch (error) {
    // What one subject lacks, a build or a Python, keeps nobody from the others.
    broken.push({ subject: subject.name, row: 'all', is: 'missing', fact: String(error) })
    continue
  }
  // A machine that has other things to do disturbs a measurement, and seldom twice the same row.
  if (values.check && wrong(rows).some(({ is }) => is === 'over its bound' || is === 'worse'))
    rows = better(rows, await once())
  measured.set(subject.name, rows)
  broken.push(...wrong(rows))
}
onTerminal('')

const all = [...measured].flatMap(([subject, rows]) => rows.map((row) => ({ subject, ...row })))
const parts = chosen.map(({ name, about }) => ({
  name,
  about,
  rows: measured.get(name) ?? [],
  committed: (row: Row) => committed.subjects[name]?.[nameOf(row)]?.figure,
}))
console.log(table(parts, rounds))
await writeFile(new URL('results.json', import.meta.url), `${JSON.stringify(all, null, 2)}\n`)
if (values.update)
  await writeFile(ratiosFile, `${JSON.stringify(updated(committed, process.versions.node, measured), null, 2)}\n`)
for (const { subject, row, fact } of broken) console.error(`\nBROKEN ${subject}: ${row}: ${fact}`)
process.exitCode = broken.length === 0 ? 0 : 1
