import type { LeaverRow } from '../src/evidence/form.ts'
import type { Made } from './ninety-judge.ts'

/**
 * Bugs that the judge must find: what was sent is said to be done without a look afterwards; a leaver is left out; the
 * hours are counted from when a run saw it and not from when it may have been; what was true a month ago is said today;
 * somebody is taken out who did not leave.
 */
export const ninetyPlants = ['believe-2xx', 'drop-row', 'sla-off', 'stale-survey', 'remove-other'] as const
export type NinetyPlant = (typeof ninetyPlants)[number]

/** The same evidence with one bug. */
export function withPlant(plant: NinetyPlant | undefined, made: readonly Made[]): readonly Made[] {
  const rows = (
    change: (row: LeaverRow, all: readonly LeaverRow[], sla: number) => readonly LeaverRow[],
  ): readonly Made[] =>
    made.map(({ evidence, ...rest }) => ({
      ...rest,
      evidence: { ...evidence, rows: evidence.rows.flatMap((row) => change(row, evidence.rows, evidence.asked.sla)) },
    }))
  switch (plant) {
    case undefined:
    case 'remove-other':
      return made
    case 'believe-2xx':
      return rows((row, _all, sla) => {
        const { acted, signal } = row
        const begun = Date.parse(signal.since ?? signal.before ?? '')
        if (acted === undefined || acted.requests.length === 0 || row.readBackAbsentAt !== undefined) return [row]
        const residual = Math.max(0, Date.parse(acted.at) - begun)
        return [{ ...row, verdict: residual > sla ? 'late' : 'met', readBackAbsentAt: acted.at, residual }]
      })
    case 'drop-row':
      return rows((row, all) => (row.person.id === all[0]?.person.id ? [] : [row]))
    case 'sla-off':
      return rows((row) => {
        const { readBackAbsentAt, signal } = row
        if (readBackAbsentAt === undefined || signal.told === undefined || row.residual === undefined) return [row]
        return [{ ...row, residual: Math.max(0, Date.parse(readBackAbsentAt) - Date.parse(signal.told)) }]
      })
    case 'stale-survey':
      return made.map((one, index) => ({ ...one, evidence: (made[index - 1] ?? one).evidence }))
    default:
      return plant satisfies never
  }
}
