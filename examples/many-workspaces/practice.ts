import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, type UserAdmin } from 'user-admin'
import type { Place } from './job.ts'

/** Both systems on this machine, the same at each start; the tokens of `autumn-class` are spent. */
export async function startPractice(): Promise<
  AsyncDisposable & { readonly open: (place: Place) => Promise<UserAdmin> }
> {
  const named = (names: readonly string[]): readonly string[] => names.map((name) => `${name}@example.edu`)
  const students = Array.from({ length: 12 }, (_, index) => `student${index + 1}`)
  const people = named(['me', 'ta', ...students]).map((email, index) => ({
    email,
    isAdmin: index < 2,
    createdAt: '2026-02-01T09:00:00.000Z',
    lastLoginTime: '2026-05-20T09:00:00.000Z',
  }))
  const classes = ['Class 1', 'Class 2']
  const users = named(['head', 'ta', 'ana', 'bo']).map((username, index) => ({
    username,
    roleBindings: classes
      .slice(username.startsWith('bo') ? 1 : 0)
      .map((workspace) => ({ role: index === 0 ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace })),
  }))
  const aac = await startFakeAac({ seed: { workspaces: [{ id: 41877, name: 'spring-class', people }] } })
  const houston = await startFakeHouston({ seed: { workspaces: classes.map((label) => ({ label })), users } })
  const client = new HoustonClient({ url: 'https://houston.example.com', token: houston.token, fetch: houston.fetch })
  return {
    open: async ({ system, workspace }) => {
      if (system === 'houston') return await houstonWorkspace(client, workspace)
      const token = workspace === 'spring-class' ? aac.tokens().accessToken : 'spent'
      return await aacWorkspace(new AacClient({ region: 'us1', token, fetch: aac.fetch }), workspace)
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all([aac.close(), houston.close()])),
  }
}
