import { AacClient } from '@user-admin/aac-client'
import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Preview } from '../src/console/protocol.ts'
import { released } from '../src/console/server/confirmation.ts'
import { inMemory } from '../src/console/server/notebook.ts'
import { aacWorkspace, guardCodes, memoryState } from '../src/index.ts'
import { type ConsoleScene, startConsoleScene } from './console-scene.ts'

const world = (students: number, options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: [{ name: 'one' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'head@example.edu', isAdmin: true },
        ...Array.from({ length: students }, (_, index) => ({ email: `s${index}@example.edu` })),
      ],
    },
  })

async function ready(scene: ConsoleScene, text: string): Promise<Preview> {
  await scene.ask('connect', { text })
  await scene.ask('protect', { text: '', admins: true, onlyMe: false, rest: 'remove', assets: 'leave' })
  await scene.ask('preview')
  const { preview } = await scene.until((view) => view.preview?.state === 'ready')
  if (preview === undefined) throw new Error('There is no preview.')
  return preview
}

const inside = (fake: Awaited<ReturnType<typeof world>>): readonly string[] =>
  (fake.state[0]?.people ?? []).map(({ email }) => email).filter((email) => !/^(?:me|head)@/u.test(email))

describe('a run of the console', () => {
  it('waits for the next token where its lone one ends in the midst, and goes on with it', {
    timeout: 180_000,
  }, async () => {
    const clock = manualClock()
    await using fake = await world(600, { clock, latency: 20 })
    await using scene = await startConsoleScene({
      fetch: fake.fetch,
      now: clock.now,
      state: memoryState({ now: clock.now }),
    })
    const preview = await ready(scene, fake.tokens().accessToken)
    await scene.ask('run', { preview: preview.id, count: 600 })
    await scene.until((view) => (view.run?.finished ?? 0) > 5)
    clock.advance(301_000)
    const parked = await scene.until((view) => view.run?.state === 'waiting-for-token')
    const left = inside(fake).length
    expect([left > 0, left < 600, parked.connections[0]?.state]).toEqual([true, true, 'expired'])
    await scene.ask('renew', { connection: 'c1', text: JSON.stringify(fake.creds()) })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([run?.remaining, inside(fake)]).toEqual([0, []])
    const removals = fake.ledger.entries
      .filter(({ operation }) => operation === 'deleteWorkspaceUser')
      .map(({ target }) => target)
    expect(new Set(removals).size).toBe(removals.length)
  })

  it('is paused, gone on with and stopped', { timeout: 180_000 }, async () => {
    await using fake = await world(600, { latency: 20 })
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const preview = await ready(scene, JSON.stringify(fake.creds()))
    await scene.ask('run', { preview: preview.id, count: 600 })
    await scene.until((view) => (view.run?.finished ?? 0) > 5)
    await scene.ask('pause')
    await scene.until((view) => view.run?.state === 'paused')
    const before = inside(fake).length
    await expect(scene.ask('preview')).rejects.toThrow('busy')
    expect(inside(fake).length).toBe(before)
    await scene.ask('goOn')
    // Of each workspace by itself: about how long it takes.
    await scene.until((view) => (view.run?.workspaces[0]?.left ?? 0) > 0)
    await scene.until((view) => (view.run?.finished ?? 0) > 600 - before + 5)
    await scene.ask('stop')
    const { run, unfinished } = await scene.until((view) => view.run?.state === 'stopped' || view.run?.state === 'done')
    expect([run?.state, inside(fake).length > 0, inside(fake).length < before, unfinished]).toEqual([
      'stopped',
      true,
      true,
      [],
    ])
    // What was stopped is over: the rest is looked at anew.
    const next = await ready(scene, JSON.stringify(fake.creds()))
    expect(next.count).toBe(inside(fake).length)
  })

  it('removes nobody who came, and nobody who was invited anew, since it was looked at', async () => {
    await using fake = await world(8)
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const preview = await ready(scene, JSON.stringify(fake.creds()))
    const other = await aacWorkspace(
      new AacClient({ hosts: fake.hosts, token: fake.staticToken({ person: 'head@example.edu' }) }),
    )
    await other.invite({ email: 'new@example.edu' })
    await other.remove({ email: 's3@example.edu' })
    await other.invite({ email: 's3@example.edu' })
    await scene.ask('run', { preview: preview.id, count: 8 })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([inside(fake), run?.counts['done']]).toEqual([['new@example.edu', 's3@example.edu'], 7])
    // Who was to go, and is in again.
    expect(run?.remaining).toBe(1)
  })

  it('says who came and who went since the last time', async () => {
    await using fake = await world(5)
    const notebook = inMemory()
    await using first = await startConsoleScene({ fetch: fake.fetch, notebook })
    expect((await ready(first, JSON.stringify(fake.creds()))).changes).toBeUndefined()
    const other = await aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() }))
    await other.invite({ email: 'new@example.edu' })
    await other.remove({ email: 's1@example.edu' })
    await other.remove({ email: 's2@example.edu' })
    await using later = await startConsoleScene({ fetch: fake.fetch, notebook })
    const preview = await ready(later, JSON.stringify(fake.creds()))
    expect(preview.changes).toEqual({ joined: 1, left: 2 })
    await later.ask('run', { preview: preview.id, count: 4 })
    await later.until((view) => view.run?.state === 'done')
    await using last = await startConsoleScene({ fetch: fake.fetch, notebook })
    expect((await last.ask('look')).lastTime).toEqual([{ name: 'one', system: 'aac', region: 'us1' }])
    const { lastTime } = await last.ask('connect', { text: JSON.stringify(fake.creds()) })
    expect(lastTime).toEqual([])
  })

  it('is done once, though it is asked for twice', async () => {
    await using fake = await world(8)
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const preview = await ready(scene, JSON.stringify(fake.creds()))
    const asked = [1, 2, 3].map(() => scene.ask('run', { preview: preview.id, count: 8 }).then(() => 'begun', String))
    expect((await Promise.all(asked)).toSorted()).toEqual(['Error: busy', 'Error: busy', 'begun'])
    await scene.until((view) => view.run?.state === 'done')
    await expect(scene.ask('run', { preview: 'another', count: 8 })).rejects.toThrow('gone')
  })
})

describe('the typed number', () => {
  const held = guardCodes.map((code) => ({ code, steps: 1, reason: '', remedy: '' }))

  it('releases what says that these are many, and nothing else', () => {
    expect(released({ held, missing: [] }, () => false).filter((code) => code !== 'typo')).toEqual([
      'rolling',
      'per-run',
      'small-scope',
    ])
    expect(released({ held: [], missing: [] }, () => true)).toEqual([])
  })

  it.each([
    ['a slip', [false, true], false],
    ['only what is right elsewhere', [true, true], true],
  ] as const)('lets through that somebody is not here: %s', (_name, right, isReleased) => {
    const missing = right.map((_, index) => ({ entry: `${index}@example.edu`, nearest: [] }))
    const codes = released({ held, missing }, (entry) => right[Number(entry[0])] === true)
    expect(codes.includes('typo')).toBe(isReleased)
  })
})
