import type { Scope } from '../user-admin.ts'
import { type GuardCode, guardCodes, type Step, type Unmatched } from './step.ts'

/** One guard that tripped: what it holds, why in one sentence, and how to go on. */
export interface Held {
  readonly code: GuardCode
  /** How many steps it holds. */
  readonly steps: number
  readonly reason: string
  readonly remedy: string
}

/** The bounds of the guards. */
export interface Limits {
  /** Removals, suspensions and downgrades, each counted apart, that one run may do unasked. */
  readonly perRun: {
    /** Always free. Default 5. */
    readonly floor: number
    /** Share of the members in the scope. Default 0.1. */
    readonly share: number
    /** Never free above this. Default 200. */
    readonly most: number
  }
  /** Active administrators that must remain. Default: AAC 2, Houston platform 2, Houston workspace 1. */
  readonly admins: number
}

/** The defaults for a scope (safety §2). */
export function defaultLimits(scope: Scope): Limits {
  return {
    perRun: { floor: 5, share: 0.1, most: 200 },
    admins: scope.system === 'houston' && scope.kind === 'workspace' ? 1 : 2,
  }
}

/** What the guards judge. */
export interface Case {
  readonly scope: Scope
  readonly limits: Limits
  /** People in the scope, invited and suspended ones included. */
  readonly members: number
  /** Active administrators whom no step touches. */
  readonly adminsLeft: number
  readonly steps: readonly Step[]
  readonly unmatched: readonly Unmatched[]
  /** Whether the question of assets was answered. */
  readonly assetsDecided: boolean
}

interface Hold extends Omit<Held, 'steps'> {
  readonly holds: (step: Step) => boolean
}

const takes = ({ action, takesAdmin }: Step): boolean => action === 'remove' || action === 'suspend' || takesAdmin

/** More at once than people usually mean. */
function perRun({ limits, members, steps }: Case): readonly Hold[] {
  const { floor, share, most } = limits.perRun
  const bound = Math.min(Math.max(floor, Math.floor(members * share)), most)
  const classes: [string, (step: Step) => boolean][] = [
    ['removal', ({ action }) => action === 'remove'],
    ['suspension', ({ action }) => action === 'suspend'],
    ['downgrade', ({ action, takesAdmin }) => action === 'set-roles' && takesAdmin],
  ]
  return classes.flatMap(([name, holds]) => {
    const count = steps.filter(holds).length
    if (count <= bound) return []
    return [
      {
        code: 'per-run',
        holds,
        reason: `${count} ${name}s among ${members} people are more than the ${bound} that one run may do unasked.`,
        remedy: `If these ${count} are meant, release per-run for this plan.`,
      },
    ]
  })
}

/** A protected person who is not there was probably written wrong, and is then not protected. */
function typo({ unmatched }: Case): readonly Hold[] {
  if (unmatched.length === 0) return []
  const shown = unmatched
    .slice(0, 5)
    .map(({ entry, nearest }) => (nearest.length === 0 ? entry : `${entry} (${nearest.join(' or ')}?)`))
  const more = unmatched.length > shown.length ? ` and ${unmatched.length - shown.length} more` : ''
  return [
    {
      code: 'typo',
      holds: takes,
      reason: `The list of protected people names ${unmatched.length} who ${unmatched.length === 1 ? 'is' : 'are'} not here: ${shown.join(', ')}${more}.`,
      remedy: 'Correct the list, or release typo if they are really not members.',
    },
  ]
}

/** A scope without enough administrators cannot be administered. */
function admins({ limits, adminsLeft, steps }: Case): readonly Hold[] {
  const taken = steps.filter(({ takesAdmin }) => takesAdmin).length
  if (taken === 0 || adminsLeft >= limits.admins) return []
  return [
    {
      code: 'admins',
      holds: ({ takesAdmin }) => takesAdmin,
      reason: `${taken} of these people administer the scope or may do so, and only ${adminsLeft} other active ${adminsLeft === 1 ? 'administrator is' : 'administrators are'} known; ${limits.admins} should remain.`,
      remedy: 'Protect an administrator, make somebody else one, or release admins; the last one stays in any case.',
    },
  ]
}

/** What people own is lost with them unless somebody decided otherwise. */
function assets({ scope, steps, assetsDecided }: Case): readonly Hold[] {
  const owners = steps.filter(({ irreversible, action }) => action === 'remove' && irreversible !== undefined)
  if (scope.system !== 'aac' || assetsDecided || owners.length === 0) return []
  return [
    {
      code: 'assets',
      holds: (step) => owners.includes(step),
      reason: `What these ${owners.length} people own (how much is unknown) would leave the workspace with them, and nobody has decided about it.`,
      remedy: "Decide when planning: assets: { transferTo } hands it to somebody, assets: 'leave' gives it up.",
    },
  ]
}

/** Deleting an account takes more from a person than a membership. */
function accounts({ scope, steps }: Case): readonly Hold[] {
  const deletes = ({ action, irreversible }: Step): boolean =>
    scope.kind === 'platform' && action === 'remove' && irreversible !== undefined
  const count = steps.filter(deletes).length
  if (count === 0) return []
  return [
    {
      code: 'accounts',
      holds: deletes,
      reason: `${count === 1 ? 'An account' : `${count} accounts`} would be deleted with every role in every workspace, which cannot be undone.`,
      remedy: 'If accounts are meant and not memberships of one workspace, release accounts.',
    },
  ]
}

/** Lets every guard judge; answers with the steps marked by those that hold them, and one row for each that tripped. */
export function guarded(world: Case): { readonly steps: readonly Step[]; readonly held: readonly Held[] } {
  const holds = [perRun, typo, admins, assets, accounts].flatMap((guard) => guard(world))
  const marked = world.steps.map((step) => ({
    step,
    codes: new Set(holds.filter((hold) => hold.holds(step)).map(({ code }) => code)),
  }))
  return {
    steps: marked.map(({ step, codes }) =>
      codes.size === 0 ? step : { ...step, heldBy: guardCodes.filter((code) => codes.has(code)) },
    ),
    held: holds
      .map(({ holds: applies, ...hold }) => ({ ...hold, steps: world.steps.filter(applies).length }))
      .filter(({ steps }) => steps > 0),
  }
}
