import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { placeOf } from '../plan/world.ts'
import type { State } from '../state.ts'
import { oneLine } from '../summary/text.ts'
import { few } from '../summary/words.ts'
import type { CallOptions, Scope, UserRef } from '../user-admin.ts'
import { type Deed, Deeds, lastOf } from './deeds.ts'
import type { ExplainedEvent, Explanation } from './explanation.ts'
import type { Decision, Journal, Row } from './journal.ts'
import { type Found, foundIn, gathered } from './left.ts'
import { bare, dayOf, planName, toldOf } from './telling.ts'
import { Directory, mentionIn, mentionOf, mentionsIn } from './whom.ts'

/** Where an explanation is read from: a {@link State}, or a journal from a file with the plans that were kept. */
export type Memory =
  | Pick<State, 'journal' | 'plans'>
  | { readonly journal: Journal; readonly plans: Iterable<Plan> | AsyncIterable<Plan> }

/**
 * Says why somebody was removed, kept, held back, suspended or invited: by whom, approved by whom, when, with which
 * credential, and what was before and after.
 *
 * @param person By id, by any of their addresses in any spelling, or both. Addresses and ids that were seen together are
 * followed.
 * @throws {UserAdminError} `invalid` for what names nobody.
 */
export async function explain(memory: Memory, person: UserRef, { signal }: CallOptions = {}): Promise<Explanation> {
  const { journal } = memory
  const plans = await plansOf(memory, signal)
  const directory = new Directory()
  for await (const row of journal.rows({ signal })) {
    const mention = mentionIn(row)
    if (mention !== undefined) directory.add(mention)
  }
  for await (const plan of plans()) for (const mention of mentionsIn(plan)) directory.add(mention)
  const whom = directory.find(person)

  const deeds = new Deeds()
  const decisions: (Decision & Pick<Row, 'seq' | 'at'>)[] = []
  const scopes = new Map<string, Scope>()
  for await (const row of journal.rows({ signal })) {
    if (row.kind === 'run') {
      deeds.began(row)
      for (const { key, scope } of row.scopes) scopes.set(key, scope)
    } else if (row.kind === 'decision') decisions.push(row)
    else if (row.kind === 'intent' || row.kind === 'outcome') {
      const { scope, id, email } = row
      // What a look showed may be somebody else under the same address: the row itself says whom it is about.
      const isMeant = whom.is(
        id === undefined ? (mentionIn(row) ?? mentionOf(scope, row)) : mentionOf(scope, { id, email }),
      )
      if (isMeant) deeds.add(row)
    }
  }

  const found: Found[] = []
  const steps = new Map<string, Step>()
  const asked = new Set<string>()
  const kept = new Set<string>()
  for await (const plan of plans()) {
    kept.add(plan.id)
    for (const { key, scope } of plan.scopes) if (!scopes.has(key)) scopes.set(key, scope)
    const taken = deeds.stepsOf(plan.id)
    for (const index of taken) {
      const step = plan.steps[index]
      if (step !== undefined) steps.set(`${plan.id} ${index}`, step)
    }
    const own = foundIn(plan, whom, taken)
    found.push(...own)
    if (taken.size > 0 || own.some(({ event }) => event.kind === 'planned')) asked.add(plan.id)
  }

  const all = [...deeds.all.values()]
  const events = [
    ...all.map((deed) => eventOf(deed, { deeds, steps, scopes })),
    ...gathered(found),
    ...decisions.filter(({ plan }) => asked.has(plan)).map(decided),
  ]
  const now = standing(all, scopes)
  const lost = new Set(all.map((deed) => lastOf(deed).plan).filter((plan) => !kept.has(plan)))
  return {
    person: { ids: whom.ids, emails: whom.addresses },
    events: events
      .toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : (a.seq ?? 0) - (b.seq ?? 0)))
      .map((event) => ({ ...event, says: oneLine(event.says) })),
    ...(now === undefined ? {} : { now: oneLine(now) }),
    notes: [
      ...(whom.several.length === 0
        ? []
        : [
            `The id ${oneLine(person.id ?? '')} is of different people at ${few(whom.several)}: all are told of here. Name an address as well.`,
          ]),
      ...(lost.size === 0
        ? []
        : [
            `${few([...lost].map(planName))} ${lost.size === 1 ? 'was' : 'were'} carried out and not kept: what held steps back is not known.`,
          ]),
    ],
  }
}

/** The plans, to be gone through twice: only a state reads them anew. */
async function plansOf(
  memory: Memory,
  signal: AbortSignal | undefined,
): Promise<() => AsyncIterable<Plan> | Iterable<Plan>> {
  if (typeof memory.plans === 'function') {
    const state = memory as Pick<State, 'plans'>
    return () => state.plans({ signal })
  }
  const all: Plan[] = []
  for await (const plan of memory.plans) all.push(plan)
  return () => all
}

interface Known {
  readonly deeds: Deeds
  /** By plan and index. */
  readonly steps: ReadonlyMap<string, Step>
  readonly scopes: ReadonlyMap<string, Scope>
}

function eventOf(deed: Deed, { deeds, steps, scopes }: Known): ExplainedEvent {
  const { intent, transfer, ended, requests } = deed
  const last = lastOf(deed)
  const { at, seq, scope, plan, run, what, by, credential } = last
  const step = steps.get(`${plan} ${last.step}`)
  const began = deeds.run(run)
  const why = intent?.reason ?? step?.reason
  const undoing = undoneBy(deed, deeds)
  const action = last.action === 'transfer' ? step?.action : last.action
  const isOver = ended?.seq === seq
  const before = (intent ?? transfer)?.before
  return {
    at,
    kind: 'step',
    says: toldOf(deed, { scope: scopes.get(scope), key: scope, step, run: began, undone: undoing }),
    seq,
    scope,
    plan,
    run,
    ...(action === undefined ? {} : { action }),
    what,
    ...(why === undefined ? {} : { why }),
    ...(isOver ? { outcome: ended.outcome, ...(ended.reason === undefined ? {} : { reason: ended.reason }) } : {}),
    by,
    credential,
    ...(began === undefined ? {} : { approvedBy: began.approvedBy, released: began.released }),
    ...(began?.ticket === undefined ? {} : { ticket: began.ticket }),
    ...(step === undefined ? {} : { heldBy: step.heldBy }),
    ...(transfer?.transferTo === undefined ? {} : { transferTo: transfer.transferTo }),
    ...(requests.length === 0 ? {} : { requests }),
    ...(before === undefined ? {} : { before }),
    ...(!isOver || ended.after === undefined ? {} : { after: ended.after }),
    ...(undoing === undefined ? {} : { undone: undoing }),
  }
}

/** What a later run did about it that undoes its run. */
function undoneBy(deed: Deed, deeds: Deeds): ExplainedEvent['undone'] {
  const { scope, seq } = lastOf(deed)
  for (const other of deeds.all.values()) {
    const undoes = other.began?.undoes
    const last = lastOf(other)
    if (undoes === undefined || deeds.root(undoes) !== deed.root || last.scope !== scope || last.seq < seq) continue
    const isDone = last.kind === 'outcome' && ['done', 'pending', 'unchanged'].includes(last.outcome)
    if (isDone) return { at: last.at, run: last.run, by: last.by }
  }
  return undefined
}

const verbs: Readonly<Record<Decision['decision'], string>> = {
  held: 'put into the queue',
  approved: 'approved',
  rejected: 'rejected',
  superseded: 'given up for a newer one',
}

function decided({
  at,
  seq,
  plan,
  decision,
  by,
  reason,
  ticket,
  released = [],
}: Decision & Pick<Row, 'seq' | 'at'>): ExplainedEvent {
  const because = reason === undefined ? '' : `: ${bare(reason)}`
  const more = `${ticket === undefined ? '' : ` (ticket ${ticket})`}${released.length === 0 ? '' : `, who released ${few(released, 9)}`}`
  return {
    at,
    kind: decision,
    says: `The ${planName(plan)}, which concerns this person, was ${verbs[decision]} on ${dayOf(at)} by ${by}${more}${because}.`,
    seq,
    plan,
    by,
    ...(reason === undefined ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(released.length === 0 ? {} : { released }),
  }
}

/** Where the person stood when the journal saw them last, scope by scope. */
function standing(deeds: readonly Deed[], scopes: ReadonlyMap<string, Scope>): string | undefined {
  const seen = new Map<string, string>()
  for (const deed of deeds.toSorted((a, b) => lastOf(a).seq - lastOf(b).seq)) {
    const last = lastOf(deed)
    const scope = scopes.get(last.scope)
    const stood = stoodAfter(last, scope === undefined ? last.scope : placeOf(scope))
    if (stood !== undefined) seen.set(last.scope, `${stood} (${dayOf(last.at)})`)
  }
  return seen.size === 0 ? undefined : `When last looked at: ${[...seen.values()].join('; ')}.`
}

/** `undefined`: the row says nothing about it, and what was known before stays. */
function stoodAfter(last: ReturnType<typeof lastOf>, place: string): string | undefined {
  if (last.kind === 'intent') return `about to be changed in ${place}, and not looked at since`
  const { outcome, after, action } = last
  if (after === null) return `not in ${place}`
  if (after !== undefined)
    return `${after.status} in ${place}${after.roles.length === 0 ? '' : ` with ${few(after.roles, 9)}`}`
  if (outcome === 'unknown') return `perhaps changed in ${place}, which nobody could tell`
  if (outcome === 'pending') return `invited to ${place}`
  if (outcome === 'done' || outcome === 'unchanged')
    return action === 'remove' ? `not in ${place}` : `as the plan wanted in ${place}`
  return outcome === 'remains' ? `still let into ${place}` : undefined
}
