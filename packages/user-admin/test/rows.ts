import type { Entry } from '../src/journal/journal.ts'

/** A row of a run. */
export const anIntent = (step: number, run = 'r1', plan = 'p1'): Entry => ({
  kind: 'intent',
  run,
  plan,
  by: 'nightly-job',
  step,
  scope: 's',
  email: `p${step}@example.edu`,
  action: 'remove',
  credential: { id: '1', kind: 'person' },
  what: 'take out of',
  reason: 'absent',
  before: null,
})
