import { sentence } from '../change.ts'
import { canonicalEmail, type Entry, entries, type Person, personOf } from '../identity/identity.ts'
import { goalFor } from '../plan/asking.ts'
import type { Goal } from '../plan/goal.ts'
import type { Orders } from '../plan/orders.ts'
import { type Plan, planAgain } from '../plan/plan.ts'
import type { Kept, Step } from '../plan/step.ts'
import type { UndoEntry } from '../plan/undo.ts'
import type { UserAdmin } from '../user-admin.ts'
import { Fresh, worksOf } from './fresh.ts'
import { partlyShown, type Result, told } from './step.ts'

/** Somebody for whom the goal is not reached, and why. */
export interface Left {
  readonly email: string
  readonly what: string
  readonly reason: string
}

/** What a scope looked like after the last step. */
export interface Again {
  readonly results: readonly Result[]
  /** What the same goal would still ask for there: empty when the scope is as it should be. */
  readonly left?: readonly Left[]
  /** Why there is no `left`. */
  readonly notRead?: string
}

/**
 * Reads one scope of the plan once more: settles what was unknown, and plans the same goal again.
 *
 * @param admin Of the scope at `key`.
 */
export async function readAgain(
  admin: UserAdmin,
  key: string,
  plan: Plan,
  results: readonly Result[],
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<Again> {
  if (signal?.aborted === true) return { results, notRead: 'The run was stopped before the scope was read again.' }
  try {
    const fresh = await freshly(admin, key, plan, signal, now)
    const settled = results.map((result) =>
      result.outcome === 'unknown' && !isUnseen(result.step) ? settle(result, fresh) : result,
    )
    return { results: settled, left: leftOver(plan, key, fresh, settled) }
  } catch (error) {
    return { results, notRead: `The scope could not be read again: ${told(error)}` }
  }
}

/** Plans the same goal once more in one scope, as it is now. */
export async function freshly(
  admin: UserAdmin,
  key: string,
  plan: Plan,
  signal: AbortSignal | undefined,
  now: () => number,
): Promise<Fresh> {
  const planned = plan.scopes.find((one) => one.key === key)
  const plans: Plan[] = []
  for (const goal of goalsIn(plan, key))
    plans.push(
      await planAgain(admin, goal, {
        policy: { protect: plan.policy.protect.map(personOf), ...planned?.limits },
        // What is left matters now, not who would receive what.
        ...(planned?.assets == null ? {} : { assets: 'leave' as const }),
        signal,
        now,
      }),
    )
  return new Fresh(plans)
}

/**
 * The plan's goal for one of its scopes. Its directory is not judged a second time: whom it said to have left is named.
 * Whom it only missed was to be suspended, though those who left were to be removed: that is a goal of its own.
 */
function goalsIn({ goal, scopes, steps, kept }: Plan, key: string): readonly Goal[] {
  const scope = scopes.find((one) => one.key === key)?.scope
  const own =
    scope === undefined
      ? goal
      : goalFor(
          goal,
          scopes.map((one) => one.scope),
        )(scope)
  // A directory that holds nobody says something about everybody, and stays one.
  if (own.kind === 'roster' && 'source' in goal && goal.source !== undefined) return [{ ...own, source: goal.source }]
  // What is other than the run left it is so by this plan's own steps.
  if (own.kind === 'undo') {
    const touched = new Set(steps.flatMap((one) => (one.scope === key ? [one.id ?? one.email, one.email] : [])))
    const isTouched = ({ id = '', email }: UndoEntry): boolean => touched.has(id) || touched.has(email)
    return [{ ...own, entries: own.entries.map((one) => (isTouched(one) ? { ...one, again: true as const } : one)) }]
  }
  if (own.kind === 'orders') return ordersAgain(own, steps, key)
  if (own.kind !== 'leavers') return [own]
  // By each address as well: under another id the person may be there all the same, as an open invitation is.
  const touched = (action: Step['action']): Entry[] => [
    ...entries(steps.flatMap((one) => (one.scope === key && one.action === action ? namesOf(one) : []))),
  ]
  // Of whom the directory alone said that nobody can tell: they are left to be decided about, by whatever they were found.
  const doubted = new Set<Kept['code']>(own.source === undefined ? [] : ['collision', 'ambiguous'])
  const asked = entries(kept.flatMap(({ scope: of, id, code }) => (of === key && doubted.has(code) ? [{ id }] : [])))
  if (own.action === 'suspend') return [{ ...own, people: [...own.people, ...asked, ...touched('suspend')] }]
  const missed = touched('suspend')
  const left = { ...own, people: [...own.people, ...asked, ...touched('remove')] }
  return missed.length === 0 ? [left] : [left, { kind: 'leavers', people: missed, action: 'suspend' }]
}

/** Whether no read shows that it was done. */
const isUnseen = ({ action }: Pick<Step, 'action'>): boolean => action === 'transfer' || action === 'remind'

/** What no read shows is none to be asked for again; who was taken out must be out under every name. */
function ordersAgain({ orders }: Orders, steps: readonly Step[], key: string): readonly Goal[] {
  const taken = steps.filter((one) => one.scope === key && (one.action === 'remove' || one.action === 'suspend'))
  const all = [
    ...orders.filter((order) => !isUnseen({ action: order.action === 'withdraw' ? 'remove' : order.action })),
    ...taken.flatMap((step) =>
      entries(namesOf(step)).map(
        (person) => ({ action: step.action === 'remove' ? 'remove' : 'suspend', person }) as const,
      ),
    ),
  ]
  return all.length === 0 ? [] : [{ kind: 'orders', orders: all }]
}

/** Everything that a plan knows a person by, each a reference of its own. */
const namesOf = ({ id, email, aliases = [] }: Step): readonly Person[] => [
  ...(id === undefined ? [] : [{ id }]),
  ...[email, ...aliases]
    .filter((address) => canonicalEmail(address) !== undefined)
    .map((address) => ({ email: address })),
]

/** What the read after the run says of a step whose end was not known: `done` only where nothing there speaks against it. */
function settle({ step, reason = '' }: Result, fresh: Fresh): Result {
  if (fresh.planned(step))
    return { step, outcome: 'failed', reason: `${sentence(reason)} A read after the run shows that it is not done.` }
  const doubt = fresh.doubt(step)
  if (doubt !== undefined)
    return { step, outcome: 'unknown', reason: `${sentence(reason)} A read after the run does not settle it: ${doubt}` }
  const shown = 'The answer was lost; a read after the run shows the change.'
  return step.promises === 'unknown'
    ? { step, outcome: 'done', reason: `${shown} ${partlyShown}` }
    : { step, outcome: step.promises, reason: shown }
}

/** Whom the goal still asks for, and who was left alone though the goal means them. */
function leftOver(plan: Plan, key: string, fresh: Fresh, results: readonly Result[]): readonly Left[] {
  const reasons = new Map<string, string>()
  for (const { step, outcome, reason } of results)
    for (const name of worksOf(step)) if (!reasons.has(name)) reasons.set(name, reason ?? outcome)
  // Whom the plan left alone for what only its directory told is left alone still.
  const spared = new Map(plan.kept.filter(({ scope }) => scope === key).map((one) => [one.id, one]))
  // By its exemption nobody asks for anything of them, whatever the directory said.
  const exempt = new Set((plan.exempt ?? []).flatMap(({ scope, id }) => (scope === key ? [id] : [])))
  const left: Left[] = []
  const alone = new Map<string, Kept>()
  for (const step of fresh.steps) {
    if (exempt.has(step.id ?? '')) continue
    const own = worksOf(step).flatMap((name) => reasons.get(name) ?? [])[0]
    const kept = own === undefined ? spared.get(step.id ?? '') : undefined
    if (kept !== undefined) alone.set(kept.id, kept)
    else left.push({ email: step.email, what: step.what, reason: own ?? 'New since the plan was made.' })
  }
  for (const one of fresh.kept) if (!exempt.has(one.id)) alone.set(one.id, one)
  for (const { id, action, email, reason, remedy } of fresh.blocked) {
    if (exempt.has(id ?? '')) continue
    left.push({
      email,
      what: action === 'remove' ? `take ${email} out` : `${action} ${email}`,
      reason: `${reason} ${remedy}`,
    })
  }
  for (const { id, email, code, reason } of alone.values())
    if (code !== 'self' && code !== 'protected')
      left.push({ email, what: `decide about ${email === '' ? `the person with the id ${id}` : email}`, reason })
  return left
}
