import { translated, UserAdminError } from './errors.ts'
import { checkRef } from './identity.ts'
import type { CallOptions, Change, ChangeOptions, Member, Outcome, UserRef } from './user-admin.ts'

/** One change of one person: how to look, how to act, and what the look after it says. */
export interface ChangeSteps<R extends string> {
  readonly ref: UserRef
  readonly options: ChangeOptions | undefined
  readonly look: (ref: UserRef, options: CallOptions) => Promise<Member<R> | undefined>
  /** The outcome if there is nothing to do, or an error for what cannot be done; `undefined` to act. */
  readonly already: (before: Member<R> | undefined) => Change<R> | undefined
  /** The look after the act, where it must look for more than the same person: default `look`. */
  readonly lookAfter?: (before: Member<R> | undefined) => Promise<Member<R> | undefined>
  readonly act: (before: Member<R> | undefined) => Promise<void>
  /** What the look after the act shows; `undefined` when it is not as asked. */
  readonly verdict: (after: Member<R> | undefined, before: Member<R> | undefined) => Outcome | undefined
  /** Said of the person in errors: `could not be removed`. */
  readonly failing: string
}

/**
 * Looks, acts once, looks again. `done` is only what the second look shows; an act whose end is
 * unknown is resolved by the same look and never simply repeated.
 *
 * @throws {UserAdminError} `conflict` when `ifMark` names another membership, and nothing was sent;
 * with effect `unknown` when the act failed and the look failed too.
 */
export async function change<R extends string>(steps: ChangeSteps<R>): Promise<Change<R>> {
  const { ref, options } = steps
  checkRef(ref)
  options?.signal?.throwIfAborted()
  const before = await translating(steps.look(ref, { signal: options?.signal }))
  if (options?.ifMark !== undefined && before !== undefined && before.mark !== options.ifMark) {
    throw changedSince()
  }
  const nothing = steps.already(before)
  if (nothing !== undefined) return nothing

  // A change that was begun is finished, and looked at: an abort must not hide how it ended.
  options?.signal?.throwIfAborted()
  let failure: unknown
  try {
    await translating(steps.act(before))
  } catch (error) {
    if (!(error instanceof UserAdminError) || error.effect === 'none') throw error
    failure = error
  }
  const again: UserRef =
    before === undefined ? ref : { id: before.id, ...(before.email === '' ? {} : { email: before.email }) }
  let after: Member<R> | undefined
  try {
    after = await translating(steps.lookAfter === undefined ? steps.look(again, {}) : steps.lookAfter(before))
  } catch (error) {
    throw unknownEnd(failure ?? error, `${steps.failing}, and the look afterwards failed too`)
  }
  const outcome = steps.verdict(after, before)
  if (outcome !== undefined) return { outcome, ...(after === undefined ? {} : { member: after }) }
  if (failure instanceof UserAdminError) {
    throw unknownEnd(failure, `${steps.failing}, as far as a look afterwards shows`)
  }
  throw new UserAdminError(
    'unexpected',
    `The system accepted the request, and yet a look shows that the person ${steps.failing}.`,
    { effect: 'unknown' },
  )
}

function unknownEnd(error: unknown, fact: string): unknown {
  if (!(error instanceof UserAdminError)) return error
  return new UserAdminError(error.problem, `${error.message} Whether it took effect is unknown: the person ${fact}.`, {
    effect: 'unknown',
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  })
}

/** What `ifMark` says when it names another membership. */
export function changedSince(): UserAdminError {
  return new UserAdminError('conflict', 'The person’s membership has changed since it was planned for.')
}

/** Brings a client's error into this package's terms. */
export async function translating<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw translated(error)
  }
}

/** The same for a list. */
export async function* translatingEach<T>(rows: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield* rows
  } catch (error) {
    throw translated(error)
  }
}
