import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { crowd } from './scenes.ts'
import { compared, differing } from './shots.ts'
import { startStage } from './stage.ts'
import { views } from './views.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser[Symbol.asyncDispose]())

const kept = new Set(['connect-empty', 'connect', 'protect', 'review-slips', 'review', 'run', 'finished', 'close'])
const people = crowd(300)
/** Of the picture: the smallest mark of a workspace is more, and letters that are drawn otherwise are a tenth of it. */
const tolerated = 0.0005

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

/** The page as it was committed, but for something that is done to it. */
async function pictureOf(opened: Browser, change: () => void): Promise<Buffer> {
  const connect = views.find(({ name }) => name === 'connect')
  if (connect === undefined) throw new Error('no such view')
  await using stage = await startStage(connect.view)
  const { page } = await opened.open(stage.link, { width: 1280, height: 900, theme: 'light' })
  await page.locator('h1').waitFor()
  await page.evaluate(change)
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide', scale: 'css' })
  await page.close()
  return picture
}

it.each([
  { name: 'another colour of buttons', change: () => document.documentElement.style.setProperty('--accent', '#a00') },
  { name: 'a button that is missing', change: () => document.querySelector('.bar .primary')?.remove() },
  { name: 'a mark that is missing', change: () => document.querySelector('.card .badge')?.remove() },
  { name: 'the other theme', change: () => Object.assign(document.documentElement.dataset, { theme: 'dark' }) },
  {
    name: 'a step to the side',
    change: () =>
      document.querySelector('main')?.animate({ translate: ['8px', '8px'] }, { duration: 1, fill: 'forwards' }),
  },
  { name: 'larger letters', change: () => document.documentElement.style.setProperty('font-size', '17px') },
])('notices $name', async ({ change }) => {
  const before = await pictureOf(browser, () => undefined)
  expect(await differing(browser.context, before, await pictureOf(browser, () => undefined))).toBe(0)
  const share = await differing(browser.context, before, await pictureOf(browser, change))
  expect(share).toBeGreaterThan(tolerated)
})

// What another release of the browser or of its fonts may do.
it.each([
  { how: 'with other hints', flags: ['--font-render-hinting=full'] },
  {
    how: 'a pixel further down',
    flags: [],
    change: () => document.body.animate({ translate: ['1px 1px', '1px 1px'] }, { duration: 1, fill: 'forwards' }),
  },
  {
    how: 'in other places between two pixels',
    flags: [],
    change: () =>
      document.body.animate({ translate: ['0.4px 0.3px', '0.4px 0.3px'] }, { duration: 1, fill: 'forwards' }),
  },
])('takes letters for the same whose edges are drawn $how', async ({ flags, change = () => undefined }) => {
  const before = await pictureOf(browser, () => undefined)
  await using other = await startBrowser({}, flags)
  const after = await pictureOf(other, change)
  expect(await differing(browser.context, before, after)).toBeLessThan(tolerated)
})
