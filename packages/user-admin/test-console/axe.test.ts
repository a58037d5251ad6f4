import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { crowd } from './scenes.ts'
import { startStage } from './stage.ts'
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

describe.each(views)('$name', ({ view, go }) => {
  it.each([
    { theme: 'light', width: 1280, language: 'en' },
    { theme: 'dark', width: 360, language: 'de' },
  ] as const)('has nothing for axe to say in $theme at $width px in $language, and no error', async (looks) => {
    await using stage = await startStage(view, { people })
    const { page, wrongs } = await browser.open(stage.link, looks)
    await page.locator('.settings select').first().selectOption(looks.language)
    await page.locator('h1').waitFor()
    await go?.(page)
    await page.waitForFunction(() => document.querySelector('[aria-busy=true], .row.loading') === null)
    const { violations } = await page.evaluate(() => window.axe.run())
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join('\n')}`),
    ).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await page.evaluate(() => document.documentElement.lang)).toBe(looks.language)
    expect(wrongs).toEqual([])
    await page.close()
  })
})
