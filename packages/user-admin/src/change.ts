import { UserAdminError } from './errors.ts'
import { canonicalEmail, checkRef } from './identity/identity.ts'
import { translated } from './translated.ts'
import type { ActOptions, CallOptions, Change, ChangeOptions, Member, Outcome, UserRef } from './user-admin.ts'

/** One change of one person: how to look, how to act, and what the look after it says. */
export interface ChangeSteps<R extends string> {
  readonly ref: UserRef
  readonly options: ChangeOptions | undefined
  /** Finds the person, or not; cheap. */
  readonly look: (ref: UserRef, options?: CallOptions) => Promise<Member<R> | undefined>
  /** As `look`, and that nobody was found is proved. Default `look`. */
  readonly find?: (ref: UserRef, options?: CallOptions) => Promise<Member<R> | undefined>
  /** The outcome if there is nothing to do, or an error for what cannot be done; `undefined` to act. */
  readonly already: (before: Member<R> | undefined) => Change<R> | undefined
  /** The person as who watches is told of them, where a look shows less than a change takes. Default: as looked at. */
  readonly whole?: (before: Member<R> | undefined) => Promise<Member<R> | undefined>
  /** Acts, and says of each call that went through what it did. */
  readonly act: (before: Member<R> | undefined, did: (what: string) => void, sending: Sending) => Promise<void>
  /** The look after the act, where it must look for more than the same person: default `look`. */
  readonly lookAfter?: (before: Member<R> | undefined) => Promise<Member<R> | undefined>
  /** What the second look shows; `undefined` when it is not as asked. */
  readonly verdict: (after: Member<R> | undefined, before: Member<R> | undefined) => Outcome | Change<R> | undefined
  /** Said of the person in errors: `is still in the workspace`. */
  readonly failing: string
}

/** What every request of an act takes. An abort is no part of it: what was begun is finished. */
export type Sending = Pick<ActOptions, 'onRequest' | 'check'>

/**
 * A look is not acted on any more after so many milliseconds: what is to be sent may have to wait for its turn. One that
 * took more than half of that itself is for twice as long as it took, since another would take no less.
 */
const fresh = 30_000
/** How often somebody is looked at anew for that. */
const looks = 5

/** Nothing was sent, since the look before it is too old by now. */
class Stale extends Error {}

/**
 * Looks, acts, looks again. `done` is only what the second look shows; an act whose end is unknown, or
 * that failed half-way, is resolved by the same look and never simply repeated.
 *
 * @throws {UserAdminError} `conflict` when `ifMark` names another membership, and nothing was sent; what `onBefore`
 * throws, and nothing was sent; with effect `unknown` when something was sent and the look does not show what was asked for.
 */
export async function change<R extends string>(steps: ChangeSteps<R>): Promise<Change<R>> {
  const { ref, options, look } = steps
  checkRef(ref)
  options?.signal?.throwIfAborted()
  const done: string[] = []
  let before: Member<R> | undefined
  let isAnnounced = false
  let failure: UserAdminError | undefined
  const nothing = await onFreshLook(
    options,
    async (sending, seen) => {
      const was = before
      before = await translating(present(steps))
      seen()
      const already = steps.already(before)
      if (already !== undefined) return already
      if (!isAnnounced || before?.mark !== was?.mark) await announced(options, before, steps.whole)
      isAnnounced = true
      try {
        await translating(steps.act(before, (what) => done.push(what), sending))
      } catch (error) {
        if (!(error instanceof UserAdminError) || (error.effect === 'none' && done.length === 0)) throw error
        failure = error
      }
      return undefined
    },
    () => done.length > 0,
  )
  if (nothing !== undefined) return nothing
  const soFar = done.length === 0 ? '' : `; so far: ${done.join(', ')}`
  let after: Member<R> | undefined
  try {
    after = await translating(
      steps.lookAfter === undefined ? look(before === undefined ? ref : refOf(before)) : steps.lookAfter(before),
    )
  } catch (error) {
    throw unknownEnd(failure ?? error, `${steps.failing}, or not: the look afterwards failed too${soFar}`)
  }
  const verdict = steps.verdict(after, before)
  if (typeof verdict === 'object') return verdict
  if (verdict !== undefined) return { outcome: verdict, ...(after === undefined ? {} : { member: after }) }
  if (failure !== undefined) throw unknownEnd(failure, `${steps.failing}, as far as a look afterwards shows${soFar}`)
  throw new UserAdminError(
    'unexpected',
    `The system accepted the request, and yet a look shows that the person ${steps.failing}${soFar}.`,
    { effect: 'unknown' },
  )
}

/**
 * Looks and sends; and again, where what was to be sent had to wait so long for its turn that the look is not to be
 * believed any more.
 *
 * @param work Looks, says once that is over (`seen`), and gives what it is told to every request that changes something.
 * @param isBegun Whether something was sent: that is finished on the look that it was begun on.
 */
export async function onFreshLook<T>(
  options: ActOptions | undefined,
  work: (sending: Sending, seen: () => void) => Promise<T>,
  isBegun = (): boolean => false,
): Promise<T> {
  const { onRequest, check } = options ?? {}
  for (let look = 1; ; look += 1) {
    const since = performance.now()
    let limit = fresh
    const seen = (): void => {
      limit = Math.max(fresh, 2 * (performance.now() - since))
    }
    const sending: Sending = {
      onRequest,
      check: () => {
        check?.(isBegun())
        if (!isBegun() && performance.now() - since > limit) throw new Stale()
      },
    }
    try {
      return await work(sending, seen)
    } catch (error) {
      if (!(error instanceof Stale)) throw error
      if (look === looks)
        throw new UserAdminError(
          'rate-limited',
          'The server lets so little through that what was looked at was old each time before anything could be sent.',
        )
    }
  }
}

/** Tells who watches of what is about to be changed; whatever is thrown here, nothing was sent. */
export async function announced<R extends string>(
  options: ActOptions | undefined,
  before: Member<R> | undefined,
  whole: ChangeSteps<R>['whole'] = async (member) => member,
): Promise<void> {
  const shown = options?.onBefore === undefined ? undefined : await translating(whole(before))
  // A change that was begun is finished, and looked at: an abort must not hide how it ended. Who was told is told true.
  options?.signal?.throwIfAborted()
  await options?.onBefore?.(shown)
}

/** The person as they are now; with `ifMark`, only the membership that was meant. */
async function present<R extends string>({
  ref,
  options,
  look,
  find = look,
}: ChangeSteps<R>): Promise<Member<R> | undefined> {
  const call: CallOptions = { signal: options?.signal }
  let found = await find(ref, call)
  if (options?.ifMark === undefined) return found
  // Under another id or another address the person may be there all the same: that is no membership to call gone.
  if (found === undefined && ref.id !== undefined && ref.email !== undefined) {
    found =
      (await look({ id: ref.id }, call)) ??
      (canonicalEmail(ref.email) === undefined ? undefined : await look({ email: ref.email }, call))
  }
  if (found !== undefined && found.mark !== options.ifMark) throw changedSince()
  return found
}

/** Names a member by id, and by address where there is one. */
export function refOf({ id, email }: { readonly id: string; readonly email: string }): UserRef {
  return canonicalEmail(email) === undefined ? { id } : { id, email }
}

function unknownEnd(error: unknown, fact: string): unknown {
  if (!(error instanceof UserAdminError)) return error
  return new UserAdminError(
    error.problem,
    `${sentence(error.message)} Whether it took effect is unknown: the person ${fact}.`,
    {
      effect: 'unknown',
      ...(error.cause === undefined ? {} : { cause: error.cause }),
    },
  )
}

/** The text with a full stop: an error of elsewhere may end without. */
export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

/** What `ifMark` says when it names another membership. */
export function changedSince(): UserAdminError {
  return new UserAdminError('conflict', 'The person’s membership has changed since it was planned for.')
}

/** The one member that a reference means; several under one address are nobody's to choose between. */
export function only<R extends string>(members: readonly Member<R>[]): Member<R> | undefined {
  if (members.length > 1) {
    throw new UserAdminError(
      'conflict',
      `${members.length} members have this address: name one by its id (${members.map(({ id }) => id).join(', ')}).`,
    )
  }
  return members[0]
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
