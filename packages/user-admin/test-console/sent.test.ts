import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { chosen, crowd, empty, ready, running, settled, waiting } from './scenes.ts'
import { startStage } from './stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(() => browser[Symbol.asyncDispose]())

describe('a page whose server is gone', () => {
  it('says so, shows what it knew, and goes on once the server is back', async () => {
    await using stage = await startStage({ ...empty, ...chosen, preview: settled, run: running }, { people: crowd(50) })
    const { page } = await browser.open(stage.link)
    await page.getByText('187 of 466 accounts').first().waitFor()
    stage.leave()
    await page.getByRole('alert').getByText('does not answer').waitFor()
    expect(await page.getByText('187 of 466 accounts').first().isVisible()).toBe(true)
    stage.comeBack()
    await expect.poll(() => page.getByRole('alert').getByText('does not answer').count()).toBe(0)
    stage.show({ run: { ...running, finished: 200 } })
    await page.getByText('200 of 466 accounts').first().waitFor()
    await page.close()
  })

  it('takes nothing for done that could not be sent', async () => {
    await using stage = await startStage({ ...empty, ...chosen, preview: settled }, { people: crowd(50) })
    const { page } = await browser.open(stage.link)
    await page.getByLabel('Type 466 to begin').fill('466')
    stage.leave()
    await page.getByRole('button', { name: 'Suspend now' }).click()
    await page.getByRole('alert').getByText('does not answer').first().waitFor()
    expect(stage.asked.filter(({ name }) => name === 'run')).toEqual([])
    expect(await page.getByLabel('Type 466 to begin').inputValue()).toBe('466')
    await page.close()
  })

  it('says to open a new link where its session is none any more, after a reload too', async () => {
    await using stage = await startStage({ ...empty, ...chosen })
    const { page } = await browser.open(stage.link)
    await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    await page.evaluate(() => sessionStorage.setItem('user-admin-session', 'stale'))
    await page.reload()
    await page.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0)
    await page.close()
  })
})

describe('what the page sends', () => {
  it('of tokens: at once as they are pasted, and keeps nothing of them', async () => {
    await using stage = await startStage(empty)
    const { page } = await browser.open(stage.link)
    const secret = 'eyJhbGciOi.this-is-secret.signature'
    await page.getByLabel('Tokens').fill(secret)
    await page.getByRole('button', { name: 'Connect', exact: true }).last().click()
    await expect.poll(() => stage.asked.find(({ name }) => name === 'connect')?.given).toEqual({ text: secret })
    const kept = await page.evaluate(() =>
      JSON.stringify([
        document.documentElement.outerHTML,
        [...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
        Object.entries(localStorage),
        Object.entries(sessionStorage),
        location.href,
      ]),
    )
    expect(kept).toContain('user-admin-session')
    expect(kept).not.toContain('this-is-secret')
    await page.close()
  })

  it('of a decision: nothing without a reason and the number', async () => {
    await using stage = await startStage({ ...empty, ...waiting, connections: ready })
    const { page } = await browser.open(stage.link)
    const approve = page.getByRole('button', { name: 'Approve' })
    await approve.click()
    await page.getByText('Give a reason').waitFor()
    await page.getByLabel('Your reason').fill('They left in June.')
    await approve.click()
    await page.getByText('Type the number 37').waitFor()
    await page.getByLabel('To approve, type 37').fill('37')
    await approve.click()
    await expect
      .poll(() => stage.asked.filter(({ name }) => name === 'decide'))
      .toEqual([
        { name: 'decide', given: { plan: 'p1', decision: 'approve', reason: 'They left in June.', count: 37 } },
      ])
    await page.close()
  })

  it('of a run: nothing while something is to be decided, and nothing for another number', async () => {
    await using stage = await startStage(
      { ...empty, ...chosen, preview: { ...settled, needs: ['assets'] } },
      { people: crowd(50) },
    )
    const { page } = await browser.open(stage.link)
    const begin = page.getByRole('button', { name: 'Suspend now' })
    await page.getByLabel('Type 466 to begin').fill('466')
    await begin.click()
    await page.getByText('Decide first what happens').waitFor()
    stage.show({ preview: settled })
    await page.getByLabel('Type 466 to begin').fill('46')
    await begin.click()
    await page.getByText('You typed 46.').waitFor()
    await page.getByLabel('Type 466 to begin').fill('466')
    await begin.click()
    await expect
      .poll(() => stage.asked.filter(({ name }) => name === 'run'))
      .toEqual([{ name: 'run', given: { preview: 'v1', count: 466 } }])
    await page.close()
  })
})

describe('a page where nothing is done', () => {
  it('tells before the server ends by itself, and has it stay', async () => {
    await using stage = await startStage(
      { ...empty, idleEnds: Date.now() + 60_000 },
      {
        scenes: (scene) => ({
          look: () => {
            scene.show({ idleEnds: Date.now() + 1_800_000 })
            return scene.view()
          },
        }),
      },
    )
    const { page } = await browser.open(stage.link)
    await page.getByText('Nothing was done here for a while').waitFor()
    await page.getByRole('button', { name: 'I am still here' }).click()
    await expect.poll(() => page.getByText('Nothing was done here for a while').count()).toBe(0)
    expect(stage.asked.filter(({ name }) => name === 'look')).toHaveLength(1)
    await page.close()
  })

  it('asks by itself for whoever is there and reads', async () => {
    await using stage = await startStage(empty)
    const { page } = await browser.open(stage.link)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.keyboard.press('Tab')
    stage.show({ idleEnds: Date.now() + 60_000 })
    await expect.poll(() => stage.asked.filter(({ name }) => name === 'look').length).toBeGreaterThan(0)
    expect(await page.getByText('Nothing was done here for a while').count()).toBe(0)
    await page.close()
  })
})

it('leaves the focus where the person put it while the server tells more', async () => {
  await using stage = await startStage({ ...empty, ...chosen, preview: settled, run: running })
  const { page } = await browser.open(stage.link)
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  const named = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? '')
  await expect.poll(named).toBe('Keep running')
  await page.keyboard.press('Shift+Tab')
  expect(await named()).toBe('Stop here')
  stage.show({ run: { ...running, finished: 201 } })
  await page.getByText('201 of 466 accounts').first().waitFor()
  expect(await named()).toBe('Stop here')
  await page.keyboard.press('Enter')
  await expect.poll(() => stage.asked.filter(({ name }) => name === 'stop').length).toBe(1)
  await page.close()
})
