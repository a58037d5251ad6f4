import { pages } from '@user-admin/wire/pages'
import { HoustonError } from './errors.ts'
import { rows, type User } from './records.ts'
import type { Release } from './release.ts'

type Answered = Promise<readonly (User | null)[] | null>

type All = (variables: { workspaceUuid: string }, options: { signal: AbortSignal | undefined }) => Answered

/** How a workspace's people are read: by pages, and all at once on releases before 0.30, and otherwise before 0.14.2. */
interface Reads {
  readonly page: (
    variables: { workspaceUuid: string; cursor: string; take: number },
    options: { signal: AbortSignal | undefined },
  ) => Answered
  readonly all: All
  readonly flat: All
}

// More than the server's own limit of 100 is not answered the same everywhere (facts §7.1).
const take = 100

/** A workspace's people, each once. Nothing is asked before the first row is wanted. */
export async function* members(
  release: Release,
  workspaceUuid: string,
  operation: string,
  signal: AbortSignal | undefined,
  reads: Reads,
): AsyncGenerator<User, void, undefined> {
  // A server that gives less than it is asked for looks like one that has no more, so a first page is taken for its
  // limit until a shorter one comes. None gives fewer than ten.
  let full = take
  const page = async (
    cursor: string,
    until: AbortSignal | undefined,
  ): Promise<{ items: User[]; next: string | undefined }> => {
    const answered = rows(await reads.page({ workspaceUuid, cursor, take }, { signal: until }), operation)
    const { length } = answered
    if (cursor === '' && length >= 10) full = Math.min(length, take)
    // Whether a page begins with the row of its cursor is documented nowhere.
    const items = answered[0]?.id === cursor ? answered.slice(1) : answered
    return { items, next: length < full ? undefined : items.at(-1)?.id }
  }
  yield* await release.call<AsyncIterable<User> | Iterable<User>>(
    [
      {
        needs: 'paginatedWorkspaceUsers',
        run: async () => {
          const head = await page('', signal)
          return pages<User, string>({
            first: '',
            read: (cursor, until) => (cursor === '' ? Promise.resolve(head) : page(cursor, until)),
            key: (user) => user.id,
            fault: (fact) => new HoustonError(fact, { kind: 'protocol', operation, effect: 'none' }),
            signal,
          })
        },
      },
      {
        needs: 'users(user:)',
        run: async () => rows(await reads.all({ workspaceUuid }, { signal }), 'WorkspaceMembers'),
      },
      { run: async () => rows(await reads.flat({ workspaceUuid }, { signal }), 'WorkspaceMembersFlat') },
    ],
    signal,
  )
}
