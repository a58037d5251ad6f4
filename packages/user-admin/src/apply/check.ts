import canonicalize from 'canonicalize'
import { UserAdminError } from '../errors.ts'
import { type Plan, planId } from '../plan/plan.ts'
import { known } from '../plan/policy.ts'
import { actions, type GuardCode, guardCodes, type Step } from '../plan/step.ts'
import { keyOf } from '../plan/world.ts'
import type { UserAdmin } from '../user-admin.ts'
import type { ApplyOptions } from './apply.ts'
import { isWithin, namesFor, wordingOf } from './meaning.ts'
import { isActions } from './refusals.ts'

/** How long something may be acted on that was read; in milliseconds. */
export const readsLive: number = 60 * 60_000
/** How long an approval lives, from the making of its plan; in milliseconds. */
export const approvalLives: number = 72 * 60 * 60_000

/** Why an approval does not cover a step; `undefined` where it does. */
export type Covers = (step: Step) => string | undefined

/**
 * Everything that can be wrong with a call, before anything is asked or done. Answers with who administers each scope, and
 * with what the approval covers; `undefined`: everything.
 *
 * @throws {UserAdminError} `invalid`.
 */
export async function check(
  admins: UserAdmin | readonly UserAdmin[],
  plan: Plan,
  options: ApplyOptions,
  time: number,
  life: number = readsLive,
): Promise<{ readonly byKey: ReadonlyMap<string, UserAdmin>; readonly approved: Covers | undefined }> {
  if (options?.approve === undefined)
    refuse('A plan is carried out only with an approval: { approve: { id: plan.id, by } }.')
  known('applyPlan', options, [
    'approve',
    'release',
    'only',
    'by',
    'concurrency',
    'state',
    'maxErrorRate',
    'drain',
    'onResult',
    'onProgress',
    'signal',
    'now',
  ])
  const { approve, release = [], concurrency = 4, state, by, maxErrorRate = 0.1, drain = 0, only = [] } = options
  if (plan instanceof Promise) refuse('The plan is still a promise: await makePlan(…).')
  if (plan === undefined || plan === null) refuse('No plan was given: make one with makePlan, and await it.')
  if (plan.version !== 1) refuse('This plan was written by another version of user-admin: make a fresh one.')
  const all = Array.isArray(admins) ? (admins as readonly UserAdmin[]) : [admins as UserAdmin]
  for (const admin of all) checkAdmin(admin)
  if ((await planId(plan)) !== plan.id)
    refuse('The plan was changed after it was made: make a fresh one and have that approved.')
  const byKey = administrators(plan, all)
  if (!isFresh(plan, time, life))
    refuse(
      life === approvalLives
        ? 'The plan is more than 72 hours old, and so is its approval: make a fresh one.'
        : 'The plan is more than an hour old, or from the future: make a fresh one. What was approved of this one can be passed on as approve: { of }.',
    )
  if (typeof approve?.by !== 'string' || approve.by.trim() === '')
    refuse('An approval names who gives it: approve.by is empty.')
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    refuse(`concurrency is ${String(concurrency)}: it is a whole number from 1.`)
  if (by !== undefined && (typeof by !== 'string' || by.trim() === ''))
    refuse('by names the person or job: it is empty.')
  if (!(maxErrorRate >= 0 && maxErrorRate <= 1))
    refuse(`maxErrorRate is ${String(maxErrorRate)}: it is a share from 0 to 1, so 10 % is 0.1.`)
  if (!(drain >= 0)) refuse(`drain is ${String(drain)}: it is a number of milliseconds.`)
  const scopes = new Set(plan.scopes.map(({ key }) => key))
  for (const [key, own] of isActions(only) ? [] : Object.entries(only))
    if (!scopes.has(key) || !Array.isArray(own))
      refuse(
        `only says nothing of ${JSON.stringify(key)}: it lists actions, or lists of them by the keys of the plan’s scopes (${[...scopes].join(', ')}).`,
      )
  for (const action of isActions(only) ? only : Object.values(only).flat())
    if (!actions.includes(action)) refuse(`${JSON.stringify(action)} is no action; there are ${actions.join(', ')}.`)
  const given: unknown = release
  if (!Array.isArray(given)) refuse("release is a list of guards: ['per-run'].")
  for (const code of release)
    if (!guardCodes.includes(code)) refuse(`${JSON.stringify(code)} is no guard; there are ${guardCodes.join(', ')}.`)
  if (state !== undefined && (typeof state?.record !== 'function' || typeof state.journal?.append !== 'function'))
    refuse('state remembers nothing: give what openState or memoryState answers, or leave it out.')
  if ('id' in approve && 'of' in approve)
    refuse('An approval is of this plan (id) or of an earlier one (of), not of both.')
  if ('id' in approve) {
    if (approve.id !== plan.id) refuse('The approval is for another plan: its id is not this plan’s.')
    return { byKey, approved: undefined }
  }
  return { byKey, approved: await covered(approve.of, plan, release, time, Math.max(life, approvalLives)) }
}

function refuse(message: string): never {
  throw new UserAdminError('invalid', message)
}

function checkAdmin(admin: unknown): void {
  const opened = 'what aacWorkspace, houstonWorkspace or houstonPlatform answer, awaited'
  if (admin instanceof Promise) refuse(`An administrator is still a promise: give ${opened}.`)
  const { scope, remove } = (admin ?? {}) as {
    readonly scope?: { readonly id?: unknown } | null
    readonly remove?: unknown
  }
  if (typeof scope?.id !== 'string' || typeof remove !== 'function')
    refuse(`What is to carry out the plan administers no scope: give ${opened}.`)
}

/** Who administers each scope of the plan: for each exactly one, and nobody for another. */
function administrators(plan: Plan, admins: readonly UserAdmin[]): ReadonlyMap<string, UserAdmin> {
  const byKey = new Map(admins.map((admin) => [keyOf(admin.scope), admin]))
  const named = ({ name, id, origin }: UserAdmin['scope']): string => `${name} (${id}) at ${origin}`
  if (byKey.size !== admins.length)
    refuse('Two credentials for one scope were given: give one for each scope of the plan.')
  for (const { key, scope } of plan.scopes) {
    const admin = byKey.get(key)
    if (admin !== undefined && canonicalize(admin.scope) === canonicalize(scope)) continue
    const [other] = admin === undefined && plan.scopes.length === 1 && admins.length === 1 ? admins : [admin]
    refuse(
      other === undefined
        ? `The plan is for ${named(scope)}, and no credential was given for ${scope.name}: give one for each scope of the plan.`
        : `The plan is for ${named(scope)}, and this credential reaches ${named(other.scope)}.`,
    )
  }
  const extra = admins.find(({ scope }) => !plan.scopes.some(({ key }) => key === keyOf(scope)))
  if (extra !== undefined)
    refuse(`The plan says nothing of ${named(extra.scope)}: give the credentials of its own scopes only.`)
  return byKey
}

/** What an earlier plan's approval covers: the steps that are worded the same in both, and that no guard held in it. */
async function covered(
  of: Plan,
  plan: Plan,
  release: readonly GuardCode[],
  time: number,
  life: number,
): Promise<Covers> {
  if (of?.version !== 1)
    refuse('The approved plan was written by another version of user-admin: have the fresh plan approved.')
  if ((await planId(of)) !== of.id) refuse('The approved plan was changed after it was made.')
  if (!isWithin(plan, of))
    refuse('The approved plan has another scope, goal, source, policy or decision about assets than this one.')
  if (!isFresh(of, time, life))
    refuse('The approval is more than 72 hours old, or from the future: have the fresh plan approved.')
  const holding = ({ heldBy }: Step): readonly GuardCode[] => heldBy.filter((code) => !release.includes(code))
  const approved = new Map(of.steps.map((step) => [wordingOf(step), holding(step)]))
  const marks = new Map<string, Set<string | undefined>>()
  for (const step of of.steps)
    for (const name of namesFor(step)) marks.set(name, (marks.get(name) ?? new Set()).add(step.mark))
  return (step) => {
    const held = approved.get(wordingOf(step))
    // What holds it now is said as ever; what no guard holds any more was not let through for all that.
    if (held !== undefined)
      return held.length === 0 || holding(step).length > 0
        ? undefined
        : `Held back by ${held.join(', ')} when it was approved, and not released.`
    const before = namesFor(step).flatMap((name) => [...(marks.get(name) ?? [])])
    return step.mark !== undefined && before.length > 0 && !before.includes(step.mark)
      ? 'The membership has changed since it was approved.'
      : 'Not part of what was approved.'
  }
}

/** A plan may have been made this much ahead of this machine's clock, in milliseconds. */
const skew = 5 * 60_000
function isFresh({ madeAt }: Plan, time: number, life: number): boolean {
  const age = time - Date.parse(madeAt)
  return age <= life && age >= -skew
}
