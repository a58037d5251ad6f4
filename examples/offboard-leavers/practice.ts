import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, memoryState, type Source, type State, type UserAdmin } from 'user-admin'
import { csvSource } from 'user-admin/directory/csv'

/** Both systems on this machine, and a directory that two people left: the same at each start. */
export interface Practice extends AsyncDisposable {
  readonly directory: Source
  readonly admins: readonly UserAdmin[]
  readonly state: State
}

/** Starts what the job can be practised on. */
export async function startPractice(): Promise<Practice> {
  const names = ['head', 'ta', 'ana', 'cy', ...Array.from({ length: 12 }, (_, index) => `student${index + 1}`)]
  const addresses = names.map((name) => `${name}@example.edu`)
  const gone = new Set(['ana@example.edu', 'cy@example.edu'])
  const rows = addresses.map((email, id) => `${id},${email},${gone.has(email) ? 'Terminated' : 'Active'}`)
  const people = addresses.map((email, index) => ({
    email,
    isAdmin: index < 2,
    assets: index % 3,
    createdAt: '2026-02-01T09:00:00.000Z',
    lastLoginTime: '2026-05-20T09:00:00.000Z',
  }))
  const aac = await startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class' }], people } })
  const houston = await startFakeHouston({ seed: { workspaces: ['Data Platform'], users: addresses } })
  const toAac = new AacClient({ region: 'us1', token: aac.tokens().accessToken, fetch: aac.fetch })
  const toHouston = new HoustonClient({
    url: 'https://houston.example.com',
    token: houston.token,
    fetch: houston.fetch,
  })
  return {
    directory: csvSource({
      name: 'practice',
      read: () => `${['id,email,status', ...rows].join('\n')}\n`,
      statuses: { active: ['Active'], expired: ['Terminated'] },
    }),
    admins: await Promise.all([aacWorkspace(toAac), houstonWorkspace(toHouston, 'Data Platform')]),
    state: memoryState(),
    [Symbol.asyncDispose]: async () => void (await Promise.all([aac.close(), houston.close()])),
  }
}
