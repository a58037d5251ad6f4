import type { Left } from '../apply/again.ts'
import type { Counts, Report, ScopeReport } from '../apply/apply.ts'
import type { Result } from '../apply/step.ts'
import { type Block, type Item, moreThan } from './paper.ts'
import { takes } from './remaining.ts'
import { countedBy, figure } from './words.ts'

/** A report: how steps ended, those that did not end as promised, and who is left. */
export function reportBlocks(report: Report, rows: number): readonly Block[] {
  const { results, counts, left, notRead, scopes, notes } = report
  const isMany = scopes.length > 1
  const ended = said(counts, results)
  return [
    {
      main: true,
      title: ended === '' ? 'Nothing was to be done.' : `Ended: ${ended}`,
      items: troubles(results),
    },
    ...(isMany ? [scopeTable(report, rows)] : []),
    {
      main: true,
      tight: !isMany,
      title:
        left === undefined ? (notRead ?? 'The scope was not read again.') : `Read again: ${figure(left.length)} left`,
      items: stillLeft(left ?? [], results),
    },
    { facts: [...leftOpen(report), ...notes] },
  ]
}

/** What a run that was told to stop, or was refused, did not get to. */
function leftOpen({ results, run, parked }: Report): readonly string[] {
  const open = results.filter((result) => result.open === true).length
  if (open === 0) return []
  const asked = parked === undefined ? [] : [`The server asks to be left alone until ${parked}: go on after that.`]
  const how = run === undefined ? 'a fresh plan' : 'resume'
  return [
    ...asked,
    `${figure(open)} ${open === 1 ? 'step was' : 'steps were'} left open: ${how} goes on with ${open === 1 ? 'it' : 'them'}.`,
  ]
}

// What nobody knows comes first: a short summary must not leave it out.
const grave: readonly Result['outcome'][] = ['unknown', 'failed', 'remains', 'blocked', 'skipped']

/** What did not end as promised: those of one reason together. */
function troubles(results: readonly Result[]): readonly Item[] {
  return grave.flatMap((outcome) => {
    const own = results.filter((result) => result.outcome === outcome)
    return [...grouped(own, ({ reason = '' }) => reason)].map(([reason, group]): Item => {
      const why = `${reason}${release(reason)}`
      const [only] = group
      if (only !== undefined && group.length === 1) return { text: `${outcome}: ${only.step.what}. ${why}`, under: [] }
      return { text: `${figure(group.length)} ${outcome}: ${why}`, under: group.map(({ step }) => step.what) }
    })
  })
}

/** Who is left: those of one reason together; who is named above for that very reason is only counted. */
function stillLeft(left: readonly Left[], results: readonly Result[]): readonly Item[] {
  const told = results.filter(({ outcome }) => grave.includes(outcome))
  const above = new Set(told.map(({ step, reason = '' }) => JSON.stringify([step.what, reason])))
  return [...grouped(left, ({ reason }) => reason)].map(([reason, group]): Item => {
    const [only] = group
    if (only !== undefined && group.length === 1) return { text: `${only.what}: ${reason}`, under: [] }
    const isAbove = group.every(({ what }) => above.has(JSON.stringify([what, reason])))
    return {
      text: `${figure(group.length)}${isAbove ? ' as above' : ''}: ${reason}`,
      under: isAbove ? [] : group.map(({ what }) => what),
    }
  })
}

/** How to go on where guards held a step back. */
function release(reason: string): string {
  const [, codes] = /^Held back by ([a-z, -]+)\.$/u.exec(reason) ?? []
  if (codes === undefined) return ''
  const list = codes.split(', ').map((code) => `'${code}'`)
  return ` To let ${list.length === 1 ? 'it' : 'them'} through: release: [${list.join(', ')}].`
}

function grouped<T>(all: readonly T[], by: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const one of all) {
    const own = groups.get(by(one))
    if (own === undefined) groups.set(by(one), [one])
    else own.push(one)
  }
  return groups
}

function said(counts: Counts, results: readonly Result[]): string {
  const open = results.filter(({ outcome }) => outcome === 'remains')
  const inside = open.length === 0 || open.some(({ step }) => takes(step))
  const above = open.some(({ step }) => !takes(step))
  const remains = [...(inside ? ['still gets in'] : []), ...(above ? ['still holds more'] : [])].join(' or ')
  const notes: Partial<Record<string, string>> = {
    remains: ` (the person ${remains})`,
    unknown: ' (look before you go on)',
  }
  return Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${figure(count)} ${outcome}${notes[outcome] ?? ''}`)
    .join(', ')
}

function scopeTable({ scopes, results }: Report, rows: number): Block {
  const names = countedBy(scopes, ({ name }) => name)
  // Trouble first: it is what a short summary must not leave out.
  const order = scopes.toSorted((a, b) => Number(isCalm(a)) - Number(isCalm(b)))
  return {
    table: [
      ['SCOPE', 'ENDED', 'READ AGAIN'],
      ...order.slice(0, rows).map(({ key, name, counts, left, notRead }) => [
        names.get(name) === 1 ? name : `${name} (${key})`,
        said(
          counts,
          results.filter(({ step }) => step.scope === key),
        ),
        left === undefined ? (notRead ?? 'not read') : `${figure(left.length)} left`,
      ]),
    ],
    more: moreThan(scopes.length, rows),
  }
}

const isCalm = ({ left }: ScopeReport): boolean => left !== undefined && left.length === 0
