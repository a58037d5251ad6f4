import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { startBrowser } from './browser.ts'
import { chosen, crowd, empty, running, settled } from './scenes.ts'
import { startStage } from './stage.ts'

const heading = (page: Page): Promise<string | null> => page.locator('h1').textContent()

it.each([
  { locale: 'de-AT', language: 'de', title: 'Welche Arbeitsbereiche?', other: 'en', otherTitle: 'Which workspaces?' },
  { locale: 'fr-FR', language: 'en', title: 'Which workspaces?', other: 'de', otherTitle: 'Welche Arbeitsbereiche?' },
  { locale: 'ar-EG', language: 'en', title: 'Which workspaces?', other: 'de', otherTitle: 'Welche Arbeitsbereiche?' },
])('speaks $language on a machine of $locale, and what was chosen from then on', async (given) => {
  const { locale, language, title, other, otherTitle } = given
  await using stage = await startStage(empty)
  await using browser = await startBrowser({ locale })
  const { page } = await browser.open(stage.link)
  await expect.poll(() => heading(page)).toBe(title)
  const lang = (): Promise<string> => page.evaluate(() => document.documentElement.lang)
  expect(await lang()).toBe(language)
  await page.locator('.settings select').first().selectOption(other)
  await expect.poll(() => heading(page)).toBe(otherTitle)
  await page.reload()
  await expect.poll(() => heading(page)).toBe(otherTitle)
  expect(await lang()).toBe(other)
})

/** What moves by itself, or would as soon as it changes. */
const moving = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() => {
    const seconds = (text: string): number => Math.max(...text.split(',').map((one) => Number.parseFloat(one) || 0))
    const parts = ['', '::before', '::after', '::-webkit-progress-value']
    const styled = [...document.querySelectorAll('*')].flatMap((one) =>
      parts.flatMap((part) => {
        const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(one, part)
        const moves = seconds(transitionDuration) > 0 || animationName !== 'none' || scrollBehavior === 'smooth'
        return moves ? [`${one.tagName}${part}`] : []
      }),
    )
    return [...styled, ...document.getAnimations().map((one) => one.id || 'an animation')]
  })

it('lets nothing move where the machine asks for that, while a run goes on', async () => {
  await using stage = await startStage({ ...empty, ...chosen, preview: settled, run: running }, { people: crowd(50) })
  await using browser = await startBrowser()
  const { page } = await browser.open(stage.link, { motion: 'reduce' })
  await page.getByText('187 of 466 accounts').first().waitFor()
  stage.show({ run: { ...running, finished: 300 } })
  await page.getByText('300 of 466 accounts').first().waitFor()
  expect(await moving(page)).toEqual([])
  // What would move is seen.
  await page.evaluate(() => document.styleSheets[0]?.insertRule('h1 { transition: color 2s !important }', 0))
  expect(await moving(page)).toContain('H1')
})

it('looks the same in a theme that was chosen as in that of the system', async () => {
  await using stage = await startStage(empty)
  await using browser = await startBrowser()
  const { page } = await browser.open(stage.link, { theme: 'light' })
  await page.locator('h1').waitFor()
  const colours = (): Promise<string> =>
    page.evaluate(() => {
      const style = getComputedStyle(document.documentElement)
      const names = [...document.styleSheets].flatMap((sheet) =>
        [...sheet.cssRules].flatMap((rule) =>
          rule instanceof CSSStyleRule ? [...rule.style].filter((name) => name.startsWith('--')) : [],
        ),
      )
      const ours = [...new Set(names)].filter((name) => !name.startsWith('--lightningcss'))
      return JSON.stringify(ours.map((name) => [name, style.getPropertyValue(name)]))
    })
  const choose = (theme: string) => page.locator('.settings select').nth(1).selectOption(theme)
  const light = await colours()
  await page.emulateMedia({ colorScheme: 'dark' })
  const dark = await colours()
  expect(dark).not.toBe(light)
  await choose('light')
  expect(await colours()).toBe(light)
  await page.emulateMedia({ colorScheme: 'light' })
  await choose('dark')
  expect(await colours()).toBe(dark)
})
