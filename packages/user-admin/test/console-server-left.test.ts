import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AacClient } from '@user-admin/aac-client'
import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Choices, Preview } from '../src/console/protocol.ts'
import { inFile, inMemory } from '../src/console/server/notebook.ts'
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

describe('the last run', () => {
  it('can be undone after the program was ended, once its workspaces are there again, or be offered no more', async () => {
    await using fake = await world()
    const [notebook, state] = [inMemory(), memoryState()]
    const text = JSON.stringify(fake.creds({ workspace: 'one' }))
    await using first = await startConsoleScene({ fetch: fake.fetch, notebook, state })
    await first.ask('connect', { text })
    const preview = await seen(first, { admins: true, rest: 'suspend' })
    await first.ask('run', { preview: preview.id, count: 30 })
    expect((await first.until((view) => view.run?.state === 'done')).unfinished).toEqual([])
    await using later = await startConsoleScene({ fetch: fake.fetch, notebook, state })
    const [last] = (await later.ask('look')).unfinished
    expect(last).toMatchObject({ kind: 'undo', people: 30, needs: ['one'] })
    await later.ask('connect', { text })
    await later.ask('undo', { run: last?.id ?? '' })
    const { preview: back } = await later.until((view) => view.preview?.state === 'ready')
    expect([back?.kind, back?.count]).toEqual(['undo', 30])
    await using another = await startConsoleScene({ fetch: fake.fetch, notebook, state })
    expect((await another.ask('dismiss', { unfinished: last?.id ?? '' })).unfinished).toEqual([])
    await later.ask('run', { preview: back?.id ?? '', count: 30 })
    await later.until((view) => view.run?.kind === 'undo' && view.run.state === 'done')
    expect(fake.state[0]?.people.filter(({ status }) => status === 'suspended')).toEqual([])
    await using again = await startConsoleScene({ fetch: fake.fetch, notebook, state })
    expect((await again.ask('look')).unfinished).toEqual([])
  })

  it('is not lost by another page of the same computer, nor the day of its removals', async () => {
    await using fake = await world()
    const folder = await mkdtemp(join(tmpdir(), 'user-admin-notebook-'))
    const open = () => startConsoleScene({ fetch: fake.fetch, notebook: inFile(join(folder, 'console.json')) })
    const text = JSON.stringify(fake.creds({ workspace: 'one' }))
    try {
      await using first = await open()
      await using second = await open()
      await first.ask('connect', { text })
      const removeOn = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10)
      const preview = await seen(first, { admins: true, rest: 'suspend-then-remove', removeOn })
      await first.ask('run', { preview: preview.id, count: 30 })
      await first.until((view) => view.run?.state === 'done')
      await first.ask('close')
      // It was opened before, and writes down whom it saw.
      await second.ask('connect', { text })
      await seen(second, { admins: true, rest: 'suspend' })
      await using later = await open()
      expect((await later.ask('look')).unfinished).toMatchObject([{ kind: 'undo', people: 30 }])
      const { removals } = await inFile(join(folder, 'console.json')).read()
      expect(removals).toMatchObject([{ on: removeOn }])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('goes on by another token of its workspace, and says so of the same people', async () => {
    const clock = manualClock()
    await using fake = await world({ clock })
    const state = memoryState({ now: clock.now })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now, state })
    await scene.ask('connect', { text: fake.tokens({ workspace: 'one' }).accessToken })
    const preview = await seen(scene, { admins: true, rest: 'suspend' })
    clock.advance(301_000)
    await scene.ask('run', { preview: preview.id, count: 30 })
    await scene.until((view) => view.run?.state === 'waiting-for-token')
    // Nothing in it says of which workspace it is: it becomes a connection of its own.
    const { connections } = await scene.ask('connect', { text: fake.staticToken({ workspace: 'one' }) })
    expect(connections.map((one) => one.state)).toEqual(['expired', 'ready'])
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect(run?.remaining).toBe(0)
    const { rows } = await scene.ask('people', { preview: preview.id, from: 0, count: 40, fate: 'suspend' })
    expect(new Set(rows.map(({ outcome }) => outcome))).toEqual(new Set(['done']))
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
