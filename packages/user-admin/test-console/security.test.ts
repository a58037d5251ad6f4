import { describe, expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { attacks } from './attacks.ts'
import { startBrowser } from './browser.ts'
import { startProxy } from './proxy.ts'
import { pageFiles } from './stage.ts'

const aConsole = () => startConsole({ files: pageFiles, state: memoryState(), by: 'me@example.edu' })

describe.each(attacks)('$name', ({ got, needs }) => {
  it('gets nothing', async () => {
    await using console = await aConsole()
    expect(await got(console)).toEqual([])
  })

  it('gets nothing through a door that passes everything on, and something once one defence is taken away', async () => {
    await using console = await aConsole()
    await using whole = await startProxy(console)
    expect(await got(whole)).toEqual([])
    await using other = await aConsole()
    await using broken = await startProxy(other, needs)
    expect((await got(broken)).length).toBeGreaterThan(0)
  })
})

describe('the link', () => {
  it('opens one tab, once, leaves neither address nor history, and its secret is good for no other program', async () => {
    await using console = await aConsole()
    await using browser = await startBrowser()
    const { page } = await browser.open(console.link)
    await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    expect(page.url()).toBe(console.address)
    const { page: second } = await browser.open(console.link)
    await second.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    const session = await page.evaluate(() => sessionStorage.getItem('user-admin-session') ?? '')
    await console.close()
    await using next = await aConsole()
    const { page: third } = await browser.open(next.link)
    await third.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    const status = await third.evaluate(
      async (secret) =>
        (
          await fetch('/api/look', {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-user-admin-session': secret },
            body: '{}',
          })
        ).status,
      session,
    )
    expect(status).toBe(401)
  })
})
