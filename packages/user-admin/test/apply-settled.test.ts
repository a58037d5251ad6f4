import { describe, expect, it } from 'vitest'
import { leavers, type Member, makePlan, roster, UserAdminError } from '../src/index.ts'
import { people, run } from './apply-worlds.ts'
import { MemoryAdmin, member, platformScope, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

const lost = new UserAdminError('unavailable', 'timeout', { effect: 'unknown' })
const readers = { id: 't1', name: 'Readers', roles: [], managedBy: 'here' } as const
const writers = { id: 't2', name: 'Writers', roles: [], managedBy: 'here' } as const
const x = (about: Partial<Member> = {}): Member => member('x@example.edu', about)

describe('a step whose end was not known, after the scope was read again', () => {
  it('stays unknown where the credential is not shown what was changed', async () => {
    const admin = new MemoryAdmin(people(x()), workspaceScope).offer({ teams: [{ ...readers, members: [] }] })
    const plan = await makePlan(admin, roster([{ email: 'x@example.edu', team: 'Readers' }]))
    admin.addToTeam = async () => {
      admin.teams = async () => [readers]
      throw lost
    }
    const report = await run(admin, undefined, {}, plan)
    expect(report.results).toMatchObject([
      {
        outcome: 'unknown',
        reason:
          'timeout. A read after the run does not settle it: This credential is not shown who is in team Readers.',
      },
    ])
    expect(report.left).toMatchObject([{ what: 'add-to-team x@example.edu' }])
  })

  it('stays unknown where the person is meant in two ways by then', async () => {
    const admin = new MemoryAdmin(people(x({ roles: ['editor'] })), workspaceScope)
    const plan = await makePlan(admin, roster([{ email: 'x@example.edu', roles: ['viewer'] }]))
    admin.setRoles = async () => {
      admin.members = [...people(x({ roles: ['editor'] }), x({ id: 'another' }))]
      throw lost
    }
    const report = await run(admin, undefined, {}, plan)
    expect(report.results).toMatchObject([
      {
        outcome: 'unknown',
        reason: 'timeout. A read after the run does not settle it: x@example.edu means several people here.',
      },
    ])
    expect(report.left).toHaveLength(2)
  })

  it('stays unknown where it waits by then for the person to accept an invitation', async () => {
    const admin = new MemoryAdmin(people(x({ roles: ['viewer'] })), platformScope)
    const plan = await makePlan(admin, roster([{ email: 'x@example.edu', roles: ['editor'] }]))
    admin.setRoles = async () => {
      admin.members = people(x({ roles: [], status: 'invited' }))
      throw lost
    }
    expect((await run(admin, undefined, {}, plan)).results).toMatchObject([{ outcome: 'unknown' }])
  })

  it('is unknown, of a change of somebody who would have to be invited by then', async () => {
    const admin = new MemoryAdmin(people(x({ roles: ['viewer'] })), workspaceScope)
    const plan = await makePlan(admin, roster([{ email: 'x@example.edu', roles: ['editor'] }]))
    admin.setRoles = async () => {
      admin.members = people()
      throw lost
    }
    const report = await run(admin, undefined, {}, plan)
    expect(report.results).toMatchObject([{ outcome: 'unknown' }])
    expect(report.left).toMatchObject([{ what: 'invite x@example.edu to workspace Data as Editor' }])
  })

  it('is as promised, of an invitation after which something waits for the person to accept it', async () => {
    const admin = new MemoryAdmin(people(), platformScope)
    const plan = await makePlan(admin, roster([{ email: 'x@example.edu', roles: ['editor'] }]))
    admin.invite = async () => {
      admin.members = people(x({ status: 'invited' }))
      throw lost
    }
    expect((await run(admin, undefined, {}, plan)).results).toMatchObject([{ outcome: 'pending' }])
  })

  it('is told for each team by itself', async () => {
    const admin = new MemoryAdmin(people(x()), workspaceScope).offer({
      teams: [
        { ...readers, members: [] },
        { ...writers, members: [] },
      ],
    })
    const plan = await makePlan(admin, roster(['Readers', 'Writers'].map((team) => ({ email: 'x@example.edu', team }))))
    const { addToTeam } = admin
    admin.addToTeam = async (ref, team, options) => {
      if (team === 't1') await addToTeam?.(ref, team, { ...options, ifMark: undefined })
      throw lost
    }
    const report = await run(admin, undefined, {}, plan)
    expect(report.results.map(({ step, outcome }) => [step.team?.name, outcome])).toEqual([
      ['Readers', 'done'],
      ['Writers', 'failed'],
    ])
  })
})

describe('named leavers whom the plan leaves alone', () => {
  it('are left, each with the reason', async () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    const admin = new MemoryAdmin(
      people(
        member('y@example.edu'),
        member('new@example.edu', { status: 'invited', since: now - 2 * 86_400_000 }),
        member('dup@example.edu', { id: 'a' }),
        member('dup@example.edu', { id: 'b' }),
        member('boss@example.edu'),
      ),
    )
    const goal = leavers(['y@example.edu', 'new@example.edu', 'dup@example.edu', 'boss@example.edu', 'me@example.edu'])
    const plan = await makePlan(admin, goal, { ...decided, policy: { protect: ['boss@example.edu'] }, now: () => now })
    const report = await run(admin, undefined, { now: () => now }, plan)
    expect(report.counts.done).toBe(1)
    expect(report.left).toEqual([
      {
        email: 'dup@example.edu',
        what: 'decide about dup@example.edu',
        reason: 'dup@example.edu means several people here.',
      },
      {
        email: 'dup@example.edu',
        what: 'decide about dup@example.edu',
        reason: 'dup@example.edu means several people here.',
      },
      {
        email: 'new@example.edu',
        what: 'decide about new@example.edu',
        reason: plan.kept.find(({ code }) => code === 'invited-lately')?.reason,
      },
    ])
  })
})
