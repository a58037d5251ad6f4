import { describe, expect, it } from 'vitest'
import type { ActOptions } from '../src/index.ts'
import { aacScope, MemoryAdmin, member, workspaceScope } from './memory.ts'

// What the rules of runs are tested on keeps the contract that the real systems keep.
const ana = member('ana@example.edu', { roles: ['viewer'] })
const bo = member('bo@example.edu', { status: 'suspended' })
const ref = { email: ana.email }
const aac = (): MemoryAdmin => new MemoryAdmin([ana, bo], aacScope)
const houston = (): MemoryAdmin =>
  new MemoryAdmin([ana, bo], workspaceScope).offer({
    deployments: [{ id: 'd', name: 'Nightly' }],
    teams: [{ id: 't', name: 'Crew', roles: [], managedBy: 'here', members: [] }],
  })
type Act = (admin: MemoryAdmin, options: ActOptions) => Promise<unknown> | undefined
const changes: readonly (readonly [string, () => MemoryAdmin, typeof ana | undefined, Act])[] = [
  ['invite', aac, undefined, (admin, o) => admin.invite({ email: 'new@example.edu' }, o)],
  ['setRoles', aac, ana, (admin, o) => admin.setRoles(ref, ['editor'], o)],
  ['remove', aac, ana, (admin, o) => admin.remove(ref, o)],
  ['suspend', aac, ana, (admin, o) => admin.suspend?.(ref, o)],
  ['reinstate', aac, bo, (admin, o) => admin.reinstate?.({ email: bo.email }, o)],
  ['transferAssets', aac, ana, (admin, o) => admin.transferAssets?.(ref, { email: bo.email }, o)],
  ['setDeploymentRole', houston, ana, (admin, o) => admin.setDeploymentRole?.(ref, 'd', 'DEPLOYMENT_VIEWER', o)],
  ['addToTeam', houston, ana, (admin, o) => admin.addToTeam?.(ref, 't', o)],
]

describe.each(changes)('the administrator in memory: %s', (what, open, of, act) => {
  it('tells who watches once, before anything is sent, and then the request’s id where there is one', async () => {
    const admin = open()
    const told: unknown[] = []
    await act(admin, {
      onBefore: (before) => told.push(before, admin.calls.length),
      onRequest: (id) => told.push(id),
    })
    expect(told).toEqual([of, 0, ...admin.requests])
    expect(admin.requests).toHaveLength(open === aac ? 1 : 0)
    expect(admin.calls).toHaveLength(1)
  })

  it('sends nothing where who watches throws', async () => {
    const admin = open()
    const reason = new Error('No.')
    const onBefore = () => {
      throw reason
    }
    await expect(act(admin, { onBefore })).rejects.toBe(reason)
    expect([admin.calls, admin.requests, admin.members]).toEqual([[], [], [ana, bo]])
  })

  it('tells nobody where nothing is to be changed', async () => {
    const admin = open()
    await act(admin, {})
    const told: unknown[] = []
    await act(admin, { onBefore: (before) => told.push(before) })
    expect(told).toHaveLength(what === 'transferAssets' ? 1 : 0)
  })
})
