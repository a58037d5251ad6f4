import { request } from 'node:http'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { startConsole } from '../src/console/server/server.ts'
import { memoryState } from '../src/index.ts'
import { startConsoleScene } from './console-scene.ts'

const plain = { files: '/nowhere', by: 'me@example.edu' }

/** A request as no browser would let a page send it. */
const sent = (
  address: string,
  path: string,
  { method = 'POST', headers = {}, body = '{}' }: { method?: string; headers?: Record<string, string>; body?: string },
): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(new URL(path, address), { method, headers }, (answer) => {
      let text = ''
      answer.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }))
    })
    asked.on('error', reject)
    asked.end(method === 'GET' ? undefined : body)
  })

describe('the server of the console', () => {
  it('lets in whoever has the link, once, and listens on this machine only', async () => {
    await using console = await startConsole({ ...plain, state: memoryState() })
    const { link, address } = console
    expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/u)
    const headers = { 'content-type': 'application/json', origin: address.slice(0, -1) }
    const once = new URL(link).hash.slice(1)
    const open = (): Promise<{ status: number; text: string }> =>
      sent(address, '/api/open', { headers, body: JSON.stringify({ once }) })
    const first = await open()
    expect([first.status, Object.keys(JSON.parse(first.text) as object)]).toEqual([200, ['session']])
    expect((await open()).status).toBe(401)
    await expect(fetch(address.replace('127.0.0.1', '[::1]'))).rejects.toThrow('fetch failed')
  })

  it.each([
    ['another origin', { origin: 'http://127.0.0.1:9' }, 403],
    ['a page of the internet', { origin: 'https://evil.example.org' }, 403],
    ['no origin', { origin: '' }, 403],
    ['the origin null of a sandboxed frame', { origin: 'null' }, 403],
    ['a name that was made to lead here', { host: 'evil.example.org', origin: 'http://evil.example.org' }, 403],
    [
      'a name that was made to lead here, with our port',
      { host: 'evil.example.org:PORT', origin: 'http://evil.example.org:PORT' },
      403,
    ],
    ['a form', { 'content-type': 'text/plain' }, 415],
    ['a form of another kind', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['no secret', { 'x-user-admin-session': '' }, 401],
    ['a stale secret', { 'x-user-admin-session': 'A'.repeat(43) }, 401],
  ] as const)('turns away %s', async (_name, given, status) => {
    await using scene = await startConsoleScene()
    const { address } = scene.console
    const { host, port } = new URL(address)
    const usual = {
      host,
      origin: `http://${host}`,
      'content-type': 'application/json',
      'x-user-admin-session': scene.secret,
    }
    const filled = Object.fromEntries(
      Object.entries({ ...usual, ...given }).map(([name, text]) => [name, text.replace('PORT', port)]),
    )
    expect((await sent(address, '/api/look', { headers: usual })).status).toBe(200)
    const answer = await sent(address, '/api/look', { headers: filled })
    expect([answer.status, answer.text.includes('version')]).toEqual([status, false])
  })

  it('reads nothing by GET, and no more than two megabytes', async () => {
    await using scene = await startConsoleScene()
    const { address } = scene.console
    const headers = {
      origin: address.slice(0, -1),
      'content-type': 'application/json',
      'x-user-admin-session': scene.secret,
    }
    expect((await sent(address, '/api/look', { method: 'GET', headers })).status).toBe(405)
    const large = await scene.raw('connect', { text: 'x'.repeat(2 * 1024 * 1024) })
    expect(large.status).toBe(413)
    expect((await scene.raw('connect', { text: 7 })).status).toBe(400)
    expect((await scene.raw('nothing', {})).status).toBe(404)
    expect((await scene.raw('toString', {})).status).toBe(404)
  })

  it('gives the files of its page and no others, to nobody under another name, in no frame', async () => {
    await using scene = await startConsoleScene()
    const { address } = scene.console
    const page = await fetch(address)
    expect([page.status, await page.text()]).toEqual([200, '<!doctype html><title>Console</title>'])
    const { headers } = page
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
    expect(headers.get('content-security-policy')).toContain(
      "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect(
      [
        'x-frame-options',
        'x-content-type-options',
        'referrer-policy',
        'cross-origin-resource-policy',
        'cache-control',
      ].map((name) => headers.get(name)),
    ).toEqual(['DENY', 'nosniff', 'no-referrer', 'same-origin', 'no-store'])
    for (const path of ['/../package.json', '/..%2f..%2fetc/passwd', '/%2e%2e/x', '/nothing.js'])
      expect((await sent(address, path, { method: 'GET' })).status).toBe(404)
    expect((await sent(address, '/', { method: 'GET', headers: { host: 'evil.example.org' } })).status).toBe(403)
  })

  it('sends a line for each change, and ends when it is told to', async () => {
    await using scene = await startConsoleScene()
    const watched = scene.until(({ choices }) => choices.text === 'ana@example.edu')
    await scene.ask('protect', { text: 'ana@example.edu', admins: false, onlyMe: false, rest: 'suspend' })
    expect((await watched).choices.understood).toEqual({ entries: 1, not: [] })
    await scene.ask('close')
    expect(await scene.console.ended).toBe('closed')
    await expect(fetch(scene.console.address)).rejects.toThrow('fetch failed')
  })

  it('shows no token that was pasted among the addresses, nor the lines that it was broken into', async () => {
    await using fake = await startFakeAac()
    await using scene = await startConsoleScene()
    const { accessToken } = fake.tokens()
    const lines = accessToken.match(/.{1,64}/gu) ?? []
    const long = `${'very-long-name.'.repeat(4)}li@example.edu`
    const text = `${fake.staticToken()}\nana@example.edu ${accessToken}\n${lines.join('\n')}\n${long}`
    const { choices } = await scene.ask('protect', { text, admins: false, onlyMe: false, rest: 'suspend' })
    const shown = JSON.stringify(choices)
    expect(lines.slice(0, -1).filter((line) => shown.includes(line))).toEqual([])
    expect([shown.includes('pat_'), shown.includes(long), choices.understood?.entries]).toEqual([false, true, 2])
  })

  it('ends by itself when nobody asks anything, though a page stands open', async () => {
    await using scene = await startConsoleScene({ idle: 300 })
    await expect(scene.until(() => false)).rejects.toThrow(/ended|terminated/u)
    expect(await scene.console.ended).toBe('idle')
  })
})
