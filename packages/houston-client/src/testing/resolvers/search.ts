import type { Profile } from '../profiles.ts'
import type { InviteRow, State, UserRow } from '../state.ts'

/** What to look for. Before 0.14.2 the criteria are arguments of their own. */
export interface UserSearch {
  readonly userUuid?: string | null
  readonly userId?: string | null
  readonly email?: string | null
  readonly username?: string | null
  readonly fullName?: string | null
}

export interface InviteSearch {
  readonly inviteUuid?: string | null
  readonly email?: string | null
}

/** One criterion wins, in this order; none of them is everybody (facts §3.2). */
export function foundUsers(
  state: State,
  among: readonly UserRow[],
  search: UserSearch | null | undefined,
): readonly UserRow[] {
  const { userUuid, userId, email, username, fullName } = search ?? {}
  const id = userUuid || userId
  if (id) return among.filter((user) => user.id === id)
  if (email) {
    const match = state.userByAddress(email.toLowerCase())
    return match !== undefined && among.includes(match) ? [match] : []
  }
  if (username) return among.filter((user) => user.username.includes(username.toLowerCase()))
  return fullName ? among.filter((user) => user.fullName.includes(fullName)) : among
}

/** An address matches as a part, not as a whole (facts §3.2). */
export function foundInvites(
  among: readonly InviteRow[],
  search: InviteSearch | null | undefined,
): readonly InviteRow[] {
  const { inviteUuid, email } = search ?? {}
  if (inviteUuid) return among.filter((invite) => invite.id === inviteUuid)
  return email ? among.filter((invite) => invite.email.includes(email.toLowerCase())) : among
}

/** What follows the cursor's row, or precedes it for a negative number of rows (facts §7.1). */
export function pageOf(
  ids: readonly string[],
  cursor: string,
  take: number,
  { cursorRow, memberOrder }: Pick<Profile['switches'], 'cursorRow' | 'memberOrder'>,
): readonly string[] {
  const size = Math.abs(take)
  if (cursor === '') return take < 0 ? ids.slice(Math.max(0, ids.length - size)) : ids.slice(0, size)
  // Ids ascend, so the place of a row that is gone is known; in another order it is not, and nothing follows.
  const at = memberOrder === 'id' ? placeOf(ids, cursor) : ids.indexOf(cursor)
  if (at === -1) return []
  const own = ids[at] === cursor && cursorRow === 'included' ? 1 : 0
  if (take < 0) return ids.slice(Math.max(0, at + own - size), at + own)
  const first = ids[at] === cursor ? at + 1 - own : at
  return ids.slice(first, first + size)
}

/** The place of an id, or where it would be: its row may be gone by now. */
function placeOf(ids: readonly string[], id: string): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ids[middle] ?? '') < id) low = middle + 1
    else high = middle
  }
  return low
}
