import { UserAdminError } from '../../errors.ts'
import type { Connection } from './connection.ts'
import { Fault } from './fault.ts'

/** What Active Directory adds to "invalid credentials" (49), in hexadecimal. */
const meanings: Readonly<Record<string, string>> = {
  '525': 'there is no such user: see bind.user',
  '52e': 'user or password is wrong: see bind.user and bind.password',
  '52f': 'the account is restricted: see its policies',
  '530': 'the account may not sign in at this hour: see its logon hours',
  '531': 'the account may not sign in from this machine: see its logon workstations',
  '532': 'its password has expired: set a new one',
  '533': 'the account is disabled: enable it, or name another',
  '701': 'the account has expired: give it a later last day, or name another',
  '773': 'it must set a new password first: set one, or take that demand off the account',
  '775': 'the account is locked: unlock it, and see who else uses its password',
}

/**
 * Signs in.
 *
 * @throws {UserAdminError} `unauthenticated` where the credentials were judged and refused: they are tried nowhere else,
 * because every try counts towards a lockout.
 */
export async function signIn(connection: Connection, user: string, password: string): Promise<void> {
  const { code, diagnostic } = await connection.bind(user, password)
  if (code === 0) return
  const { name } = connection.controller
  if (code !== 49)
    throw new Fault(
      `${name} could not judge the sign-in (result ${code}): try again later, or name another controller.`,
    )
  const sub = /\bdata\s+(?<sub>[0-9a-f]+)/iu.exec(diagnostic)?.groups?.['sub']?.toLowerCase()
  const meaning =
    (sub === undefined ? undefined : meanings[sub]) ?? 'user or password is wrong, or the account may not sign in'
  throw new UserAdminError(
    'unauthenticated',
    `${name} refused the sign-in of the reading account (49${sub === undefined ? '' : `, ${sub}`}): ${meaning}.`,
  )
}
