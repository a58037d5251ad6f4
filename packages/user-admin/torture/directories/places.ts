import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type LedgerEntry, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, type UserAdmin } from '../../src/index.ts'

/** Somebody's membership of one workspace. */
export interface Account {
  /** `aac-0`, `houston-1`: the system and the number of its workspace. */
  readonly place: string
  readonly email: string
  /** Further addresses of a Houston account. */
  readonly also: readonly string[]
  /** Whose it is; `undefined`: nobody's of the company. */
  readonly human: number | undefined
}

/** What truly happened to a membership, by the ledger of its server. */
export interface Effect {
  readonly account: Account | undefined
  readonly did: 'removed' | 'suspended' | 'something else'
  /** The server's own words. */
  readonly operation: string
  readonly target: string
  /** Milliseconds since the epoch. */
  readonly at: number
}

/** Workspaces of both systems on fakes, and the truth beside them. */
export interface Places extends AsyncDisposable {
  readonly admins: readonly UserAdmin[]
  readonly accounts: readonly Account[]
  /** Everything since the last call. */
  readonly effects: () => readonly Effect[]
  readonly canEnter: (account: Account) => boolean
}

/** Two administrators whom no directory knows. */
const operators = ['root@ops.example', 'boss@ops.example'] as const

const did: Readonly<Record<string, Effect['did']>> = {
  deleteWorkspaceUser: 'removed',
  workspaceRemoveUser: 'removed',
  suspendWorkspaceUser: 'suspended',
  suspendWorkspaceUsers: 'suspended',
  suspendUsers: 'suspended',
}

/**
 * Starts as many workspaces of each system as the accounts name.
 *
 * @param now Milliseconds since the epoch.
 */
export async function openPlaces(accounts: readonly Account[], now: () => number): Promise<Places> {
  const idOf = (place: string): number => Number(place.slice(place.indexOf('-') + 1))
  const count = (system: string): number =>
    1 + Math.max(0, ...accounts.filter(({ place }) => place.startsWith(system)).map(({ place }) => idOf(place)))
  const numbers = (system: string): readonly number[] => Array.from({ length: count(system) }, (_, index) => index)
  const inside = (place: string): readonly Account[] => accounts.filter((one) => one.place === place)

  const aac = await startFakeAac({
    clock: { now },
    tokenLife: 400_000_000,
    seed: {
      workspaces: numbers('aac').map((number) => ({
        id: 100 + number,
        name: `class-${number}`,
        people: [
          ...operators.map((email) => ({ email, isAdmin: true })),
          ...inside(`aac-${number}`).map(({ email }) => ({ email, isAdmin: false })),
        ],
      })),
    },
  })
  const users = new Map<string, { also: readonly string[]; places: string[] }>()
  for (const { place, email, also } of accounts.filter(({ place: where }) => where.startsWith('houston'))) {
    const user = users.get(email) ?? { also, places: [] }
    users.set(email, user)
    user.places.push(`ws${idOf(place)}`)
  }
  const houston = await startFakeHouston({
    release: '0.37',
    clock: { now },
    seed: {
      workspaces: numbers('houston').map((number) => ({ id: `ws${number}`, label: `data-${number}` })),
      users: [
        ...operators.map((username) => ({
          username,
          emails: [username],
          roleBindings: numbers('houston').map((number) => ({ role: 'WORKSPACE_ADMIN', workspace: `ws${number}` })),
        })),
        ...[...users].map(([username, { also, places }]) => ({
          username,
          emails: [username, ...also.map((address) => ({ address, primary: false }))],
          roleBindings: places.map((workspace) => ({ role: 'WORKSPACE_VIEWER', workspace })),
        })),
      ],
    },
  })
  const admins = await Promise.all([
    ...numbers('aac').map((number) =>
      aacWorkspace(
        new AacClient({
          region: 'us1',
          token: aac.tokens({ workspace: 100 + number }).accessToken,
          fetch: aac.fetch,
          now,
        }),
      ),
    ),
    ...numbers('houston').map((number) =>
      houstonWorkspace(new HoustonClient({ url: houston.url, token: houston.token }), `ws${number}`),
    ),
  ])

  let told = [0, 0]
  const accountOf = (place: string, target: string): Account | undefined =>
    inside(place).find(({ email, also }) => [email, ...also].some((one) => one.toLowerCase() === target.toLowerCase()))
  const effect = (place: string, { operation, target, at }: LedgerEntry): Effect => ({
    account: accountOf(place, target),
    did: did[operation] ?? 'something else',
    operation,
    target,
    at,
  })
  return {
    admins,
    accounts,
    effects: () => {
      const [one, two] = [aac.ledger.entries, houston.ledger.entries]
      const fresh = [
        ...one.slice(told[0]).map((entry) => effect(`aac-${Number(entry.scope) - 100}`, entry)),
        ...two.slice(told[1]).map((entry) => effect(`houston-${entry.scope.slice(2)}`, entry)),
      ]
      told = [one.length, two.length]
      return fresh
    },
    canEnter: ({ place, email }) =>
      place.startsWith('aac')
        ? aac.canEnter(email, 100 + idOf(place))
        : houston.canEnter(email, { workspace: `ws${idOf(place)}` }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aac.close(), houston.close()])
    },
  }
}
