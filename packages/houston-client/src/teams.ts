import { pages } from '@user-admin/wire/pages'
import { HoustonError } from './errors.ts'
import { rows, seen, type Team } from './records.ts'

/** What the server answers to one page of teams. */
interface TeamsPage {
  readonly count: number | null
  readonly teams: readonly (Team | null)[] | null
}

type Read = (
  variables: { readonly cursor: string; readonly take: number },
  options: { readonly signal: AbortSignal | undefined },
) => Promise<TeamsPage | null>

// As the official client, which refuses more (facts §7.1, §7.3).
const take = 100

/**
 * Teams, each once, a page ahead of the reader. The server says how many there are, so a list that is not whole is an
 * error, and a page that is shorter than asked does not end it.
 */
export async function* teams(
  read: Read,
  operation: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<Team, void, undefined> {
  let asked = 0
  yield* pages<Team, string>({
    first: '',
    read: async (cursor, until) => {
      const page = seen(await read({ cursor, take }, { signal: until }), operation)
      const items = rows(page.teams, operation)
      asked += items.length
      const whole = page.count === null ? items.length < take : asked >= page.count
      return {
        items,
        next: whole ? undefined : items.at(-1)?.id,
        ...(page.count === null ? {} : { count: page.count }),
      }
    },
    key: (team) => team.id,
    fault: (fact) => new HoustonError(fact, { kind: 'protocol', operation, effect: 'none' }),
    signal,
  })
}
