import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ActOptions, type Capabilities, can, type Member, type UserAdmin, UserAdminError } from '../src/index.ts'
import { type World, worlds } from './worlds.ts'

/** One kind of change, as every scope that can do it does it. */
interface Kind {
  /** Of whom who watches is told; `undefined`: of nobody, for they are not there. */
  readonly of: (world: World) => string | undefined
  readonly change: (admin: UserAdmin, world: World, options: ActOptions) => Promise<unknown>
  /** Done before, so that there is something to change. */
  readonly first?: (admin: UserAdmin, world: World) => Promise<unknown>
  /** It has no `unchanged`: asked for again, it is done again. */
  readonly repeats?: true
}

function able<K extends keyof Capabilities>(admin: UserAdmin, what: K): UserAdmin & Capabilities[K] {
  return can(admin, what) ? admin : expect.unreachable(`The scope has no ${what}.`)
}

const someone = ({ someone: email }: World): string => email
const ana = (): string => 'ana@example.edu'
const kinds = {
  invite: {
    of: () => undefined,
    change: (admin, _world, o) => admin.invite({ email: 'new.person@example.edu' }, o),
  },
  setRoles: {
    of: ana,
    change: (admin, { roles: [, role] }, o) => admin.setRoles({ email: 'ana@example.edu' }, [role], o),
  },
  remove: { of: someone, change: (admin, world, o) => admin.remove({ email: world.someone }, o) },
  suspend: {
    of: someone,
    change: (admin, world, o) => able(admin, 'suspend').suspend({ email: world.someone }, o),
  },
  reinstate: {
    of: someone,
    first: (admin, world) => able(admin, 'suspend').suspend({ email: world.someone }),
    change: (admin, world, o) => able(admin, 'suspend').reinstate({ email: world.someone }, o),
  },
  transferAssets: {
    of: someone,
    change: (admin, world, o) =>
      able(admin, 'transferAssets').transferAssets({ email: world.someone }, { email: 'bo@example.edu' }, o),
    repeats: true,
  },
  remind: {
    of: () => 'late@example.edu',
    first: (admin) => admin.invite({ email: 'late@example.edu' }),
    change: (admin, _world, o) => able(admin, 'remind').remind({ email: 'late@example.edu' }, o),
    repeats: true,
  },
  setDeploymentRole: {
    of: ana,
    change: (admin, _world, o) =>
      able(admin, 'setDeploymentRole').setDeploymentRole(
        { email: 'ana@example.edu' },
        'nightly',
        'DEPLOYMENT_VIEWER',
        o,
      ),
  },
  addToTeam: {
    of: ana,
    change: (admin, _world, o) => able(admin, 'addToTeam').addToTeam({ email: 'ana@example.edu' }, 'crew', o),
  },
} satisfies Record<string, Kind>

const everywhere = ['invite', 'setRoles', 'remove'] as const
const onDeployments = [...everywhere, 'setDeploymentRole'] as const
const inTeams = [...onDeployments, 'addToTeam'] as const
/** What each scope can do, said here so that nothing is left out unseen. Default: what all can. */
const possible: Readonly<Record<string, readonly (keyof typeof kinds)[]>> = {
  'Houston workspace 0.34': onDeployments,
  'Houston workspace 0.37': inTeams,
  'Houston workspace apc-1': inTeams,
  'Houston workspace apc-2': inTeams,
  'AAC workspace': [...everywhere, 'suspend', 'reinstate', 'transferAssets', 'remind'],
}
const asked = Object.entries(worlds).flatMap(([name, start]) =>
  (possible[name] ?? everywhere).map((what): [string, keyof typeof kinds, typeof start] => [name, what, start]),
)

it.each(Object.entries(worlds))('every change of %s is watched', async (name, start) => {
  const { admin, close } = await start()
  const isFilledHere = can(admin, 'addToTeam') && (await admin.teams()).some(({ managedBy }) => managedBy === 'here')
  const extra = (
    ['suspend', 'reinstate', 'transferAssets', 'remind', 'setDeploymentRole', 'addToTeam'] as const
  ).filter((what) =>
    what === 'addToTeam' ? isFilledHere : what === 'reinstate' ? can(admin, 'suspend') : can(admin, what),
  )
  expect(possible[name] ?? everywhere).toEqual([...everywhere, ...extra])
  await close()
})

describe.each(asked)('who watches a change: %s, %s', (name, what, start) => {
  const kind: Kind = kinds[what]
  let world: World
  let admin: UserAdmin
  beforeEach(async () => {
    world = await start()
    admin = world.admin
    await kind.first?.(admin, world)
  })
  afterEach(() => world.close())
  const changes = (): number => world.fake.ledger.entries.length
  const shown = async (): Promise<Member | undefined> => {
    const email = kind.of(world)
    return email === undefined ? undefined : await admin.get({ email })
  }

  it('is told once, of the person as they are, before anything is sent, and is waited for', async () => {
    const expected = await shown()
    const sent = changes()
    const told: unknown[] = []
    const requests: string[] = []
    let isWaitedFor = false
    await kind.change(admin, world, {
      onBefore: async (before) => {
        told.push(before)
        // Time enough for a request that did not wait.
        await admin.get({ email: 'bo@example.edu' })
        expect(changes()).toBe(sent)
        isWaitedFor = true
      },
      onRequest: (id) => requests.push(id),
    })
    expect(isWaitedFor).toBe(true)
    expect(told).toHaveLength(1)
    if (expected === undefined) expect(told).toEqual([undefined])
    else {
      const { id, email, aliases, status, roles, mark, access } = expected
      expect(told).toMatchObject([{ id, email, aliases, status, roles, mark, access }])
    }
    const entries = world.fake.ledger.entries.slice(sent)
    expect(entries.length).toBeGreaterThan(0)
    expect(requests).toEqual(entries.flatMap(({ requestId }) => requestId ?? []))
    expect(requests.length > 0).toBe(name.startsWith('AAC'))
  })

  it('stops it by an error: nothing is sent, and the change rejects with just that error', async () => {
    const sent = changes()
    const before = await shown()
    for (const reason of [
      new Error('The journal is full.'),
      new UserAdminError('conflict', 'No.', { effect: 'unknown' }),
    ]) {
      const requests: string[] = []
      const attempt = kind.change(admin, world, {
        onBefore: () => {
          throw reason
        },
        onRequest: (id) => requests.push(id),
      })
      expect(await attempt.catch((error: unknown) => error)).toBe(reason)
      expect(requests).toEqual([])
    }
    expect(changes()).toBe(sent)
    expect((await shown())?.mark).toBe(before?.mark)
  })

  it('hears nothing where there is nothing to send', async () => {
    await kind.change(admin, world, {})
    const sent = changes()
    const told: unknown[] = []
    await kind.change(admin, world, { onBefore: (before) => told.push(before), onRequest: (id) => told.push(id) })
    expect([told.length > 0, changes() > sent]).toEqual(kind.repeats === true ? [true, true] : [false, false])
  })
})
