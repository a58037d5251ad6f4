import type { Counts, Report, ScopeReport } from '../apply/apply.ts'
import { type Block, moreThan } from './paper.ts'
import { countedBy } from './words.ts'

const notes: Partial<Record<keyof Counts, string>> = {
  remains: ' (the person still gets in)',
  unknown: ' (look before you go on)',
}

/** A report: how steps ended, those that did not end as promised, and who is left. */
export function reportBlocks(report: Report, rows: number): readonly Block[] {
  const { results, counts, left, notRead, scopes } = report
  const isMany = scopes.length > 1
  const trouble = results.filter(
    ({ outcome }) => outcome !== 'done' && outcome !== 'pending' && outcome !== 'unchanged',
  )
  const ended = said(counts)
  return [
    {
      main: true,
      title: ended === '' ? 'Nothing was to be done.' : `Ended: ${ended}`,
      items: trouble.map(({ step, outcome, reason }) => `${outcome}: ${step.what}. ${reason ?? ''}`),
    },
    ...(isMany ? [scopeTable(report, rows)] : []),
    {
      main: true,
      tight: !isMany,
      title: left === undefined ? (notRead ?? 'The scope was not read again.') : `Read again: ${left.length} left`,
      items: (left ?? []).map(({ what, reason }) => `${what}: ${reason}`),
    },
  ]
}

function said(counts: Counts): string {
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${count} ${outcome}${notes[outcome as keyof Counts] ?? ''}`)
    .join(', ')
}

function scopeTable({ scopes }: Report, rows: number): Block {
  const names = countedBy(scopes, ({ name }) => name)
  // Trouble first: it is what a short summary must not leave out.
  const order = scopes.toSorted((a, b) => Number(isCalm(a)) - Number(isCalm(b)))
  return {
    table: [
      ['SCOPE', 'ENDED', 'READ AGAIN'],
      ...order
        .slice(0, rows)
        .map(({ key, name, counts, left, notRead }) => [
          names.get(name) === 1 ? name : `${name} (${key})`,
          said(counts),
          left === undefined ? (notRead ?? 'not read') : `${left.length} left`,
        ]),
    ],
    more: moreThan(scopes.length, rows),
  }
}

const isCalm = ({ left }: ScopeReport): boolean => left !== undefined && left.length === 0
