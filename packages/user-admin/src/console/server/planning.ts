import { undoPlan } from '../../apply/undo.ts'
import type { Person } from '../../identity/identity.ts'
import { entries, Listed } from '../../identity/identity.ts'
import type { Assets } from '../../plan/assets.ts'
import { keepOnly, leavers } from '../../plan/goal.ts'
import { makePlan, type Plan } from '../../plan/plan.ts'
import type { State } from '../../state.ts'
import type { CallOptions, Member, UserAdmin } from '../../user-admin.ts'
import type { Choices } from '../protocol.ts'
import { entriesIn } from './entries-in.ts'
import { lookingAt, type Reading } from './reading.ts'

/** How one kind of preview plans one workspace. */
export interface Planning {
  /** `undefined`: there is nothing to do. @param exceptions Ids of people who are kept by hand. */
  plan(reading: Reading, exceptions: readonly string[]): Promise<Plan | undefined>
  /** Why somebody is kept by what was chosen. */
  keeps(reading: Reading): (member: Member) => { readonly why: string; readonly with?: readonly string[] } | undefined
}

/** Everybody but the chosen people loses access. */
export function byChoices(choices: Choices, state: State, now: () => number): Planning {
  const { entries: listed } = entriesIn(choices.text)
  const action = choices.rest === 'remove' ? 'remove' : 'suspend'
  const receiver = action === 'remove' && typeof choices.assets === 'object' ? choices.assets.transferTo.trim() : ''
  const own = receiver.includes('@') && !listed.includes(receiver) ? [...listed, receiver] : listed
  const admins = (members: readonly Member[]): readonly Member[] =>
    choices.admins ? members.filter(({ admin }) => admin !== false) : []
  return {
    plan: async ({ reader, members }, exceptions) => {
      const ids = [...admins(members).map(({ id }) => id), ...exceptions]
      const people: readonly Person[] = [...own, ...ids.map((id) => ({ id }))]
      const goal = keepOnly(people.length === 0 ? 'only-me' : people, { action })
      const assets = action === 'remove' ? assetsIn(choices.assets, members) : undefined
      return await makePlan(reader, goal, { assets, state: lookingAt(state), now })
    },
    keeps: ({ members }) => {
      const list = new Listed(entries(own), new Map())
      const managing = new Set(admins(members).map(({ id }) => id))
      const receiving = receiver.includes('@') ? new Listed(entries([receiver]), new Map()) : undefined
      return (member) => {
        const [entry] = list.of(member)
        if (receiving?.includes(member) === true) return { why: 'receives' }
        if (entry?.kind === 'domain') return { why: 'domain', with: [`@${entry.value}`] }
        if (entry !== undefined) return { why: 'protected' }
        return managing.has(member.id) ? { why: 'admin' } : undefined
      }
    },
  }
}

/** Whoever receives has to be there; where that is nobody, it is not decided yet. */
function assetsIn(assets: Choices['assets'], members: readonly Member[]): Assets | undefined {
  if (assets === undefined || assets === 'leave') return assets
  const listed = new Listed(entries([assets.transferTo]), new Map())
  const found = members.filter((member) => member.status === 'active' && listed.includes(member))
  const [only] = found
  return only === undefined || found.length > 1 ? undefined : { transferTo: { id: only.id } }
}

/** Who was suspended then, and is still, is removed. @param ids Of them, by the key of the workspace. */
export function byRemoval(
  ids: ReadonlyMap<string, readonly string[]>,
  keyOf: (reader: UserAdmin) => string,
  assets: Choices['assets'],
  state: State,
  now: () => number,
): Planning {
  return {
    plan: async ({ reader, members }, exceptions) => {
      const then = new Set(ids.get(keyOf(reader)))
      // Whoever was let in again meanwhile is meant to be in.
      const still = members.filter(
        ({ id, status }) => then.has(id) && status === 'suspended' && !exceptions.includes(id),
      )
      if (still.length === 0) return undefined
      const goal = leavers(
        still.map(({ id }) => ({ id })),
        { action: 'remove' },
      )
      return await makePlan(reader, goal, { assets: assetsIn(assets, members), state: lookingAt(state), now })
    },
    keeps: () => () => undefined,
  }
}

/** The way back of runs, by the key of their workspace. */
export function byUndo(
  runs: ReadonlyMap<string, string>,
  keyOf: (reader: UserAdmin) => string,
  state: State,
  now: () => number,
): Planning {
  return {
    plan: async ({ reader }, exceptions) => {
      const run = runs.get(keyOf(reader))
      if (run === undefined) return undefined
      const plan = await undoPlan(reader, state.journal, { run, state: lookingAt(state), now })
      if (exceptions.length === 0) return plan
      const people = plan.steps.flatMap(({ id, email }) => (exceptions.includes(id ?? email) ? [] : [{ email }]))
      return people.length === 0
        ? undefined
        : await undoPlan(reader, state.journal, { run, people, state: lookingAt(state), now })
    },
    keeps: () => () => undefined,
  }
}

/** The same plan as things are now, of the place itself. */
export async function planAfresh(
  admin: UserAdmin,
  { goal, scopes }: Plan,
  { state, now, signal }: { readonly state: State; readonly now: () => number } & CallOptions,
): Promise<Plan> {
  if (goal.kind === 'undo') {
    const { run, entries: meant } = goal
    const all = await undoPlan(admin, state.journal, { run, state, now, signal })
    if (all.goal.kind !== 'undo' || all.goal.entries.length === meant.length) return all
    const people = meant.map(({ email }) => ({ email }))
    return await undoPlan(admin, state.journal, { run, people, state, now, signal })
  }
  const [{ assets } = { assets: null }] = scopes
  const to = assets?.transferTo
  const decided: Assets | undefined = to === undefined ? undefined : to === 'leave' ? to : { transferTo: { id: to.id } }
  return await makePlan(admin, goal, { assets: decided, state, now, signal })
}
