import { describe, expect, it } from 'vitest'
import { verdict } from '../src/apply/verdict.ts'
import type { Counts, Plan, Quarantine, Report, Result, Step } from '../src/index.ts'
import { key } from './unattended-worlds.ts'

const none: Counts = { done: 0, pending: 0, unchanged: 0, remains: 0, skipped: 0, blocked: 0, failed: 0, unknown: 0 }
const steps = (count: number): Step[] =>
  Array.from({ length: count }, (_, n) => ({ scope: key, action: 'remove', id: `${n}`, heldBy: [] }) as unknown as Step)
const reported = (given: Partial<Counts>): Report => {
  const results = Object.entries(given).flatMap(([outcome, count]) =>
    steps(count).map((step) => ({ step, outcome }) as Result),
  )
  return { results, counts: { ...none, ...given }, scopes: [] } as unknown as Report
}
const planOf = (count: number): Plan => ({ steps: steps(count), scopes: [], held: [], blocked: [] }) as unknown as Plan
const quarantine: Quarantine = {
  subject: key,
  since: '2026-11-20T20:00:00.000Z',
  why: 'Too much failed.',
  leave: 'Look.',
}

describe('what an unattended run came to', () => {
  it.each<[string, Partial<Counts>, number, readonly Quarantine[], string]>([
    ['nothing was left of what was approved', {}, 0, [], 'nothing-to-do'],
    ['all is done', { done: 2, pending: 1, unchanged: 1 }, 0, [], 'done'],
    ['some is done, and some was left', { done: 1, skipped: 1 }, 0, [], 'partly'],
    ['our part is done, and people still get in', { remains: 2 }, 0, [], 'partly'],
    ['the same, and others are held', { remains: 1, skipped: 1 }, 1, [], 'partly'],
    ['some is done in a scope that is in quarantine now', { done: 1, failed: 2 }, 0, [quarantine], 'partly'],
    ['nothing is done there', { failed: 2, skipped: 2 }, 0, [quarantine], 'quarantined'],
    ['everything failed', { failed: 1 }, 1, [], 'failed'],
    ['nobody knows how anything ended', { unknown: 1 }, 0, [], 'failed'],
    ['the system refuses everything', { blocked: 1 }, 0, [], 'failed'],
    ['guards hold everything', { skipped: 2 }, 2, [], 'held'],
    ['everybody had changed by then', { skipped: 2 }, 0, [], 'partly'],
  ])('%s', (_name, counts, undecided, quarantines, outcome) => {
    const report = reported(counts)
    const facts = { plan: planOf(4), report, undecided: steps(undecided), quarantines }
    expect(verdict(facts).outcome).toBe(outcome)
  })

  it('says how many ended how, who is left alone, and what could not be remembered', () => {
    const report = reported({ done: 1, remains: 1, blocked: 1, failed: 1, unknown: 1 })
    expect(verdict({ plan: planOf(5), report, quarantines: [quarantine], notes: ['A note.'] }).why).toBe(
      `1 of 5 steps is done, 1 remains, 1 blocked, 1 failed, 1 unknown: the report says why. ${key} is in quarantine since 2026-11-20T20:00:00.000Z: Too much failed. Look. A note.`,
    )
  })

  it('says that nothing is to do, or why nothing can be done', () => {
    const blocked = { ...planOf(0), blocked: [{}, {}] } as unknown as Plan
    expect(verdict({ plan: planOf(0), quarantines: [] })).toEqual({
      outcome: 'nothing-to-do',
      why: 'Nothing is to do.',
    })
    expect(verdict({ plan: blocked, quarantines: [] })).toEqual({
      outcome: 'nothing-to-do',
      why: 'Nothing can be done: the plan says why of 2 steps.',
    })
  })
})
