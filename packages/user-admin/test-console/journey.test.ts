import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fastClock, startFakeAac } from '@user-admin/aac-client/testing'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { type Browser, startBrowser } from './browser.ts'
import { heldRequests } from './held-requests.ts'
import { Keyboard } from './keyboard.ts'
import { ours } from './our-words.ts'
import { type Moved, shiftsOf, watchShifts } from './shifts.ts'
import { pageFiles } from './stage.ts'
import { overflowing, shownIn } from './view-checks.ts'

const names = ['spring-class', 'data-lab', 'capstone']
const peopleOf = (place: number) => [
  { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
  { email: `tutor${place}@example.edu`, name: `Tara Otten ${place}` },
  ...Array.from({ length: 12 }, (_, index) => ({
    email: `student${place}${index}@example.edu`,
    name: `Student ${index}`,
  })),
]

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

/** Puts text where Control+V finds it, as a password manager or another window would. */
async function copied(browser: Browser, text: string): Promise<void> {
  const other = await browser.context.newPage()
  await other.setContent('<textarea autocomplete="off"></textarea>')
  await other.locator('textarea').fill(text)
  await other.locator('textarea').press('Control+A')
  await other.locator('textarea').press('Control+C')
  await other.close()
}

const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 60_000 })
const says = (page: Page, text: string | RegExp) =>
  page
    .getByText(text)
    .first()
    .waitFor({ timeout: 60_000 })
    .catch(async () => {
      throw new Error(`The page does not say ${text}, but: ${(await page.locator('main').textContent())?.trim()}`)
    })

it.each([{ width: 1280 }, { width: 360 }])(
  'is gone through at $width px from the link to the way back by the keyboard alone, and nothing moves by itself',
  { timeout: 300_000 },
  async ({ width }) => {
    const clock = fastClock(50)
    await using fake = await startFakeAac({
      clock,
      // Ends meanwhile, so that there are pairs to be handed back.
      tokenLife: 60,
      seed: { workspaces: names.map((name, place) => ({ name, people: peopleOf(place) })) },
    })
    const held = heldRequests(fake.fetch)
    await using console = await startConsole({
      files: pageFiles,
      state: memoryState({ now: clock.now }),
      by: 'me@example.edu',
      fetch: held.fetch,
      now: clock.now,
    })
    await using browser = await startBrowser()
    await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await watchShifts(browser.context)
    const pairs = names.map((workspace) => fake.creds({ workspace }))
    const file = join(folder, `creds-${width}.json`)
    await writeFile(file, JSON.stringify(pairs.slice(1)))
    await copied(browser, JSON.stringify(pairs.slice(0, 1)))
    const { page, wrongs } = await browser.open(console.link, { width, height: 800 })
    const keys = new Keyboard(page)
    const moved: Moved[] = []
    /** What a view has to be, whichever it is. */
    const isSound = async (): Promise<void> => {
      await keys.hasFocus()
      expect((await shownIn(page)).filter((text) => ours.test(text))).toEqual([])
      expect(await overflowing(page)).toEqual([])
    }
    await heading(page, /Which workspaces/u)
    expect(await page.evaluate(() => [location.hash, history.length])).toEqual(['', 2])

    await keys.to(/^Tokens/u)
    await page.keyboard.press('Control+V')
    await says(page, '1 workspace ready')
    expect(await page.locator('textarea').inputValue()).toBe('')
    await isSound()
    // As the person chooses it where the system asks.
    page.once('filechooser', (chooser) => void chooser.setFiles(file))
    await keys.to(/^Choose a file/u)
    await page.keyboard.press('Enter')
    await says(page, '3 workspaces ready')
    await isSound()
    await keys.to(/^Next: who keeps access/u)
    await page.keyboard.press('Enter')

    await heading(page, /Who keeps access/u)
    expect(await keys.focused()).toBe('Who keeps access?')
    await copied(browser, 'tutor0@example.edu, Tara <tutor1@example.edu>\ntutr2@example.edu')
    await page.bringToFront()
    await keys.to(/^E-mail addresses/u)
    await page.keyboard.press('Control+V')
    await says(page, '3 entries understood')
    await isSound()
    await keys.to(/^Look at everybody/u)
    await page.keyboard.press('Enter')

    // One key takes the nearest address, and everybody is looked at again.
    await says(page, '1 entry matches nobody')
    await isSound()
    await keys.to(/tutor2@example\.edu/u)
    await page.keyboard.press('1')
    await says(page, 'Type 36 to begin')
    expect(await page.getByText('matches nobody').count()).toBe(0)
    await isSound()

    await keys.to(/^People/u)
    for (let press = 0; press < 60; press += 1) {
      if ((await page.locator('.row.active .keep button').count()) > 0) break
      await page.keyboard.press('ArrowDown')
    }
    await page.keyboard.press('Space')
    await says(page, 'Type 35 to begin')
    // The key does what the row says: the row is read again after the number.
    await page.locator('.row.active').getByText('Take back').waitFor()
    await page.keyboard.press('Space')
    await says(page, 'Type 36 to begin')
    await isSound()

    await keys.to(/^Type 36/u)
    await page.keyboard.type('63')
    await page.keyboard.press('Enter')
    await says(page, 'You typed 63. The number is 36')
    await isSound()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('36')
    held.holdAfter(4)
    await page.keyboard.press('Enter')
    await heading(page, /Taking access away/u)
    await held.isHeld()
    await isSound()
    await keys.to(/^Stop/u)
    await page.keyboard.press('Enter')
    await says(page, 'Stop here?')
    await isSound()
    expect(await keys.focused()).toBe('Keep running')
    await page.keyboard.press('Enter')
    await isSound()
    await keys.to(/^Pause/u)
    await page.keyboard.press('Enter')
    await says(page, 'Pausing after the people under way')
    await isSound()
    held.letGo()
    await says(page, 'Paused. Nothing happens until you go on.')
    await isSound()
    // A reload on the way loses nothing.
    moved.push(...(await shiftsOf(page)))
    await page.reload()
    await says(page, 'Paused. Nothing happens until you go on.')
    await keys.to(/^Go on/u)
    await page.keyboard.press('Enter')
    await says(page, '0 left')
    expect(fake.canEnter('student10@example.edu', 'data-lab')).toBe(false)
    expect(fake.canEnter('tutor1@example.edu', 'data-lab')).toBe(true)
    await isSound()

    await keys.to(/^Copy/u)
    await page.keyboard.press('Enter')
    await says(page, 'Copied.')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('refresh_token')
    await isSound()
    await keys.to(/^File on this computer/u)
    await page.keyboard.press('Control+A')
    await page.keyboard.type(join(folder, `kept-${width}.json`))
    await page.keyboard.press('Enter')
    await says(page, 'Saved to')
    expect(await readFile(join(folder, `kept-${width}.json`), 'utf8')).toContain('refresh_token')
    await isSound()
    await keys.to(/^Table \(CSV\)/u)
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')])
    expect(download.suggestedFilename()).toMatch(/\.csv$/u)
    expect(await readFile(await download.path(), 'utf8')).toContain('student10@example.edu')
    await isSound()

    await keys.to(/^Look at the way back/u)
    await page.keyboard.press('Enter')
    await heading(page, /Review the way back/u)
    await says(page, 'Type 36 to begin')
    await isSound()
    await keys.to(/^Type 36/u)
    await page.keyboard.type('36')
    await page.keyboard.press('Enter')
    await says(page, 'Access was given back')
    expect(fake.canEnter('student10@example.edu', 'data-lab')).toBe(true)
    await isSound()

    await keys.to(/^Close$/u)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await isSound()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
    await keys.to(/^Close$/u)
    await page.keyboard.press('Enter')
    await keys.to(/^Forget and close/u)
    moved.push(...(await shiftsOf(page)))
    // At its end the server cuts off the page that still listens, which the browser tells.
    expect(wrongs).toEqual([])
    await page.keyboard.press('Enter')
    await heading(page, /Everything is forgotten/u)
    expect(await console.ended).toBe('closed')
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    // What a slow server answers late is no input any more: of that a little may move. In `layout.test.ts` nothing does.
    const share = moved.reduce((sum, { value }) => sum + value, 0)
    expect(share > 0.1 ? moved : []).toEqual([])
  },
)
