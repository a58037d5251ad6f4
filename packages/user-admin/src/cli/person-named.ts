import { entryOf, shown } from '../identity/identity.ts'
import type { UserRef } from '../user-admin.ts'
import { UsageError } from './usage.ts'

/** One person as a line names them. @throws {UsageError} for what names nobody, or more than one. */
export function refTo(named: string): UserRef {
  const entry = entryOf(named)
  if (entry?.kind === 'email') return { email: entry.value }
  if (entry?.kind === 'id') return { id: entry.value }
  throw new UsageError(`${shown(named)} does not name one person: give an e-mail address or an id.`)
}
