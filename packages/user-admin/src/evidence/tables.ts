import { sheet } from '../cli/sheet.ts'
import type { AccessEvidence, AccessRow } from './access.ts'
import type { LeaverRow, LeaversEvidence } from './form.ts'

/** The name of a column, and what stands in it. */
type Column<T> = readonly [heading: string, text: (row: T) => string]

const leaverColumns: readonly Column<LeaverRow>[] = [
  ['verdict', ({ verdict }) => verdict],
  ['email', ({ email }) => email],
  ['name', ({ name }) => name],
  ['source', ({ person }) => person.source],
  ['person id', ({ person }) => person.id],
  ['target', ({ target }) => target],
  ['system', ({ scope }) => scope?.system ?? ''],
  ['scope', ({ scope }) => (scope === undefined ? '' : `${scope.name} (${scope.id}) at ${scope.origin}`)],
  ['signal', ({ signal }) => signal.change],
  ['left by the source', ({ signal }) => signal.since ?? ''],
  ['last shown active', ({ signal }) => signal.before ?? ''],
  ['first shown gone', ({ signal }) => signal.told ?? ''],
  ['read at', ({ signal }) => signal.readAt ?? ''],
  ['first seen', ({ firstSeen }) => firstSeen],
  ['plan', ({ plan }) => plan ?? ''],
  ['approved plan', ({ approvedPlan }) => approvedPlan ?? ''],
  ['approved by', ({ approvedBy }) => approvedBy ?? ''],
  ['approval', ({ approval }) => approval ?? ''],
  ['reason', ({ reason }) => reason ?? ''],
  ['approval reason', ({ approvalReason }) => approvalReason ?? ''],
  ['ticket', ({ ticket }) => ticket ?? ''],
  ['acted at', ({ acted }) => acted?.at ?? ''],
  ['action', ({ acted }) => acted?.action ?? ''],
  ['outcome', ({ acted }) => acted?.outcome ?? ''],
  ['requests', ({ acted }) => (acted?.requests ?? []).join(' ')],
  ['run', ({ acted }) => acted?.run ?? ''],
  ['row of the end', ({ acted }) => (acted === undefined ? '' : String(acted.seq))],
  ['read back absent at', ({ readBackAbsentAt }) => readBackAbsentAt ?? ''],
  ['shown', ({ shown }) => shown ?? ''],
  ['shown by', ({ readBackBy }) => readBackBy ?? ''],
  ['row of the read', ({ readBackRow }) => (readBackRow === undefined ? '' : String(readBackRow))],
  ['residual seconds', ({ residual }) => (residual === undefined ? '' : String(Math.ceil(residual / 1000)))],
  ['why', ({ why }) => why],
]

const accessColumns: readonly Column<AccessRow>[] = [
  ['target', ({ target }) => target],
  ['email', ({ email }) => email],
  ['name', ({ name }) => name],
  ['id', ({ id }) => id],
  ['aliases', ({ aliases }) => aliases.join(' ')],
  ['status', ({ status }) => status],
  ['via', ({ access }) => access?.via ?? ''],
  ['via name', ({ access }) => access?.name ?? ''],
  ['role', ({ access }) => access?.role ?? ''],
  ['managed by', ({ access }) => access?.managedBy ?? ''],
  ['administers', ({ admin }) => (admin === null ? 'unknown' : admin ? 'yes' : 'no')],
  ['member', ({ isOutsider }) => (isOutsider ? 'no' : 'yes')],
  ['since', ({ since }) => since ?? ''],
  ['last seen', ({ lastSeenAt }) => lastSeenAt ?? ''],
]

const csv = <T>(columns: readonly Column<T>[], rows: readonly T[]): string =>
  `${sheet([columns.map(([heading]) => heading), ...rows.map((row) => columns.map(([, text]) => text(row)))])}\r\n`

/** The rows for spreadsheets; no cell starts a formula. */
export const tableOf = (evidence: LeaversEvidence | AccessEvidence): string =>
  evidence.kind === 'leavers' ? csv(leaverColumns, evidence.rows) : csv(accessColumns, evidence.rows)
