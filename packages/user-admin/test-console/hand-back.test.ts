import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { chosen, empty, ready } from './scenes.ts'
import { startStage } from './stage.ts'

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write'])
})
afterAll(() => browser[Symbol.asyncDispose]())

const pair = '{"access_token":"eyJ.fresh-access.x","refresh_token":"eyJ.fresh-refresh.x"}'

it('copies the new pair, or has it saved, and shows it nowhere', async () => {
  await using stage = await startStage(
    { ...empty, ...chosen },
    {
      scenes: () => ({
        handBack: ({ file }: { readonly file?: string }) =>
          file === undefined
            ? { pairs: [{ workspace: 'summer-lab', text: pair }] }
            : { pairs: [], file: `/home/me/${file}` },
      }),
    },
  )
  const { page, wrongs } = await browser.open(stage.link)
  await page.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Copy' }).click()
  await page.getByText('Copied.').waitFor()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(pair)
  expect(await page.content()).not.toContain('fresh-')
  await page.getByLabel('File on this computer').fill('mine.json')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved to /home/me/mine.json.').waitFor()
  await page.getByRole('button', { name: 'Forget them' }).click()
  await expect
    .poll(() => stage.asked.filter(({ name }) => name === 'disconnect'))
    .toEqual([{ name: 'disconnect', given: { connection: 'c1' } }])
  expect(wrongs).toEqual([])
  await page.close()
})

it('takes a creds.json that is chosen, and one that is dropped', async () => {
  await using stage = await startStage(empty)
  const { page } = await browser.open(stage.link)
  await page.locator('input[type=file]').setInputFiles([
    { name: 'creds.json', mimeType: 'application/json', buffer: Buffer.from(pair) },
    { name: 'other.json', mimeType: 'application/json', buffer: Buffer.from('{"other":1}') },
  ])
  const connects = () => stage.asked.flatMap(({ name, given }) => (name === 'connect' ? [given] : []))
  await expect.poll(connects).toEqual([{ text: `${pair}\n{"other":1}` }])
  const files = await page.evaluateHandle((text) => {
    const data = new DataTransfer()
    data.items.add(new File([text], 'creds.json', { type: 'application/json' }))
    return data
  }, pair)
  await page.dispatchEvent('textarea', 'drop', { dataTransfer: files })
  await expect.poll(connects).toEqual([{ text: `${pair}\n{"other":1}` }, { text: pair }])
  expect(await page.locator('textarea').inputValue()).toBe('')
  await page.close()
})

it('gives the other half to its own workspace, both of its lines', async () => {
  await using stage = await startStage({ ...empty, connections: ready })
  const { page } = await browser.open(stage.link)
  await page.evaluate(() => navigator.clipboard.writeText('first\nsecond'))
  await page.getByRole('button', { name: 'Add the refresh token: statistics-101' }).click()
  await page.keyboard.press('Control+V')
  await expect
    .poll(() => stage.asked.filter(({ name }) => name === 'renew'))
    .toEqual([{ name: 'renew', given: { connection: 'c2', text: 'first\nsecond' } }])
  await page.close()
})
