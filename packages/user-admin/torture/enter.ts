import { strict as assert } from 'node:assert'
import type { User } from '@user-admin/houston-client'
import fc from 'fast-check'
import { type ActOptions, type Intent, memoryState, type State, type StepEnded, type UserAdmin } from '../src/index.ts'
import { aac, houston, type Judged, type PlanPlant, planPlants, type Tally, ways } from './plan.ts'
import { aacWorld, type HoustonWorld, houstonWorld, type Wish, wish } from './plan-worlds.ts'

/**
 * Bugs that the oracle must find, besides those of plans: nobody is told before something is sent; an account's roles
 * are told in part; what the system says of a step is written down as done.
 */
export type EnterPlant = PlanPlant | 'tell-nobody' | 'half-an-account' | 'journal-done'
export const enterPlants: readonly EnterPlant[] = [...planPlants, 'tell-nobody', 'half-an-account', 'journal-done']

/** What was judged, so that a torture in which nothing happens shows. */
export interface EnterTally extends Tally {
  /** Rows of the journal that say that somebody is out, and accounts that were kept before they were deleted. */
  done: number
  accounts: number
}

export const noEnterTally = (): EnterTally => ({
  promisedDone: 0,
  blocked: 0,
  remains: 0,
  unknown: 0,
  done: 0,
  accounts: 0,
})

/**
 * Random worlds of both systems, planned and carried out with a state: nobody of whom the report or the journal says
 * that they are out gets in, by the fakes' own truth; what was done stands in the journal before it was sent; and of an
 * account that was deleted the journal holds every role. Answers with what broke, or nothing.
 */
export async function enter(options: {
  readonly runs: number
  readonly seed: number
  readonly plant?: EnterPlant | undefined
  readonly tally?: EnterTally | undefined
}): Promise<string | undefined> {
  const { runs, seed, plant, tally = noEnterTally() } = options
  const property = fc.asyncProperty(houstonWorld, aacWorld, wish, async (one, other, asked) => {
    await entered(houston(one), asked, plant, tally, one)
    await entered(aac(other), asked, plant, tally)
  })
  const details = await fc.check(property, { numRuns: runs, seed, endOnFailure: plant !== undefined })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}

/** One world; throws what the oracle says. */
async function entered(
  opened: Promise<Judged>,
  asked: Wish,
  plant: EnterPlant | undefined,
  tally: EnterTally,
  world?: HoustonWorld,
): Promise<void> {
  const judged = await opened
  const ofPlan = planPlants.find((one): one is PlanPlant => one === plant)
  try {
    using state = memoryState()
    const admin = planted(judged.admin, plant)
    await ways({ ...judged, admin }, asked, ofPlan, tally, state)
    await journalled(plant === 'journal-done' ? saying(state) : state, judged, tally, world)
  } finally {
    await judged.close()
  }
}

async function journalled(
  state: State,
  judged: Judged,
  tally: EnterTally,
  world: HoustonWorld | undefined,
): Promise<void> {
  const intents = new Map<number, Intent[]>()
  const last = new Map<number, StepEnded>()
  for await (const row of state.journal.rows()) {
    if (row.kind === 'intent') intents.set(row.step, [...(intents.get(row.step) ?? []), row])
    if (row.kind === 'outcome') last.set(row.step, row)
  }
  for (const [step, { action, email, outcome, reason }] of last) {
    const told = intents.get(step) ?? []
    if (outcome === 'done' || outcome === 'pending')
      assert(told.length > 0, `${email}: ${action} is ${outcome}, and nothing in the journal says that it was begun`)
    if (action !== 'remove' && action !== 'suspend') continue
    if (outcome === 'done' && reason === undefined) {
      tally.done += 1
      assert(!judged.canEnter(email), `${email}: the journal says done, and a way in stays`)
    }
    if (judged.admin.scope.kind !== 'platform' || world === undefined) continue
    for (const { before } of told)
      if (before?.access.some(({ via }) => via === 'direct') === true) {
        tally.accounts += 1
        assert.deepEqual(rolesIn(before.native), rolesOf(world, before.email), `${email}: not every role is kept`)
      }
  }
}

/** Every role that a record holds, and where: on the platform, in workspaces, on deployments. */
const rolesIn = (native: unknown): readonly string[] =>
  ((native as User).roleBindings ?? [])
    .map(({ role, workspace, deployment }) => `${role} ${deployment?.id ?? workspace?.id ?? 'platform'}`)
    .toSorted()

function rolesOf({ seed: { users } }: HoustonWorld, email: string): readonly string[] {
  const named = typeof users === 'object' ? users : []
  return named
    .flatMap((one) => (typeof one === 'object' && one.username === email.toLowerCase() ? (one.roleBindings ?? []) : []))
    .map(({ role, workspace, deployment }) => `${role} ${idOf(deployment ?? workspace ?? 'platform')}`)
    .toSorted()
}

const idOf = (place: string | { readonly id: string }): string => (typeof place === 'string' ? place : place.id)

/** The same administrator with one bug. */
function planted(admin: UserAdmin, plant: EnterPlant | undefined): UserAdmin {
  if (plant !== 'tell-nobody' && plant !== 'half-an-account') return admin
  const half = (native: unknown): unknown => ({
    ...(native as User),
    roleBindings: ((native as User).roleBindings ?? []).filter(({ deployment }) => deployment == null),
  })
  const deaf = (options: ActOptions | undefined): ActOptions => ({
    ...options,
    onBefore:
      plant === 'tell-nobody'
        ? undefined
        : (before) => options?.onBefore?.(before === undefined ? before : { ...before, native: half(before.native) }),
  })
  const remove: UserAdmin['remove'] = (ref, options) => admin.remove(ref, { ...options, ...deaf(options) })
  return { ...admin, remove }
}

/** A journal that calls everything done. */
function saying(state: State): State {
  const { journal } = state
  return {
    ...state,
    journal: {
      ...journal,
      async *rows(filter) {
        for await (const { ...row } of journal.rows(filter))
          if (row.kind === 'outcome' && row.outcome !== 'done') {
            const { reason: _reason, ...rest } = row
            yield { ...rest, outcome: 'done' }
          } else yield row
      },
    },
  }
}
