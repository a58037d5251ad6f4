import { canonicalEmail } from '../identity/identity.ts'
import type { Row } from '../journal/journal.ts'
import type { Plan } from '../plan/plan.ts'
import type { LeaverRow, LeaversEvidence } from './form.ts'
import { inWords } from './verdict.ts'

/** From the source's word to the read that showed somebody out: what the journal holds of it, row by row. */
export interface Trail {
  readonly row: LeaverRow
  /** One for each fact, in order. */
  readonly facts: readonly TrailFact[]
}

/** One fact of a trail. */
export interface TrailFact {
  /** ISO 8601. */
  readonly at: string
  /** The row of the journal that says so; absent for what the survey or a plan says. */
  readonly seq?: number
  readonly says: string
}

/** The trails of one person, by address or id: for each row of theirs one. */
export function trailsOf(
  person: string,
  { rows: evidence, madeAt }: LeaversEvidence,
  rows: readonly Row[],
  plans: ReadonlyMap<string, Plan>,
): readonly Trail[] {
  const address = canonicalEmail(person)
  return evidence
    .filter((row) => row.person.id === person || (address !== undefined && canonicalEmail(row.email) === address))
    .map((row) => ({ row, facts: factsOf(row, rows, plans, madeAt) }))
}

function factsOf(
  row: LeaverRow,
  rows: readonly Row[],
  plans: ReadonlyMap<string, Plan>,
  madeAt: string,
): readonly TrailFact[] {
  const { person, acted, plan: id, approvedPlan, readBackAbsentAt, readBackBy, readBackRow, shown, residual } = row
  const named = new Set([id, approvedPlan].filter((one) => one !== undefined))
  const key = row.scope === undefined ? undefined : `${row.scope.origin}/${row.scope.id}`
  const step = rows.find(({ seq }) => seq === acted?.seq)
  const of = step?.kind === 'outcome' ? step.step : undefined
  const facts = rows.flatMap((one): readonly TrailFact[] => {
    const fact = (says: string): readonly TrailFact[] => [{ at: one.at, seq: one.seq, says }]
    switch (one.kind) {
      case 'signal': {
        if (one.person.source !== person.source || one.person.id !== person.id) return []
        const since = one.since === undefined ? '' : `, since ${one.since} by its own word`
        return fact(
          `${person.source} shows ${one.email ?? person.id} as ${one.change}${since}: told of ${one.told}, and otherwise before, of ${one.before} (digest ${one.digest}).`,
        )
      }
      case 'survey':
        return one.plan !== undefined && named.has(one.plan)
          ? fact(
              `A run of ${one.by} read ${one.source?.name ?? 'the targets'} and planned ${one.plan}: ${one.source?.why ?? ''}`,
            )
          : []
      case 'decision':
        return named.has(one.plan)
          ? fact(
              `${one.by}: plan ${one.plan} ${one.decision}${one.ticket === undefined ? '' : `, ticket ${one.ticket}`}${one.reason === undefined ? '' : `: ${one.reason}`}`,
            )
          : []
      case 'run':
        return one.run === acted?.run
          ? fact(
              `Run ${one.run} of plan ${one.plan} began by ${one.by}, approved by ${one.approvedBy} (${one.approval})${one.of === undefined ? '' : ` of plan ${one.of}`}${one.ticket === undefined ? '' : `, ticket ${one.ticket}`}.`,
            )
          : []
      case 'intent':
        return one.run === acted?.run && one.step === of && one.scope === key
          ? fact(`About to ${one.what}. Why: ${one.reason}`)
          : []
      case 'outcome':
        return one.run === acted?.run && one.step === of && one.scope === key
          ? fact(
              `${one.what}: ${one.outcome}${one.requests === undefined ? '' : `, requests ${one.requests.join(', ')}`}${one.after === undefined ? '' : one.after === null ? '; read back: not there' : `; read back: ${one.after.status}`}.`,
            )
          : []
      case 'end':
      case 'quarantine':
      case 'baseline':
      case 'tick':
      case 'notified':
        return []
      default:
        return one satisfies never
    }
  })
  const planned = id === undefined ? undefined : plans.get(id)
  const own = planned?.steps.find((each) => each.person?.id === person.id && each.scope === key)
  return [
    ...facts,
    ...(own === undefined
      ? []
      : [{ at: planned?.madeAt ?? madeAt, says: `Plan ${id} says: ${own.what}. Why: ${own.reason}` }]),
    ...(readBackAbsentAt === undefined
      ? []
      : [
          {
            at: readBackAbsentAt,
            ...(readBackRow === undefined ? {} : { seq: readBackRow }),
            says: `Shown out by ${readBackBy === 'change' ? 'the read after the change' : readBackBy === 'run' ? 'a run’s reading' : 'the survey'}${residual === undefined ? '' : `, ${inWords(residual)} at most after leaving`}.`,
          },
        ]),
    { at: madeAt, says: `The survey: ${row.verdict}${shown === undefined ? '' : `, ${shown}`}. ${row.why}` },
  ].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
