import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, type ManualClock, manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, memoryState, type State, type UserAdmin } from 'user-admin'

/** A company whose people work in a workspace of each system, on a clock that only a test moves. */
export interface Company extends AsyncDisposable {
  readonly clock: ManualClock
  readonly aac: FakeAac
  readonly houston: FakeHouston
  /** A workspace of AAC, and one of Houston. */
  readonly admins: readonly UserAdmin[]
  readonly state: State
  /** How somebody gets in at this moment, as the servers have it. */
  readonly access: (email: string) => { readonly aac: 'in' | 'suspended' | 'out'; readonly houston: 'in' | 'out' }
}

/** Opens a company with these people, and two administrators of each workspace, in whose name everything is done. */
export async function startCompany(emails: readonly string[], start?: number): Promise<Company> {
  const clock = manualClock(start)
  const long = new Date(clock.now() - 400 * 86_400_000).toISOString()
  const heads = ['head@corp.test', 'deputy@corp.test']
  const aac = await startFakeAac({
    clock,
    seed: {
      workspaces: [{ id: 41877, name: 'analytics' }],
      people: [...heads, ...emails].map((email, index) => ({ email, isAdmin: index < 2, createdAt: long, assets: 1 })),
    },
  })
  const houston = await startFakeHouston({
    clock,
    seed: {
      workspaces: [{ id: 'w', label: 'Data Platform' }],
      users: [...heads, ...emails].map((username, index) => ({
        username,
        roleBindings: [{ role: index < 2 ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: 'w' }],
      })),
    },
  })
  const client = new AacClient({ region: 'us1', token: aac.staticToken(), fetch: aac.fetch, now: clock.now })
  const admins: readonly UserAdmin[] = await Promise.all([
    aacWorkspace(client, 'analytics'),
    houstonWorkspace(new HoustonClient({ url: houston.url, token: houston.token }), 'Data Platform'),
  ])
  return {
    clock,
    aac,
    houston,
    admins,
    state: memoryState({ now: clock.now }),
    access: (email) => {
      const status = aac.state[0]?.people.find((person) => person.email === email)?.status
      return {
        aac: status === undefined ? 'out' : status === 'suspended' ? 'suspended' : 'in',
        houston: houston.canEnter(email, { workspace: 'w' }) ? 'in' : 'out',
      }
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aac.close(), houston.close()])
    },
  }
}
