import {
  type Goal,
  type GuardCode,
  type Member,
  makePlan,
  type Plan,
  type PlanOptions,
  type Scope,
} from '../src/index.ts'
import { aacScope, MemoryAdmin, member } from './memory.ts'

/** The caller, an administrator. */
export const self: Member = member('me@example.edu', { admin: true })
/** A second administrator, whom most goals keep. */
export const second: Member = member('bo@example.edu', { admin: true })
/** The question of assets is answered. */
export const decided = { assets: 'leave' as const }

/** A plan over one scope that holds these people. */
export const plan = (
  members: readonly Member[],
  goal: Goal,
  options: PlanOptions = decided,
  scope: Scope = aacScope,
): Promise<Plan> => makePlan(new MemoryAdmin(members, scope), goal, options)

export const actions = ({ steps }: Plan): string[] => steps.map(({ action, email }) => `${action} ${email}`)
export const codes = ({ held }: Plan): GuardCode[] => held.map(({ code }) => code)
/** Of each step, who and what holds it. */
export const holding = ({ steps }: Plan): (readonly [string, readonly GuardCode[]])[] =>
  steps.map(({ email, heldBy }) => [email, heldBy] as const)
