import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { at, run } from './started.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const key = 'k'.repeat(64)
const labels = ['head', 'ana', 'bo', 'cy']
const { PATH = '', SystemRoot = '' } = process.env

/** The web app as its user starts it, once it listens. */
async function listening(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly child: ChildProcess; readonly url: string; readonly out: () => string }> {
  const child = spawn(process.execPath, ['--conditions=source', at('express-route/main.ts')], {
    env: { PATH, SystemRoot, ...env },
  })
  let out = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => reject(new Error(text)))
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text
      const [, found] = /Listening at (\S+);/u.exec(out) ?? []
      if (found !== undefined) resolve(found)
    })
  })
  return { child, url, out: () => out }
}
async function ended({ child }: { readonly child: ChildProcess }): Promise<void> {
  child.kill('SIGINT')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: { readonly id?: string; readonly problem?: string; readonly [name: string]: unknown }
}

describe('express-route', () => {
  let folder: string
  let houston: FakeHouston
  let app: Awaited<ReturnType<typeof listening>>
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'user-admin-'))
    houston = await startFakeHouston({
      seed: { workspaces: ['Data Platform'], users: labels.map((name) => `${name}@example.edu`) },
    })
    app = await listening({
      HOUSTON_URL: houston.url,
      HOUSTON_TOKEN: houston.token,
      ADMIN_KEY: key,
      STAY: 'head@example.edu, ana@example.edu, bo@example.edu',
      USER_ADMIN_STATE: folder,
    })
  })
  afterAll(async () => {
    await ended(app)
    await houston.close()
    await rm(folder, { recursive: true, force: true })
  })
  const ask = async (path: string, body?: unknown, authorization = `Bearer ${key}`): Promise<Answer> => {
    const answer = await fetch(app.url + path, {
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
  }

  it.each([
    ['no key', '/plan', ''],
    ['another key', '/plan', `Bearer ${'x'.repeat(64)}`],
    ['a key in the address', `/plan?key=${key}&authorization=Bearer%20${key}`, ''],
  ])('tells nothing to whoever brings %s', async (_name, path, authorization) => {
    const before = houston.requests()
    const { status, body } = await ask(path, undefined, authorization)
    expect([status, body, houston.requests() - before]).toEqual([401, { problem: 'unauthenticated' }, 0])
  })

  it.each<[string, unknown, number, string]>([
    ['a body that is no JSON', '{"id":', 400, 'invalid'],
    ['no id', {}, 400, 'invalid'],
    ['the id of another plan', { id: 'f'.repeat(64) }, 409, 'conflict'],
  ])('changes nothing for %s', async (_name, sent, status, problem) => {
    const answer = await ask('/approve', sent)
    expect([answer.status, answer.body.problem, houston.ledger.entries]).toEqual([status, problem, []])
  })

  it.each([
    ['a refused credential of its own', { status: 401, body: '{"errors":[]}' }, 502, 'unauthenticated'],
    ['a server that is down', 'reset', 503, 'unavailable'],
  ] as const)('says what is wrong for %s', async (_name, give, status, problem) => {
    houston.fault({ give, times: 100 })
    const answer = await ask('/plan').finally(() => houston.faults.clear())
    expect([answer.status, answer.body.problem]).toEqual([status, problem])
    expect(JSON.stringify(answer.body)).not.toContain(houston.token)
  })

  it('shows the plan, and does that very plan once its id comes back', async () => {
    const plan = await ask('/plan')
    expect([plan.status, plan.headers.get('cache-control'), houston.ledger.entries]).toEqual([200, 'no-store', []])
    expect(plan.body['summary']).toContain('cy@example.edu')
    const held = await ask('/approve', { id: plan.body.id })
    expect([held.status, held.body['left'], houston.ledger.entries]).toEqual([
      200,
      [expect.objectContaining({ reason: 'Held back by rolling.' })],
      [],
    ])
    const done = await ask('/approve', { id: plan.body.id, release: ['rolling'] })
    expect([done.status, done.body['left']]).toEqual([200, []])
    expect(done.body['counts']).toMatchObject({ done: 1, failed: 0, unknown: 0 })
    expect(houston.ledger.entries.map(({ operation }) => operation)).toEqual(['workspaceRemoveUser'])
    expect((await ask('/approve', { id: plan.body.id })).status).toBe(409)
  })

  // Last: the app asks that server nothing more for ten minutes.
  it('says when a server that is too busy may be asked again', async () => {
    houston.fault({ give: { status: 429, headers: { 'retry-after': '600' } }, times: 100 })
    const { status, headers, body } = await ask('/plan')
    expect([status, body.problem]).toEqual([503, 'rate-limited'])
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(590)
  })
})

describe('express-route without a variable', () => {
  it('practises, prints how to ask, and ends when it is told to', async () => {
    const app = await listening({})
    await vi.waitFor(() => expect(app.out()).toContain('/approve\n'))
    const [, given = ''] = /export KEY=(\S+)/u.exec(app.out()) ?? []
    const answer = await fetch(`${app.url}/plan`, { headers: { authorization: `Bearer ${given}` } })
    expect(await answer.json()).toMatchObject({ steps: [{ email: 'cy@example.edu' }] })
    await ended(app)
    expect([app.child.exitCode, app.out().includes(`${app.url}/plan?`)]).toEqual([0, false])
  })

  it('is not begun for a real server without a key', async () => {
    const { code, err } = await run('express-route/main.ts', [], { HOUSTON_URL: 'https://houston.example.com' })
    expect(code).toBe(1)
    expect(err).toMatch(/^ADMIN_KEY is missing/u)
  })
})
