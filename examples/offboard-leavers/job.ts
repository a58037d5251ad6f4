import {
  type Approval,
  type Assets,
  applyPlan,
  type GuardCode,
  leavers,
  makePlan,
  type Plan,
  type Policy,
  type Report,
  type Source,
  type State,
  summarise,
  type UserAdmin,
} from 'user-admin'

export interface Order {
  /** Who receives what a leaver owns; without it their removal is held. */
  readonly assets?: Assets | undefined
  /** Who is never touched, and who answers for whom. */
  readonly policy?: Policy | undefined
  /** Nothing is done without one. */
  readonly approve?: Approval | undefined
  readonly release?: readonly GuardCode[] | undefined
  readonly signal?: AbortSignal | undefined
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/**
 * Whoever left the directory loses access everywhere at once: it says what it would do, and does it once that very plan
 * is approved. A directory that was not read whole is an error, and nobody is touched.
 *
 * @param state Remembers who was in the directory, so that who is not any more is known. It has to outlive the run.
 */
export async function offboardLeavers(
  directory: Source,
  admins: readonly UserAdmin[],
  state: State,
  order: Order,
  say: (text: string) => void,
): Promise<{ plan: Plan; report?: Report }> {
  const { assets, policy, approve, release, signal, now } = order
  const people = await directory.read({ signal })
  const plan = await makePlan(admins, leavers(people, { action: 'remove' }), { assets, policy, state, signal, now })
  say(summarise(plan))
  if (approve === undefined) return { plan }

  const report = await applyPlan(admins, plan, { approve, release, state, signal, now })
  say(summarise(report))
  return { plan, report }
}
