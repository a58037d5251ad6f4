import { namesOf } from '../summary/words.ts'
import type { PlainGoal } from './asking.ts'
import type { ScopeAssets } from './assets.ts'
import type { GoalSource } from './people.ts'
import type { Plan, PlannedScope } from './plan.ts'
import type { Blocked, GuardCode, Kept, Step } from './step.ts'

/** What is other in a later plan than in an earlier one. Plain JSON. */
export interface PlanDifference {
  /** The ids of the two. */
  readonly before: string
  readonly after: string
  /** What to call each scope of the two, by its key: its name, and more where several have it. */
  readonly names: Readonly<Record<string, string>>
  /** Everything but the time and the callers is the same. */
  readonly same: boolean
  readonly added: readonly Step[]
  readonly gone: readonly Step[]
  /** The same is done to the same person in the same scope, and not as before; guards apart. */
  readonly changed: readonly StepChange[]
  /** Steps of both that more guards hold back now, with those. */
  readonly held: readonly { readonly step: Step; readonly by: readonly GuardCode[] }[]
  /** Steps of both that fewer guards hold back now, with those that do not any more. */
  readonly freed: readonly { readonly step: Step; readonly from: readonly GuardCode[] }[]
  readonly blocked: { readonly added: readonly Blocked[]; readonly gone: readonly Blocked[] }
  readonly kept: { readonly added: readonly Kept[]; readonly gone: readonly Kept[] }
  readonly scopes: { readonly added: readonly PlannedScope[]; readonly gone: readonly PlannedScope[] }
  /** Another goal; of one from a directory, that its people are others does not count. */
  readonly goal: boolean
  /** Others are protected, or a scope has other limits. */
  readonly policy: boolean
  /** The scopes of both in which something else was decided about assets. */
  readonly assets: readonly { readonly scope: string; readonly before: ScopeAssets; readonly after: ScopeAssets }[]
  /** What was read of the directory, where that is other. */
  readonly source: { readonly before: GoalSource | null; readonly after: GoalSource | null } | null
  /** The other parts of a plan that differ, by name: `later`, `seats`, … */
  readonly also: readonly string[]
}

/** A step of two plans that is not the same in both. */
export interface StepChange {
  readonly before: Step
  readonly after: Step
  /** The names of what differs: `roles`, `transferTo`, … */
  readonly fields: readonly string[]
}

/** Says what is other in plan `b` than in plan `a`: what an approval of `a` does not cover, and what became of it. */
export function diffPlans(a: Plan, b: Plan): PlanDifference {
  const steps = matched(a.steps, b.steps, subject)
  const changed = steps.both.flatMap(([before, after]): StepChange[] => {
    const fields = differing(before, after).filter((field) => field !== 'heldBy')
    return fields.length === 0 ? [] : [{ before, after, fields }]
  })
  const guards = steps.both.map(([before, after]) => ({
    step: after,
    by: after.heldBy.filter((code) => !before.heldBy.includes(code)),
    from: before.heldBy.filter((code) => !after.heldBy.includes(code)),
  }))
  const held = guards.flatMap(({ step, by }) => (by.length === 0 ? [] : [{ step, by }]))
  const freed = guards.flatMap(({ step, from }) => (from.length === 0 ? [] : [{ step, from }]))
  const blocked = matched(a.blocked, b.blocked, (one) =>
    keyOf(one.scope, one.action, one.email, one.id, one.reason, one.remedy),
  )
  const kept = matched(a.kept, b.kept, (one) => keyOf(one.scope, one.email, one.id, one.code, one.reason))
  const scopes = matched(a.scopes, b.scopes, ({ key, scope }) => keyOf(key, scope.system, scope.kind, scope.name))
  // As the later plan names them.
  const all = [...b.scopes, ...scopes.gone]
  const nameOf = namesOf(all)
  const assets = scopes.both.flatMap(([before, after]) =>
    isEqual(before.assets, after.assets) ? [] : [{ scope: after.key, before: before.assets, after: after.assets }],
  )
  const [was, is] = [sourceOf(a.goal), sourceOf(b.goal)]
  const found = {
    added: steps.added,
    gone: steps.gone,
    changed,
    held,
    freed,
    blocked: { added: blocked.added, gone: blocked.gone },
    kept: { added: kept.added, gone: kept.gone },
    scopes: { added: scopes.added, gone: scopes.gone },
    goal: !isEqual(asked(a.goal), asked(b.goal)),
    policy:
      !isEqual(a.policy, b.policy) || scopes.both.some(([before, after]) => !isEqual(before.limits, after.limits)),
    assets,
    source: isEqual(was, is) ? null : { before: was, after: is },
  }
  const told = {
    steps: steps.added.length + steps.gone.length + changed.length + held.length + freed.length > 0,
    blocked: blocked.added.length + blocked.gone.length > 0,
    kept: kept.added.length + kept.gone.length > 0,
    scopes: scopes.added.length + scopes.gone.length > 0,
    goal: found.goal || found.source !== null,
    policy: found.policy,
  }
  const also = new Set(
    differing(plain(a), plain(b)).filter((field) => !(field in told && told[field as keyof typeof told])),
  )
  const inScopes = new Set(scopes.both.flatMap(([before, after]) => differing(before, after)))
  if (also.delete('scopes') || inScopes.size > 0)
    for (const field of inScopes) if (field !== 'limits' && field !== 'assets') also.add(field)
  return {
    before: a.id,
    after: b.id,
    names: Object.fromEntries(all.map(({ key }) => [key, nameOf(key)])),
    same: isEqual(plain(a), plain(b)),
    ...found,
    also: [...also].toSorted(),
  }
}

/** What a plan's id is made of. */
const plain = ({ id: _id, madeAt: _madeAt, madeBy: _madeBy, estimate: _estimate, ...content }: Plan): object => content

const sourceOf = (goal: PlainGoal): GoalSource | null => ('source' in goal ? (goal.source ?? null) : null)

/** A goal without whom a directory named for it. */
function asked(goal: PlainGoal): unknown {
  const source = sourceOf(goal)
  if (source === null) return goal
  return { ...goal, source: source.name, people: null, keep: null, entries: null, collisions: null }
}

const subject = ({ scope, action, id, email, deployments, team }: Step): string =>
  keyOf(scope, action, id ?? email, action === 'set-deployment-role' ? deployments?.[0]?.id : undefined, team?.id)

const keyOf = (...parts: readonly (string | undefined)[]): string => JSON.stringify(parts)

interface Matched<T> {
  readonly both: readonly (readonly [T, T])[]
  readonly added: readonly T[]
  readonly gone: readonly T[]
}

/** Pairs what has the same key, each once; what is left has come or gone. */
function matched<T>(before: readonly T[], after: readonly T[], identify: (one: T) => string): Matched<T> {
  const waiting = new Map<string, T[]>()
  // From the end, so that the first is taken first.
  for (const one of before.toReversed()) {
    const same = waiting.get(identify(one))
    if (same === undefined) waiting.set(identify(one), [one])
    else same.push(one)
  }
  const both: (readonly [T, T])[] = []
  const added: T[] = []
  const met = new Set<T>()
  for (const one of after) {
    const other = waiting.get(identify(one))?.pop()
    if (other === undefined) added.push(one)
    else {
      both.push([other, one])
      met.add(other)
    }
  }
  return { both, added, gone: before.filter((one) => !met.has(one)) }
}

/** The names of what is other in two objects. */
function differing(a: object, b: object): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])]
    .filter((name) => !isEqual(a[name as keyof object], b[name as keyof object]))
    .toSorted()
}

/** Of plain JSON, in whatever order the names are; a name without a value is as one that is not there. */
function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const [one, other] = [a, b] as [Record<string, unknown>, Record<string, unknown>]
  return (
    Object.keys(one).every((name) => isEqual(one[name], other[name])) &&
    Object.keys(other).every((name) => name in one || other[name] === undefined)
  )
}
