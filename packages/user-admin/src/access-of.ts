import pMap from 'p-map'
import { UserAdminError } from './errors.ts'
import { checkRef } from './identity/identity.ts'
import { translated } from './translated.ts'
import type { Access, CallOptions, Member, Scope, UserReader, UserRef } from './user-admin.ts'

/** One person in one scope, as far as it could be read. */
export interface ScopeAccess {
  readonly scope: Scope
  /** Absent: not a member here, or not read (see `error`). */
  readonly member?: Member | undefined
  /** Every way in that is shown; of a suspended person, those that a reinstatement would open. */
  readonly access: readonly Access[]
  /** The ways in that the credential of this scope is not shown, one sentence each. */
  readonly unseen: readonly string[]
  /** What kept this scope from being read. */
  readonly error?: UserAdminError | undefined
}

/** One person over many scopes. */
export interface PersonAccess {
  readonly ref: UserRef
  /** One for each scope asked, in the order asked. */
  readonly scopes: readonly ScopeAccess[]
  /**
   * True where some scope shows a way in of an active or invited person, a member or not; suspended people do not enter. False where
   * every scope shows that there is none. `undefined`: none shows a way in, and not every one could be read or shows
   * all, or none was asked.
   */
  readonly enters: boolean | undefined
}

/** Scopes that are read at once. */
const concurrency = 4

/**
 * Where one person gets in, over many scopes and systems, and by which ways.
 *
 * Name the person by address: an id means somebody in one system only, and simply nobody in the others. A scope that
 * cannot be read says so in its `error`, and the others answer all the same.
 *
 * @throws {UserAdminError} `invalid` for a reference that names nobody, before anything is asked. An abort rejects with the signal's own reason.
 */
export async function accessOf(
  ref: UserRef,
  admins: UserReader | readonly UserReader[],
  options: CallOptions = {},
): Promise<PersonAccess> {
  checkRef(ref)
  const { signal } = options
  signal?.throwIfAborted()
  const scopes = await pMap(
    Array.isArray(admins) ? (admins as readonly UserReader[]) : [admins as UserReader],
    (reader) => inScope(ref, reader, signal),
    { concurrency },
  )
  const shown = scopes.length > 0 && scopes.every(({ error, unseen }) => error === undefined && unseen.length === 0)
  return { ref, scopes, enters: scopes.some(lets) ? true : shown ? false : undefined }
}

async function inScope(ref: UserRef, reader: UserReader, signal: AbortSignal | undefined): Promise<ScopeAccess> {
  const { scope } = reader
  let member: Member | undefined
  try {
    signal?.throwIfAborted()
    member = await reader.get(ref, { signal })
    // Who is no member may get in all the same, by a role of the whole platform.
    const outsiders = member === undefined ? ((await reader.outsiders?.({ signal, ref })) ?? []) : []
    const access = outsiders.flatMap((one) => (one.status === 'suspended' ? [] : one.access))
    return {
      scope,
      ...known(member),
      ...(access.length === 0 ? {} : { access }),
      unseen: (await reader.unseen?.({ signal })) ?? [],
    }
  } catch (error) {
    signal?.throwIfAborted()
    return { scope, ...known(member), unseen: [], error: inOurTerms(error, scope) }
  }
}

const known = (member: Member | undefined): Pick<ScopeAccess, 'member' | 'access'> =>
  member === undefined ? { access: [] } : { member, access: member.access }

const lets = ({ member, access }: ScopeAccess): boolean => member?.status !== 'suspended' && access.length > 0

/** What some other reader throws may hold anything: only its kind is repeated. */
function inOurTerms(error: unknown, { name }: Scope): UserAdminError {
  const ours = translated(error)
  if (ours instanceof UserAdminError) return ours
  const kind = error instanceof Error ? error.name : typeof error
  return new UserAdminError('unexpected', `${name} could not be read: its reader failed with ${kind}.`)
}
