import { UserAdminError } from '../errors.ts'
import type { Scope } from '../user-admin.ts'

/** Somebody else is at work in a scope: who, and since when, as far as it can be told. */
export function held({ kind, name }: Scope, holder: Known | undefined): UserAdminError {
  return new UserAdminError(
    'conflict',
    `Another run works on ${kind} ${name}: ${whoIs(holder)}. Wait for it, or stop it.`,
  )
}

/** Somebody else does what is due of a job. */
export const heldJob = (job: string, holder: Known | undefined): UserAdminError =>
  new UserAdminError('conflict', `Another process does the job ${job}: ${whoIs(holder)}. Wait for it, or stop it.`)

/** A holder, as far as it can be told. */
interface Known {
  readonly by: string
  readonly since: string
  readonly pid?: number | undefined
}

function whoIs(holder: Known | undefined): string {
  const pid = holder?.pid === undefined ? '' : ` (process ${holder.pid})`
  return holder === undefined ? 'somebody who is not known yet' : `${holder.by}${pid} since ${holder.since}`
}

/** Whoever deletes the file of a lock lets others in beside its holder. */
export const deleted = (title: string): UserAdminError =>
  new UserAdminError(
    'conflict',
    `The lock of ${title} was deleted while this run held it, so that another may be at work there. Nothing was sent. Wait until no run is, then resume this one.`,
  )
