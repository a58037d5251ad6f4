import { describe, expect, it } from 'vitest'
import { makePlan, roster, UserAdminError } from '../src/index.ts'
import { people, run } from './apply-worlds.ts'
import { MemoryAdmin, workspaceScope } from './memory.ts'

describe('somebody who is to be invited and to join a team', () => {
  it.each([
    { invited: true, outcomes: ['pending', 'pending'], reason: /^The person joins the team once they have accepted/ },
    { invited: false, outcomes: ['failed', 'skipped'], reason: /^The person is not in the scope\.$/ },
  ])('joins later only where the invitation was sent: $invited', async ({ invited, outcomes, reason }) => {
    const admin = new MemoryAdmin(people(), workspaceScope).offer({
      teams: [{ id: 't1', name: 'Readers', roles: [], managedBy: 'here', members: [] }],
    })
    const plan = await makePlan(admin, roster([{ email: 'new@example.edu', team: 'Readers' }]))
    admin.before = (call) => {
      if (call === 'invite' && !invited) throw new UserAdminError('invalid', 'HTTP 400')
    }
    const { results } = await run(admin, undefined, {}, plan)
    expect(results.map(({ outcome }) => outcome)).toEqual(outcomes)
    expect(results[1]?.reason).toMatch(reason)
  })
})
