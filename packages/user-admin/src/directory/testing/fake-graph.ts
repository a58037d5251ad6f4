import { type Clock, systemClock } from '@user-admin/wire/fake/clock'
import { type FakeAnswer, type FakeRequest, type FaultRule, Faults } from '@user-admin/wire/fake/faults'
import { serve } from '@user-admin/wire/fake/server'
import { badRequest, graphError, Refused, tooManyGraphRequests } from './fake-graph-answers.ts'
import { answered, type Context, type FakeGraphSwitches, operationOf } from './fake-graph-routes.ts'
import { type FakeGraphChanges, type FakeGraphGroup, type FakeGraphUser, World } from './fake-graph-world.ts'

/** How a fake Microsoft Graph is set up. */
export interface FakeGraphOptions {
  /** Default none. */
  readonly users?:
    | readonly (FakeGraphChanges & { readonly id?: string; readonly userPrincipalName: string })[]
    | undefined
  /** Default none. */
  readonly groups?: readonly (Partial<FakeGraphGroup> & Pick<FakeGraphGroup, 'displayName'>)[] | undefined
  /** The most objects a page, whatever is asked for. Default 100. */
  readonly pageSize?: number | undefined
  /** The application permissions of the credential. Default `User.Read.All` and `GroupMember.Read.All`. */
  readonly permissions?: readonly string[] | undefined
  /** Default `00000000-0000-4000-8000-000000000001`. */
  readonly tenant?: string | undefined
  /** Seconds that a token lives. Default 3,600. */
  readonly tokenLife?: number | undefined
  /** How many requests are taken within how many seconds; those above are put off until then. Default any number. */
  readonly quota?: { readonly requests: number; readonly seconds: number } | undefined
  /** Milliseconds before each answer. Default 0. */
  readonly latency?: number | undefined
  /** Default the system's. */
  readonly clock?: Clock | undefined
  /** What is not sure of the real one. */
  readonly switches?: Partial<FakeGraphSwitches> | undefined
}

/** A request that arrived at a fake, without its token. */
export interface FakeGraphRequest {
  readonly operation: string
  /** Path and query. */
  readonly url: string
  readonly isEventual: boolean
}

/** A fake Microsoft Graph, on loopback. */
export interface FakeGraph extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: the `endpoint` of a source. */
  readonly url: string
  /** What a source takes for a credential: its tokens are those that this fake takes. */
  readonly credential: {
    /** For the scope `<url>/.default`; throws for any other. */
    getToken(scopes: string | string[]): Promise<{ token: string; expiresOnTimestamp: number }>
  }
  readonly switches: FakeGraphSwitches
  /** Every request that arrived, oldest first. */
  readonly requests: readonly FakeGraphRequest[]
  /** How many tokens were handed out. */
  tokens(): number
  /** Everybody who is not deleted. */
  users(): readonly FakeGraphUser[]
  /** @returns the object id. */
  addUser(user: FakeGraphChanges & { readonly id?: string | undefined; readonly userPrincipalName: string }): string
  /** By id or sign-in name, as everywhere. */
  changeUser(who: string, changes: FakeGraphChanges): void
  /** For 30 days the account can come back. @returns the object id. */
  deleteUser(who: string): string
  /** Brings a deleted account back, by its object id. */
  restoreUser(id: string): void
  /** Gone for good, also one that was deleted before; by its object id. */
  purgeUser(id: string): void
  /** @returns the object id. */
  addGroup(group: Partial<FakeGraphGroup> & Pick<FakeGraphGroup, 'displayName'>): string
  /** Deletes a group, by its id or name. */
  deleteGroup(group: string): void
  /** A user, a group, or a device by any other id. */
  addMember(group: string, member: string): void
  /** Takes out of a group whom `addMember` put there. */
  removeMember(group: string, member: string): void
  /** Which application permissions the credential has from now on. */
  grant(permissions: readonly string[]): void
  /** Tokens that were handed out are taken no more. */
  endTokens(): void
  /** Links to the next changes that were handed out are taken no more. */
  endLinks(): void
  /**
   * Something goes wrong on the way: by operation (`listUsers`, `countUsers`, `usersDelta`, `deletedUsers`, `getGroup`,
   * `findGroups`, `groupMembers`, `nestedGroups`) or by `METHOD /path`.
   */
  fault(rule: FaultRule): void
  /** Nothing goes wrong any more: the rules that are left are dropped. */
  heal(): void
  /** Called before a request is answered: something may happen in the midst of a reading. */
  onRequest(listener: (request: FakeGraphRequest) => void): void
  /** Ends every connection and frees the port. */
  close(): Promise<void>
}

const basic = new Set(['id', 'displayName', 'mail', 'userPrincipalName'])

/** Starts a Microsoft Graph that keeps users, groups and deletions in memory. It refuses what the real one refuses. */
export async function startFakeGraph(options: FakeGraphOptions = {}): Promise<FakeGraph> {
  const { pageSize = 100, tenant = '00000000-0000-4000-8000-000000000001', clock = systemClock } = options
  const world = new World()
  for (const user of options.users ?? []) world.addUser(user)
  for (const group of options.groups ?? []) world.addGroup(group)
  const switches: FakeGraphSwitches = {
    countOffset: 0,
    unlisted: [],
    deltaSends: 'changed',
    deltaRepeats: false,
    deltaEndsWith: 'gone',
    deletedNeeds: 'User.Read.All',
    ...options.switches,
  }
  const faults = new Faults()
  const requests: FakeGraphRequest[] = []
  const listeners: ((request: FakeGraphRequest) => void)[] = []
  const tokens = new Map<string, number>()
  const taken: number[] = []
  let handedOut = 0
  let generation = 1
  let permissions: ReadonlySet<string> = new Set(options.permissions ?? ['User.Read.All', 'GroupMember.Read.All'])

  const may = (...wanted: readonly string[]): boolean => wanted.some((permission) => permissions.has(permission))
  const shown: Context['shown'] = (user, select, whole) => {
    const seesAll = may('User.Read.All', 'Directory.Read.All')
    const known = user as unknown as Readonly<Record<string, unknown>>
    return Object.fromEntries(
      [...new Set(['id', ...select])].map((key) => {
        const isSeen = key === 'id' || seesAll || (may('User.ReadBasic.All') && basic.has(key))
        return [key, isSeen ? (known[key] ?? null) : whole && Array.isArray(known[key]) ? [] : null]
      }),
    )
  }
  const selectOf = (url: URL): readonly string[] => {
    const select = url.searchParams.get('$select')?.split(',') ?? [...basic]
    const unknown = select.find((key) => !properties.has(key))
    if (unknown !== undefined)
      throw badRequest(`Could not find a property named '${unknown}' on type 'microsoft.graph.user'.`)
    return select
  }

  const answer = (request: FakeRequest): FakeAnswer => {
    const heard: FakeGraphRequest = {
      operation: operationOf(request),
      url: request.url.pathname + request.url.search,
      isEventual: request.headers['consistencylevel'] === 'eventual',
    }
    for (const listener of listeners) listener(heard)
    const now = clock.now()
    const end = tokens.get(request.headers['authorization']?.replace(/^Bearer /u, '') ?? '')
    if (end === undefined || end <= now)
      return graphError(401, 'InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.')
    const late = putOff(now)
    if (late !== undefined) return tooManyGraphRequests(late)
    try {
      return answered(
        { world, switches, origin: server.url, tenant, generation, pageSize, may, selectOf, shown },
        request,
      )
    } catch (error) {
      if (error instanceof Refused) return error.answer
      throw error
    }
  }
  /** Seconds until a request is taken again, if this one is too many. */
  const putOff = (now: number): number | undefined => {
    if (options.quota === undefined) return undefined
    const begin = now - options.quota.seconds * 1000
    while (taken[0] !== undefined && taken[0] <= begin) taken.shift()
    const [first] = taken
    if (first !== undefined && taken.length >= options.quota.requests) return Math.ceil((first - begin) / 1000)
    taken.push(now)
    return undefined
  }

  const server = await serve({
    answer,
    faults,
    latency: options.latency ?? 0,
    hosts: /^graph\.microsoft\.com$/u,
    operation: (request) => {
      const operation = operationOf(request)
      requests.push({
        operation,
        url: request.url.pathname + request.url.search,
        isEventual: request.headers['consistencylevel'] === 'eventual',
      })
      return operation
    },
  })

  return {
    url: server.url,
    switches,
    requests,
    credential: {
      getToken: async (scopes) => {
        if (String(scopes) !== `${server.url}/.default`) throw new Error(`The fake knows no scope ${String(scopes)}.`)
        handedOut += 1
        const payload = Buffer.from(JSON.stringify({ tid: tenant, roles: [...permissions] })).toString('base64url')
        const token = `fake.${payload}.${handedOut}`
        const end = clock.now() + (options.tokenLife ?? 3_600) * 1000
        tokens.set(token, end)
        return { token, expiresOnTimestamp: end }
      },
    },
    tokens: () => handedOut,
    users: () => world.present().map(({ user }) => user),
    addUser: (user) => world.addUser(user),
    changeUser: (who, changes) => world.change(who, changes),
    deleteUser: (who) => {
      const { user } = world.userOf(who)
      world.remove(user.id)
      return user.id
    },
    restoreUser: (id) => world.restore(id),
    purgeUser: (id) => world.purge(id),
    addGroup: (group) => world.addGroup(group),
    deleteGroup: (group) => world.removeGroup(group),
    addMember: (group, member) => world.addMember(group, member),
    removeMember: (group, member) => world.removeMember(group, member),
    grant: (granted) => {
      permissions = new Set(granted)
    },
    endTokens: () => tokens.clear(),
    endLinks: () => {
      generation += 1
    },
    fault: (rule) => faults.add(rule),
    heal: () => faults.clear(),
    onRequest: (listener) => void listeners.push(listener),
    close: server.close,
    [Symbol.asyncDispose]: server.close,
  }
}

const properties: ReadonlySet<string> = new Set([
  ...basic,
  'accountEnabled',
  'userType',
  'proxyAddresses',
  'otherMails',
  'externalUserState',
])
