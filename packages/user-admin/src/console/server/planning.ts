import { undoPlan } from '../../apply/undo.ts'
import type { Person } from '../../identity/identity.ts'
import { entries, Listed } from '../../identity/identity.ts'
import type { Assets } from '../../plan/assets.ts'
import { keepOnly, leavers } from '../../plan/goal.ts'
import { makePlan, type Plan } from '../../plan/plan.ts'
import type { Policy } from '../../plan/policy.ts'
import type { State } from '../../state.ts'
import type { CallOptions, Member, UserAdmin } from '../../user-admin.ts'
import type { Choices } from '../protocol.ts'
import { entriesIn } from './entries-in.ts'
import { lookingAt, type Reading } from './reading.ts'

/** What every plan of the console is made with. */
export interface PlannedWith {
  readonly state: State
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Of the configuration of whoever is at work: whom no plan touches, and how much one may do. */
  readonly policy?: Policy | undefined
}

/** How one kind of preview plans one workspace. */
export interface Planning {
  /** `undefined`: there is nothing to do. @param exceptions Ids of people who are kept by hand. */
  plan(reading: Reading, exceptions: readonly string[]): Promise<Plan | undefined>
  /** Why somebody is kept by what was chosen. */
  keeps(reading: Reading): (member: Member) => { readonly why: string; readonly with?: readonly string[] } | undefined
}

/** Who receives what others own: nobody where nothing is handed over now. */
const receiverIn = ({ rest, assets }: Choices): string =>
  rest === 'remove' && typeof assets === 'object' && assets.transferTo.includes('@') ? assets.transferTo.trim() : ''

/** The entries that the choices keep by name: those of the text, and who receives. */
export function listedIn(choices: Choices): readonly string[] {
  const { entries: listed } = entriesIn(choices.text)
  const receiver = receiverIn(choices)
  return receiver === '' || listed.includes(receiver) ? listed : [...listed, receiver]
}

/** Everybody but the chosen people loses access. */
export function byChoices(choices: Choices, { state, now, policy }: PlannedWith): Planning {
  const action = choices.rest === 'remove' ? 'remove' : 'suspend'
  const receiver = receiverIn(choices)
  const own = listedIn(choices)
  const admins = (members: readonly Member[]): readonly Member[] =>
    choices.admins ? members.filter(({ admin }) => admin !== false) : []
  return {
    plan: async ({ reader, members }, exceptions) => {
      const ids = [...admins(members).map(({ id }) => id), ...exceptions]
      const people: readonly Person[] = [...own, ...ids.map((id) => ({ id }))]
      const goal = keepOnly(people.length === 0 ? 'only-me' : people, { action })
      const assets = action === 'remove' ? assetsIn(choices.assets, members) : undefined
      return await makePlan(reader, goal, { assets, policy, state: lookingAt(state), now })
    },
    keeps: ({ members }) => {
      const list = new Listed(entries(own), new Map())
      const managing = new Set(admins(members).map(({ id }) => id))
      const receiving = receiver !== '' ? new Listed(entries([receiver]), new Map()) : undefined
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
  { state, now, policy }: PlannedWith,
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
      return await makePlan(reader, goal, { assets: assetsIn(assets, members), policy, state: lookingAt(state), now })
    },
    keeps: () => () => undefined,
  }
}

/** The way back of runs, by the key of their workspace. */
export function byUndo(
  runs: ReadonlyMap<string, string>,
  keyOf: (reader: UserAdmin) => string,
  { state, now, policy }: PlannedWith,
): Planning {
  return {
    plan: async ({ reader }, exceptions) => {
      const run = runs.get(keyOf(reader))
      if (run === undefined) return undefined
      const plan = await undoPlan(reader, state.journal, { run, policy, state: lookingAt(state), now })
      if (exceptions.length === 0) return plan
      const people = plan.steps.flatMap(({ id, email }) => (exceptions.includes(id ?? email) ? [] : [{ email }]))
      return people.length === 0
        ? undefined
        : await undoPlan(reader, state.journal, { run, people, policy, state: lookingAt(state), now })
    },
    keeps: () => () => undefined,
  }
}

/** The same plan as things are now, of the place itself. */
export async function planAfresh(
  admin: UserAdmin,
  { goal, scopes }: Plan,
  { state, now, policy, signal }: PlannedWith & CallOptions,
): Promise<Plan> {
  if (goal.kind === 'undo') {
    const { run, entries: meant } = goal
    const all = await undoPlan(admin, state.journal, { run, policy, state, now, signal })
    if (all.goal.kind !== 'undo' || all.goal.entries.length === meant.length) return all
    const people = meant.map(({ email }) => ({ email }))
    return await undoPlan(admin, state.journal, { run, people, policy, state, now, signal })
  }
  const [{ assets } = { assets: null }] = scopes
  const to = assets?.transferTo
  const decided: Assets | undefined = to === undefined ? undefined : to === 'leave' ? to : { transferTo: { id: to.id } }
  return await makePlan(admin, goal, { assets: decided, policy, state, now, signal })
}
