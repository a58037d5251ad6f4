import {
  type Approval,
  type Assets,
  applyPlan,
  type GuardCode,
  keepOnly,
  makePlan,
  type Plan,
  type Report,
  summarise,
  type UserAdmin,
} from 'user-admin'
import { peopleFromCsv } from 'user-admin/directory/csv'

/** A line of the file of workspaces. */
export type Place = { readonly workspace: string } & (
  | { readonly system: 'aac'; readonly region: string; readonly creds: string }
  | { readonly system: 'houston'; readonly url: string; readonly token: string }
)

export interface Order {
  /** The text of a table of people who stay, wherever they are. */
  readonly csv: string
  /** Who receives what the others own in AAC; without it their removal is held there. */
  readonly assets?: Assets | undefined
  /** Nothing is done without one. */
  readonly approve?: Approval | undefined
  readonly release?: readonly GuardCode[] | undefined
  readonly signal?: AbortSignal | undefined
}

/** A workspace of which nothing is known, and why. */
export interface Unread {
  readonly workspace: string
  readonly why: string
}

/**
 * Ends the semester in every workspace of a file: one plan, one table and one approval for all of them. A workspace that
 * cannot be opened or read is named, and stops none of the others; nobody in it is touched.
 */
export async function endSemester(
  places: readonly Place[],
  open: (place: Place) => Promise<UserAdmin>,
  order: Order,
  say: (text: string) => void,
): Promise<{ plan: Plan; report?: Report; unread: readonly Unread[] }> {
  const { assets, approve, release, signal } = order
  const unread: Unread[] = []
  const missed = (workspace: string, error: unknown): void => {
    unread.push({ workspace, why: error instanceof Error ? error.message : String(error) })
  }
  const admins: UserAdmin[] = []
  for (const [index, opened] of (await Promise.allSettled(places.map(open))).entries()) {
    if (opened.status === 'fulfilled') admins.push(opened.value)
    else missed(places[index]?.workspace ?? '', opened.reason)
  }
  signal?.throwIfAborted()
  const tell = (): void => {
    for (const { workspace, why } of unread) say(`NOT READ ${workspace}: ${why}`)
    if (unread.length > 0) say('Nothing is known of these, and nobody in them is touched.\n')
  }
  if (admins.length === 0) {
    tell()
    throw new TypeError('No workspace of the file could be opened.')
  }

  const stay = peopleFromCsv(order.csv).map(({ email }) => email)
  const plan = await makePlan(admins, keepOnly(stay), {
    assets,
    signal,
    onUnread: ({ name }, error) => missed(name, error),
  })
  tell()
  say(summarise(plan))
  if (approve === undefined) return { plan, unread }

  const report = await applyPlan(admins, plan, { approve, release, signal })
  say(summarise(report))
  return { plan, report, unread }
}
