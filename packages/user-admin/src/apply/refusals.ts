import { canonicalEmail } from '../identity/identity.ts'
import type { Plan } from '../plan/plan.ts'
import type { Action, GuardCode, Step } from '../plan/step.ts'
import type { Caller } from '../user-admin.ts'
import type { Only } from './apply.ts'
import type { Covers } from './check.ts'
import { takes } from './meaning.ts'
import type { Result } from './step.ts'

/** Whom one of the run's credentials acts as, and in which installation: ids of another one mean other people. */
export interface Self {
  readonly origin: string
  readonly caller: Caller
}

/** Why a step is not begun: `undefined` where nothing that is known beforehand speaks against it. */
export type Refusal = Omit<Result, 'step'> | undefined

/** What speaks against the steps of a plan: who applies it, what was approved, and the guards that hold. */
export function refusals(
  plan: Plan,
  {
    released,
    approved,
    selves,
    only,
  }: {
    readonly released: ReadonlySet<GuardCode>
    readonly approved: Covers | undefined
    readonly selves: readonly Self[]
    readonly only: Only | undefined
  },
): (step: Step) => Refusal {
  const origins = new Map(plan.scopes.map(({ key, scope }) => [key, scope.origin]))
  const addresses = new Set(selves.flatMap(({ caller: { email } }) => canonical(email)))
  const isSelf = ({ scope, id, email, aliases = [] }: Step): boolean =>
    selves.some((self) => self.caller.id === id && self.origin === origins.get(scope)) ||
    [email, ...aliases].flatMap(canonical).some((address) => addresses.has(address))
  return (step) => {
    const isTaken = takes(step)
    if (isTaken && isSelf(step)) return { outcome: 'blocked', reason: 'This is the person whose credential is used.' }
    const mays = only === undefined || isActions(only) ? only : only[step.scope]
    if (mays !== undefined && !mays.includes(step.action))
      return {
        outcome: 'skipped',
        reason: mays.length === 0 ? 'This run may do nothing here.' : `This run may only ${mays.join(', ')}.`,
      }
    const gap = approved?.(step)
    if (gap !== undefined) return { outcome: 'skipped', reason: gap }
    const holding = step.heldBy.filter((code) => !released.has(code))
    return holding.length === 0 ? undefined : { outcome: 'skipped', reason: `Held back by ${holding.join(', ')}.` }
  }
}

/** What two bounds both allow, in each of these scopes. */
export function bothAllow(
  keys: readonly string[],
  a: Only | undefined,
  b: Only | undefined,
): Readonly<Record<string, readonly Action[]>> {
  const own = (only: Only | undefined, key: string): readonly Action[] | undefined =>
    only === undefined || isActions(only) ? only : only[key]
  return Object.fromEntries(
    keys.flatMap((key) => {
      const [first, second] = [own(a, key), own(b, key)]
      const both = first === undefined ? second : first.filter((action) => second?.includes(action) ?? true)
      return both === undefined ? [] : [[key, both]]
    }),
  )
}

/** Whether the same is meant for every scope. */
export const isActions = (only: Only): only is readonly Action[] => Array.isArray(only)

/** What is no address, a service account's name for instance, is nobody's. */
function canonical(email: string | undefined): readonly string[] {
  const address = canonicalEmail(email ?? '')
  return address === undefined ? [] : [address]
}
