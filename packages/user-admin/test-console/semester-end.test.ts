import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { type ConsoleProcess, SharedClock, startConsoleProcess } from './fast-process.ts'
import { Hand } from './hand.ts'
import { promises } from './promises.ts'

const names = ['spring-class', 'data-lab', 'finance-reports', 'field-course', 'capstone']
const lone = 'data-lab'
const each = 70
const protectedIn = (place: number): readonly string[] => ['me@example.edu', `tutor${place}@example.edu`]
const studentsIn = (place: number) =>
  Array.from({ length: each }, (_, index) => ({
    email: `student${place}-${index}@example.edu`,
    name: `Student ${index}`,
    // Nine who never came, four who were suspended before, over all five.
    status:
      index === 3 || (index === 4 && place < 4)
        ? ('invited' as const)
        : index === 5 && place < 4
          ? ('suspended' as const)
          : ('active' as const),
  }))

/** Five classes: 60 requests a minute are taken of each operation, and a token ends after five minutes. */
const classes = (clock: SharedClock): Promise<FakeAac> =>
  startFakeAac({
    clock,
    tokenLife: 300,
    quota: { user: 60 },
    seed: {
      workspaces: names.map((name, place) => ({
        name,
        people: [
          { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
          { email: `tutor${place}@example.edu`, name: `Tara Otten ${place}` },
          ...studentsIn(place),
        ],
      })),
    },
  })

/** As a person would copy them: four pairs, and one token without its other half. */
const pasted = (fake: FakeAac, alone: string): readonly string[] =>
  names.map((workspace) => (workspace === lone ? alone : JSON.stringify(fake.creds({ workspace }))))

const inside = (fake: FakeAac, of: (place: number) => readonly string[]): readonly string[] =>
  names.flatMap((workspace, place) => of(place).filter((email) => fake.canEnter(email, workspace)))
const students = (place: number): readonly string[] => studentsIn(place).map(({ email }) => email)

const heading = (page: Page, name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 60_000 })
const opened = async (browser: Browser, { link }: ConsoleProcess): Promise<{ page: Page; hand: Hand }> => {
  const { page } = await browser.open(link)
  await heading(page, /Which workspaces/u)
  return { page, hand: new Hand(page) }
}

it.each([
  { kills: 0, most: promises.interactions, name: 'in one go' },
  { kills: 2, most: promises.interactions + 2 * 3, name: 'with the program killed twice' },
])('ends the semester of five classes without a programmer, $name', { timeout: 300_000 }, async ({ kills, most }) => {
  const folder = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
  const clock = new SharedClock(20)
  await using fake = await classes(clock)
  await using browser = await startBrowser()
  let program = await startConsoleProcess(folder, fake.url, clock)
  let { page, hand } = await opened(browser, program)
  const done: string[] = []

  let alone = fake.tokens({ workspace: lone })
  let tokens = pasted(fake, alone.accessToken)
  const [spent = ''] = tokens
  await hand.pasteInto(page.getByLabel('Tokens'), tokens.join('\n\n'))
  await page.getByText('5 workspaces ready').waitFor({ timeout: 60_000 })
  await hand.click('Next: who keeps access')
  const stay = names.map((_, place) => protectedIn(place).join('; ')).join('\n')
  await hand.pasteInto(page.getByLabel('E-mail addresses or domains'), stay)
  await page.getByText('entries understood').waitFor()
  await hand.click('Look at everybody')

  // Four are suspended already: there is nothing to do to them.
  const going = each * names.length - 4
  const number = page.getByLabel(`Type ${going} to begin`)
  await number.waitFor({ timeout: 120_000 })
  expect(await page.getByText('matches nobody').count()).toBe(0)
  await clock.skip(20 * 60_000, program)
  expect(fake.ledger.entries).toEqual([])
  await hand.type(number, String(going))
  await hand.click('Suspend now')
  await heading(page, /Taking access away/u)

  for (let killed = 0; killed < kills; killed += 1) {
    const before = inside(fake, students).length
    await expect.poll(() => inside(fake, students).length, { timeout: 120_000 }).toBeLessThan(before - 40)
    await program.kill()
    await page.close()
    done.push(...hand.done)
    program = await startConsoleProcess(folder, fake.url, clock)
    ;({ page, hand } = await opened(browser, program))
    await page.getByText('was broken off').waitFor()
    // What was pasted before was used up by the program that is no more.
    alone = fake.tokens({ workspace: lone })
    tokens = pasted(fake, alone.accessToken)
    await hand.pasteInto(page.getByLabel('Tokens'), tokens.join('\n\n'))
    await hand.click('Go on')
    await heading(page, /Taking access away/u)
  }
  // The one without its other half ended while everybody was looked through; once it is asked for, the half is pasted.
  const newer = page.getByRole('button', { name: `Paste a newer token: ${lone}` })
  const finished = page.getByRole('heading', { level: 1, name: 'Finished' })
  await newer.or(finished).waitFor({ timeout: 150_000 })
  if (kills === 0 || (await newer.count()) > 0) {
    await hand.click(newer)
    const field = page.getByLabel('Newer token of the same workspace')
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true)
    await hand.paste(field, alone.refreshToken)
  }
  await finished.waitFor({ timeout: 150_000 }).catch(async () => {
    throw new Error(String(await page.locator('main').textContent()))
  })
  done.push(...hand.done)
  expect(await page.locator('.result-number').textContent()).toBe('0 left')
  expect(done.slice(most)).toEqual([])
  expect(done.length).toBeGreaterThan(7)
  expect(inside(fake, students)).toEqual([])
  expect(inside(fake, protectedIn)).toEqual(names.flatMap((_, place) => protectedIn(place)))
  expect(fake.ledger.entries.some(({ target }) => /^(?:me|tutor)/u.test(target ?? ''))).toBe(false)

  // The pairs as they are now, and nowhere else; after a kill those that were pasted last may not be used up yet.
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const copy = page.getByRole('button', { name: 'Copy' })
  let handedBack = tokens.filter((token) => token.startsWith('{')).join('\n')
  if (kills === 0 || (await copy.count()) > 0) {
    await copy.click()
    await page.getByText('Copied.').waitFor()
    handedBack = await page.evaluate(() => navigator.clipboard.readText())
  }
  await page.close()
  await program.kill()
  await using next = await startConsoleProcess(folder, fake.url, clock)
  ;({ page, hand } = await opened(browser, next))
  await page.getByText('was broken off').waitFor({ state: 'detached' })
  const ready = `${handedBack.split('refresh_token').length - 1} workspaces ready`
  await hand.pasteInto(page.getByLabel('Tokens'), spent)
  await page.getByText('This pair was used before, and is good no more.').waitFor({ timeout: 60_000 })
  await hand.pasteInto(page.getByLabel('Tokens'), handedBack)
  await page
    .getByText(ready)
    .waitFor({ timeout: 60_000 })
    .catch(async () => {
      throw new Error(String(await page.locator('main').textContent()))
    })
  await rm(folder, { recursive: true, force: true })
})
