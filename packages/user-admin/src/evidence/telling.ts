import type {
  Decision,
  Head,
  Intent,
  PersonIn,
  Row,
  RunBegan,
  Signalled,
  StepEnded,
  Surveyed,
  Ticked,
} from '../journal/journal.ts'
import type { Exempt } from '../plan/exempt.ts'
import type { Plan } from '../plan/plan.ts'
import type { Blocked, Kept, Step } from '../plan/step.ts'

/** Something in a plan that is about a leaver in one scope. */
export interface Listing {
  readonly plan: Plan
  readonly scope: string
  readonly email: string
  readonly id?: string
  readonly aliases: readonly string[]
  readonly person: PersonIn
  /** Absent where nothing is to be done. */
  readonly step?: Step
  /** By what the plan says they are in; `suspended`: locked out. */
  readonly shows: 'in' | 'suspended'
}

/** What a journal and the plans that it names tell about leavers. */
export interface Telling {
  readonly head: Head | null
  readonly signals: readonly (Row & Signalled)[]
  readonly runs: ReadonlyMap<string, Row & RunBegan>
  readonly acts: readonly (Row & (Intent | StepEnded))[]
  readonly decisions: readonly (Row & Decision)[]
  readonly surveys: readonly (Row & Surveyed)[]
  readonly ticks: readonly (Row & Ticked)[]
  /** Those that are of a source's leavers, by id. */
  readonly plans: ReadonlyMap<string, Told>
}

/** A plan of leavers of a source. */
interface Told {
  readonly plan: Plan
  readonly source: string
  readonly listings: readonly Listing[]
}

/** Where the plan comes from that a row names; `undefined`: it is not kept any more. */
export type PlanById = (id: string) => Plan | undefined | Promise<Plan | undefined>

/** Gathers what a journal tells. */
export async function tellingOf(rows: AsyncIterable<Row> | Iterable<Row>, planById: PlanById): Promise<Telling> {
  const told = {
    signals: [] as (Row & Signalled)[],
    runs: new Map<string, Row & RunBegan>(),
    acts: [] as (Row & (Intent | StepEnded))[],
    decisions: [] as (Row & Decision)[],
    surveys: [] as (Row & Surveyed)[],
    ticks: [] as (Row & Ticked)[],
  }
  const named = new Set<string>()
  let head: Head | null = null
  for await (const row of rows) {
    head = { count: row.seq, hash: row.hash, at: row.at }
    if ('plan' in row && typeof row.plan === 'string') named.add(row.plan)
    switch (row.kind) {
      case 'signal':
        told.signals.push(row)
        break
      case 'run':
        told.runs.set(row.run, row)
        if (row.of !== undefined) named.add(row.of)
        break
      case 'intent':
      case 'outcome':
        told.acts.push(row)
        break
      case 'decision':
        told.decisions.push(row)
        break
      case 'survey':
        told.surveys.push(row)
        break
      case 'tick':
        told.ticks.push(row)
        break
      case 'end':
      case 'quarantine':
      case 'baseline':
      case 'notified':
        break
      default:
        // A later release may write others: they say nothing of leavers.
        row satisfies never
    }
  }
  const plans = new Map<string, Told>()
  for (const id of named) {
    const plan = await planById(id)
    const source = plan === undefined ? undefined : sourceOf(plan)
    if (plan !== undefined && source !== undefined) plans.set(id, { plan, source, listings: listingsIn(plan, source) })
  }
  return { head, ...told, plans }
}

/** The source whose leavers a plan is about. */
export const sourceOf = ({ goal }: Plan): string | undefined =>
  goal.kind === 'leavers' ? goal.source?.name : undefined

function listingsIn(plan: Plan, source: string): readonly Listing[] {
  const listed = (one: Step | Kept | Blocked | Exempt, more: Pick<Listing, 'shows' | 'step'>): readonly Listing[] =>
    one.person === undefined || one.person.source !== source
      ? []
      : [
          {
            plan,
            scope: one.scope,
            email: one.email,
            ...(one.id === undefined ? {} : { id: one.id }),
            aliases: 'aliases' in one ? (one.aliases ?? []) : [],
            person: one.person,
            ...more,
          },
        ]
  return [
    ...plan.steps.flatMap((step) => listed(step, { step, shows: step.status === 'suspended' ? 'suspended' : 'in' })),
    ...[...plan.kept, ...plan.blocked, ...(plan.exempt ?? [])].flatMap((one) => listed(one, { shows: 'in' })),
  ]
}

/** Names a person among those of several sources. */
export const personKey = ({ source, id }: PersonIn): string => JSON.stringify([source, id])
