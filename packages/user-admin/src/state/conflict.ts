import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'

/** Somebody else is at work in a scope: who, and since when, as far as it can be told. */
export function held(
  { kind, name }: Scope,
  holder: { readonly by: string; readonly since: string; readonly pid?: number | undefined } | undefined,
): UserAdminError {
  const pid = holder?.pid === undefined ? '' : ` (process ${holder.pid})`
  const who = holder === undefined ? 'somebody who is not known yet' : `${holder.by}${pid} since ${holder.since}`
  return new UserAdminError('conflict', `Another run works on ${kind} ${name}: ${who}. Wait for it, or stop it.`)
}

/** Whoever deletes the file of a lock lets others in beside its holder. */
export const deleted = ({ kind, name }: Scope): UserAdminError =>
  new UserAdminError(
    'conflict',
    `The lock of ${kind} ${name} was deleted while this run held it, so that another may be at work there. Nothing was sent. Wait until no run is, then resume this one.`,
  )
