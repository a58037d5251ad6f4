import { UserAdminError } from '../errors.ts'
import { known } from '../plan/policy.ts'
import type { PlanState } from '../state.ts'
import type { CallOptions, Member, Scope, UserReader } from '../user-admin.ts'
import { isoOf, scopeKey } from './store.ts'

/** What {@link recordBaseline} takes. */
export interface BaselineOptions extends CallOptions {
  /** The person who looked at the scopes and lets unattended runs begin there. */
  readonly by: string
  /** Milliseconds since the epoch. Default `Date.now`. */
  readonly now?: (() => number) | undefined
}

/** A scope whose memory began. */
export interface RecordedBaseline {
  readonly scope: Scope
  /** Without those who are suspended. */
  readonly members: number
  /** ISO 8601. */
  readonly at: string
}

/**
 * Begins the memory of scopes, so that unattended runs may act there: reads each and writes down how many people it has.
 * Once more, it is the way out of a state that was lost or restored from a copy.
 *
 * All scopes are read before the first is written down; who may not be read begins no memory.
 *
 * @throws {UserAdminError} `invalid` where nobody is named, for no scope, and for one that is given twice; whatever a reader
 * and the state throw.
 */
export async function recordBaseline(
  state: PlanState,
  readers: UserReader | readonly UserReader[],
  options: BaselineOptions,
): Promise<readonly RecordedBaseline[]> {
  known('recordBaseline', options, ['by', 'signal', 'now'])
  const { by, signal, now = Date.now } = options
  if (typeof by !== 'string' || by.trim() === '')
    throw new UserAdminError('invalid', 'A baseline names who looked at the scope: by is empty.')
  const all = Array.isArray(readers) ? (readers as readonly UserReader[]) : [readers as UserReader]
  if (all.length === 0) throw new UserAdminError('invalid', 'A baseline is of a scope: none was given.')
  const keys = all.map(({ scope }) => scopeKey(scope))
  const again = all.find((_, index) => keys.indexOf(keys[index] ?? '') !== index)
  if (again !== undefined) throw new UserAdminError('invalid', `${again.scope.name} is given twice.`)
  const found: (RecordedBaseline & { readonly ids: readonly string[] })[] = []
  for (const reader of all) {
    signal?.throwIfAborted()
    // Of the beginning, not of the end: who was listed may have gone since.
    const at = isoOf(now())
    const members: Member[] = []
    for await (const member of reader.list({ signal })) members.push(member)
    found.push({ scope: reader.scope, at, ...countedIn(members) })
  }
  for (const { ids, ...baseline } of found) await state.record({ kind: 'baseline', ...baseline, ids, by })
  return found.map(({ ids: _ids, ...baseline }) => baseline)
}

/**
 * How many people a scope has for the rolling guard, and who of them is active. Who is suspended is locked out already;
 * an invitation may expire, or become a person of another id, and then nobody was taken.
 */
export function countedIn(members: readonly Member[]): { readonly members: number; readonly ids: readonly string[] } {
  return {
    members: members.filter(({ status }) => status !== 'suspended').length,
    ids: members.filter(({ status }) => status === 'active').map(({ id }) => id),
  }
}
