import { describe, expect, it } from 'vitest'
import {
  applyPlan,
  brokenRuns,
  makePlan,
  memoryState,
  resume,
  summarise,
  UserAdminError,
  verify,
} from '../src/index.ts'
import { keep, outcomes, people } from './apply-worlds.ts'
import { aacScope, crowd, MemoryAdmin } from './memory.ts'
import { decided } from './plan-worlds.ts'
import { nightly } from './unattended-worlds.ts'

const later = (from: number): UserAdminError =>
  new UserAdminError('rate-limited', 'The server asks to be left alone for 10 minutes.', { until: from + 600_000 })

/** Makes every call fail from the n-th removal on. */
function askFrom(admin: MemoryAdmin, nth: number, error: UserAdminError): void {
  let removals = 0
  admin.before = (name) => {
    if (name === 'remove') removals += 1
    if (removals >= nth) throw error
  }
}

const all = { release: ['per-run', 'rolling', 'small-scope', 'assets'] } as const

describe('a server that asks to be left alone for long', () => {
  it('parks the run: nothing fails, nothing more is sent, and what is left waits for resume', async () => {
    const until = later(Date.now())
    const admin = new MemoryAdmin(people(...crowd(30)))
    const state = memoryState()
    const plan = await makePlan(admin, keep, decided)
    askFrom(admin, 13, until)
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...all, state, concurrency: 1 })

    expect(report.counts).toMatchObject({ done: 12, skipped: 18, failed: 0, unknown: 0 })
    expect(report.results.filter(({ open }) => open === true)).toHaveLength(18)
    expect(report.parked).toBe(new Date(until.until ?? 0).toISOString())
    expect(report.scopes[0]).toMatchObject({ parked: report.parked })
    expect(report.scopes[0]?.stopped).toBeUndefined()
    expect(admin.calls.filter((call) => call.startsWith('remove'))).toHaveLength(12)
    expect(summarise(report)).toContain(`The server asks to be left alone until ${report.parked}: go on after that.`)
    expect(await brokenRuns(state)).toMatchObject([{ how: 'stopped' }])

    admin.before = () => undefined
    const rest = await resume(admin, { state })
    expect(rest.counts).toMatchObject({ done: 30, skipped: 0 })
    expect(rest.parked).toBeUndefined()
    expect(admin.members.map(({ email }) => email)).not.toContain('p000@example.edu')
    expect(admin.calls.filter((call) => call.startsWith('remove'))).toHaveLength(30)
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent' })
  })

  it('parks its own scope, and the others go on', async () => {
    const busy = new MemoryAdmin(people(...crowd(30)))
    const calm = new MemoryAdmin(people(...crowd(30)), { ...aacScope, id: '7', name: 'autumn' })
    const plan = await makePlan([busy, calm], keep, decided)
    askFrom(busy, 3, later(Date.now()))
    const report = await applyPlan([busy, calm], plan, { approve: { id: plan.id, by: 'ana' }, ...all, concurrency: 1 })
    expect(report.scopes.map(({ counts: { done, skipped }, parked }) => [done, skipped, parked !== undefined])).toEqual(
      [
        [2, 28, true],
        [30, 0, false],
      ],
    )
  })

  it('says that what a person owns was handed over where the removal has to wait', async () => {
    const admin = new MemoryAdmin(people(...crowd(30)))
    const plan = await makePlan(admin, keep, { ...decided, assets: { transferTo: { email: 'bo@example.edu' } } })
    askFrom(admin, 1, later(Date.now()))
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...all, concurrency: 1 })
    expect(outcomes(report)['p000@example.edu']).toBe('skipped')
    expect(report.results[0]?.reason).toMatch(/left alone for 10 minutes\. .*was handed to bo@example\.edu already/)
  })

  it('does not park where nobody says how long: that step failed', async () => {
    const admin = new MemoryAdmin(people(...crowd(30)))
    const plan = await makePlan(admin, keep, decided)
    admin.before = (call, email) => {
      if (call === 'remove' && email === 'p001@example.edu')
        throw new UserAdminError('rate-limited', 'Too many requests.')
    }
    const report = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, ...all })
    expect(report.counts).toMatchObject({ done: 29, failed: 1, skipped: 0 })
    expect(report.parked).toBeUndefined()
  })

  it('puts nothing into quarantine where nobody watches, and says until when', async () => {
    const { admin, run } = await nightly(crowd(3))
    askFrom(admin, 2, later(Date.now()))
    const result = await run({ may: 'within-guards' })
    expect(result).toMatchObject({ outcome: 'partly', quarantines: [] })
    expect(result.why).toMatch(/^1 of 3 steps is done\. 2 steps were not begun: .* left alone until \d{4}-/)
    admin.before = () => undefined
    expect(await run({ may: 'within-guards' })).toMatchObject({ outcome: 'done', why: '2 of 2 steps are done.' })
  })
})
