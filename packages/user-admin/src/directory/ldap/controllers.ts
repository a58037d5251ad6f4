import { until } from '@user-admin/wire/until'
import { PresenceFilter } from 'ldapts'
import { UserAdminError } from '../../errors.ts'
import type { Position } from '../source.ts'
import { signIn } from './binding.ts'
import { Connection } from './connection.ts'
import { generalizedTime } from './entry.ts'
import { Fault, reasonOf } from './fault.ts'
import { entryAt } from './search.ts'
import { checkPassword, type Settings } from './settings.ts'

/** A controller that took the credentials, and what it says of itself. */
export interface Opened {
  readonly connection: Connection
  /** The root of its domain. */
  readonly root: string
  readonly position: Position
  /** What its clock says, in milliseconds since the epoch, where it says so. */
  readonly time: number | undefined
}

/**
 * The first controller that answers. The next is tried where one cannot be reached, trusted or used, before anything was
 * read; never where one judged the credentials.
 *
 * @throws {UserAdminError} `unauthenticated`; `unavailable` where none answers, with what was found of each.
 */
export async function openFirst(settings: Settings, signal: AbortSignal | undefined): Promise<Opened> {
  const { bind, tls, timeout, controllers } = settings
  const password = await passwordOf(bind, signal)
  const reasons: string[] = []
  for (const controller of controllers) {
    let connection: Connection | undefined
    try {
      connection = await Connection.open(controller, { ...tls, timeout, signal })
      await signIn(connection, bind.user, password)
      return { connection, ...(await rootOf(connection)) }
    } catch (error) {
      connection?.close()
      reasons.push(reasonOf(error))
    }
  }
  throw new UserAdminError('unavailable', reasons.join(' '))
}

async function passwordOf({ password }: Settings['bind'], signal: AbortSignal | undefined): Promise<string> {
  if (typeof password !== 'function') return password
  let given: string
  try {
    given = await until(Promise.resolve(password()), signal)
  } catch {
    signal?.throwIfAborted()
    // What a vault's library throws may hold what it keeps: neither its text nor itself goes on.
    throw new UserAdminError('unauthenticated', 'bind.password is a function, and it failed: nothing was sent.')
  }
  checkPassword(given)
  return given
}

async function rootOf(connection: Connection): Promise<Omit<Opened, 'connection'>> {
  const { name } = connection.controller
  const entry = await entryAt(connection, {
    what: `The look at ${name} itself`,
    dn: '',
    filter: new PresenceFilter({ attribute: 'objectClass' }),
    attributes: ['defaultNamingContext', 'dsServiceName', 'highestCommittedUSN', 'isSynchronized', 'currentTime'],
  })
  const [root, server, change] = ['defaultNamingContext', 'dsServiceName', 'highestCommittedUSN'].map((attribute) =>
    entry?.text(attribute),
  )
  if (root === undefined || server === undefined || change === undefined || !Number.isSafeInteger(Number(change)))
    throw new Fault(`${name} is no domain controller of an Active Directory: name one.`)
  if (entry?.text('isSynchronized') === 'FALSE')
    throw new Fault(
      `${name} says that it has not yet taken over the whole directory: wait, or name another controller.`,
    )
  return { root, position: { server, change: Number(change) }, time: generalizedTime(entry?.text('currentTime')) }
}
