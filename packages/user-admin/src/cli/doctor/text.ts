import type { Context } from '../context.ts'
import { textTable } from '../text-table.ts'
import { type DoctorReport, type Finding, findingsOf, type TargetReport } from './report.ts'

/** Workspaces that are named one by one; beyond, they are counted. */
const mostNamed = 10

const mays: Readonly<Record<NonNullable<TargetReport['rights']>, string>> = {
  full: 'everything',
  admin: 'administer',
  read: 'look only',
}

/** What was found, for people: a table, then what is to be mended and to be known. */
export function doctorText(report: DoctorReport, { paint }: Pick<Context, 'paint'>): string {
  const { targets, workspaces, config, state } = report
  const [heading = '', ...rows] = textTable(
    ['TARGET', 'PLACE', 'AS', 'MAY', 'CREDENTIAL', 'SERVER', 'CLOCK'],
    targets.map((target) => [
      target.target,
      target.scope === null ? '' : target.scope.kind === 'platform' ? 'platform' : target.scope.name,
      target.as?.email ?? target.as?.id ?? 'failed',
      target.rights === null ? (target.as === null ? '' : 'unknown') : mays[target.rights],
      lasting(target),
      target.release ?? target.plane ?? '',
      target.skew === null ? '' : target.skew === 0 ? 'right' : `${target.skew > 0 ? '+' : ''}${target.skew / 1000} s`,
    ]),
  ).split('\n')
  const line = (of: string, { level, says }: Finding): string =>
    `${level === 'bad' ? paint.bad('mend') : paint.warn('note')}  ${of}: ${says}`
  const all = findingsOf(report)
  const wrong = all.filter(({ level }) => level === 'bad').length
  const failed = targets.filter(({ scope }) => scope === null).map(({ target }) => target)
  const parts = [
    [paint.bold(heading), ...rows],
    targets.flatMap(({ target, findings }) => findings.map((finding) => line(target, finding))),
    config.map((finding) => line('configuration', finding)),
    state.findings.map((finding) => line('state', finding)),
    workspaces.length === 0
      ? []
      : [
          `${workspaces.length === 1 ? 'One workspace is' : `${workspaces.length} workspaces are`} seen, and of no target:`,
          ...workspaces.slice(0, mostNamed).map(({ name, id, seenBy }) => `  ${name} (${id}), seen by ${seenBy}`),
          ...(workspaces.length > mostNamed ? [`  … and ${workspaces.length - mostNamed} more`] : []),
        ],
    failed.length === 0
      ? []
      : [`${failed.join(', ')} did not answer: nothing is known of ${failed.length === 1 ? 'it' : 'them'}, see above.`],
    [
      wrong === 0 && failed.length > 0
        ? `${all.length} to know.`
        : wrong === 0
          ? all.length === 0
            ? 'Nothing to mend.'
            : `Nothing to mend, ${all.length} to know.`
          : `${wrong} to mend, ${all.length - wrong} to know.`,
    ],
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}

function lasting({ credential: { kind, daysLeft, ends } }: TargetReport): string {
  if (ends === null || daysLeft === null) return kind
  if (daysLeft < 0) return `${kind}, ended`
  return daysLeft < 2 ? `${kind}, until ${ends.slice(0, 16).replace('T', ' ')}` : `${kind}, ${daysLeft} days`
}
