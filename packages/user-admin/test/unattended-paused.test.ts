import { describe, expect, it } from 'vitest'
import { applyPlan, keepOnly, makePlan, runUnattended, type UnattendedOptions, UserAdminError } from '../src/index.ts'
import { crowd, member } from './memory.ts'
import { clear, hour, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const
const freeze = { ...within, paused: 'Year end, until 2027-01-06' } as const

describe('a run that is paused', () => {
  it('changes nothing, says why, and leaves what it would do to the next one that may', async () => {
    const { admin, run, later, state } = await nightly(crowd(3))
    const result = await run(freeze)
    expect(result).toMatchObject({ outcome: 'paused', held: { status: 'waiting', why: 'Year end, until 2027-01-06' } })
    expect(result.why).toBe(
      `Nothing was changed: Year end, until 2027-01-06. 3 steps are done by the next run that may, unless somebody rejects plan ${result.plan?.id}.`,
    )
    expect(admin.calls).toEqual([])
    const next = await later(hour, within)
    expect(next).toMatchObject({ outcome: 'done', superseded: [result.plan?.id] })
    expect(await state.held.get(result.plan?.id ?? '')).toMatchObject({ status: 'superseded' })
  })

  it('says which guard holds it besides', async () => {
    const { run } = await nightly(crowd(6))
    const result = await run(freeze)
    expect(result).toMatchObject({ outcome: 'held', held: { why: `${freeze.paused} Held back by per-run.` } })
    expect(result.why).toContain(
      `Nothing was changed: ${freeze.paused}. 6 steps wait for a decision: approve or reject plan ${result.plan?.id}. 6 removals`,
    )
  })

  it('carries out nothing that was approved, and spends no approval', async () => {
    const { admin, run, later, state } = await nightly(crowd(6))
    const first = await run(within)
    await state.held.approve(first.plan?.id ?? '', { by: 'ana', release: ['per-run'] })
    const result = await later(hour, freeze)
    expect(result).toMatchObject({ outcome: 'paused', held: { status: 'approved' }, superseded: [] })
    expect(result.why).toContain('6 steps are approved, and wait for the next run that may.')
    expect(await state.held.list()).toHaveLength(1)
    // Somebody more is to be decided: that waits beside it.
    admin.members.push(member('late@example.edu'))
    expect(await later(hour, freeze)).toMatchObject({ outcome: 'paused', held: { status: 'waiting' } })
    expect(admin.calls).toEqual([])
    const next = await later(hour, within)
    expect(next).toMatchObject({ outcome: 'partly', approved: { plan: { id: first.plan?.id } } })
    expect(admin.calls).toHaveLength(6)
  })

  it('does not do by the next run what somebody rejected meanwhile', async () => {
    const { admin, run, later, state } = await nightly(crowd(3))
    const result = await run(freeze)
    await state.held.reject(result.plan?.id ?? '', { by: 'ana', reason: 'They come back.' })
    expect((await later(hour, within)).outcome).toBe('held')
    expect(admin.calls).toEqual([])
  })

  it('has nothing to say where nothing is to do', async () => {
    const { run } = await nightly([])
    expect(await run(freeze)).toMatchObject({ outcome: 'nothing-to-do', why: 'Nothing is to do.' })
  })

  it('is refused without a reason', async () => {
    const { run } = await nightly([])
    await expect(run({ paused: ' ' })).rejects.toThrow('says why: paused is empty')
  })
})

describe('a run that begins with what an earlier one left', () => {
  const first = { ...within, resumeFirst: true } as const
  /** Six goes by one run of the job, which is stopped after two. */
  async function stoppedRun(options: Partial<UnattendedOptions> = {}) {
    const scene = await nightly(crowd(4))
    const stop = new AbortController()
    let seen = 0
    const result = await scene.run({
      ...within,
      signal: stop.signal,
      concurrency: 1,
      onResult: () => {
        seen += 1
        if (seen === 2) stop.abort()
      },
      ...options,
    })
    expect(scene.admin.calls).toHaveLength(2)
    return { ...scene, result }
  }

  it('finishes it, then plans: the outcome says what was done', async () => {
    const { admin, later, state, result } = await stoppedRun()
    const next = await later(hour / 2, first)
    expect(next).toMatchObject({ outcome: 'done', resumed: [{ plan: result.plan?.id, counts: { done: 4 } }] })
    expect(next.why).toMatch(/^Of what run [0-9a-f]{8} had left: 4 of 4 steps are done\. Nothing is to do\.$/)
    expect(admin.calls).toHaveLength(4)
    expect(await later(hour, first)).toMatchObject({ outcome: 'nothing-to-do' })
    expect(await state.held.list()).toEqual([])
  })

  it('goes on with nobody else’s', async () => {
    const { admin, later } = await stoppedRun()
    const next = await later(hour / 2, { ...first, by: 'weekly' })
    expect(next.resumed).toBeUndefined()
    // The fresh plan has them all the same.
    expect(admin.calls).toHaveLength(4)
  })

  it('does not do unasked what it may not do any more', async () => {
    const { admin, later } = await stoppedRun()
    const next = await later(hour / 2, { resumeFirst: true, may: 'report' })
    expect(next).toMatchObject({ outcome: 'planned', resumed: [{ counts: { done: 2, skipped: 2 } }] })
    expect(admin.calls).toHaveLength(2)
  })

  it('changes nothing while it is paused, and does it afterwards', async () => {
    const { admin, later } = await stoppedRun()
    expect((await later(hour / 4, { ...first, paused: 'Year end.' })).resumed).toBeUndefined()
    expect(admin.calls).toHaveLength(2)
    expect((await later(hour / 4, first)).resumed).toHaveLength(1)
    expect(admin.calls).toHaveLength(4)
  })

  it('goes on with what a person approved under that approval', async () => {
    const { admin, state, later, clock, run } = await nightly(crowd(8))
    const held = await run(within)
    await state.held.approve(held.plan?.id ?? '', { by: 'ana', release: ['per-run'], ticket: 'T-7' })
    const stop = new AbortController()
    clock.time += hour / 4
    const onResult = (): void => stop.abort()
    expect(await run({ ...first, signal: stop.signal, concurrency: 1, onResult })).toMatchObject({ outcome: 'partly' })
    expect(admin.calls).toHaveLength(1)
    const next = await later(hour / 4, first)
    expect(next.resumed).toMatchObject([{ approvedBy: 'ana', counts: { done: 8 } }])
    expect(admin.calls).toHaveLength(8)
    expect(await state.held.get(held.plan?.id ?? '')).toMatchObject({ status: 'applied' })
  })

  it('leaves alone a run of the same name over a scope that is not reached today', async () => {
    const { state, admin, result, clock } = await stoppedRun()
    const other = await nightly([], { state })
    const elsewhere = Object.assign(other.admin, { scope: { ...admin.scope, id: 'other' } })
    const options = { state, by: 'nightly', now: () => clock.time, ...first } as const
    const next = await runUnattended(elsewhere, keepOnly(['bo@example.edu', '@staff.example']), options)
    expect(next.resumed).toBeUndefined()
    expect(result.plan).toBeDefined()
  })

  it('says what could not be gone on with, and plans all the same', async () => {
    const { later, state } = await stoppedRun()
    const append: typeof state.journal.append = async (entry) => {
      if (entry.kind === 'run' && entry.resumes !== undefined)
        throw new UserAdminError('unavailable', 'The disk is full.')
      return await state.journal.append(entry)
    }
    const next = await later(hour / 2, { ...first, state: { ...state, journal: { ...state.journal, append } } })
    expect(next.why).toMatch(/^Run [0-9a-f]{8} could not be gone on with: The disk is full\./)
    expect(next.report).toMatchObject({ counts: { done: 2 } })
  })
})

describe('the bound of a run that is gone on with', () => {
  it('only ever narrows what the run might do', async () => {
    const { admin, state, clock } = await nightly(crowd(2))
    const plan = await makePlan(admin, clear, { state, assets: 'leave', now: () => clock.time })
    const stop = new AbortController()
    stop.abort()
    const now = (): number => clock.time
    const approve = { id: plan.id, by: 'ana' }
    await applyPlan(admin, plan, { approve, state, by: 'nightly', only: ['suspend'], signal: stop.signal, now }).catch(
      () => undefined,
    )
    const options = { state, by: 'nightly', now, resumeFirst: true } as const
    const result = await runUnattended(admin, clear, { ...options, assets: 'leave', may: 'within-guards' })
    // The run might only suspend, so it did nothing; the fresh plan may do everything.
    expect(result.outcome).toBe('done')
    expect(admin.calls).toEqual(['remove p000@example.edu', 'remove p001@example.edu'])
  })
})
