import { expect, it } from 'vitest'
import { exits } from '../src/cli/exit.ts'
import { exitForScheduler } from '../src/cli/jobs/ran.ts'

it.each(Object.entries(exits))('%s is told to a scheduler as a failure exactly where it is one', (name, exit) => {
  const isFine = ['ok', 'pending', 'held'].includes(name)
  expect(exitForScheduler(exit, true)).toBe(isFine ? 0 : exit)
  expect(exitForScheduler(exit, undefined)).toBe(exit)
})
