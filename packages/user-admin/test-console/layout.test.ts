import { afterAll, beforeAll, expect, it } from 'vitest'
import type { View } from '../src/console/protocol.ts'
import { type Browser, startBrowser } from './browser.ts'
import { chosen, crowd, done, empty, ready, running, settled, troubled } from './scenes.ts'
import { shiftsOf, watchShifts } from './shifts.ts'
import { startStage } from './stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
  await watchShifts(browser.context)
})
afterAll(() => browser[Symbol.asyncDispose]())

const view: View = { ...empty, ...chosen, choices: { ...empty.choices, ...chosen.choices, rest: 'suspend' } }
const checking = ready.map((one) => ({
  id: one.id,
  system: one.system,
  state: 'checking' as const,
  isRenewed: false,
  isSpent: false,
}))

/** What the server tells by itself, one after the other: nobody pressed anything, so nothing may move. */
const scenes: readonly { readonly name: string; readonly views: readonly Partial<View>[] }[] = [
  {
    name: 'tokens are checked',
    views: [
      { connections: checking },
      { connections: ready },
      { connections: [...ready.slice(0, 4), ...troubled.slice(1, 2)] },
    ],
  },
  {
    name: 'everybody is read',
    views: [
      { preview: { ...settled, state: 'reading', progress: { done: 0, total: 5 } } },
      { preview: { ...settled, state: 'reading', progress: { done: 4, total: 5 } } },
      { preview: settled },
    ],
  },
  {
    name: 'a run goes on',
    views: [
      {
        preview: settled,
        run: {
          ...running,
          finished: 0,
          workspaces: running.workspaces.map((one) => ({ ...one, state: 'running', finished: 0 })),
        },
      },
      { run: running },
      { run: { ...running, state: 'pausing' } },
      { run: { ...running, state: 'paused' } },
      { run: { ...running, state: 'running' } },
      { run: { ...running, state: 'waiting-for-token' } },
      { run: { ...running, state: 'stopping' } },
      { run: { ...running, finished: 466, state: 'running' } },
      { run: done },
    ],
  },
]

it.each(scenes.flatMap((scene) => [360, 1280].map((width) => ({ ...scene, width }))))(
  'moves nothing at $width px while $name',
  async ({ views: [first, ...rest], width }) => {
    await using stage = await startStage({ ...view, connections: ready, ...first }, { people: crowd(300) })
    const { page } = await browser.open(stage.link, { width, height: 1400 })
    await page.locator('h1').waitFor()
    const settle = (): Promise<void> =>
      page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))))
    for (const next of rest) {
      await settle()
      stage.show(next)
      await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null)
      await settle()
    }
    expect(await shiftsOf(page)).toEqual([])
    await page.close()
  },
)

it('notices what moves', async () => {
  await using stage = await startStage(view)
  const { page } = await browser.open(stage.link)
  await page.locator('h1').waitFor()
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame)
    await frame()
    await frame()
    document.querySelector('h1')?.before(Object.assign(document.createElement('p'), { textContent: 'pushed in' }))
    await frame()
    await frame()
  })
  await expect.poll(async () => (await shiftsOf(page)).length).toBeGreaterThan(0)
  await page.close()
})
