import { generateKeyPairSync } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Policy } from '../src/index.ts'
import { startScene } from './cli-scene.ts'
import { type ConsoleClient, openConsole } from './console-client.ts'
import { startConsoleScene } from './console-scene.ts'

const world = () =>
  startFakeAac({
    seed: {
      workspaces: [
        {
          name: 'one',
          people: [
            { email: 'me@example.edu', isAdmin: true },
            { email: 'dean@example.edu' },
            { email: 'ana@example.edu' },
            { email: 'robot@example.edu' },
            { email: 'student@example.org' },
            { email: 'other@example.org' },
          ],
        },
      ],
    },
  })

async function fatesIn(page: ConsoleClient): Promise<readonly string[]> {
  await page.ask('protect', { text: 'ana@example.edu', admins: true, onlyMe: false, rest: 'suspend' })
  await page.ask('preview')
  const { preview } = await page.until((view) => view.preview?.state === 'ready')
  const { rows } = await page.ask('people', { preview: preview?.id ?? '', from: 0, count: 20, sort: 'email' })
  return [
    ...rows.map(({ email, fate, why }) => `${email} ${fate} ${why}`),
    ...(preview?.typos ?? []).map(({ entry, nearest }) => `${entry}? ${nearest.join()}`),
  ]
}

describe('whom a configuration protects', () => {
  const exempt = [{ person: 'robot@example.edu', owner: 'dean@example.edu', until: '2199-01-01' }]
  const policy: Policy = { protect: ['dean@example.edu', 'elsewhere@example.com', 'studemt@example.org'], exempt }

  it('keeps access through the whole run, and is asked about only where an entry looks like somebody here', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch, configured: { file: 'user-admin.yaml', policy } })
    await scene.ask('connect', { text: JSON.stringify(fake.creds()) })
    expect((await scene.ask('look')).configured).toEqual({ file: 'user-admin.yaml', entries: 4 })
    expect(await fatesIn(scene)).toEqual([
      'ana@example.edu keep protected',
      'dean@example.edu keep configured',
      'me@example.edu keep admin',
      'other@example.org held guard:typo',
      'robot@example.edu keep exempt',
      'student@example.org held guard:typo',
      'studemt@example.org? student@example.org',
    ])
    const choices = { text: 'ana@example.edu', admins: true, onlyMe: false, rest: 'suspend' } as const
    await scene.ask('protect', { ...choices, notHere: ['studemt@example.org'] })
    await scene.ask('preview')
    const { preview } = await scene.until((view) => view.preview?.state === 'ready')
    expect([preview?.needs, preview?.count]).toEqual([[], 2])
    await scene.ask('run', { preview: preview?.id ?? '', count: 2 })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([run?.remaining, run?.counts]).toEqual([0, { done: 2 }])
    expect(fake.state[0]?.people.filter(({ status }) => status === 'suspended').map(({ email }) => email)).toEqual([
      'student@example.org',
      'other@example.org',
    ])
  })

  it('is found where the command line finds it, and its state and key are used', { timeout: 120_000 }, async () => {
    await using fake = await world()
    await using scene = await startScene()
    const { privateKey } = generateKeyPairSync('ed25519')
    await scene.file('audit.pem', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())
    await scene.configure({
      targets: { one: await scene.aac(fake) },
      policy: { protect: ['dean@example.edu'] },
      audit: { sign: { file: 'audit.pem' } },
    })
    let told = (_link: string): void => undefined
    const opened = new Promise<string>((resolve) => {
      told = resolve
    })
    const hosts = [fake.hosts.gateway, fake.hosts.app, fake.hosts.tokenServer].join()
    const ended = scene.run(['console', '--no-open', '--json', '--aac-hosts', hosts], {
      onOutput: (text) => told(/"link":"([^"]+)"/u.exec(text)?.[1] ?? ''),
    })
    const page = await openConsole(await opened)
    await page.ask('connect', { text: JSON.stringify(fake.creds()) })
    expect((await page.ask('look')).configured?.file).toBe(join(scene.folder, 'user-admin.yaml'))
    expect(await fatesIn(page)).toContain('dean@example.edu keep configured')
    const { text } = await page.ask('report', { form: 'evidence' })
    expect(Buffer.from(text, 'base64').includes('manifest.sig')).toBe(true)
    await page.ask('close')
    // One envelope, and nothing before it: the link went to where people and logs are not.
    const { json, stdout } = await ended
    expect([json.data, stdout.includes('http://')]).toEqual([{ ended: 'closed' }, false])
    expect(await readdir(join(scene.folder, 'state'))).toContain('state.db')
  })

  it('is not passed over where the configuration is wrong', async () => {
    await using scene = await startScene()
    await scene.configure('version: 1\npolicy: { protekt: [dean@example.edu] }\n')
    const { code, stderr } = await scene.run(['console', '--no-open'])
    expect([code, stderr]).toEqual([2, expect.stringContaining('protekt')])
  })
})
