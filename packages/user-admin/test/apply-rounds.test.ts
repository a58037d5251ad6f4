import { describe, expect, it } from 'vitest'
import { applyPlan, makePlan, UserAdminError } from '../src/index.ts'
import { keep, outcomes, people, reasons, run } from './apply-worlds.ts'
import { aacScope, crowd, MemoryAdmin, platformScope, workspaceScope } from './memory.ts'
import { decided } from './plan-worlds.ts'

const refusing = (admin: MemoryAdmin, isRefused: (email: string) => boolean): MemoryAdmin => {
  admin.before = (call, email) => {
    if (call === 'remove' && isRefused(email)) throw new UserAdminError('invalid', 'The system says no.')
  }
  return admin
}
const number = (email: string): number => Number(/\d+/.exec(email)?.[0])
const all = { release: ['per-run', 'rolling'] } as const
const began = (admin: MemoryAdmin): readonly number[] =>
  admin.calls.filter((call) => call.startsWith('remove')).map((call) => number(call))

describe('a run begins with one person, goes on with ten, and then with the rest', () => {
  it('waits for each round', async () => {
    const admin = new MemoryAdmin(people(...crowd(30)))
    const most: number[] = []
    await run(admin, keep, {
      ...all,
      concurrency: 30,
      onProgress: (at) => {
        if (at.kind === 'step') most[at.finished] = Math.max(most[at.finished] ?? 0, number(at.step.email) + 1)
      },
    })
    const last = (from: number, to: number): number => Math.max(...most.slice(from, to).filter(Boolean))
    // The last who was begun before one had ended, before eleven had, and then.
    expect([last(0, 1), last(1, 11), last(11, 31)]).toEqual([1, 11, 30])
  })

  it('stops where the first two fail, and leaves the rest for later', async () => {
    const admin = refusing(new MemoryAdmin(people(...crowd(30))), () => true)
    const report = await run(admin, keep, { ...all, concurrency: 1 })
    expect(report.counts).toMatchObject({ failed: 2, skipped: 28 })
    expect(report.results[5]).toMatchObject({
      outcome: 'skipped',
      open: true,
      reason: '2 of the first 2 steps failed here, so no further one was begun.',
    })
  })

  it('goes on past one person who cannot be changed', async () => {
    const admin = refusing(new MemoryAdmin(people(...crowd(30))), (email) => number(email) === 0)
    expect((await run(admin, keep, all)).counts).toMatchObject({ failed: 1, done: 29 })
  })

  it.each([
    [undefined, 2, 28],
    [0.5, 10, 20],
  ])('at the share %s of errors %i fail and %i are done or left', async (maxErrorRate, failed, others) => {
    // Of the first 16 two are 12.5 %.
    const admin = refusing(new MemoryAdmin(people(...crowd(30))), (email) =>
      maxErrorRate === undefined ? number(email) >= 12 && number(email) % 3 === 0 : number(email) % 3 === 0,
    )
    const report = await run(admin, keep, {
      ...all,
      concurrency: 1,
      ...(maxErrorRate === undefined ? {} : { maxErrorRate }),
    })
    expect(report.counts.failed).toBe(failed)
    expect(report.counts.done + report.counts.skipped).toBe(others)
  })

  it.each([-0.1, 1.1, Number.NaN])('refuses the share %s', async (maxErrorRate) => {
    const admin = new MemoryAdmin(people(...crowd(1)))
    await expect(run(admin, keep, { maxErrorRate })).rejects.toThrow(/^maxErrorRate is .*: it is a share from 0 to 1/)
  })

  it('stops in one scope only', async () => {
    const [broken, well] = [
      refusing(new MemoryAdmin(people(...crowd(8)), workspaceScope), () => true),
      new MemoryAdmin(people(...crowd(8)), { ...workspaceScope, id: 'ws2', name: 'Other' }),
    ]
    const plan = await makePlan([broken, well], keep, decided)
    const report = await applyPlan([broken, well], plan, {
      approve: { id: plan.id, by: 'ana' },
      release: ['per-run', 'rolling'],
      concurrency: 1,
    })
    expect(report.scopes.map(({ counts }) => counts.done)).toEqual([0, 8])
    expect(began(well)).toHaveLength(8)
    expect(began(broken)).toHaveLength(0)
  })
})

describe('a run that may only do some things', () => {
  it('does those, and says of the others that it may not', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)), aacScope)
    const report = await run(admin, keep, { only: ['suspend'] })
    expect(new Set(Object.values(outcomes(report)))).toEqual(new Set(['skipped']))
    expect(new Set(Object.values(reasons(report)))).toEqual(new Set(['This run may only suspend.']))
    expect(admin.calls).toEqual([])
    expect((await run(admin, keep, { only: ['remove'] })).counts.done).toBe(3)
  })

  it('is refused for an action that there is not', async () => {
    const admin = new MemoryAdmin(people(...crowd(3)), platformScope)
    await expect(run(admin, keep, { only: ['delete' as 'remove'] })).rejects.toThrow('"delete" is no action')
  })
})
