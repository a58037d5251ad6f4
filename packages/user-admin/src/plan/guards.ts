import type { Baseline } from '../state.ts'
import type { Scope } from '../user-admin.ts'
import { deletesAccount, takesOwner } from './leaving.ts'
import type { Limits } from './policy.ts'
import { type GuardCode, guardCodes, type Missing, type Step } from './step.ts'

/** One guard that tripped: what it holds, why in one sentence, and how to go on. */
export interface Held {
  readonly code: GuardCode
  /** The key of the scope; absent where it is about the whole plan. */
  readonly scope?: string
  /** How many steps it holds. */
  readonly steps: number
  readonly reason: string
  readonly remedy: string
}

/** What the guards judge. */
export interface Case {
  readonly scopes: readonly ScopeCase[]
  readonly steps: readonly Step[]
  /** Entries of lists that protect, and that mean nobody in any of the scopes. */
  readonly missing: readonly Missing[]
  /** Nobody is there to be asked. */
  readonly unattended: boolean
}

/** One scope as the guards judge it. */
export interface ScopeCase {
  readonly key: string
  readonly scope: Scope
  readonly limits: Limits
  /** People in the scope, invited and suspended ones included. */
  readonly members: number
  /** Active administrators whom no step touches. */
  readonly adminsLeft: number
  /** Whether the question of assets was answered. */
  readonly assetsDecided: boolean
  /** What is remembered of the last days; `undefined` without state. */
  readonly window: { readonly most: number; readonly taken: number } | undefined
  /** `undefined` without state. */
  readonly baseline: Baseline | undefined
}

interface Hold extends Omit<Held, 'steps'> {
  readonly holds: (step: Step) => boolean
}

type Guard = (world: Case) => readonly Hold[]

const removes = ({ action }: Step): boolean => action === 'remove'
const suspends = ({ action }: Step): boolean => action === 'suspend'
const downgrades = ({ lowers }: Step): boolean => lowers === true
/** Takes access that the person still has: of who is suspended, it was taken before. */
export const locksOut = (step: Step): boolean => (removes(step) && step.status !== 'suspended') || suspends(step)
const takes = (step: Step): boolean => removes(step) || suspends(step) || downgrades(step)
const classes: readonly (readonly [string, (step: Step) => boolean])[] = [
  ['removal', removes],
  ['suspension', suspends],
  ['downgrade', downgrades],
]
const times = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

/** Without a record of what went before, nobody can say how much was taken already. */
const state: Guard = ({ scopes, unattended }) =>
  scopes.flatMap(({ key, scope, baseline }): readonly Hold[] => {
    if (baseline?.kind === 'recorded' || (baseline === undefined && !unattended)) return []
    if (baseline?.kind === 'none' && !unattended) return []
    const none = baseline === undefined || baseline.kind === 'none'
    return [
      {
        code: 'state',
        scope: key,
        holds: (step) => step.scope === key && (unattended || takes(step)),
        reason: none
          ? `Nobody watches this run, and there is no baseline for ${scope.name}, so it may only report.`
          : `The state of ${scope.name} cannot be trusted: ${baseline.reason}`,
        remedy: none
          ? 'Record a baseline of it in the state once, then such runs may act.'
          : 'Find out what became of the state, then record a new baseline.',
      },
    ]
  })

/** Many small runs take as much as a large one. */
const rolling: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key, limits, members, window }): readonly Hold[] => {
    if (window === undefined) return []
    const { share, days } = limits.rolling
    const holds = (step: Step): boolean => step.scope === key && locksOut(step)
    const count = steps.filter(holds).length
    const most = Math.max(window.most, members)
    const bound = Math.floor(most * share)
    if (count === 0 || window.taken + count <= bound) return []
    return [
      {
        code: 'rolling',
        scope: key,
        holds,
        reason:
          window.taken === 0
            ? `Of at most ${most} people, ${bound} may lose access within ${days} days unasked, and ${count === 1 ? 'this is 1' : `these are ${count}`}.`
            : `With the ${window.taken} of the last ${days} days ${count === 1 ? 'this one makes' : `these ${count} make`} ${window.taken + count} of at most ${most} people, and ${bound} may lose access within that time unasked.`,
        remedy: 'If so many are meant, release rolling for this plan.',
      },
    ]
  })

/** More at once than people usually mean. */
const perRun: Guard = ({ scopes, steps }) => [
  ...scopes.flatMap(({ key, limits, members }) =>
    classes.flatMap(([name, isOne]): readonly Hold[] => {
      const { floor, share, most } = limits.perRun
      const bound = Math.min(Math.max(floor, Math.floor(members * share)), most)
      const holds = (step: Step): boolean => step.scope === key && isOne(step)
      const count = steps.filter(holds).length
      if (count <= bound) return []
      return [
        {
          code: 'per-run',
          scope: key,
          holds,
          reason: `${times(count, name)} among ${members} people are more than the ${bound} that one run may do unasked.`,
          remedy: `If these ${count} are meant, release per-run for this plan.`,
        },
      ]
    }),
  ),
  ...classes.flatMap(([name, holds]): readonly Hold[] => {
    const most = Math.max(...scopes.map(({ limits }) => limits.perRun.most))
    const count = steps.filter(holds).length
    if (scopes.length === 1 || count <= most) return []
    return [
      {
        code: 'per-run',
        holds,
        reason: `${times(count, name)} in all scopes together are more than the ${most} that one run may do unasked.`,
        remedy: `If these ${count} are meant, release per-run for this plan.`,
      },
    ]
  }),
]

/** A share of few people is nobody: each removal counts. */
const smallScope: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key, limits, members }): readonly Hold[] => {
    const { members: small, removals } = limits.smallScope
    const holds = (step: Step): boolean => step.scope === key && removes(step)
    const count = steps.filter(holds).length
    if (members > small || count <= removals) return []
    return [
      {
        code: 'small-scope',
        scope: key,
        holds,
        reason: `${times(count, 'removal')} among only ${members} people: where there are ${small} or fewer, ${removals === 1 ? 'one is' : `${removals} are`} done unasked.`,
        remedy: `If these ${count} are meant, release small-scope for this plan.`,
      },
    ]
  })

/** Who is missing from a directory once may be missing by a fault of it. */
const leaver: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key }): readonly Hold[] => {
    const holds = (step: Step): boolean => step.scope === key && step.absentSince !== undefined
    const count = steps.filter(holds).length
    if (count === 0) return []
    return [
      {
        code: 'leaver',
        scope: key,
        holds,
        reason: `${count === 1 ? 'One person is' : `${count} people are`} absent from the directory and not marked as having left; only a second complete reading, at least 24 hours after the first, shows that this is no fault of it.`,
        remedy: 'Plan again after the next reading, or release leaver if they are known to have left.',
      },
    ]
  })

/** A protected person who is not there was probably written wrong, and is then not protected. */
const typo: Guard = ({ missing }) => {
  if (missing.length === 0) return []
  const shown = missing
    .slice(0, 5)
    .map(({ entry, nearest }) => (nearest.length === 0 ? entry : `${entry} (${nearest.join(' or ')}?)`))
  const more = missing.length > shown.length ? ` and ${missing.length - shown.length} more` : ''
  return [
    {
      code: 'typo',
      holds: takes,
      reason: `The list of protected people names ${missing.length} who ${missing.length === 1 ? 'is' : 'are'} not here: ${shown.join(', ')}${more}.`,
      remedy: 'Correct the list, or release typo if they are really not members.',
    },
  ]
}

/** A scope without enough administrators cannot be administered. */
const admins: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key, limits, adminsLeft }): readonly Hold[] => {
    const holds = (step: Step): boolean => step.scope === key && step.takesAdmin
    const taken = steps.filter(holds).length
    if (taken === 0 || adminsLeft >= limits.admins) return []
    return [
      {
        code: 'admins',
        scope: key,
        holds,
        reason: `${taken} of these people ${taken === 1 ? 'administers' : 'administer'} the scope or may do so, and only ${adminsLeft} other active ${adminsLeft === 1 ? 'administrator is' : 'administrators are'} known; ${limits.admins} should remain.`,
        remedy: 'Protect an administrator, make somebody else one, or release admins; the last one stays in any case.',
      },
    ]
  })

/** What people own is lost with them unless somebody decided otherwise. */
const assets: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key, scope, assetsDecided }): readonly Hold[] => {
    const holds = (step: Step): boolean => step.scope === key && takesOwner(step, scope)
    const owners = steps.filter(holds).length
    if (scope.system !== 'aac' || assetsDecided || owners === 0) return []
    return [
      {
        code: 'assets',
        scope: key,
        holds,
        reason: `What ${owners === 1 ? 'this person owns' : `these ${owners} people own`} (how much is unknown) would leave the workspace with them, and nobody has decided about it.`,
        remedy: "Decide when planning: assets: { transferTo } hands it to somebody, assets: 'leave' gives it up.",
      },
    ]
  })

/** Deleting an account takes more from a person than a membership. */
const accounts: Guard = ({ scopes, steps }) =>
  scopes.flatMap(({ key, scope }): readonly Hold[] => {
    const holds = (step: Step): boolean => step.scope === key && removes(step) && deletesAccount(step)
    const count = steps.filter(holds).length
    if (scope.kind !== 'platform' || count === 0) return []
    return [
      {
        code: 'accounts',
        scope: key,
        holds,
        reason: `${count === 1 ? 'An account' : `${count} accounts`} would be deleted with every role in every workspace, which cannot be undone.`,
        remedy: 'If accounts are meant and not memberships of one workspace, release accounts.',
      },
    ]
  })

const guards: readonly Guard[] = [state, rolling, perRun, smallScope, leaver, typo, admins, assets, accounts]

/**
 * Lets every guard judge; answers with one row for each that tripped. Each step is told which guards hold it: they are
 * the plan's own until it is made, and of 100,000 there is no room for a second copy.
 */
export function guarded(world: Case): readonly Held[] {
  const holds = guards.flatMap((guard) => guard(world))
  const counts = new Map(holds.map((hold) => [hold, 0]))
  const lists = new Map<string, readonly GuardCode[]>()
  for (const step of world.steps) {
    const held = holds.filter((hold) => hold.holds(step))
    if (held.length === 0) continue
    for (const hold of held) counts.set(hold, (counts.get(hold) ?? 0) + 1)
    const codes = guardCodes.filter((code) => held.some((hold) => hold.code === code))
    const heldBy = lists.get(codes.join()) ?? codes
    lists.set(codes.join(), heldBy)
    Object.assign(step, { heldBy })
  }
  return holds.flatMap((hold) => {
    const { holds: _holds, ...row } = hold
    const steps = counts.get(hold) ?? 0
    return steps === 0 ? [] : [{ ...row, steps }]
  })
}
