import type { Seed } from '../src/testing/index.ts'

/** Two workspaces with a deployment each, and a person for every way in. */
export const teamWorld: Seed = {
  workspaces: [{ id: 'w' }, { id: 'v' }],
  deployments: [
    { id: 'd', label: 'Nightly ETL', workspace: 'w' },
    { id: 'e', workspace: 'v' },
  ],
  users: [
    { id: 'root', username: 'root@b.c', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
    { id: 'own', username: 'own@b.c', roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'w' }] },
    { id: 'team', username: 'team@b.c', roleBindings: [] },
    {
      id: 'deep',
      username: 'deep@b.c',
      roleBindings: [
        { role: 'WORKSPACE_VIEWER', workspace: 'w' },
        { role: 'DEPLOYMENT_ADMIN', deployment: 'Nightly ETL' },
      ],
    },
    { id: 'gone', username: 'gone@b.c', status: 'banned', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
    {
      id: 'old',
      username: 'old',
      emails: ['Old.Row@B.C', 'second@b.c'],
      roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }],
    },
  ],
  teams: [
    {
      id: 'staff',
      name: 'staff',
      members: ['team', 'own@b.c'],
      roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }],
    },
    { id: 'empty', name: 'empty' },
    { id: 'local', name: 'friends', provider: 'local', members: ['team@b.c'] },
  ],
  invites: [{ email: 'new@b.c', workspace: 'w', role: 'WORKSPACE_EDITOR' }, { email: 'new@b.c' }],
}
