import type { Entry, Head, OfStep, RunBegan, Seen } from '../journal/journal.ts'
import type { Step } from '../plan/step.ts'
import type { State } from '../state.ts'
import type { Caller, Member } from '../user-admin.ts'
import type { Counts } from './apply.ts'
import type { Result } from './step.ts'

/** What is about to be sent, and what a look showed just before. */
export interface About {
  readonly step: Step
  readonly action: Step['action']
  readonly before: Member | undefined
}

/** What is known once a step has ended. */
export interface Known {
  readonly requests: readonly string[]
  /** As read back; `null`: not there any more. `undefined`: nobody looked. */
  readonly after?: Member | null | undefined
}

/** Writes one run into the journal. */
export class Recorder {
  readonly run: string
  readonly #state: State
  readonly #index: ReadonlyMap<Step, number>
  readonly #of: { readonly run: string; readonly plan: string; readonly by: string }
  readonly #callers: ReadonlyMap<string, Caller>

  private constructor(state: State, began: RunBegan, steps: readonly Step[]) {
    this.#state = state
    this.run = began.run
    this.#of = { run: began.run, plan: began.plan, by: began.by }
    this.#index = new Map(steps.map((step, index) => [step, index]))
    this.#callers = new Map(began.scopes.map(({ key, credential }) => [key, credential]))
  }

  /** @throws {UserAdminError} when the journal cannot be written: then nothing is begun. */
  static async begin(state: State, began: RunBegan, steps: readonly Step[]): Promise<Recorder> {
    await state.journal.append(began)
    return new Recorder(state, began, steps)
  }

  /** Before it is sent. */
  async intends({ step, action, before }: About): Promise<void> {
    const { transferTo } = step
    await this.#append({
      kind: 'intent',
      ...this.#about(step, action),
      what: action === 'transfer' ? `hand over what ${step.email} owns to ${transferTo?.email ?? ''}` : step.what,
      reason: step.reason,
      before: before === undefined ? null : seen(before, action === 'remove'),
      ...(transferTo === undefined ? {} : { transferTo }),
    })
  }

  /** How a step ended, or what a later look says of it. */
  async ended({ step, outcome, reason, open }: Result, { requests, after }: Known): Promise<void> {
    await this.#append({
      kind: 'outcome',
      ...this.#about(step, step.action),
      what: step.what,
      outcome,
      ...(reason === undefined ? {} : { reason }),
      ...(open === undefined ? {} : { open }),
      ...(requests.length === 0 ? {} : { requests }),
      ...(after === undefined ? {} : { after: after === null ? null : seen(after, false) }),
    })
  }

  async end(over: {
    readonly counts: Counts
    readonly open: number
    readonly left: number | undefined
    readonly notRead: string | undefined
  }): Promise<Head | undefined> {
    const { counts, open, left, notRead } = over
    await this.#append({
      kind: 'end',
      ...this.#of,
      counts,
      open,
      ...(left === undefined ? {} : { left }),
      ...(notRead === undefined ? {} : { notRead }),
    })
    return await this.#state.journal.head()
  }

  async #append(entry: Entry): Promise<void> {
    await this.#state.journal.append(entry)
  }

  #about<A extends Step['action']>(step: Step, action: A): Omit<OfStep, 'action'> & { readonly action: A } {
    const { scope, email, id, person } = step
    const credential = this.#callers.get(scope)
    const index = this.#index.get(step)
    // Neither can be: the run was begun with the plan's own scopes and steps.
    if (credential === undefined || index === undefined) throw new TypeError('This step is of another run.')
    return {
      ...this.#of,
      step: index,
      scope,
      email,
      ...(id === undefined ? {} : { id }),
      ...(person === undefined ? {} : { person }),
      action,
      credential,
    }
  }
}

function seen(member: Member, whole: boolean): Seen {
  const { id, email, aliases, name, status, roles, access, mark, native } = member
  return {
    id,
    email,
    aliases,
    status,
    roles,
    access,
    mark,
    ...(name === undefined ? {} : { name }),
    // What is deleted for good is kept whole.
    ...(whole && native !== undefined ? { native } : {}),
  }
}
