import type { Plan } from '../plan/plan.ts'
import { placeOf } from '../plan/world.ts'
import { few } from '../summary/words.ts'
import type { ExplainedEvent } from './explanation.ts'
import { bare, whenOf } from './telling.ts'
import { mentionOf, type Whom } from './whom.ts'

/** Something that a plan says of a person and that nobody carried out; several plans may say it one after the other. */
export interface Found {
  readonly event: Omit<ExplainedEvent, 'says' | 'until' | 'times'>
  /** The sentence, once it is known how often it was found. */
  readonly says: (when: string) => string
}

/** @param taken The steps of the plan that a run took up: what became of them the journal tells. */
export function foundIn(plan: Plan, whom: Whom, taken: ReadonlySet<number>): readonly Found[] {
  const places = new Map(plan.scopes.map(({ key, scope }) => [key, placeOf(scope)]))
  const place = (key: string): string => places.get(key) ?? key
  const isMeant = (one: { readonly scope: string; readonly id?: string; readonly email: string }): boolean =>
    whom.is(mentionOf(one.scope, one))
  const of = { at: plan.madeAt, plan: plan.id }
  const found: Found[] = []
  let isAsked = false
  for (const [index, step] of plan.steps.entries()) {
    if (!isMeant(step)) continue
    isAsked = true
    if (taken.has(index)) continue
    const { action, what, reason, heldBy, scope } = step
    const holding = plan.held.filter(
      (held) => heldBy.includes(held.code) && (held.scope === undefined || held.scope === scope),
    )
    const fate =
      heldBy.length === 0
        ? 'it was not begun'
        : `it was held back by ${few(heldBy, 9)}${holding.length === 1 ? ` (${bare(holding[0]?.reason ?? '')})` : ''}`
    found.push({
      event: { ...of, kind: 'planned', scope, action, what, why: reason, heldBy },
      says: (when) => `Asked for ${when}: to ${what}, because of “${reason}”; ${fate}.`,
    })
  }
  for (const { scope, reason } of plan.kept.filter(isMeant))
    found.push({
      event: { ...of, kind: 'kept', scope, why: reason },
      says: (when) => `Left alone in ${place(scope)} ${when}: ${bare(reason)}.`,
    })
  for (const { scope, owner, until } of plan.exempt?.filter(isMeant) ?? [])
    found.push({
      event: { ...of, kind: 'kept', scope, why: `Exempt: ${owner} answers for them until ${until}.` },
      says: (when) =>
        `Left alone in ${place(scope)} ${when}: exempt, for ${owner} answers for them until ${until.slice(0, 10)}.`,
    })
  for (const { scope, action, reason, remedy } of plan.blocked.filter(isMeant))
    found.push({
      event: { ...of, kind: 'blocked', scope, action, why: reason },
      says: (when) => `Could not be changed in ${place(scope)} (${action}) ${when}: ${bare(reason)}; ${bare(remedy)}.`,
    })
  for (const { scope, what } of plan.later.filter(isMeant))
    found.push({
      event: { ...of, kind: 'later', scope, what },
      says: (when) => `Left until the invitation is accepted ${when}: then to ${what}.`,
    })
  for (const { scope } of plan.unmatched.filter(isMeant))
    found.push({
      event: { ...of, kind: 'unmatched', scope },
      says: (when) => `Found in ${place(scope)} and in no directory, and left alone for that, ${when}.`,
    })
  const missing = plan.missing.find(({ entry }) => whom.entryIn([asEntry(entry)]) !== undefined)
  if (missing !== undefined)
    found.push({
      event: { ...of, kind: 'missing' },
      says: (when) => `Named by the list, and found in none of the scopes ${when}.`,
    })
  const isSaid = isAsked || found.length > 0
  const list = isSaid ? undefined : listed(plan, whom)
  if (list !== undefined) found.push({ event: { ...of, kind: 'named' }, says: (when) => `${list} ${when}.` })
  return found
}

/** An entry as a plan shows one that means nobody. */
const asEntry = (text: string) => ({ kind: text.includes('@') ? ('email' as const) : ('id' as const), value: text })

/** What the list that a plan was made from says of somebody for whom nothing was planned. */
function listed({ goal, policy }: Plan, whom: Whom): string | undefined {
  switch (goal.kind) {
    case 'keep-only':
      if (goal.keep !== 'only-me' && whom.entryIn(goal.keep) !== undefined)
        return 'Named among the people to keep, and left as they were,'
      break
    case 'roster':
      if (whom.entryIn(goal.entries) !== undefined) return 'Named on the roster, and already as it says, or not there,'
      break
    case 'leavers':
      if (whom.entryIn(goal.people) !== undefined)
        return 'Named among the people who leave, and nothing was found to take,'
      break
    case 'orders':
      if (whom.entryIn(goal.orders.map(({ person }) => person)) !== undefined)
        return 'Named by an order, and as it asks already, or not there,'
      break
    case 'undo':
    case 'inactive':
      break
    default:
      return goal satisfies never
  }
  return whom.entryIn(policy.protect) === undefined ? undefined : 'Named among the protected people, and not touched,'
}

/** The same of several plans, one after the other, told once. */
export function gathered(found: readonly Found[]): readonly ExplainedEvent[] {
  const told: { readonly first: Found; until: string; times: number }[] = []
  const last = new Map<string, (typeof told)[number]>()
  for (const one of found.toSorted((a, b) => (a.event.at < b.event.at ? -1 : a.event.at > b.event.at ? 1 : 0))) {
    const { kind, scope = '' } = one.event
    const before = last.get(`${scope} ${kind}`)
    if (before !== undefined && before.first.says('') === one.says('')) {
      before.times += 1
      before.until = one.event.at
      continue
    }
    const row = { first: one, until: one.event.at, times: 1 }
    last.set(`${scope} ${kind}`, row)
    told.push(row)
  }
  return told.map(({ first, until, times }) => ({
    ...first.event,
    ...(times === 1 ? {} : { until, times }),
    says: first.says(whenOf(first.event.at, until, times)),
  }))
}
