import { expect, it } from 'vitest'
import { scheduleTorture } from '../torture/schedule.ts'
import { schedulePlants } from '../torture/schedule-child.ts'

// Nine days in which the clocks are set in Berlin and on Lord Howe.
const week = { from: '2026-03-28T00:00:00Z', days: 9, processes: 4, killsADay: 1 } as const

it('a schedule is kept by processes that are killed, on clocks that are off', { timeout: 300_000 }, async () => {
  const { failure, tally } = await scheduleTorture({ ...week, seed: 4 })
  expect(failure).toBeUndefined()
  expect(tally?.kills).toBeGreaterThan(3)
})

const findings = {
  'no-lock': /^two runs of .* at once|runs, and|begun broken-off/,
  'no-ledger': /\d runs, and \d that the list knows|^two runs of/,
  'forget-missed': /^a silent miss/,
  dst: /^a silent miss: nightly-berlin was due at 2026-03-29T01:00|was not due at/,
} as const

it.each(schedulePlants)('the judge finds the planted bug %s', { timeout: 300_000 }, async (plant) => {
  const { failure } = await scheduleTorture({ ...week, seed: 4, plant })
  expect(failure).toMatch(findings[plant])
})
