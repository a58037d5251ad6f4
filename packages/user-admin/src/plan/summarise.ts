import type { Report } from '../apply/apply.ts'
import type { Plan } from './plan.ts'
import type { Step } from './step.ts'

/**
 * A plan or a report in sentences and a table, for people at a terminal.
 *
 * @param options.rows How many steps are shown one by one; the others are counted. Default 10.
 */
export function summarise(what: Plan | Report, options: { readonly rows?: number | undefined } = {}): string {
  const lines = 'steps' in what ? ofPlan(what, options.rows ?? 10) : ofReport(what, options.rows ?? 10)
  return `${lines.join('\n')}\n`
}

function ofPlan(plan: Plan, rows: number): string[] {
  const { scopes, steps, held, kept, blocked, irreversible } = plan
  const free = steps.filter(({ heldBy }) => heldBy.length === 0).length
  return [
    ...scopes.map(
      ({ scope }) =>
        `Plan for ${scope.kind === 'platform' ? `the whole platform ${scope.name}` : `workspace ${scope.name} (${scope.id})`} at ${scope.origin}`,
    ),
    `  ${scopes.reduce((sum, { members }) => sum + members, 0)} people read; ${steps.length === 0 ? 'nothing to do' : counted(steps)}${kept.length === 0 ? '' : `; ${kept.length} protected against the goal`}`,
    ...(steps.length === 0 ? [] : ['', ...table(steps, rows)]),
    ...(held.length === 0 ? [] : ['', `Held back: ${steps.length - free} of ${steps.length}`]),
    ...held.map(({ code, steps: count, reason, remedy }) => `  ${code} (${count}): ${reason} ${remedy}`),
    ...(blocked.length === 0 ? [] : ['', 'Cannot be done here']),
    ...blocked.map(({ reason, remedy }) => `  ${reason} ${remedy}`),
    ...(irreversible.length === 0 ? [] : ['', 'Cannot be undone']),
    ...irreversible.map((sentence) => `  ${sentence}`),
    '',
    `Plan id ${plan.id}`,
  ]
}

function ofReport(report: Report, rows: number): string[] {
  const { counts, left, notRead } = report
  const trouble = report.results.filter(
    ({ outcome }) => outcome !== 'done' && outcome !== 'pending' && outcome !== 'unchanged',
  )
  const ends = Object.entries(counts).filter(([, count]) => count > 0)
  return [
    ends.length === 0
      ? 'Nothing was to be done.'
      : `Ended: ${ends.map(([outcome, count]) => `${count} ${outcome}`).join(', ')}`,
    ...trouble
      .slice(0, rows)
      .map(({ step, outcome, reason }) => `  ${outcome}: ${step.what}. ${reason ?? ''}`.trimEnd()),
    ...(trouble.length > rows ? [`  … and ${trouble.length - rows} more`] : []),
    ...(left === undefined ? [notRead ?? 'The scope was not read again.'] : [`Read again: ${left.length} left`]),
    ...(left ?? []).slice(0, rows).map(({ what, reason }) => `  ${what}: ${reason}`),
  ]
}

const verbs: Record<Step['action'], string> = {
  invite: 'to invite',
  'set-roles': 'to give other roles',
  'set-deployment-role': 'to give other roles on deployments',
  'add-to-team': 'to put into teams',
  suspend: 'to suspend',
  remove: 'to remove',
}

function counted(steps: readonly Step[]): string {
  const counts = new Map<Step['action'], number>()
  for (const { action } of steps) counts.set(action, (counts.get(action) ?? 0) + 1)
  return [...counts].map(([action, count]) => `${count} ${verbs[action]}`).join(', ')
}

function table(steps: readonly Step[], rows: number): string[] {
  const cells = [
    ['ACTION', 'PERSON', 'HELD BY', 'EFFECT'],
    ...steps.slice(0, rows).map(({ action, email, heldBy, what }) => [action, email, heldBy.join(' ') || '-', what]),
  ]
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)))
  const lines = cells.map((row) =>
    `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd(),
  )
  return steps.length > rows ? [...lines, `  … and ${steps.length - rows} more`] : lines
}
