import { expect, it } from 'vitest'
import { startBrowser } from './browser.ts'
import { promises } from './promises.ts'
import { chosen, crowd, empty, settled } from './scenes.ts'
import { startStage } from './stage.ts'

it('keeps fewer than 200 rows while it is scrolled through 50,000 people, and shows each where it belongs', async () => {
  await using stage = await startStage({ ...empty, ...chosen, preview: settled }, { people: crowd(50_000) })
  await using browser = await startBrowser()
  const { page, wrongs } = await browser.open(stage.link)
  const grid = page.getByRole('grid')
  await expect.poll(() => grid.getAttribute('aria-rowcount')).toBe('50001')
  const most = await grid.evaluate(async (element) => {
    let rows = 0
    for (let step = 0; step <= 250; step += 1) {
      element.scrollTop = (element.scrollHeight * step) / 250
      await new Promise(requestAnimationFrame)
      rows = Math.max(rows, document.querySelectorAll('[role=row]').length)
    }
    return rows
  })
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(promises.rows)
  await expect.poll(() => page.locator('.row[aria-rowindex="50001"] .who-name').count()).toBe(1)

  await grid.focus()
  await page.keyboard.press('Home')
  await expect.poll(() => page.locator('.row.active').getAttribute('aria-rowindex')).toBe('2')
  for (let press = 0; press < 30; press += 1) await page.keyboard.press('ArrowDown')
  const active = page.locator('.row.active')
  await expect.poll(() => active.getAttribute('aria-rowindex')).toBe('32')
  expect(await active.getAttribute('id')).toBe(await grid.getAttribute('aria-activedescendant'))
  const [row, box] = [await active.boundingBox(), await grid.boundingBox()]
  expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual((box?.y ?? 0) + (box?.height ?? 0))
  expect(wrongs).toEqual([])
})

it('looks for somebody, shows one fate only, and sorts, each with what is asked of the server', async () => {
  await using stage = await startStage({ ...empty, ...chosen, preview: settled }, { people: crowd(500) })
  await using browser = await startBrowser()
  const { page } = await browser.open(stage.link)
  const count = page.locator('.people-count [role=status]')
  await expect.poll(() => count.textContent()).toBe('500 people')
  await page.getByRole('searchbox').fill('berg')
  await expect.poll(() => count.textContent()).toMatch(/^\d\d people$/u)
  await page.getByRole('searchbox').fill('')
  await page.getByRole('button', { name: 'Held back' }).click()
  await expect.poll(() => count.textContent()).toBe('50 people')
  expect(await page.getByRole('button', { name: 'Held back' }).getAttribute('aria-pressed')).toBe('true')
  await page.getByRole('button', { name: 'Held back' }).click()
  await page.getByRole('button', { name: 'Person' }).click()
  await expect
    .poll(() => page.getByRole('columnheader', { name: 'Person' }).getAttribute('aria-sort'))
    .toBe('descending')
  await page.getByRole('searchbox').fill('nobody-of-that-name')
  await page.getByText('Nobody matches.').waitFor()
})
