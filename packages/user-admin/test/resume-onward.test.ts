import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  type Member,
  makePlan,
  memoryState,
  type Report,
  resume,
  roster,
  UserAdminError,
} from '../src/index.ts'
import { people } from './apply-worlds.ts'
import { MemoryAdmin, member, workspaceScope } from './memory.ts'

const email = 'ana@example.edu'
const deployments = ['etl', 'reports'].map((name) => ({ id: name, name }))
const on = { deployment: 'etl', deploymentRole: 'viewer' }
const goal = roster([
  { email, roles: ['editor'], ...on, team: 't1' },
  { email, ...on, deployment: 'reports' },
])

/** A run that dies once a call has arrived, and before it is told so; gone on with after somebody else did something. */
async function goneOn(call: string, meanwhile: (ana: Member) => Member = (ana) => ana): Promise<[MemoryAdmin, Report]> {
  const admin = new MemoryAdmin(people(member(email, { roles: ['viewer'] })), workspaceScope).offer({
    deployments,
    teams: [{ id: 't1', name: 'T', roles: [], managedBy: 'here', members: [] }],
  })
  const state = memoryState()
  const plan = await makePlan(admin, goal, { state })
  let isDead = false
  const dies = (): void => {
    if (isDead) throw new UserAdminError('unavailable', 'Dead.', { effect: 'unknown' })
  }
  admin.before = dies
  admin.after = (which) => {
    isDead ||= which === call
    dies()
  }
  const journal: typeof state.journal = {
    ...state.journal,
    append: async (entry) => {
      dies()
      return await state.journal.append(entry)
    },
  }
  await applyPlan(admin, plan, { approve: { id: plan.id, by: 'bo' }, state: { ...state, journal } })
  isDead = false
  admin.after = () => undefined
  admin.members = admin.members.map((one) => (one.email === email ? meanwhile(one) : one))
  return [admin, await resume(admin, { state })]
}

describe('a run that died while it changed somebody for whom more was to do', () => {
  it.each(['setRoles', 'setDeploymentRole', 'addToTeam'])(
    'goes on with the rest, where the person is as %s made them',
    async (call) => {
      const [admin, report] = await goneOn(call)
      expect(report).toMatchObject({ counts: { done: 4, skipped: 0 }, left: [] })
      expect(admin.calls).toHaveLength(4)
    },
  )

  it.each<[string, (ana: Member) => Member]>([
    ['roles', (ana) => ({ ...ana, roles: ['editor', 'admin'], mark: 'another' })],
    ['status', (ana) => ({ ...ana, status: 'suspended', mark: 'another' })],
    ['ways in', (ana) => ({ ...ana, access: [], mark: 'another' })],
    ['address', (ana) => ({ ...ana, aliases: [email], email: 'anna@example.edu', mark: 'another' })],
  ])('leaves the rest, where somebody else changed their %s as well', async (_, meanwhile) => {
    const [admin, report] = await goneOn('setDeploymentRole', meanwhile)
    expect(report.counts.skipped).toBe(2)
    expect(admin.calls).toHaveLength(2)
  })
})
