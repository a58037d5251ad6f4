import { HoustonClient } from '@user-admin/houston-client'
import { type Seed, type SeedUser, startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  houstonPlatform,
  houstonWorkspace,
  keepOnly,
  leavers,
  makePlan,
  type UserAdmin,
} from '../src/index.ts'

const user = (email: string, role: string, more: SeedUser['emails'] = []): SeedUser => ({
  username: email,
  emails: [email, ...more],
  roleBindings: [role === 'SYSTEM_ADMIN' ? { role } : { role, workspace: 'w' }],
})
/** Ana is in, and an invitation to her second address is open. */
const seed: Seed = {
  workspaces: [{ id: 'w', label: 'Ours' }],
  users: [
    user('root@x.edu', 'SYSTEM_ADMIN'),
    user('root2@x.edu', 'SYSTEM_ADMIN'),
    user('adm@x.edu', 'WORKSPACE_ADMIN'),
    user('ana@x.edu', 'WORKSPACE_VIEWER', [{ address: 'ana@second.org', primary: false }]),
    ...Array.from({ length: 12 }, (_, index) => user(`s${index}@s.edu`, 'WORKSPACE_VIEWER')),
  ],
  invites: [{ email: 'ana@second.org', role: 'WORKSPACE_ADMIN', workspace: 'w' }],
}
const forbidden = JSON.stringify({
  data: { deleteInviteToken: null },
  errors: [{ message: 'no', path: ['deleteInviteToken'], extensions: { code: 'FORBIDDEN' } }],
})
const answers = {
  'gets no answer': { give: 'reset', times: 1 },
  'is refused': {
    give: { status: 200, headers: { 'content-type': 'application/json' }, body: forbidden },
    times: 99,
  },
} as const
const goals = {
  leavers: leavers(['ana@x.edu'], { action: 'remove' }),
  keepOnly: keepOnly(['root@x.edu', 'root2@x.edu', 'adm@x.edu', '@s.edu']),
} as const
const scopes: Readonly<Record<string, (client: HoustonClient) => Promise<UserAdmin>>> = {
  'the platform': (client) => houstonPlatform(client),
  'the workspace': (client) => houstonWorkspace(client, 'w'),
  'the workspace, by its own administrator': (client) => houstonWorkspace(client, 'w'),
}

describe.each(['0.16.6', 'apc-2'])('Houston %s', (release) => {
  const cases = Object.keys(scopes).flatMap((scope) =>
    Object.keys(answers).flatMap((answer) => Object.keys(goals).map((goal) => [scope, answer, goal] as const)),
  )
  it.each(cases)(
    '%s: a membership is taken, the withdrawal of an invitation %s (%s): not done, and left',
    async (...all) => {
      const [scope, answer, goal] = all
      await using fake = await startFakeHouston({ seed, release })
      const token = scope.includes('own') ? fake.userToken('adm@x.edu') : fake.token
      const open = scopes[scope]
      if (open === undefined) throw new Error(scope)
      const admin = await open(new HoustonClient({ url: fake.url, token }))
      const plan = await makePlan(admin, goals[goal as keyof typeof goals])
      expect(plan.steps.map(({ email }) => email)).toEqual(['ana@x.edu'])
      fake.fault({
        on: /DeleteInvite|DeleteWorkspaceInvite/,
        when: 'before',
        ...answers[answer as keyof typeof answers],
      })
      const report = await applyPlan(admin, plan, {
        approve: { id: plan.id, by: 'ana' },
        release: ['accounts', 'typo'],
      })
      expect(fake.waysIn('ana@second.org', { workspace: 'w' })).toEqual([{ via: 'invite', role: 'WORKSPACE_ADMIN' }])
      expect(report.counts).toMatchObject({ done: 0, failed: 1 })
      expect(report.results[0]?.reason).toMatch(
        /^Delete(Workspace)?Invite: .*so far: the (membership was taken|account was deleted)\. /,
      )
      expect(report.left).toHaveLength(1)
      expect(report.left?.[0]?.reason).toBe(report.results[0]?.reason)
    },
  )
})
