import { matches, search, type UserFilter } from './arguments.ts'
import type { TypedDocument } from './document.ts'
import { HoustonError } from './errors.ts'
import { BindingsFragmentDoc, UserCoreFragmentDoc, type UserSearch } from './generated.ts'
import { rows, type User } from './records.ts'

/** The most people that one request looks for: each costs the server as much as a request of its own (facts §7.4). */
const most = 20

/** Several look-ups in one request, each under an alias; what is looked for stands in variables, whatever it holds. */
export interface Each {
  readonly document: TypedDocument<Readonly<Record<string, readonly (User | null)[] | null>>, object>
  readonly variables: Readonly<Record<string, unknown>>
  /** Whom the answer shows, for each filter in its order. */
  readonly found: (answer: Readonly<Record<string, readonly (User | null)[] | null>>) => User[][]
}

const fragments = [UserCoreFragmentDoc, BindingsFragmentDoc].join(' ').replace(/\s+/g, ' ')

/** @throws {HoustonError} `TOO_MANY`, `EMPTY_FILTER`. */
export function each(filters: readonly UserFilter[], workspaceUuid: string | undefined, operation: string): Each {
  if (filters.length > most)
    throw new HoustonError(`one call looks for at most ${most} people, not ${filters.length}`, {
      kind: 'rejected',
      operation,
      effect: 'none',
      code: 'TOO_MANY',
    })
  const searches = filters.map((filter): UserSearch => search(filter, operation))
  const place = workspaceUuid === undefined ? { declared: '', given: '' } : inWorkspace
  const declared = searches.map((_, index) => `$u${index}:UserSearch!`).join()
  const fields = searches.map((_, index) => {
    const field = workspaceUuid === undefined ? 'users' : 'workspaceUsers'
    return `u${index}:${field}(${place.given}user:$u${index}){...UserCore ...Bindings}`
  })
  return {
    document: `query ${operation}(${place.declared}${declared}){${fields.join(' ')}} ${fragments}`,
    variables: {
      ...(workspaceUuid === undefined ? {} : { workspaceUuid }),
      ...Object.fromEntries(searches.map((user, index) => [`u${index}`, user])),
    },
    found: (answer) =>
      searches.map((user, index) => {
        const came = rows(answer[`u${index}`] ?? null, operation)
        const found = came.filter((one) => matches(one, user))
        if (found.length > 0 || came.length === 0) return found
        // Who mixes up the aliases has not said that there is nobody.
        throw new HoustonError('the answer is about other people than those who were asked for', {
          kind: 'protocol',
          operation,
          effect: 'none',
          status: 200,
        })
      }),
  }
}

const inWorkspace = { declared: '$workspaceUuid:Uuid!,', given: 'workspaceUuid:$workspaceUuid,' }
