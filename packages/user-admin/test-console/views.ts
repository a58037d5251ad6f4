import type { Page } from 'playwright-core'
import type { View } from '../src/console/protocol.ts'
import { chosen, done, empty, preview, running, settled, troubled, waiting } from './scenes.ts'

/** A view of the page, and how one gets there. */
export interface Shown {
  readonly name: string
  readonly view: View
  readonly go?: (page: Page) => Promise<void>
}

const step = (index: number) => (page: Page) => page.locator('.steps button').nth(index).click()
const withRest = (rest: View['choices']['rest']): View => ({
  ...empty,
  ...chosen,
  choices: { ...empty.choices, ...chosen.choices, rest },
})

/** Every view of the page. */
export const views: readonly Shown[] = [
  { name: 'connect-empty', view: empty },
  {
    name: 'connect',
    view: { ...empty, ...chosen, connections: [...(chosen.connections ?? []), ...troubled.slice(0, 4)] },
  },
  { name: 'connect-waiting', view: { ...empty, ...waiting } },
  { name: 'protect', view: withRest('suspend-then-remove'), go: step(1) },
  { name: 'review-nothing', view: empty, go: step(2) },
  {
    name: 'review-reading',
    view: { ...withRest('suspend'), preview: { ...settled, state: 'reading', progress: { done: 3, total: 5 } } },
  },
  {
    name: 'review-failed',
    view: {
      ...withRest('suspend'),
      preview: { ...settled, state: 'failed', failure: { problem: 'unavailable', says: 'HTTP 503' } },
    },
  },
  { name: 'review-slips', view: { ...withRest('suspend-then-remove'), preview } },
  { name: 'review', view: { ...withRest('suspend'), preview: settled } },
  { name: 'review-undo', view: { ...withRest('suspend'), preview: { ...settled, kind: 'undo', isNearlyAll: false } } },
  { name: 'run', view: { ...withRest('suspend'), preview: settled, run: running } },
  {
    name: 'run-stop',
    view: { ...withRest('suspend'), preview: settled, run: running },
    go: (page) => page.locator('.run .actions button').nth(1).click(),
  },
  { name: 'run-paused', view: { ...withRest('suspend'), preview: settled, run: { ...running, state: 'paused' } } },
  { name: 'finished', view: { ...withRest('suspend'), preview: settled, run: done } },
  {
    name: 'finished-left',
    view: { ...withRest('suspend'), preview: settled, run: { ...done, state: 'stopped', remaining: 3 } },
  },
  { name: 'connect-idle', view: { ...empty, idleEnds: 0 } },
  { name: 'close', view: withRest('suspend'), go: (page) => page.locator('.settings button').click() },
]
