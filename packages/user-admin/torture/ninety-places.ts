import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, type LedgerEntry, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonPlatform, houstonWorkspace, type UserAdmin } from '../src/index.ts'
import { type Account, day, type Human, heads, hour, isAac, type Place, places, robots } from './ninety-company.ts'

/** The four servers on which the places are. */
export const servers = ['us1', 'eu1', 'houston', 'legacy'] as const
export type Server = (typeof servers)[number]

const ids = { analytics: 100, marketing: 101, vault: 102, finance: 200 } as const
export const serverOf = (place: Place): Server =>
  place === 'finance' ? 'eu1' : isAac(place) ? 'us1' : place === 'legacy' ? 'legacy' : 'houston'
export const onServer = (server: Server): readonly Place[] => places.filter((place) => serverOf(place) === server)

/** A clock that goes on by a little with each request, and by what happens in the world. */
export interface MovingClock {
  time: number
  readonly now: () => number
}

/** What a server did, and where. */
export interface Done extends LedgerEntry {
  readonly server: Server
}

/** Every place of the company, on fakes. */
export interface Places extends AsyncDisposable {
  /** Opens targets anew, as each run does; those of one installation share a client. It throws what keeps one from being opened. */
  readonly opener: () => (place: Place) => Promise<UserAdmin>
  /** Whether anybody with one of these addresses gets in now, as the server has it. */
  readonly canEnter: (place: Place, addresses: Iterable<string>) => boolean
  /** Another number whenever something may be otherwise on a server. */
  readonly stamp: (server: Server) => number
  /** A server that answers nobody, or does so again. */
  readonly down: Set<Server>
  /**
   * What is wrong with removals in `us1`: they are answered as done and nothing is done, or done and the answer is lost.
   * `undefined`: nothing.
   */
  lie: 'nothing done' | 'no answer' | undefined
  /** Told before each change that is asked for. */
  onChange: () => void
  /** One cycle of the identity provider in `marketing`. */
  readonly scimCycle: () => void
  /** The identity provider lets go of somebody. */
  readonly scimDrop: (email: string) => void
  /** Who was invited to `analytics` comes in. */
  readonly accept: (email: string) => void
  /** Somebody signs in for `finance` anew. */
  readonly signIn: () => void
}

const milliseconds = 150

/** Starts them as the first day finds them; `done` is told of each change right after the answer to whoever made it. */
export async function openPlaces(
  company: readonly Human[],
  clock: MovingClock,
  done: (change: Done) => void,
): Promise<Places> {
  const inside = (place: Place): readonly Account[] =>
    company.flatMap(({ accounts }) => accounts.filter((account) => account.place === place))
  const boss = `p${heads[0]}@corp.example`
  const workspace = (place: keyof typeof ids) => ({
    id: ids[place],
    name: place,
    people: [
      ...inside(place).map(({ email, way }) => ({
        email,
        isAdmin: way === 'admin',
        scim: way === 'scim',
        ...(way === 'invitation' ? { status: 'invited' as const } : {}),
        ...(way === 'suspended' ? { status: 'suspended' as const } : {}),
      })),
      ...(place === 'analytics' ? robots.map((email) => ({ email, isAdmin: false })) : []),
    ],
  })
  const us1 = await startFakeAac({
    clock,
    tokenLife: (400 * day) / 1000,
    seed: { workspaces: [workspace('analytics'), workspace('marketing'), workspace('vault')] },
  })
  // Whoever signs in there has fifty days.
  const eu1 = await startFakeAac({
    clock,
    tokenLife: (50 * day) / 1000,
    seed: { workspaces: [workspace('finance')] },
  })
  const houston = await startFakeHouston({ release: '0.37', clock, seed: seedOf(company, 'houston') })
  const legacy = await startFakeHouston({ release: '0.34', clock, seed: seedOf(company, 'legacy') })

  const fakes = { us1, eu1, houston, legacy }
  const down = new Set<Server>()
  const told: Record<Server, number> = { us1: 0, eu1: 0, houston: 0, legacy: 0 }
  const tellAll = (server: Server): void => {
    const { entries } = fakes[server].ledger
    for (; told[server] < entries.length; told[server] += 1) {
      const entry = entries[told[server]]
      if (entry !== undefined) done({ server, ...entry })
    }
  }
  const fetchOf =
    (server: Server): typeof fetch =>
    async (input, init) => {
      clock.time += milliseconds
      if (down.has(server))
        return new Response('<html><body>503 Service Unavailable</body></html>', {
          status: 503,
          headers: { 'content-type': 'text/html' },
        })
      if (isChange(init)) opened.onChange()
      const isRemoval = server === 'us1' && init?.method === 'DELETE'
      if (isRemoval && opened.lie === 'nothing done') return new Response(null, { status: 204 })
      try {
        const fake: FakeAac | FakeHouston = fakes[server]
        const answer = await (isFakeAac(fake) ? fake.fetch(input, init) : fetch(input, init))
        if (isRemoval && opened.lie === 'no answer') throw new TypeError('fetch failed')
        return answer
      } finally {
        tellAll(server)
      }
    }
  const tokens = {
    analytics: us1.tokens({ workspace: ids.analytics, person: boss }).accessToken,
    marketing: us1.tokens({ workspace: ids.marketing, person: boss }).accessToken,
    finance: eu1.tokens({ workspace: ids.finance, person: boss }).accessToken,
    // Nobody ever made one.
    vault: undefined,
  }
  const aac = async (place: keyof typeof ids): Promise<UserAdmin> => {
    const server = place === 'finance' ? 'eu1' : 'us1'
    const token = tokens[place]
    return aacWorkspace(
      new AacClient({ region: server, token, fetch: fetchOf(server), now: clock.now, retries: 1 }),
      place,
    )
  }
  const houstonClient = (server: 'houston' | 'legacy'): HoustonClient =>
    new HoustonClient({ url: fakes[server].url, token: fakes[server].token, fetch: fetchOf(server) })

  const opened: Places = {
    down,
    lie: undefined,
    onChange: () => undefined,
    opener: () => {
      const [main, old] = [houstonClient('houston'), houstonClient('legacy')]
      return async (place) => {
        if (place === 'analytics' || place === 'marketing' || place === 'finance' || place === 'vault')
          return await aac(place)
        if (place === 'legacy') return await houstonWorkspace(old, 'legacy')
        return place === 'platform' ? await houstonPlatform(main) : await houstonWorkspace(main, place)
      }
    },
    canEnter: (place, addresses) =>
      [...addresses].some((email) => {
        if (place === 'finance') return eu1.canEnter(email, ids.finance)
        if (place === 'analytics' || place === 'marketing' || place === 'vault') return us1.canEnter(email, ids[place])
        if (place === 'legacy') return legacy.canEnter(email, { workspace: 'legacy' })
        return place === 'platform' ? houston.canEnter(email) : houston.canEnter(email, { workspace: place })
      }),
    stamp: (server) => fakes[server].ledger.entries.length,
    scimCycle: () => {
      us1.scimCycle()
      tellAll('us1')
    },
    scimDrop: (email) => us1.scimDrop(email, ids.marketing),
    accept: (email) => {
      us1.accept(email, ids.analytics)
      tellAll('us1')
    },
    signIn: () => {
      tokens.finance = eu1.tokens({ workspace: ids.finance, person: boss }).accessToken
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([us1.close(), eu1.close(), houston.close(), legacy.close()])
    },
  }
  return opened
}

const isChange = ({ method, body }: RequestInit = {}): boolean =>
  method === 'DELETE' || (typeof body === 'string' && /mutation\b/u.test(body))
const isFakeAac = (fake: FakeAac | FakeHouston): fake is FakeAac => 'scimCycle' in fake

const longAgo = new Date(Date.parse('2026-01-05T09:00:00Z')).toISOString()

function seedOf(company: readonly Human[], server: 'houston' | 'legacy'): Seed {
  const workspaces = onServer(server).filter((place) => place !== 'platform')
  const own = company.map((human) => ({
    human,
    accounts: human.accounts.filter(({ place }) => serverOf(place) === server),
  }))
  const users = own.flatMap(({ accounts }) => {
    const there = accounts.filter(({ way }) => way !== 'invitation')
    const emails = [...new Set(there.map(({ email }) => email))]
    const [username] = emails
    if (username === undefined) return []
    return [
      {
        username,
        emails: emails.map((address, index) => ({ address, primary: index === 0 })),
        createdAt: longAgo,
        roleBindings: there.flatMap(({ place, way }) => {
          if (way === 'team') return []
          if (way === 'system') return [{ role: 'SYSTEM_VIEWER' }]
          if (way === 'deployment') return [{ role: 'DEPLOYMENT_EDITOR', deployment: 'data-airflow' }]
          return [{ role: way === 'admin' ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: place }]
        }),
      },
    ]
  })
  const inTeam = own.flatMap(({ accounts }) => accounts.filter(({ way }) => way === 'team').map(({ email }) => email))
  return {
    workspaces: workspaces.map((place) => ({ id: place, label: place })),
    users,
    deployments: server === 'houston' ? [{ id: 'data-airflow', label: 'airflow', workspace: 'data' }] : [],
    teams:
      server === 'houston'
        ? [
            {
              name: 'Scientists',
              provider: 'okta',
              members: inTeam,
              roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'science' }],
            },
          ]
        : [],
    invites: own.flatMap(({ accounts }) =>
      accounts
        .filter(({ way }) => way === 'invitation')
        .map(({ email, place }) => ({ email, workspace: place, role: 'WORKSPACE_VIEWER' })),
    ),
  }
}

/** How often the identity provider goes over its people. */
export const scimEvery: number = 6 * hour
