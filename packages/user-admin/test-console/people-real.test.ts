import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { type Browser, startBrowser } from './browser.ts'
import { pageFiles } from './stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser[Symbol.asyncDispose]())

const people = [
  { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
  ...Array.from({ length: 8 }, (_, index) => ({ email: `student${index}@example.edu`, name: `Student ${index}` })),
  { email: 'suspended@example.edu', status: 'suspended' as const },
]

it('shows of the real people those of each total, in each order, and whoever is searched for', async () => {
  await using fake = await startFakeAac({
    seed: { workspaces: ['data-lab', 'capstone'].map((name) => ({ name, people })) },
  })
  await using console = await startConsole({
    files: pageFiles,
    state: memoryState(),
    by: 'me@example.edu',
    fetch: fake.fetch,
  })
  const { page, wrongs } = await browser.open(console.link)
  const creds = ['data-lab', 'capstone'].map((workspace) => fake.creds({ workspace }))
  await page.getByLabel('Tokens').fill(JSON.stringify(creds))
  await page.locator('form.panel button.primary').click()
  await page.getByText('2 workspaces ready').waitFor({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Next: who keeps access' }).click()
  await page.getByLabel('Just me').check()
  await page.getByRole('button', { name: 'Look at everybody' }).click()
  await page.getByLabel('Type 16 to begin').waitFor({ timeout: 60_000 })

  const count = page.locator('.people-count [role=status]')
  const shows = (text: string): Promise<void> => expect.poll(() => count.textContent()).toBe(text)
  await shows('20 people')
  for (const [tile, of] of [
    ['Lose access', '16 people'],
    ['Keep access', '2 people'],
    ['Held back', '0 people'],
  ] as const) {
    const button = page.locator('.tiles').getByRole('button', { name: tile })
    await button.click()
    await shows(of)
    await button.click()
    await shows('20 people')
  }
  // Every choice of every list is taken.
  const lists = page.locator('.toolbar select')
  for (const list of await lists.all()) {
    for (const option of await list.locator('option').all()) {
      await list.selectOption(String(await option.getAttribute('value')), { force: true })
      await expect.poll(() => count.textContent()).toMatch(/^\d+ (?:people|person)$/u)
    }
    await list.selectOption({ index: 0 }, { force: true })
  }
  await shows('20 people')
  await page.getByRole('searchbox').fill('student3')
  await shows('2 people')
  expect(await page.getByRole('alert').allTextContents()).toEqual([''])
  expect(wrongs).toEqual([])
  await page.close()
})

it('takes the address of an installation for a token of Astronomer that was pasted alone', async () => {
  await using fake = await startFakeHouston({ seed: { workspaces: 1 } })
  await using console = await startConsole({ files: pageFiles, state: memoryState(), by: 'me@example.edu' })
  const { page, wrongs } = await browser.open(console.link)
  await page.getByLabel('Tokens').fill(fake.token)
  await page.locator('form.panel button.primary').click()
  await page.getByText('Needs an address').waitFor()
  const address = page.locator('.card').getByLabel('Address of the installation')
  await address.fill(fake.url)
  await address.press('Enter')
  await page.getByText('1 workspace ready').waitFor({ timeout: 60_000 })
  expect(await page.locator('.card .badge').allTextContents()).toEqual(['Ready'])
  expect(wrongs).toEqual([])
  await page.close()
})
