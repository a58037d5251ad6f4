import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { crowd } from './scenes.ts'
import { compared } from './shots.ts'
import { startStage } from './stage.ts'
import { views } from './views.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser[Symbol.asyncDispose]())

const kept = new Set(['connect-empty', 'connect', 'protect', 'review-slips', 'review', 'run', 'finished', 'close'])
const people = crowd(300)
/** Of the picture: another line somewhere is more. */
const tolerated = 0.004

describe.each(views.filter(({ name }) => kept.has(name)))('$name', ({ name, view, go }) => {
  it.each([
    { width: 360, height: 740, theme: 'light' },
    { width: 768, height: 900, theme: 'dark' },
    { width: 1280, height: 900, theme: 'light' },
    { width: 1280, height: 900, theme: 'dark' },
  ] as const)('looks as it did at $width px in $theme', async ({ width, height, theme }) => {
    await using stage = await startStage(view, { people })
    const { page } = await browser.open(stage.link, { width, height, theme })
    await page.locator('h1').waitFor()
    await go?.(page, stage)
    await page.waitForFunction(() => document.querySelector('[aria-busy=true], .row.loading') === null)
    const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' })
    await page.close()
    expect(await compared(browser.context, `${name}-${width}-${theme}`, picture)).toBeLessThan(tolerated)
  })
})

it('notices another colour of a button', async () => {
  if (process.env['UPDATE_SHOTS'] === '1') return
  const connect = views.find(({ name }) => name === 'connect-empty')
  if (connect === undefined) throw new Error('no such view')
  await using stage = await startStage(connect.view)
  const { page } = await browser.open(stage.link, { width: 360, height: 740, theme: 'light' })
  await page.locator('h1').waitFor()
  await page.evaluate(() => document.documentElement.style.setProperty('--accent', '#a00'))
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' })
  await page.close()
  expect(await compared(browser.context, 'connect-empty-360-light', picture)).toBeGreaterThan(tolerated)
})
