import { createSocket } from 'node:dgram'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, startBrowser } from './browser.ts'
import { startConsoleProcess } from './fast-process.ts'
import { Hand } from './hand.ts'
import { bytesIn, formsOf, found, heldBy, isOfThisMachine, peersOf, processesOf } from './leaks.ts'
import { empty } from './scenes.ts'
import { startStage } from './stage.ts'

describe('a token that was pasted', () => {
  it('is nowhere but in memory, and no request leaves this machine', { timeout: 300_000 }, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'user-admin-console-'))
    // Those that took the place of what was pasted, too.
    const tokens: string[] = []
    await using fake = await startFakeAac({
      issuer: 'self',
      tokenLife: 5,
      seed: { workspaces: seedOf(2) },
      tokenAnswer: (answer) => {
        tokens.push(String(answer['access_token']), String(answer['refresh_token']))
        return answer
      },
    })
    await using program = await startConsoleProcess(folder, fake.url)
    await using browser = await startBrowser()
    const requests: string[] = []
    browser.context.on('request', (request) => requests.push(`${request.url()} ${JSON.stringify(request.headers())}`))
    const peers = new Set<string>()
    const look = async (pid: number): Promise<void> => {
      for (const one of await peersOf(pid).catch(() => [])) peers.add(one)
    }
    const looking = setInterval(() => void look(program.pid), 50)
    // The browser's, too: what it does by itself is no request of a page.
    const browsers = await processesOf(browser.profile)
    const alsoLooking = setInterval(() => browsers.forEach((pid) => void look(pid)), 1000)

    const { page, wrongs } = await browser.open(program.link)
    const pairs = ['class-0', 'class-1'].map((workspace) => fake.creds({ workspace }))
    const issued = Date.now()
    const lone = fake.tokens({ workspace: 'class-1' }).accessToken
    tokens.push(...pairs.flatMap((pair) => Object.values(pair)), lone)
    const seen: string[] = []
    const hand = new Hand(page)
    const tokensField = page.getByLabel('Tokens')
    await hand.pasteInto(tokensField, JSON.stringify(pairs))
    await page.getByText('2 workspaces ready').waitFor({ timeout: 60_000 })
    seen.push(await heldBy(page))
    // Typed and sent, into a field that keeps its text otherwise; and refused.
    await tokensField.fill(`${lone.slice(0, -1)}\n`)
    await hand.click(page.getByRole('button', { name: 'Connect', exact: true }).first())
    await expect.poll(() => page.locator('.card').count()).toBe(3)
    seen.push(await heldBy(page))
    await hand.click('Next: who keeps access')
    await hand.pasteInto(page.getByLabel('E-mail addresses or domains'), 'me@example.edu')
    await page.getByText('1 entry understood').waitFor()
    await hand.click('Look at everybody')
    await hand.type(page.getByLabel('Type 20 to begin'), '20')
    // However fast the machine is: the tokens that were pasted have ended by then, and are exchanged.
    await expect.poll(() => Date.now() - issued, { timeout: 30_000 }).toBeGreaterThan(5_000)
    await hand.click('Suspend now')
    await page.getByText('0 left').first().waitFor({ timeout: 60_000 })
    for (const form of ['Table (CSV)', 'Data (JSON)', 'For an audit']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: form }).click(),
      ])
      seen.push(await readFile(await download.path(), 'utf8'))
    }
    await page.reload()
    await page.getByText('0 left').first().waitFor()
    seen.push(await heldBy(page), requests.join('\n'))
    clearInterval(looking)
    clearInterval(alsoLooking)

    expect(fake.counters.exchanges).toBeGreaterThan(0)
    const everywhere = [...seen, program.said(), await bytesIn(folder), await bytesIn(browser.profile)].join('\n')
    expect(found(tokens, everywhere)).toEqual([])
    // A leak of each form would be found.
    for (const form of formsOf(lone)) {
      await writeFile(join(folder, 'state', 'planted'), Buffer.from(`left ${form} right`, 'latin1'))
      expect(found([lone], await bytesIn(folder)).length).toBeGreaterThan(0)
    }
    expect(requests.length).toBeGreaterThan(5)
    expect(requests.filter((url) => !/^(?:http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/u.test(url))).toEqual([])
    expect([...peers].some((one) => one.startsWith('0100007F:'))).toBe(true)
    expect([...peers].filter((peer) => !isOfThisMachine(peer))).toEqual([])
    expect(browsers.length).toBeGreaterThan(2)
    expect(wrongs).toEqual([])
    await rm(folder, { recursive: true, force: true })
  })
})

const token = `eyJhbGciOiJSUzI1NiJ9.${'planted-claims-'.repeat(6)}.${'planted-signature-'.repeat(6)}`

/** Every place where the page could leave a token. */
const places: readonly { readonly name: string; readonly leave: (given: string) => unknown }[] = [
  { name: 'the document', leave: (given) => document.body.append(given) },
  { name: 'an attribute', leave: (given) => document.querySelector('main')?.setAttribute('data-given', given) },
  {
    name: 'a field',
    leave: (given) => {
      const field = document.querySelector('textarea')
      if (field !== null) field.value = given
    },
  },
  { name: 'the title', leave: (given) => Object.assign(document, { title: given }) },
  { name: 'the storage of the tab', leave: (given) => sessionStorage.setItem('given', given) },
  { name: 'the storage of the browser', leave: (given) => localStorage.setItem('given', btoa(given)) },
  { name: 'a cookie', leave: (given) => Object.assign(document, { cookie: `given=${given}` }) },
  { name: 'the name of the window', leave: (given) => Object.assign(window, { name: given }) },
  { name: 'the address', leave: (given) => history.replaceState(null, '', `#${given}`) },
  { name: 'the state of the history', leave: (given) => history.replaceState({ given }, '') },
  {
    name: 'an earlier entry of the history',
    leave: (given) => {
      history.pushState(null, '', `?${given}`)
      history.pushState(null, '', '/')
    },
  },
  { name: 'the address of a request', leave: (given) => fetch(`/${given}`) },
  {
    name: 'a database',
    leave: (given) =>
      new Promise((resolve) => {
        const opening = indexedDB.open('given', 1)
        opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('given').put(given, 1))
        opening.addEventListener('success', () => resolve(opening.result.close()))
      }),
  },
  {
    name: 'a cache',
    leave: async (given) => await (await caches.open('given')).put('/given', new Response(given)),
  },
]

describe('a token that was left', () => {
  let shared: Browser
  beforeAll(async () => {
    shared = await startBrowser()
  })
  afterAll(() => shared[Symbol.asyncDispose]())

  it.each(places)('in $name is found', async ({ leave }) => {
    await using stage = await startStage(empty)
    const { page } = await shared.open(stage.link)
    await page.locator('h1').waitFor()
    expect(found([token], await heldBy(page))).toEqual([])
    await page.evaluate(leave, token)
    expect(found([token], await heldBy(page)).length).toBeGreaterThan(0)
    await page.close()
    await shared.context.clearCookies()
  })

  it('on disk is found in the profile of the browser', async () => {
    await using stage = await startStage(empty)
    await using browser = await startBrowser()
    const { page } = await browser.open(stage.link)
    await page.locator('h1').waitFor()
    expect(found([token], await bytesIn(browser.profile))).toEqual([])
    await page.evaluate((given) => localStorage.setItem('given', given), token)
    await expect
      .poll(async () => found([token], await bytesIn(browser.profile)).length, { timeout: 60_000 })
      .toBeGreaterThan(0)
  })

  it('to another machine is seen, though nothing was sent yet', async () => {
    const socket = createSocket('udp4')
    await new Promise<void>((resolve) => socket.connect(9, '192.0.2.1', resolve))
    const away = (await peersOf(process.pid)).filter((peer) => !isOfThisMachine(peer))
    socket.close()
    expect(away.some((peer) => peer.endsWith('010200C0:0009') || peer.endsWith('010200C0:9'))).toBe(true)
    expect(
      [
        '0100007F:8F3A 0100007F:01BB',
        '00000000:8F3A 00000000:0000',
        `${'0'.repeat(24)}01000000:1 ${'0'.repeat(24)}01000000:1`,
      ].map(isOfThisMachine),
    ).toEqual([true, true, true])
  })
})

const seedOf = (count: number) =>
  Array.from({ length: count }, (_, place) => ({
    name: `class-${place}`,
    people: [
      { email: 'me@example.edu', isAdmin: true },
      ...Array.from({ length: 10 }, (_none, index) => ({ email: `s${place}${index}@example.edu` })),
    ],
  }))
