import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { makePlan, UserAdminError } from '../src/index.ts'
import { keep, outcomes, people, reasons, run } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

describe('failures on the way', () => {
  const lost = (effect: 'none' | 'unknown'): UserAdminError =>
    new UserAdminError('unavailable', 'no answer', { effect })

  it('tries a step whose end is unknown once more', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    let count = 0
    admin.before = (call) => {
      if (call !== 'remove') return
      count += 1
      if (count === 1) throw lost('unknown')
    }
    expect(outcomes(await run(admin))).toEqual({ 'cy@example.edu': 'done' })
    expect(count).toBe(2)
  })

  it('says done of a removal whose answer was lost, once a second look shows it', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call !== 'remove') return
      queueMicrotask(() => (admin.members = people()))
      throw lost('unknown')
    }
    const report = await run(admin)
    expect(report.results).toMatchObject([{ outcome: 'done' }])
  })

  it('keeps unknown what a second attempt could not even look at', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    let count = 0
    admin.before = (call) => {
      if (call === 'list') throw new UserAdminError('unexpected', 'the list changed')
      if (call !== 'remove') return
      count += 1
      throw count === 1 ? lost('unknown') : lost('none')
    }
    expect((await run(admin, keep, {}, plan)).results).toMatchObject([{ outcome: 'unknown', reason: 'no answer' }])
  })

  it('settles by the read at the end what stayed unknown: it happened', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
      if (call === 'list') admin.members = people()
    }
    const report = await run(admin, keep, {}, plan)
    expect(report).toMatchObject({
      counts: { done: 1, unknown: 0 },
      left: [],
      results: [{ outcome: 'done', reason: 'The answer was lost; a read after the run shows the change.' }],
    })
  })

  it('settles by the read at the end what stayed unknown: still here in a way that no step can close, so nobody knows', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')), workspaceScope)
    const plan = await makePlan(admin, keep)
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
      const access = [{ via: 'team', role: '', managedBy: 'idp' }] as const
      if (call === 'list') admin.members = people(member('cy@example.edu', { access }))
    }
    expect(await run(admin, keep, {}, plan)).toMatchObject({
      counts: { done: 0, unknown: 1 },
      results: [
        {
          reason:
            'no answer. A read after the run does not settle it: cy@example.edu gets in through a team of the identity provider.',
        },
      ],
      left: [{ email: 'cy@example.edu' }],
    })
  })

  it('settles by the read at the end what stayed unknown: failed', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    admin.before = (call) => {
      if (call === 'remove') throw lost('unknown')
    }
    const report = await run(admin)
    expect(report).toMatchObject({
      counts: { failed: 1, unknown: 0 },
      results: [{ reason: 'no answer. A read after the run shows that it is not done.' }],
    })
    expect(report.left).toHaveLength(1)
  })

  it('leaves it unknown when the scope cannot be read again, and says so', async () => {
    const admin = new MemoryAdmin(people(member('cy@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    admin.before = () => {
      throw lost('unknown')
    }
    const report = await run(admin, keep, {}, plan)
    expect(report).toMatchObject({ counts: { unknown: 1 }, notRead: 'The scope could not be read again: no answer' })
    expect(report).not.toHaveProperty('left')
  })

  it('stops beginning steps once the credential is refused, and loses none', async () => {
    for (const problem of ['forbidden', 'unauthenticated'] as const) {
      const admin = new MemoryAdmin(people(...crowd(5)))
      admin.before = (call) => {
        if (call === 'remove') throw new UserAdminError(problem, 'refused')
      }
      const report = await run(admin, keep, { concurrency: 1 })
      expect(report.counts).toMatchObject({ failed: 1, skipped: 4 })
      expect(report.results[1]?.reason).toBe('An earlier step was refused: refused')
    }
  })

  it('goes on after a step that failed on its own', async () => {
    const admin = new MemoryAdmin(
      people(member('cy@example.edu'), member('dan@example.edu'), member('eve@example.edu')),
    )
    admin.before = (call, email) => {
      if (call === 'remove' && email === 'cy@example.edu') throw new UserAdminError('invalid', 'HTTP 400')
      if (call === 'remove' && email === 'dan@example.edu') throw new UserAdminError('last-admin', 'the last one')
      if (call === 'remove' && email === 'eve@example.edu') throw new TypeError('a bug')
    }
    const report = await run(admin)
    expect(outcomes(report)).toEqual({
      'cy@example.edu': 'failed',
      'dan@example.edu': 'blocked',
      'eve@example.edu': 'failed',
    })
    expect(reasons(report)['cy@example.edu']).toBe('HTTP 400')
  })

  it('says unknown of an error that nobody foresaw', async () => {
    const admin = new MemoryAdmin(people(member('eve@example.edu')))
    const plan = await makePlan(admin, keep, decided)
    admin.before = () => {
      throw new TypeError('a bug')
    }
    expect(await run(admin, keep, {}, plan)).toMatchObject({
      results: [{ outcome: 'unknown', reason: 'An unexpected error (TypeError).' }],
    })
  })

  it('finishes what is under way when it is stopped, and skips the rest', async () => {
    const admin = new MemoryAdmin(people(...crowd(5)))
    const stop = new AbortController()
    admin.after = () => stop.abort()
    const report = await run(admin, keep, { concurrency: 1, signal: stop.signal })
    expect(report.counts).toMatchObject({ done: 1, skipped: 4 })
    expect(report.results[4]?.reason).toBe('The run was stopped.')
    expect(report.notRead).toBe('The run was stopped before the scope was read again.')
  })

  it('begins no further step when onResult throws, and reports all the same', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)))
    const onResult = (): void => {
      throw new Error('disk full')
    }
    const report = await run(admin, keep, { concurrency: 1, onResult })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2 })
    expect(report.results[1]?.reason).toBe('onResult failed: disk full')
  })

  it('keeps no more steps under way than it may', async () => {
    const admin = new MemoryAdmin(people(...crowd(5)))
    let under = 0
    let most = 0
    const remove = admin.remove
    admin.remove = async (...args) => {
      under += 1
      most = Math.max(most, under)
      await sleep(2)
      under -= 1
      return remove(...args)
    }
    await run(admin, keep, { concurrency: 2 })
    expect(most).toBe(2)
  })
})
