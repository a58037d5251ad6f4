import { readFile } from 'node:fs/promises'
import { fastClock, startFakeAac } from '@user-admin/aac-client/testing'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { type Browser, startBrowser } from './browser.ts'
import { ours } from './our-words.ts'
import { pageFiles } from './stage.ts'

const names = ['spring-class', 'data-lab', 'capstone']
const peopleOf = (place: number) => [
  { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
  { email: `tutor${place}@example.edu`, name: `Tara Otten ${place}` },
  ...Array.from({ length: 12 }, (_, index) => ({
    email: `student${place}${index}@example.edu`,
    name: `Student ${index}`,
  })),
]

/** Puts text where Control+V finds it, as a password manager or another window would. */
async function copied(browser: Browser, text: string): Promise<void> {
  const other = await browser.context.newPage()
  await other.setContent('<textarea></textarea>')
  await other.locator('textarea').fill(text)
  await other.locator('textarea').press('Control+A')
  await other.locator('textarea').press('Control+C')
  await other.close()
}

/** What the focus is on, as it is read out. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const on = document.activeElement
    const labels = on instanceof HTMLInputElement || on instanceof HTMLTextAreaElement ? [...(on.labels ?? [])] : []
    return `${on?.getAttribute('aria-label') ?? ''} ${labels.map(({ textContent }) => textContent).join(' ')} ${
      on instanceof HTMLElement && on.tagName !== 'BODY' ? on.textContent : ''
    }`.trim()
  })

/** Goes on by the Tab key until the focus is on something of that name. Throws where it never is. */
async function tabTo(page: Page, name: RegExp, key = 'Tab'): Promise<void> {
  const passed: string[] = []
  for (let press = 0; press < 70; press += 1) {
    await page.keyboard.press(key)
    const now = await focused(page)
    if (name.test(now)) return
    passed.push(now.slice(0, 40))
  }
  throw new Error(`The Tab key never comes to ${name}: ${passed.join(' | ')}`)
}

const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor()

/** None of our own words is in what is shown, nor anything that somebody forgot to fill in. */
async function isPlain(page: Page): Promise<void> {
  expect(await page.locator('body').textContent()).not.toMatch(ours)
  expect(await page.locator('body').textContent()).not.toMatch(/undefined|NaN|\[object|guard:/u)
}

it('is gone through from the link to the way back by the keyboard alone', async () => {
  const clock = fastClock(50)
  await using fake = await startFakeAac({
    clock,
    seed: { workspaces: names.map((name, place) => ({ name, people: peopleOf(place) })) },
  })
  await using console = await startConsole({
    files: pageFiles,
    state: memoryState({ now: clock.now }),
    by: 'me@example.edu',
    fetch: fake.fetch,
    now: clock.now,
  })
  await using browser = await startBrowser()
  await copied(browser, JSON.stringify(names.map((workspace) => fake.creds({ workspace }))))
  const { page, wrongs } = await browser.open(console.link)
  await heading(page, /Which workspaces/u)
  expect(await page.evaluate(() => [location.hash, history.length])).toEqual(['', 2])

  await tabTo(page, /^Tokens/u)
  await page.keyboard.press('Control+V')
  await page.getByText('3 workspaces ready').waitFor()
  expect(await page.locator('textarea').inputValue()).toBe('')
  await isPlain(page)
  await tabTo(page, /^Next: who keeps access/u)
  await page.keyboard.press('Enter')

  await heading(page, /Who keeps access/u)
  expect(await focused(page)).toBe('Who keeps access?')
  await copied(browser, 'tutor0@example.edu, Tara <tutor1@example.edu>\ntutr2@example.edu')
  await page.bringToFront()
  await tabTo(page, /^E-mail addresses/u)
  await page.keyboard.press('Control+V')
  await page.getByText('3 entries understood').waitFor()
  await isPlain(page)
  await tabTo(page, /^Look at everybody/u)
  await page.keyboard.press('Enter')

  // One key takes the nearest address, and everybody is looked at again.
  await page.getByText('1 entry matches nobody').waitFor()
  await isPlain(page)
  await tabTo(page, /tutor2@example\.edu/u)
  await page.keyboard.press('1')
  await page.getByText('Type 36 to begin').waitFor()
  expect(await page.getByText('matches nobody').count()).toBe(0)

  await tabTo(page, /^People/u)
  for (let press = 0; press < 60; press += 1) {
    if ((await page.locator('.row.active .keep button').count()) > 0) break
    await page.keyboard.press('ArrowDown')
  }
  await page.keyboard.press('Space')
  await page.getByText('Type 35 to begin').waitFor()
  await page.keyboard.press('Space')
  await page.getByText('Type 36 to begin').waitFor()

  await isPlain(page)
  await tabTo(page, /^Type 36/u)
  await page.keyboard.type('63')
  await page.keyboard.press('Enter')
  await page.getByText('You typed 63. The number is 36').waitFor()
  await page.keyboard.press('Control+A')
  await page.keyboard.type('36')
  await page.keyboard.press('Enter')
  // A reload on the way loses nothing.
  await page
    .getByText(/of 36 accounts|0 left/u)
    .first()
    .waitFor()
  await page.reload()
  await page.getByText('0 left').first().waitFor({ timeout: 60_000 })
  expect(fake.canEnter('student10@example.edu', 'data-lab')).toBe(false)
  expect(fake.canEnter('tutor1@example.edu', 'data-lab')).toBe(true)

  await isPlain(page)
  await tabTo(page, /^Table \(CSV\)/u)
  const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
  expect(download.suggestedFilename()).toMatch(/\.csv$/u)
  expect(await readFile(await download.path(), 'utf8')).toContain('student10@example.edu')

  await tabTo(page, /^Look at the way back/u)
  await page.keyboard.press('Enter')
  await heading(page, /Review the way back/u)
  await isPlain(page)
  await tabTo(page, /^Type 36/u)
  await page.keyboard.type('36')
  await page.keyboard.press('Enter')
  await page.getByText('Access was given back').waitFor({ timeout: 60_000 })
  expect(fake.canEnter('student10@example.edu', 'data-lab')).toBe(true)

  await isPlain(page)
  await tabTo(page, /^Close$/u)
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  await tabTo(page, /^Close$/u)
  await page.keyboard.press('Enter')
  await tabTo(page, /^Forget and close/u)
  await page.keyboard.press('Enter')
  await heading(page, /Everything is forgotten/u)
  expect(await console.ended).toBe('closed')
  expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
  expect(wrongs).toEqual([])
})
