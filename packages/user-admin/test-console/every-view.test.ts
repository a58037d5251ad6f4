import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { ours } from './our-words.ts'
import { crowd, empty } from './scenes.ts'
import { startStage } from './stage.ts'
import { overflowing, shownIn } from './view-checks.ts'
import { views } from './views.ts'

declare global {
  interface Window {
    readonly axe: { run(): Promise<AxeResults> }
  }
}

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
  // Before any script of the page, whose policy would not let it in.
  await browser.context.addInitScript({
    content: await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'),
  })
})
afterAll(() => browser[Symbol.asyncDispose]())

const people = crowd(300)

/** What axe has to say of the page as it is. */
async function violationsIn(page: Page): Promise<readonly string[]> {
  const { violations, passes } = await page.evaluate(() => window.axe.run())
  expect(passes.length).toBeGreaterThan(5)
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('\n')}`)
}

/** Waits until nothing is on its way. */
const settled = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => document.querySelector('[aria-busy=true], .row.loading') === null)
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

describe.each(views)('$name', ({ view, go, scenes, isDeserted }) => {
  it.each([
    { language: 'en', themes: ['light', 'dark'] },
    { language: 'de', themes: ['dark', 'light'] },
  ] as const)(
    'in $language: has nothing for axe to say at any width in either theme, fits, and has none of our own words',
    async ({ language, themes }) => {
      await using stage = await startStage(view, {
        people: isDeserted === true ? [] : people,
        ...(scenes === undefined ? {} : { scenes }),
      })
      const { page, wrongs } = await browser.open(stage.link, { language, theme: themes[0], width: 1280 })
      await page.locator('h1').waitFor()
      await go?.(page, stage)
      const found: string[] = []
      for (const [width, theme] of [
        [1280, themes[0]],
        [360, themes[1]],
      ] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await page.setViewportSize({ width, height: 900 })
        await settled(page)
        found.push(...(await violationsIn(page)).map((text) => `${theme} ${width}: ${text}`))
        found.push(...(await overflowing(page)).map((text) => `${width}: ${text}`))
      }
      // A page of 1280 at 200 %, and at 400 %.
      for (const width of [640, 320]) {
        await page.setViewportSize({ width, height: 450 })
        await settled(page)
        found.push(...(await overflowing(page)).map((text) => `${width}: ${text}`))
      }
      expect(found).toEqual([])
      const shown = await shownIn(page)
      expect(shown.join('\n').length).toBeGreaterThan(100)
      expect(shown.filter((text) => ours.test(text))).toEqual([])
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(language)
      // What the browser itself says where a server does not answer, or refuses, is no mistake of the page.
      expect(
        wrongs.filter(
          (text) => !/Failed to load resource: (?:net::ERR_|the server responded with a status)/u.test(text),
        ),
      ).toEqual([])
      await page.close()
    },
  )
})

it('notices a button without a name, letters that are too faint, what is too wide, and one of our words', async () => {
  await using stage = await startStage(empty)
  const { page } = await browser.open(stage.link, { width: 360 })
  await page.locator('h1').waitFor()
  expect([await violationsIn(page), await overflowing(page)]).toEqual([[], []])
  await page.evaluate(() => {
    const main = document.querySelector('main')
    const faint = Object.assign(document.createElement('p'), { textContent: 'hardly to be read' })
    faint.style.color = '#f0f0ee'
    const wide = Object.assign(document.createElement('p'), { textContent: 'wider than a phone' })
    wide.style.width = '400px'
    main?.append(document.createElement('button'), faint, wide)
    document.querySelector('select')?.setAttribute('aria-label', 'The scope of this')
  })
  const violations = (await violationsIn(page)).map((text) => text.split(':', 1)[0])
  expect(violations).toEqual(expect.arrayContaining(['button-name', 'color-contrast']))
  expect((await overflowing(page)).join()).toMatch(/px too wide/u)
  expect((await shownIn(page)).filter((text) => ours.test(text))).toEqual(['The scope of this'])
  await page.close()
})
