import {
  applyPlan,
  type Goal,
  guardCodes,
  keepOnly,
  type Member,
  makePlan,
  memoryState,
  type Plan,
  type PlanOptions,
  type Report,
  type State,
  type UndoOptions,
  undoPlan,
} from '../src/index.ts'
import { MemoryAdmin, member } from './memory.ts'

/** Who calls, and who else administers: both stay. */
const self: Member = member('me@example.edu', { admin: true, roles: ['admin'] })
export const second: Member = member('bo@example.edu', { admin: true, roles: ['admin'] })
/** Whom most runs here change. */
export const editor: Member = member('ana@example.edu', { roles: ['editor', 'viewer'] })

/** Somebody in a world that does something and undoes it. */
export class Scene {
  readonly admin: MemoryAdmin
  readonly state: State = memoryState()

  constructor(people: readonly Member[], scope?: ConstructorParameters<typeof MemoryAdmin>[1]) {
    this.admin = new MemoryAdmin([self, second, ...people], scope)
  }

  async run(goal: Goal, options: PlanOptions = {}): Promise<Report> {
    return await this.apply(await makePlan(this.admin, goal, { assets: 'leave', ...options }))
  }

  async apply(plan: Plan): Promise<Report> {
    const { admin, state } = this
    return await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release: guardCodes, state })
  }

  async undo(options: UndoOptions = {}): Promise<Plan> {
    return await undoPlan(this.admin, this.state.journal, options)
  }

  /** Somebody as they are now. */
  find(email: string): Member | undefined {
    return this.admin.members.find((one) => one.email === email)
  }

  /** Somebody else changes a person, or the person does. */
  change(email: string, by: Partial<Member>): void {
    this.admin.members = this.admin.members.map((one) =>
      one.email === email ? { ...one, mark: `${one.mark}+`, ...by } : one,
    )
  }
}

/** Everybody else goes. */
export const stay: Goal = keepOnly([self.email, second.email])
/** What a plan would do, in words. */
export const what = ({ steps }: Plan): readonly string[] => steps.map((step) => step.what)
