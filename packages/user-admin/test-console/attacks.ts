import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright-core'
import { type Browser, startBrowser } from './browser.ts'
import type { Break, Target } from './proxy.ts'

/** What somebody else may try at a console, and what they got by it: nothing. */
export interface Attack {
  readonly name: string
  /** The defence without which something is got. */
  readonly needs: Break
  readonly got: (target: Target) => Promise<readonly string[]>
}

/** A page of somebody else, on this machine. */
async function otherPage(html: string): Promise<AsyncDisposable & { readonly address: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Other</title>${html}`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
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

const asJson = { 'content-type': 'application/json' }

/** What a page gets when it asks for something: the answer, or that it may see nothing. */
const asked = (page: Page, url: string, init: Init): Promise<string> =>
  page.evaluate(
    ([where, how]) =>
      fetch(where, how).then(
        async (answer) => `${answer.type} ${answer.status} ${await answer.text()}`,
        () => 'nothing',
      ),
    [url, init] as const,
  )

/** What of some questions was answered, otherwise than it should be. */
async function answered(
  page: Page,
  questions: readonly (readonly [url: string, init: Init])[],
  refused: RegExp,
): Promise<readonly string[]> {
  const got: string[] = []
  for (const [url, init] of questions) {
    const answer = await asked(page, url, init)
    if (!refused.test(answer)) got.push(`${init.method ?? 'GET'} ${new URL(url).pathname}: ${answer.slice(0, 80)}`)
  }
  return got
}

async function opened(browser: Browser, { link }: Target): Promise<Page> {
  const { page } = await browser.open(link)
  await page.getByRole('heading', { name: 'Which workspaces?' }).waitFor({ timeout: 60_000 })
  return page
}
const secretOf = (page: Page): Promise<string> =>
  page.evaluate(() => sessionStorage.getItem('user-admin-session') ?? '')
const choicesOf = async (page: Page): Promise<string> => {
  const headers = { ...asJson, 'x-user-admin-session': await secretOf(page) }
  const view = await asked(page, '/api/look', { method: 'POST', headers, body: '{}' })
  return JSON.stringify((JSON.parse(view.replace(/^\w+ 200 /u, '')) as { readonly choices: unknown }).choices)
}

const evil = JSON.stringify({ text: 'evil@example.org', admins: false, onlyMe: false, rest: 'suspend' })

/** Another origin: what it fetches, even with the secret, which it cannot know; and what it sends without asking first. */
async function byAnotherOrigin(target: Target): Promise<readonly string[]> {
  await using other = await otherPage('')
  await using browser = await startBrowser()
  const own = await opened(browser, target)
  const secret = await secretOf(own)
  if (!/^[\w-]{43}$/u.test(secret)) throw new Error('The page has no secret.')
  const { page } = await browser.open(other.address)
  const before = await choicesOf(own)
  const headers = { ...asJson, 'x-user-admin-session': secret }
  const api = `${target.address}api/`
  const got = [
    ...(await answered(
      page,
      [
        [`${api}protect`, { method: 'POST', headers, body: evil }],
        [`${api}look`, { method: 'POST', headers, body: '{}' }],
        [api, { credentials: 'include' }],
        [target.address, {}],
      ],
      /^nothing$/u,
    )),
    ...(await answered(
      page,
      [
        [`${api}protect`, { method: 'POST', mode: 'no-cors', body: evil, headers: { 'content-type': 'text/plain' } }],
        [`${api}close`, { method: 'POST', mode: 'no-cors', keepalive: true }],
      ],
      /^nothing$|^opaque 0 $/u,
    )),
  ]
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
      [`${api}protect`, type, evil] as const,
    )
    const status = (await answer).status()
    if (status !== 403) got.push(`a form of ${type}: ${status}`)
    await sender.close()
  }
  if ((await choicesOf(own)) !== before) got.push('other choices')
  return got
}

/** No script, style or picture of ours tells another page anything. */
async function byLoading({ address }: Target): Promise<readonly string[]> {
  await using other = await otherPage('')
  await using browser = await startBrowser()
  const { page } = await browser.open(other.address)
  return await page.evaluate(
    (base) =>
      Promise.all(
        ['script', 'link'].map(
          (kind) =>
            new Promise<readonly string[]>((resolve) => {
              const one = document.createElement(kind)
              one.addEventListener('load', () => resolve([`${kind} loaded`]))
              one.addEventListener('error', () => resolve([]))
              const source =
                kind === 'link' ? { rel: 'stylesheet', href: `${base}page.css` } : { src: `${base}page.js` }
              document.head.append(Object.assign(one, source))
            }),
        ),
      ).then((all) => all.flat()),
    address,
  )
}

/** A frame, which would be clicked through; and the link is not spent by it. */
async function byFraming(target: Target): Promise<readonly string[]> {
  await using other = await otherPage(`<iframe src="${target.link}"></iframe>`)
  await using browser = await startBrowser()
  const { page } = await browser.open(other.address)
  await page.waitForLoadState('load')
  const framed = page.frames().filter((frame) => frame !== page.mainFrame() && !frame.url().startsWith('chrome-error:'))
  if (framed.length > 0) return framed.map((frame) => frame.url())
  await opened(browser, target)
  return []
}

/** A window that was opened from another page, and the handle on it. */
async function byOpening(target: Target): Promise<readonly string[]> {
  await using other = await otherPage('')
  await using browser = await startBrowser()
  const { page } = await browser.open(other.address)
  const [window] = await Promise.all([
    page.context().waitForEvent('page'),
    page.evaluate((link) => {
      Object.assign(globalThis, { held: open(link) })
    }, target.link),
  ])
  await window.getByRole('heading', { name: 'Which workspaces?' }).waitFor({ timeout: 60_000 })
  const isHeld = await page.evaluate(() => !(globalThis as unknown as { readonly held: Window }).held.closed)
  const hasOpener = await window.evaluate(() => window.opener !== null)
  return [...(isHeld ? ['a handle on the window'] : []), ...(hasOpener ? ['a way back to the opener'] : [])]
}

/** A name that was made to lead to this machine. */
async function byRebinding(target: Target): Promise<readonly string[]> {
  await using browser = await startBrowser({}, ['--host-resolver-rules=MAP evil.example.org 127.0.0.1'])
  const rebound = `http://evil.example.org:${new URL(target.address).port}/`
  const page = await browser.context.newPage()
  const status = (await page.goto(rebound))?.status()
  const once = JSON.stringify({ once: new URL(target.link).hash.slice(1) })
  const got = [
    ...(status === 403 ? [] : [`the page: ${status}`]),
    ...(await answered(
      page,
      [
        [`${rebound}api/look`, { method: 'POST', headers: asJson, body: '{}' }],
        [`${rebound}api/open`, { method: 'POST', headers: asJson, body: once }],
      ],
      /^basic 403 /u,
    )),
  ]
  // Its secret was not spent by that.
  if (got.length === 0) await opened(browser, target)
  return got
}

/** Without a secret, with one that was never any, and with one of half the length. */
async function byGuessing(target: Target): Promise<readonly string[]> {
  await using browser = await startBrowser()
  const own = await opened(browser, target)
  const half = (await secretOf(own)).slice(0, 20)
  const { page } = await browser.open(target.address)
  await page.getByRole('heading', { name: 'This page is not connected any more' }).waitFor()
  const questions = [{}, ...['A'.repeat(43), half, ''].map((one) => ({ 'x-user-admin-session': one }))].map(
    (more): [string, Init] => [
      `${target.address}api/look`,
      { method: 'POST', headers: { ...asJson, ...more }, body: '{}' },
    ],
  )
  return await answered(page, questions, /^basic 401 /u)
}

/** Everything that is tried. */
export const attacks: readonly Attack[] = [
  { name: 'a page of another origin', needs: 'origin', got: byAnotherOrigin },
  { name: 'a page that loads what is ours', needs: 'resources', got: byLoading },
  { name: 'a page that shows ours in a frame', needs: 'frames', got: byFraming },
  { name: 'a page that opened ours', needs: 'opener', got: byOpening },
  { name: 'a host name that was made to lead here', needs: 'host', got: byRebinding },
  { name: 'a request without the secret, or with another', needs: 'secret', got: byGuessing },
]
