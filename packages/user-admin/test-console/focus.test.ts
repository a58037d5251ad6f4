import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { View } from '../src/console/protocol.ts'
import { Refused } from '../src/console/server/refused.ts'
import { type Browser, startBrowser } from './browser.ts'
import { lostFocus } from './focus.ts'
import { Keyboard } from './keyboard.ts'
import { chosen, done, empty, ready, running, settled, troubled, waiting } from './scenes.ts'
import { type Scenes, type Stage, startStage } from './stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser[Symbol.asyncDispose]())

const view: View = { ...empty, ...chosen, choices: { ...empty.choices, ...chosen.choices, rest: 'suspend' } }

/** What takes away the very thing that was pressed. */
interface Pressing {
  readonly name: string
  readonly view: View
  /** What is pressed by the Enter key, one after the other. */
  readonly on: readonly RegExp[]
  readonly before?: (page: Page) => Promise<void>
  /** What it leads to. */
  readonly scenes?: (stage: Stage) => Scenes
  /** That it was so. */
  readonly until: (page: Page) => Promise<void>
}
const without = (text: RegExp) => async (page: Page) =>
  await page.getByText(text).first().waitFor({ state: 'detached' })
const shows = (stage: Stage, part: Partial<View>) => (): View => {
  stage.show(part)
  return stage.view()
}

const pressings: readonly Pressing[] = [
  {
    name: 'a token is forgotten',
    view: { ...empty, connections: [...ready, ...troubled] },
    on: [/^Forget the token of summer-lab/u],
    scenes: (stage) => ({ disconnect: shows(stage, { connections: ready.filter(({ id }) => id !== 'c1') }) }),
    until: without(/summer-lab/u),
  },
  {
    name: 'the last token is forgotten',
    view: { ...empty, connections: ready.slice(0, 1) },
    on: [/^Forget the token of/u],
    scenes: (stage) => ({ disconnect: shows(stage, { connections: [] }) }),
    until: without(/spring-class/u),
  },
  {
    name: 'tokens are sent by their button',
    view: empty,
    before: (page) => page.locator('textarea').fill('something'),
    on: [/^Connect$/u],
    until: async (page) => await page.locator('form.panel button.primary').waitFor({ state: 'detached' }),
  },
  {
    name: 'the other half of a token is added',
    view: { ...empty, connections: ready },
    on: [/^Add the refresh token: statistics/u],
    before: async () => undefined,
    until: async (page) => {
      await page.keyboard.type('half')
      await page.keyboard.press('Enter')
      await page.locator('.card form').waitFor({ state: 'detached' })
    },
  },
  {
    name: 'a refusal is dismissed',
    view: { ...empty, connections: ready },
    before: async (page) => {
      await page.locator('textarea').fill('something')
      await page.keyboard.press('Tab')
      await page.locator('form.panel button.primary').press('Enter')
      await page.getByText('There is no token').waitFor()
    },
    scenes: () => ({
      connect: () => {
        throw new Refused('no-token')
      },
    }),
    on: [/^Dismiss/u],
    until: without(/There is no token/u),
  },
  {
    name: 'a waiting decision is made',
    view: { ...empty, waiting: waiting.waiting ?? [] },
    before: async (page) => {
      await page.getByLabel('Your reason').fill('They left.')
      await page.getByLabel('To approve, type 37').fill('37')
    },
    on: [/^Approve/u],
    scenes: (stage) => ({ decide: shows(stage, { waiting: [] }) }),
    until: without(/Waits for your decision/u),
  },
  {
    name: 'something of an earlier time is not offered again',
    view: { ...empty, unfinished: waiting.unfinished ?? [] },
    on: [/^Do not offer it again/u],
    scenes: (stage) => ({ dismiss: shows(stage, { unfinished: (waiting.unfinished ?? []).slice(1) }) }),
    until: without(/was broken off/u),
  },
  {
    name: 'the new pairs are forgotten',
    view: { ...view, preview: settled, run: done },
    on: [/^Forget them/u],
    scenes: (stage) => ({ disconnect: shows(stage, { connections: ready.filter(({ isSpent }) => !isSpent) }) }),
    until: async (page) => await page.getByText('Forgotten.').waitFor(),
  },
  {
    name: 'a run is stopped',
    view: { ...view, preview: settled, run: running },
    on: [/^Stop$/u, /^Stop here/u],
    scenes: (stage) => ({ stop: shows(stage, { run: { ...running, state: 'stopping' } }) }),
    until: without(/Stop here\?/u),
  },
  {
    name: 'whoever is still there says so',
    view: { ...empty, idleEnds: 0 },
    before: async (page) => await page.getByText('Nothing was done here for a while').waitFor(),
    on: [/^I am still here/u],
    scenes: (stage) => ({ look: shows(stage, { idleEnds: Date.now() + 1_800_000 }) }),
    until: without(/Nothing was done here/u),
  },
]

it.each(pressings)('is not lost when $name', async ({ view: first, on, before, scenes, until }) => {
  await using stage = await startStage(first, scenes === undefined ? {} : { scenes })
  const { page, wrongs } = await browser.open(stage.link)
  await page.locator('h1').waitFor()
  await before?.(page)
  const keys = new Keyboard(page)
  for (const name of on) {
    await keys.to(name)
    await page.keyboard.press('Enter')
  }
  await until(page)
  await keys.hasFocus()
  expect(wrongs.filter((text) => !text.includes('Failed to load resource'))).toEqual([])
  await page.close()
})

it('is seen to be lost, hidden or not shown, where it is', async () => {
  await using stage = await startStage({ ...empty, connections: ready })
  const { page } = await browser.open(stage.link, { width: 360, height: 700 })
  await page.locator('h1').waitFor()
  const keys = new Keyboard(page)
  await keys.to(/^Choose a file/u)
  expect(await lostFocus(page)).toBe('')
  await page.evaluate(() => document.styleSheets[0]?.insertRule(':focus-visible { outline: none !important }', 0))
  expect(await lostFocus(page)).toMatch(/^Nothing shows/u)
  await page.evaluate(() => document.styleSheets[0]?.deleteRule(0))
  expect(await lostFocus(page)).toBe('')
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight))
  expect(await lostFocus(page)).toMatch(/cannot be seen/u)
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
  })
  expect(await lostFocus(page)).toBe('The focus is nowhere.')
  await page.close()
})
