import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { startBrowser } from './browser.ts'
import { startConsoleProcess } from './fast-process.ts'
import { Hand } from './hand.ts'
import { bytesIn, formsOf, found, heldBy, isOfThisMachine, peersOf } from './leaks.ts'

describe('a token that was pasted', () => {
  it('is nowhere but in memory, and no request leaves this machine', { timeout: 180_000 }, async () => {
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
    const look = async (): Promise<void> => {
      for (const one of await peersOf(program.pid)) peers.add(one)
    }
    const looking = setInterval(() => void look().catch(() => undefined), 20)

    const { page, wrongs } = await browser.open(program.link)
    const pairs = ['class-0', 'class-1'].map((workspace) => fake.creds({ workspace }))
    const lone = fake.tokens({ workspace: 'class-1' }).accessToken
    tokens.push(...pairs.flatMap((pair) => Object.values(pair)), lone)
    const seen: string[] = []
    const hand = new Hand(page)
    const tokensField = page.getByLabel('Tokens')
    await hand.pasteInto(tokensField, JSON.stringify(pairs))
    await page.getByText('2 workspaces ready').waitFor({ timeout: 30_000 })
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

    expect(fake.counters.exchanges).toBeGreaterThan(0)
    const everywhere = async (): Promise<string> =>
      [...seen, program.said(), await bytesIn(folder), await bytesIn(browser.profile)].join('\n')
    expect(found(tokens, await everywhere())).toEqual([])
    // A leak of each form would be found.
    for (const form of formsOf(lone)) {
      await writeFile(join(folder, 'state', 'planted'), Buffer.from(`left ${form} right`, 'latin1'))
      expect(found([lone], await everywhere()).length).toBeGreaterThan(0)
    }
    expect(requests.length).toBeGreaterThan(5)
    expect(requests.filter((url) => !/^(?:http:\/\/127\.0\.0\.1:\d+\/|data:|blob:)/u.test(url))).toEqual([])
    expect([...peers].some((one) => one.startsWith('0100007F:'))).toBe(true)
    expect([...peers].filter((peer) => !isOfThisMachine(peer))).toEqual([])
    expect(isOfThisMachine('0100007F:8F3A 0A0B0C0D:01BB')).toBe(false)
    expect(wrongs).toEqual([])
    await rm(folder, { recursive: true, force: true })
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
