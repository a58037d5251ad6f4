import type { Human } from './company.ts'
import type { Fault } from './fault.ts'
import { type FaultWorld, struck } from './fault-run.ts'
import { faults } from './faults.ts'

const human = (depth: number): Human => ({
  hasAlias: true,
  hasLogin: true,
  guest: depth === 3,
  depth,
  aac: 'mail',
  houston: 'alias',
})

/** A company in which every fault shows: big enough for two pages, and with a few who left. */
const world: FaultWorld = {
  humans: Array.from({ length: 18 }, (_, index) => human(index % 4)),
  disabled: [1],
  away: 2,
  lately: undefined,
  readings: 2,
  hours: 24,
  action: 'remove',
  unattended: false,
  lot: 0.5,
}

/** One line of the table: what is said when it happens, as it was said. */
export interface FaultRow {
  readonly fault: Fault
  readonly said: string
}

/** The faults of the table: what is put together otherwise says the same. */
export const tabled: readonly Fault[] = faults.filter(
  ({ source }) => source !== 'an intersection' && source !== 'an exception',
)

/** Lets every fault of the table happen once. */
export async function faultRows(): Promise<readonly FaultRow[]> {
  const rows: FaultRow[] = []
  for (const fault of tabled)
    rows.push({ fault, said: told(await struck(fault, world, undefined, { runs: 0, named: 0, suspended: 0 })) })
  return rows
}

/** What a person reads of it: the sentence, without what differs from run to run. */
function told(said: string): string {
  const [absent] = /Absent from [^"]*/u.exec(said) ?? []
  return (absent ?? said)
    .replaceAll(/127\.0\.0\.1:\d+/gu, 'dc1.corp.test')
    .replace(/^.*? was not read whole, so nothing is concluded from it: /u, '')
    .replace(/ Mend that and read it again\.$/u, '')
    .replaceAll('|', '\\|')
}

/** What happens to people, in words. */
export const happens: Readonly<Record<Fault['ends'], string>> = {
  stopped: 'nothing',
  clock: 'suspended at once where the system can, removed only after a second such reading 24 hours later',
}

/** The table of the documentation, in Markdown. */
export const tableOf = (rows: readonly FaultRow[]): string =>
  [
    '| source | what goes wrong | what is said | what happens to people |',
    '|---|---|---|---|',
    ...rows.map(({ fault: { source, name, ends }, said }) => `| ${source} | ${name} | ${said} | ${happens[ends]} |`),
  ].join('\n')
