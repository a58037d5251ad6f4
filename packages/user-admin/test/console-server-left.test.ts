import { AacClient } from '@user-admin/aac-client'
import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Choices, Preview } from '../src/console/protocol.ts'
import { aacWorkspace, memoryState } from '../src/index.ts'
import { type ConsoleScene, startConsoleScene } from './console-scene.ts'

const world = (options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: ['one', 'two'].map((name) => ({
        name,
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'head@example.edu', isAdmin: true },
          ...Array.from({ length: 30 }, (_, index) => ({ email: `${name}${index}@example.org` })),
        ],
      })),
    },
  })

async function seen(scene: ConsoleScene, choices: Partial<Choices>): Promise<Preview> {
  await scene.ask('protect', { text: '', admins: false, onlyMe: false, rest: 'remove', assets: 'leave', ...choices })
  await scene.ask('preview')
  const { preview } = await scene.until((view) => view.preview?.state === 'ready')
  if (preview === undefined) throw new Error('There is no preview.')
  return preview
}

describe('the end of a run', () => {
  it('says who else gets in: who was held back, and who came since it was looked at', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await scene.ask('connect', { text: JSON.stringify(fake.creds({ workspace: 'one' })) })
    // One administrator must stay beside the one who is at work.
    const preview = await seen(scene, { onlyMe: true })
    expect([preview.count, preview.totals.held]).toEqual([30, 1])
    const other = await aacWorkspace(
      new AacClient({ region: 'us1', fetch: fake.fetch, token: fake.staticToken({ workspace: 'one' }) }),
    )
    await other.invite({ email: 'new@example.org' })
    await scene.ask('run', { preview: preview.id, count: 30 })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([run?.remaining, run?.others, run?.workspaces.map(({ others }) => others)]).toEqual([0, 2, [2]])
  })

  it('approves nothing a second time, and lets nobody be kept any more', async () => {
    await using fake = await world()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await scene.ask('connect', { text: JSON.stringify(fake.creds({ workspace: 'one' })) })
    const preview = await seen(scene, { admins: true })
    await scene.ask('run', { preview: preview.id, count: 30 })
    await scene.until((view) => view.run?.state === 'done')
    await expect(scene.ask('run', { preview: preview.id, count: 30 })).rejects.toThrow('gone')
    const { rows } = await scene.ask('people', { preview: preview.id, from: 0, count: 1, fate: 'remove' })
    await expect(scene.ask('except', { person: rows[0]?.person ?? '', keep: true })).rejects.toThrow('gone')
  })
})

describe('a workspace that waits for its token', () => {
  it('has nobody who failed, and says how long it takes beforehand', { timeout: 180_000 }, async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    const state = memoryState({ now: clock.now })
    let removals = 0
    const ending: typeof fetch = async (input, init) => {
      const { method } = new Request(input, init)
      if (method === 'DELETE') removals += 1
      if (method === 'DELETE' && removals === 5) clock.advance(301_000)
      return await fake.fetch(input, init)
    }
    await using scene = await startConsoleScene({ fetch: ending, now: clock.now, state })
    await scene.ask('connect', { text: fake.tokens({ workspace: 'one' }).accessToken })
    const preview = await seen(scene, { admins: true })
    expect(preview.workspaces.map(({ takes }) => typeof takes)).toEqual(['number'])
    await scene.ask('run', { preview: preview.id, count: 30 })
    const { run } = await scene.until((view) => view.run?.state === 'waiting-for-token')
    const [one] = run?.workspaces ?? []
    expect([one?.failed, run?.counts['failed'], one?.left]).toEqual([0, undefined, undefined])
    const { open = 0, unknown = 0 } = run?.counts ?? {}
    expect(open + unknown).toBe((one?.total ?? 0) - (one?.finished ?? 0))
    expect(open).toBeGreaterThan(0)
  })
})

describe('an entry that means nobody', () => {
  it('is said to be looked for in vain where a workspace could not be read', async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    const state = memoryState({ now: clock.now })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now, state })
    await scene.ask('connect', { text: JSON.stringify(fake.creds({ workspace: 'one' })) })
    const text = 'two3@example.org'
    expect((await seen(scene, { text })).notSeen).toEqual([])
    await scene.ask('connect', { text: fake.tokens({ workspace: 'two' }).accessToken })
    clock.advance(301_000)
    const preview = await seen(scene, { text })
    expect([preview.typos.map(({ entry }) => entry), preview.notSeen]).toEqual([[text], ['two']])
  })
})

describe('a second half alone', () => {
  it.each([
    { name: 'the only access token that lacks one', alone: ['one'], state: 'ready' },
    { name: 'nobody knows which of two', alone: ['one', 'two'], state: 'half' },
    { name: 'none', alone: [], state: 'half' },
  ])('belongs to $name', async ({ alone, state }) => {
    await using fake = await world({ issuer: 'https://login.example.edu/as' })
    await using scene = await startConsoleScene({ aac: { hosts: fake.hosts } })
    const pairs = new Map(['one', 'two'].map((workspace) => [workspace, fake.tokens({ workspace })]))
    for (const name of alone) await scene.ask('connect', { text: pairs.get(name)?.accessToken ?? '' })
    const { connections } = await scene.ask('connect', { text: pairs.get('one')?.refreshToken ?? '' })
    expect(connections.at(-1)).toMatchObject({ system: 'aac', state, isRenewed: state === 'ready' })
    expect(fake.counters.exchanges).toBe(0)
  })
})
