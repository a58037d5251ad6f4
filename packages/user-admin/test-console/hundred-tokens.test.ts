import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { startBrowser } from './browser.ts'
import { Hand } from './hand.ts'
import { promises } from './promises.ts'
import { pageFiles } from './stage.ts'
import { type LongestTask, longestTask } from './tasks.ts'

// 94 that work alone and one of a pair of the same workspace; with so many each, there are 50,000 rows and a few.
const working = 95
const each = 527
const names = Array.from({ length: working }, (_, place) => `class-${String(place).padStart(2, '0')}`)
const seed = {
  workspaces: names.map((name, place) => ({
    name,
    people: [
      { email: 'me@example.edu', name: 'Mira Elm', isAdmin: true },
      ...(place < 29 ? [{ email: `tutor${place}@example.edu`, name: `Tara Otten ${place}` }] : []),
      ...Array.from({ length: place < 29 ? each - 2 : each - 1 }, (_none, index) => ({
        email: `student${place}-${index}@example.edu`,
        name: `Student ${index}`,
      })),
    ],
  })),
}
const protectedPeople = ['me@example.edu', ...Array.from({ length: 29 }, (_, place) => `tutor${place}@example.edu`)]

/** Goes through all rows. Answers with the most that the page held at once. */
async function scrolled(element: Element): Promise<number> {
  let rows = 0
  for (let step = 0; step <= 300; step += 1) {
    element.scrollTop = (element.scrollHeight * step) / 300
    await new Promise(requestAnimationFrame)
    rows = Math.max(rows, document.querySelectorAll('[role=row]').length)
  }
  return rows
}

it('looks at 100 tokens and 50,000 people within a minute, while the page answers at once', {
  timeout: 240_000,
}, async () => {
  await using fake = await startFakeAac({ seed })
  await using past = await startFakeAac({ clock: manualClock(Date.now() - 86_400_000), seed: { workspaces: 3 } })
  await using elsewhere = await startFakeAac({ issuer: 'https://pingauth-eu1.alteryxcloud.com/as' })
  const tokens = [
    ...names.map((workspace) => JSON.stringify(fake.creds({ workspace }))),
    JSON.stringify(fake.creds({ workspace: 'class-07' })),
    ...[1, 2, 3].map(() => past.tokens().accessToken),
    JSON.stringify(elsewhere.creds()),
  ]
  expect(tokens.length).toBe(100)
  await using console = await startConsole({
    files: pageFiles,
    state: memoryState(),
    by: 'me@example.edu',
    aac: { regions: ['us1'] },
    fetch: fake.fetch,
  })
  await using browser = await startBrowser()
  const { page, wrongs } = await browser.open(console.link)
  // One that is too long is seen.
  const busy = (): Promise<void> =>
    page.evaluate(() => {
      const end = performance.now() + 2000
      while (performance.now() < end) Math.random()
    })
  const planted = await longestTask(page, busy)
  expect(planted.processor).toBeGreaterThan(promises.longestTask)
  expect(planted.wall).toBeGreaterThanOrEqual(planted.processor)
  const hand = new Hand(page)
  await hand.pasteInto(page.getByLabel('Tokens'), tokens.join('\n'))
  await page.getByText('95 workspaces ready · 5 left out').waitFor({ timeout: 90_000 })
  const badges = await page.locator('.card .badge').allTextContents()
  const count = (text: string): number => badges.filter((one) => one === text).length
  expect(['Ready', 'Ended', 'Twice', 'Other region'].map(count)).toEqual([95, 3, 1, 1])
  await hand.click('Next: who keeps access')
  await hand.pasteInto(page.getByLabel('E-mail addresses or domains'), protectedPeople.join('\n'))
  await page.getByText('30 entries understood').waitFor()

  let took = 0
  const meanwhile = await longestTask(page, async () => {
    const begun = performance.now()
    await hand.click('Look at everybody')
    await page.getByLabel(`Type ${working * each - working - 29} to begin`).waitFor({ timeout: 120_000 })
    took = performance.now() - begun
  })
  expect(took).toBeLessThan(promises.review)
  expect(meanwhile.processor).toBeLessThanOrEqual(promises.longestTask)

  const grid = page.getByRole('grid')
  expect(await grid.getAttribute('aria-rowcount')).toBe(String(working * each + 1))
  await grid.scrollIntoViewIfNeeded()
  let most = 0
  const longest = await longestTask(page, async () => {
    most = await grid.evaluate(scrolled)
    await page.locator(`.row[aria-rowindex="${working * each + 1}"] .who-name`).waitFor()
  })
  expect(longest.processor).toBeGreaterThan(1)
  expect(longest.processor).toBeLessThanOrEqual(promises.longestTaskScrolling)
  expect(most).toBeGreaterThan(10)
  expect(most).toBeLessThan(promises.rows)
  const said = ({ processor, wall }: LongestTask): string =>
    `${processor.toFixed()} ms of the processor, ${wall.toFixed()} ms on the wall`
  process.stdout.write(
    `review complete in ${(took / 1000).toFixed(1)} s; longest task meanwhile ${said(meanwhile)}; while scrolling ${said(longest)}\n`,
  )
  expect(wrongs).toEqual([])
})
