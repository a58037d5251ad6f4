import type { AacSeed } from '../src/testing/index.ts'

/** Two workspaces and four people, of each status one, and a group whose role makes administrators. */
export const seed: AacSeed = {
  workspaces: [
    { id: 500, name: 'first' },
    { id: 501, gid: '01JR8T2Y6CQ0M4V9Z7K1XWBN3H', people: [{ email: 'me@example.edu' }, 'other@example.edu'] },
  ],
  people: [
    { id: 1, email: 'me@example.edu', isAdmin: true },
    { id: 2, email: 'ana@example.edu', name: 'Ana', assets: 3, roles: ['Viewer', 81003] },
    { id: 3, email: 'new@example.edu', status: 'invited' },
    { id: 4, email: 'off@example.edu', status: 'suspended', isAdmin: true },
  ],
  groups: [{ name: 'class', members: [2, 'new@example.edu'], roles: ['workspace_admin'] }],
}
