import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { startBrowser } from './browser.ts'
import { pageFiles } from './stage.ts'

const aConsole = () => startConsole({ files: pageFiles, state: memoryState(), by: 'me@example.edu' })

/** A page of somebody else, on this machine. */
async function otherPage(html: (address: string) => string): Promise<AsyncDisposable & { readonly address: string }> {
  let address = ''
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html(address))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {
    address,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface Init {
  readonly method?: string
  readonly mode?: 'no-cors'
  readonly headers?: Record<string, string>
  readonly body?: string
  readonly keepalive?: boolean
  readonly credentials?: 'include'
}

/** What a page gets when it asks for something: the status that it may see, or that it may see nothing. */
const asked = (page: Page, url: string, init: Init): Promise<string> =>
  page.evaluate(
    ([where, how]) =>
      fetch(where, how).then(
        async (answer) => `${answer.type} ${answer.status} ${await answer.text()}`,
        () => 'nothing',
      ),
    [url, init] as const,
  )

describe('a page of somebody else', () => {
  it('gets nothing by what it fetches, sends nothing by a form, and loads nothing of ours', async () => {
    await using console = await aConsole()
    await using other = await otherPage(() => '<!doctype html><title>Other</title>')
    await using browser = await startBrowser()
    const { page: own } = await browser.open(console.link)
    await own.getByRole('heading', { level: 1 }).waitFor()
    const secret = await own.evaluate(() => sessionStorage.getItem('user-admin-session') ?? '')
    expect(secret).toMatch(/^[\w-]{43}$/u)
    const { page } = await browser.open(other.address)
    const before = await choicesOf(own)
    const headers = { 'content-type': 'application/json', 'x-user-admin-session': secret }
    const body = JSON.stringify({ text: 'evil@example.org', admins: false, onlyMe: false, rest: 'suspend' })
    const api = `${console.address}api/`
    const given: readonly (readonly [string, Init])[] = [
      // Even with the secret, which it cannot know.
      [`${api}protect`, { method: 'POST', headers, body }],
      [`${api}look`, { method: 'POST', headers, body: '{}' }],
      // What a browser sends without asking first; the answer is kept from the page.
      [`${api}protect`, { method: 'POST', mode: 'no-cors', body, headers: { 'content-type': 'text/plain' } }],
      [`${api}close`, { method: 'POST', mode: 'no-cors', keepalive: true }],
      [api, { credentials: 'include' }],
      [console.address, {}],
    ]
    for (const [url, init] of given)
      expect(await asked(page, url, init)).toMatch('mode' in init ? /^nothing$|^opaque 0 $/u : /^nothing$/u)
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
      const { page: sender } = await browser.open(other.address)
      const answer = sender.waitForResponse(`${api}protect`)
      await sender.evaluate(
        ([action, enctype, value]) => {
          const form = Object.assign(document.createElement('form'), { method: 'post', action, enctype })
          form.append(Object.assign(document.createElement('input'), { name: value.slice(0, -1), value: '"}' }))
          document.body.append(form)
          form.submit()
        },
        [`${api}protect`, type, body] as const,
      )
      expect((await answer).status()).toBe(403)
      await sender.close()
    }
    // No script, style or picture of ours tells it anything.
    const loaded = await page.evaluate(
      (base) =>
        Promise.all(
          ['script', 'img', 'link'].map(
            (kind) =>
              new Promise((resolve) => {
                const one = document.createElement(kind)
                one.addEventListener('load', () => resolve('loaded'))
                one.addEventListener('error', () => resolve('refused'))
                Object.assign(
                  one,
                  kind === 'link' ? { rel: 'stylesheet', href: `${base}page.css` } : { src: `${base}page.js` },
                )
                document.head.append(one)
              }),
          ),
        ),
      console.address,
    )
    expect(loaded).toEqual(['refused', 'refused', 'refused'])
    expect(await choicesOf(own)).toBe(before)
  })

  it('shows ours in no frame, and holds no handle on a window of it', async () => {
    await using console = await aConsole()
    await using other = await otherPage(
      () => `<!doctype html><title>Other</title><iframe src="${console.link}"></iframe>`,
    )
    await using browser = await startBrowser()
    const { page, wrongs } = await browser.open(other.address)
    await expect.poll(() => wrongs.join()).toMatch(/frame-ancestors|X-Frame-Options/iu)
    expect(page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
    const [opened] = await Promise.all([
      page.context().waitForEvent('page'),
      page.evaluate((link) => {
        Object.assign(window, { held: window.open(link) })
      }, console.link),
    ])
    // The link was not spent by the frame.
    await opened.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    expect(await page.evaluate(() => (window as unknown as { readonly held: Window }).held.closed)).toBe(true)
    expect(await opened.evaluate(() => window.opener === null)).toBe(true)
  })

  it('reaches nothing by a name that was made to lead to this machine', async () => {
    await using console = await aConsole()
    await using browser = await startBrowser({}, ['--host-resolver-rules=MAP evil.example.org 127.0.0.1'])
    const { port } = new URL(console.address)
    const rebound = `http://evil.example.org:${port}/`
    const page = await browser.context.newPage()
    expect((await page.goto(rebound))?.status()).toBe(403)
    expect(
      await asked(page, `${rebound}api/look`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{}',
      }),
    ).toMatch(/^basic 403/u)
    const once = new URL(console.link).hash.slice(1)
    const open = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ once }) }
    expect(await asked(page, `${rebound}api/open`, open)).toMatch(/^basic 403/u)
    // It was not spent by that.
    const { page: own } = await browser.open(console.link)
    await own.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
  })
})

const choicesOf = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const answer = await fetch('/api/look', {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-user-admin-session': sessionStorage.getItem('user-admin-session') ?? '',
      },
      body: '{}',
    })
    return JSON.stringify(((await answer.json()) as { readonly choices: unknown }).choices)
  })

describe('the link', () => {
  it('opens one tab, once, and leaves neither address nor history', async () => {
    await using console = await aConsole()
    await using browser = await startBrowser()
    const { page } = await browser.open(console.link)
    await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    expect(page.url()).toBe(console.address)
    const { page: second } = await browser.open(console.link)
    await second.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
    const { page: bare } = await browser.open(console.address)
    await bare.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
    const headers = { 'content-type': 'application/json' }
    const look = (more: Record<string, string>): Promise<string> =>
      asked(bare, `${console.address}api/look`, { method: 'POST', headers: { ...headers, ...more }, body: '{}' })
    expect(await look({})).toMatch(/^basic 401/u)
    expect(await look({ 'x-user-admin-session': 'A'.repeat(43) })).toMatch(/^basic 401/u)
    await page.reload()
    await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    const session = await page.evaluate(() => sessionStorage.getItem('user-admin-session') ?? '')
    await console.close()
    // Of another program, though it has the same secret at hand.
    await using next = await aConsole()
    const { page: third } = await browser.open(next.link)
    await third.getByRole('heading', { name: 'Which workspaces?' }).waitFor()
    expect(
      await asked(third, `${next.address}api/look`, {
        method: 'POST',
        headers: { ...headers, 'x-user-admin-session': session },
        body: '{}',
      }),
    ).toMatch(/^basic 401/u)
  })
})
