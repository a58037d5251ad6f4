import type { Page } from 'playwright-core'
import type { View } from '../src/console/protocol.ts'
import { Refused } from '../src/console/server/refused.ts'
import {
  brokenLegs,
  chosen,
  done,
  empty,
  noTotals,
  preview,
  ready,
  running,
  settled,
  troubled,
  waiting,
} from './scenes.ts'
import type { Scenes, Stage } from './stage.ts'

/** A view of the page, and how one gets there. */
export interface Shown {
  readonly name: string
  readonly view: View
  readonly go?: (page: Page, stage: Stage) => Promise<void>
  /** What the server answers to what is done on the way. */
  readonly scenes?: () => Scenes
  /** It has no people. */
  readonly isDeserted?: boolean
}

const step = (index: number) => (page: Page) => page.locator('.steps button').nth(index).click()
const withRest = (rest: View['choices']['rest']): View => ({
  ...empty,
  ...chosen,
  choices: { ...empty.choices, ...chosen.choices, rest },
})
const suspending = withRest('suspend')
const reviewed: View = { ...suspending, preview: settled }
const ran: View = { ...reviewed, run: running }
const over: View = { ...reviewed, run: done }
const alert = (page: Page): Promise<void> => page.locator('[role=alert]:not(:empty)').first().waitFor()

const connecting: readonly Shown[] = [
  { name: 'connect-empty', view: empty },
  {
    name: 'connect',
    view: { ...empty, ...chosen, connections: [...(chosen.connections ?? []), ...troubled.slice(0, 4)] },
  },
  { name: 'connect-waiting', view: { ...empty, ...waiting } },
  {
    name: 'connect-waiting-complaint',
    view: { ...empty, waiting: waiting.waiting ?? [] },
    go: async (page) => {
      await page.locator('.note .actions .primary').click()
      await alert(page)
    },
  },
  {
    name: 'connect-troubled',
    view: {
      ...empty,
      connections: troubled.map((one) => ({ ...one, says: 'The workspace answered HTTP 503.' })),
    },
    // The field for a newer token.
    go: (page) => page.locator('.card.bad .card-actions button:not(.quiet)').first().click(),
  },
  {
    name: 'connect-read-only',
    view: { ...empty, connections: ready.map((one, index) => ({ ...one, mayChange: index === 0 })) },
    go: (page) => page.locator('.card .card-actions button:not(.quiet)').first().click(),
  },
  {
    name: 'connect-typed',
    view: empty,
    go: async (page) => {
      await page.locator('details summary').first().click()
      await page.locator('textarea').fill('something')
    },
  },
  {
    name: 'connect-refused',
    view: { ...empty, connections: ready },
    scenes: () => ({
      connect: () => {
        throw new Refused('no-token', 409, 'It holds 12 letters.')
      },
    }),
    go: async (page) => {
      await page.locator('textarea').fill('something')
      await page.locator('form.panel button.primary').click()
      await alert(page)
    },
  },
  { name: 'connect-none-ready', view: empty, go: (page) => page.locator('.bar .primary').click() },
  { name: 'connect-idle', view: { ...empty, idleEnds: 0 }, go: alert },
]

const protecting: readonly Shown[] = [
  { name: 'protect', view: withRest('suspend-then-remove'), go: step(1) },
  {
    name: 'protect-complaint',
    view: { ...empty, connections: ready },
    go: async (page) => {
      await step(1)(page)
      await page.locator('.bar .primary').click()
      await alert(page)
    },
  },
  {
    name: 'protect-only-me',
    view: { ...empty, connections: ready, choices: { ...withRest('remove').choices, onlyMe: true, assets: 'leave' } },
    go: step(1),
  },
]

const reviewing: readonly Shown[] = [
  { name: 'review-nothing', view: empty, go: step(2) },
  {
    name: 'review-reading',
    view: { ...suspending, preview: { ...settled, state: 'reading', progress: { done: 3, total: 5 } } },
  },
  {
    name: 'review-failed',
    view: {
      ...suspending,
      preview: { ...settled, state: 'failed', failure: { problem: 'unavailable', says: 'HTTP 503' } },
    },
  },
  { name: 'review-slips', view: { ...withRest('suspend-then-remove'), preview } },
  { name: 'review', view: reviewed },
  {
    name: 'review-nobody',
    view: {
      ...suspending,
      preview: { ...settled, count: 0, totals: noTotals, isNearlyAll: false, cannotBeUndone: [] },
    },
    isDeserted: true,
  },
  {
    name: 'review-complaint',
    view: reviewed,
    go: async (page) => {
      await page.locator('.confirm input').fill('644')
      await page.locator('.confirm .primary').click()
      await alert(page)
    },
  },
  {
    name: 'review-none-found',
    view: reviewed,
    go: async (page) => {
      await page.getByRole('searchbox').fill('nobody-of-that-name')
      await page.locator('.none').waitFor()
    },
  },
  { name: 'review-undo', view: { ...suspending, preview: { ...settled, kind: 'undo', isNearlyAll: false } } },
  {
    name: 'review-removal',
    view: {
      ...withRest('remove'),
      preview: {
        ...settled,
        kind: 'removal',
        cannotBeUndone: ['account', 'assets-lost', 'deployments', 'groups', 'roles', 'suspended'],
      },
    },
  },
]

const going: readonly Shown[] = [
  { name: 'run', view: ran },
  { name: 'run-stop', view: ran, go: (page) => page.locator('.run .actions button').nth(1).click() },
  { name: 'run-pausing', view: { ...ran, run: { ...running, state: 'pausing' } } },
  { name: 'run-paused', view: { ...ran, run: { ...running, state: 'paused' } } },
  { name: 'run-stopping', view: { ...ran, run: { ...running, state: 'stopping' } } },
  {
    name: 'run-waiting-for-token',
    view: { ...ran, run: { ...running, state: 'waiting-for-token' } },
    go: (page) => page.locator('.lane.waiting-for-token button').click(),
  },
  { name: 'run-broken-legs', view: { ...ran, run: { ...running, kind: 'undo', workspaces: brokenLegs } } },
]

const ended: readonly Shown[] = [
  { name: 'finished', view: over },
  { name: 'finished-left', view: { ...over, run: { ...done, state: 'stopped', remaining: 3 } } },
  { name: 'finished-others', view: { ...over, run: { ...done, others: 7 } } },
  {
    name: 'finished-undo',
    view: { ...over, preview: { ...settled, kind: 'undo' }, run: { ...done, kind: 'undo', mayUndo: false } },
  },
  {
    name: 'finished-broken',
    view: {
      ...over,
      run: {
        ...running,
        state: 'failed',
        workspaces: brokenLegs,
        failure: { problem: 'stopped', says: 'Five in a row failed.' },
        counts: { done: 3, pending: 1, unchanged: 1, remains: 1, failed: 5, skipped: 2, blocked: 1, unknown: 1 },
      },
    },
  },
  {
    name: 'finished-not-saved',
    view: over,
    scenes: () => ({
      handBack: () => {
        throw new Refused('file-exists')
      },
    }),
    go: async (page) => {
      await page.locator('form.inline button').click()
      await alert(page)
    },
  },
  { name: 'close', view: suspending, go: (page) => page.locator('.settings button').click() },
  { name: 'close-running', view: ran, go: (page) => page.locator('.settings button').click() },
  {
    name: 'closed',
    view: suspending,
    go: async (page) => {
      await page.locator('.settings button').click()
      await page.locator('dialog > .actions .primary').click()
      await page.locator('main.message').waitFor()
    },
  },
]

const gone: readonly Shown[] = [
  {
    name: 'gone',
    view: ran,
    go: async (page, stage) => {
      stage.leave()
      await alert(page)
    },
  },
  {
    name: 'gone-before',
    view: empty,
    go: async (page, stage) => {
      stage.leave()
      await page.reload()
      await page.locator('main.message').waitFor()
    },
  },
  {
    name: 'not-connected',
    view: empty,
    go: async (page) => {
      await page.evaluate(() => sessionStorage.setItem('user-admin-session', 'stale'))
      await page.reload()
      await page.locator('main.message').waitFor()
    },
  },
]

/** Every view of the page. */
export const views: readonly Shown[] = [...connecting, ...protecting, ...reviewing, ...going, ...ended, ...gone]
