import { describe, expect, it } from 'vitest'
import { fastClock, manualClock, systemClock } from '../src/fake/clock.ts'
import { type FakeRequest, type FaultRule, Faults } from '../src/fake/faults.ts'
import { Ledger } from '../src/fake/ledger.ts'
import { type FakeServer, serve } from '../src/fake/server.ts'

const request = (path = '/people/7', method = 'DELETE'): FakeRequest => ({
  method,
  url: new URL(path, 'http://fake'),
  host: undefined,
  headers: {},
  body: '',
})

/** A server that answers `acted`, and counts how often it did. */
async function start(
  rules: readonly FaultRule[] = [],
): Promise<{ server: FakeServer; faults: Faults; acted: () => number }> {
  let acted = 0
  const faults = new Faults()
  for (const rule of rules) faults.add(rule)
  const server = await serve({
    operation: ({ url }) => url.pathname.slice(1),
    answer: ({ host, headers, body }) => {
      acted += 1
      return {
        status: 200,
        headers: { 'content-type': 'text/plain' },
        body: `${host ?? 'direct'} ${headers['x-note'] ?? ''} ${body}`,
      }
    },
    faults,
    hosts: /^houston\./,
  })
  return { server, faults, acted: () => acted }
}

describe('fault rules', () => {
  it('strike by operation, by method and path, by pattern, or everything', () => {
    const all: [FaultRule['on'], boolean][] = [
      ['remove', true],
      ['DELETE /people/7', true],
      [/^DELETE \/people/, true],
      [/rem/, true],
      [undefined, true],
      ['invite', false],
      ['GET /people/7', false],
      [/^POST/, false],
    ]
    for (const [on, struck] of all) {
      const faults = new Faults()
      faults.add({ give: 'reset', ...(on === undefined ? {} : { on }) })
      expect(faults.strike('remove', request()) !== undefined).toBe(struck)
    }
  })

  it('let some pass first, strike as often as they say, and are then spent', () => {
    const faults = new Faults()
    faults.add({ give: 'html', skip: 2, times: 2 })
    faults.add({ give: 'reset', on: 'other' })
    const seen = Array.from({ length: 6 }, () => faults.strike('remove', request())?.give)
    expect(seen).toEqual([undefined, undefined, 'html', 'html', undefined, undefined])
    expect(faults.struck).toBe(2)
    faults.clear()
    expect(faults.strike('other', request())).toBeUndefined()
  })
})

describe('a fake server', () => {
  it('answers directly, and as the real host through its fetch', async () => {
    const { server } = await start()
    expect(await (await fetch(`${server.url}/x`, { method: 'POST', body: 'hello' })).text()).toBe('direct  hello')
    const answer = await server.fetch('https://houston.example.com/x?y=1', {
      method: 'POST',
      body: 'hello',
      headers: { 'x-note': 'kept' },
    })
    expect(await answer.text()).toBe('houston.example.com kept hello')
    expect(await (await server.fetch(`${server.url}/x`)).text()).toBe('direct  ')
    expect(server.requests()).toBe(3)
    await server.close()
  })

  it('breaks before it acts, and after', async () => {
    const { server, acted } = await start([
      { on: 'a', give: 'reset' },
      { on: 'b', give: 'reset', when: 'after' },
      { on: 'c', give: 'html', when: 'after' },
      { on: 'd', give: 'cut' },
      { on: 'e', give: { status: 418, body: 'teapot' } },
    ])
    await expect(fetch(`${server.url}/a`)).rejects.toThrow('fetch failed')
    expect(acted()).toBe(0)
    await expect(fetch(`${server.url}/b`)).rejects.toThrow('fetch failed')
    expect(acted()).toBe(1)
    expect((await fetch(`${server.url}/c`)).status).toBe(502)
    expect(acted()).toBe(2)
    await expect(fetch(`${server.url}/d`).then((answer) => answer.text())).rejects.toThrow('terminated')
    const own = await fetch(`${server.url}/e`)
    expect([own.status, await own.text(), acted()]).toEqual([418, 'teapot', 2])
    await server.close()
  })

  it('never answers when it is told to be silent', async () => {
    const { server, acted } = await start([{ give: 'silence', when: 'after' }])
    await expect(fetch(`${server.url}/a`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout|aborted/i)
    expect(acted()).toBe(1)
    await server.close()
  })

  it('closes with requests under way', async () => {
    const { server } = await start([{ give: 'silence' }])
    const waiting = fetch(`${server.url}/a`).catch(() => 'cut off')
    await expect.poll(() => server.requests()).toBe(1)
    await server.close()
    expect(await waiting).toBe('cut off')
  })
})

describe('the ledger and the clocks', () => {
  it('keeps every change in order, and gives those of one operation', () => {
    const ledger = new Ledger()
    for (const [at, operation] of ['invite', 'remove', 'invite'].entries()) {
      ledger.record({ at, by: 'root', operation, scope: 'ws1', target: 'ana@example.edu' })
    }
    expect(ledger.of('invite').map(({ at }) => at)).toEqual([0, 2])
    expect(ledger.entries).toHaveLength(3)
  })

  it('go on by hand, as fast as told, or as the system', () => {
    const clock = manualClock(5)
    clock.advance(10)
    expect(clock.now()).toBe(15)
    expect(manualClock().now()).toBe(Date.parse('2026-06-01T08:00:00Z'))
    const fast = fastClock(1_000_000)
    const first = fast.now()
    expect(first).toBeGreaterThanOrEqual(Date.now() - 1_000)
    expect(Math.abs(systemClock.now() - Date.now())).toBeLessThan(1_000)
  })
})
