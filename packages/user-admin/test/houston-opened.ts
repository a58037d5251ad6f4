import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import { onTestFinished } from 'vitest'
import { type Capabilities, can, houstonWorkspace, type UserAdmin } from '../src/index.ts'

/** A workspace of a fake that closes with the test, as a credential sees it: the system's own key, or a person's. */
export async function workspaceOf(
  release: string,
  seed: Seed,
  caller?: string,
): Promise<{ readonly fake: FakeHouston; readonly client: HoustonClient; readonly admin: UserAdmin }> {
  const fake = await startFakeHouston({ release, seed })
  onTestFinished(() => fake.close())
  const token = caller === undefined ? fake.token : fake.userToken(caller)
  const client = new HoustonClient({ url: fake.url, token })
  return { fake, client, admin: await houstonWorkspace(client, 'w') }
}

/** The scope with what it must be able to do. */
export function able<K extends 'setDeploymentRole' | 'addToTeam'>(
  admin: UserAdmin,
  what: K,
): UserAdmin & Capabilities[K] {
  if (!can(admin, what)) throw new TypeError(`The scope has no ${what}.`)
  return admin
}

/** A workspace `w` with a person for every way in. */
export const manyWays: Seed = {
  workspaces: [{ id: 'w', label: 'Ours' }, { id: 'v' }],
  deployments: [
    { id: 'd', label: 'Nightly', workspace: 'w' },
    { id: 'e', label: 'Elsewhere', workspace: 'v' },
  ],
  users: [
    { id: 'root', username: 'root@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
    {
      id: 'keeper',
      username: 'keeper@x.edu',
      roleBindings: [
        { role: 'WORKSPACE_ADMIN', workspace: 'w' },
        { role: 'DEPLOYMENT_ADMIN', deployment: 'd' },
      ],
    },
    {
      id: 'own',
      username: 'own@x.edu',
      emails: ['own@x.edu', { address: 'own@y.org', primary: false }],
      roleBindings: [
        { role: 'WORKSPACE_VIEWER', workspace: 'w' },
        { role: 'DEPLOYMENT_EDITOR', deployment: 'd' },
      ],
    },
    { id: 'deep', username: 'deep@x.edu', roleBindings: [{ role: 'DEPLOYMENT_VIEWER', deployment: 'd' }] },
    { id: 'team', username: 'team@x.edu', roleBindings: [] },
    {
      id: 'both',
      username: 'both@x.edu',
      roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }],
    },
    {
      id: 'chief',
      username: 'chief@x.edu',
      roleBindings: [{ role: 'SYSTEM_ADMIN' }, { role: 'WORKSPACE_VIEWER', workspace: 'w' }],
    },
    { id: 'aside', username: 'aside@x.edu', roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'v' }] },
  ],
  teams: [
    {
      id: 'staff',
      name: 'Staff',
      members: ['team', 'both'],
      roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }],
    },
    { id: 'crew', name: 'Crew', provider: 'local', roleBindings: [{ role: 'DEPLOYMENT_VIEWER', deployment: 'd' }] },
    { id: 'idle', name: 'Idle', members: ['aside'] },
  ],
  invites: [
    { email: 'new@x.edu', workspace: 'w', role: 'WORKSPACE_EDITOR' },
    { email: 'own@y.org', workspace: 'w' },
  ],
}
/** The same for a release without teams. */
export const withoutTeams: Seed = { ...manyWays, teams: [] }
