import { AacClient } from '@user-admin/aac-client'
import { fastClock, startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { Choices, Preview } from '../src/console/protocol.ts'
import { aacWorkspace, houstonWorkspace, keepOnly, leavers, makePlan, memoryState } from '../src/index.ts'
import { type ConsoleScene, startConsoleScene } from './console-scene.ts'

const two = (options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: ['one', 'two'].map((name) => ({
        name,
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'head@example.edu', isAdmin: true },
          { email: `tutor-${name}@example.edu` },
          { email: `ana-${name}@example.org` },
          { email: `bo-${name}@example.org`, status: 'suspended' as const },
        ],
      })),
    },
  })

async function seen(scene: ConsoleScene, choices: Partial<Choices>): Promise<Preview> {
  await scene.ask('protect', { text: '', admins: false, onlyMe: false, rest: 'suspend', ...choices })
  await scene.ask('preview')
  const { preview } = await scene.until((view) => view.preview !== undefined && view.preview.state !== 'reading')
  if (preview === undefined) throw new Error('There is no preview.')
  return preview
}

const connected = async (fake: Awaited<ReturnType<typeof two>>, scene: ConsoleScene) =>
  await scene.ask('connect', { text: JSON.stringify(['one', 'two'].map((workspace) => fake.creds({ workspace }))) })

const fates = async (scene: ConsoleScene, { id }: Preview) =>
  (await scene.ask('people', { preview: id, from: 0, count: 100, sort: 'email' })).rows.map(
    ({ email, fate, why }) => `${email} ${fate} ${why}`,
  )

describe('who stays', () => {
  it('is said of everybody, with what for', async () => {
    await using fake = await two()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await connected(fake, scene)
    const preview = await seen(scene, { text: 'tutor-one@example.edu, ana-two@examp1e.org', admins: true })
    expect([preview.typos, preview.needs]).toEqual([
      [{ entry: 'ana-two@examp1e.org', nearest: ['ana-two@example.org'] }],
      ['typos'],
    ])
    await expect(scene.ask('run', { preview: preview.id, count: preview.count })).rejects.toThrow('needs-typos')
    const meant = await seen(scene, {
      text: 'tutor-one@example.edu, gone@example.net',
      admins: true,
      notHere: ['Gone@example.net'],
    })
    expect([meant.needs, meant.count, await fates(scene, meant)]).toEqual([
      [],
      3,
      [
        'ana-one@example.org suspend not-listed',
        'ana-two@example.org suspend not-listed',
        'bo-one@example.org nothing suspended',
        'bo-two@example.org nothing suspended',
        'head@example.edu keep admin',
        'head@example.edu keep admin',
        'me@example.edu keep admin',
        'me@example.edu keep admin',
        'tutor-one@example.edu keep protected',
        'tutor-two@example.edu suspend not-listed',
      ],
    ])
    const domain = await seen(scene, { text: '@example.org', admins: true })
    expect((await fates(scene, domain)).slice(0, 3)).toEqual([
      'ana-one@example.org keep domain',
      'ana-two@example.org keep domain',
      'bo-one@example.org keep domain',
    ])
  })

  it('asks for people, for a day and for what becomes of what they own before anything can begin', async () => {
    await using fake = await two()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await connected(fake, scene)
    expect((await seen(scene, {})).needs).toEqual(['people'])
    expect((await seen(scene, { admins: true, rest: 'suspend-then-remove' })).needs).toEqual(['day'])
    const open = await seen(scene, { admins: true, rest: 'remove' })
    expect([open.needs, open.totals]).toEqual([['assets'], { keep: 4, go: 0, held: 6, stillIn: 0, back: 0 }])
    const to = await seen(scene, { admins: true, rest: 'remove', assets: { transferTo: 'head@example.edu' } })
    expect([to.needs, to.count, to.cannotBeUndone.length > 0]).toEqual([[], 6, true])
    // Who is to receive it in one workspace only leaves it undecided in the other.
    const partly = await seen(scene, { admins: true, rest: 'remove', assets: { transferTo: 'tutor-one@example.edu' } })
    expect([partly.needs, partly.totals.held]).toEqual([['assets'], 3])
  })

  it('holds back the other administrators where only one would be left, whatever number is typed', async () => {
    await using fake = await two()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await connected(fake, scene)
    const preview = await seen(scene, { onlyMe: true, rest: 'remove', assets: 'leave' })
    expect([preview.count, preview.totals.held]).toEqual([6, 2])
    await scene.ask('run', { preview: preview.id, count: 6 })
    await scene.until((view) => view.run?.state === 'done')
    const left = fake.state.map(({ people }) => people.map(({ email }) => email))
    expect(left).toEqual([
      ['me@example.edu', 'head@example.edu'],
      ['me@example.edu', 'head@example.edu'],
    ])
  })

  it('holds back whom it showed as held, though it is kept by hand that held them', async () => {
    await using fake = await startFakeAac({
      seed: {
        people: ['me', 'head', 'dean'].map((name) => ({ email: `${name}@example.edu`, isAdmin: true })),
      },
    })
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    await scene.ask('connect', { text: JSON.stringify(fake.creds()) })
    const onlyMe = { onlyMe: true, rest: 'remove', assets: 'leave' } as const
    const none = await seen(scene, onlyMe)
    expect([none.count, none.totals.held]).toEqual([0, 2])
    const { rows } = await scene.ask('people', { preview: none.id, from: 0, count: 9, search: 'dean' })
    const kept = await scene.ask('except', { person: rows[0]?.person ?? '', keep: true })
    expect([kept.preview?.count, kept.preview?.totals]).toEqual([0, { keep: 2, go: 0, held: 1, stillIn: 0, back: 0 }])
    await expect(scene.ask('run', { preview: none.id, count: 0 })).rejects.toThrow('other-count')
    const other = await aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() }))
    await other.invite({ email: 'bo@example.edu' })
    await using later = await startConsoleScene({ fetch: fake.fetch })
    await later.ask('connect', { text: JSON.stringify(fake.creds()) })
    const one = await seen(later, onlyMe)
    const dean = await later.ask('people', { preview: one.id, from: 0, count: 9, search: 'dean' })
    await later.ask('except', { person: dean.rows[0]?.person ?? '', keep: true })
    await later.ask('run', { preview: one.id, count: 1 })
    const { run } = await later.until((view) => view.run?.state === 'done')
    expect(fake.state[0]?.people.map(({ email }) => email)).toEqual(
      ['me', 'head', 'dean'].map((name) => `${name}@example.edu`),
    )
    expect(run?.remaining).toBe(0)
  })

  it('shows who still gets in where nobody can be suspended', async () => {
    await using fake = await startFakeHouston()
    await using scene = await startConsoleScene()
    await scene.ask('connect', { text: fake.token, houston: fake.url })
    const preview = await seen(scene, { text: 'nobody@example.edu', admins: true, notHere: ['nobody@example.edu'] })
    expect([preview.state, preview.count]).toEqual(['ready', 0])
    expect(preview.totals.stillIn).toBeGreaterThan(0)
    const { rows } = await scene.ask('people', { preview: preview.id, from: 0, count: 1, fate: 'still-in' })
    expect(rows[0]?.why).toBe('no-suspension')
  })

  it('removes on the day whom it suspended, and nobody who came or was let in since', {
    timeout: 180_000,
  }, async () => {
    const clock = fastClock(1)
    let ahead = 0
    const now = (): number => clock.now() + ahead
    await using fake = await two({ clock: { ...clock, now } })
    const state = memoryState({ now })
    await using scene = await startConsoleScene({ fetch: fake.fetch, state, now })
    await connected(fake, scene)
    const removeOn = new Date(now() + 40 * 86_400_000).toISOString().slice(0, 10)
    const preview = await seen(scene, { admins: true, rest: 'suspend-then-remove', removeOn, assets: 'leave' })
    await scene.ask('run', { preview: preview.id, count: 4 })
    const { unfinished } = await scene.until((view) => view.run?.state === 'done')
    expect(unfinished).toEqual([])
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', fetch: fake.fetch, token: fake.staticToken({ workspace: 'one' }) }),
    )
    await admin.reinstate({ email: 'tutor-one@example.edu' })
    await admin.invite({ email: 'new@example.org' })
    ahead = 41 * 86_400_000
    const due = (await scene.ask('look')).unfinished
    expect(due).toMatchObject([{ kind: 'removal', on: removeOn, people: 6, needs: [] }])
    await scene.ask('resume', { unfinished: due[0]?.id ?? '' })
    const { preview: removal } = await scene.until(
      (view) => view.preview?.kind === 'removal' && view.preview.state !== 'reading',
    )
    expect([removal?.count, removal?.needs]).toEqual([5, []])
    await scene.ask('run', { preview: removal?.id ?? '', count: 5 })
    const after = await scene.until((view) => view.run?.kind === 'removal' && view.run.state === 'done')
    expect([after.run?.remaining, after.unfinished]).toEqual([0, []])
    expect(fake.state[0]?.people.map(({ email }) => email)).toEqual([
      'me@example.edu',
      'head@example.edu',
      'tutor-one@example.edu',
      'new@example.org',
    ])
    expect(fake.state[1]?.people.map(({ email }) => email)).toEqual(['me@example.edu', 'head@example.edu'])
  })
})

describe('plans that wait', () => {
  it('are approved by their number, with what they were held for, or rejected with a reason', async () => {
    await using fake = await startFakeHouston()
    const client = new HoustonClient({ url: fake.url, token: fake.token })
    const [first] = await client.workspaces()
    const admin = await houstonWorkspace(client, first?.id ?? '')
    const state = memoryState()
    const people: string[] = []
    for await (const { email, admin: isAdmin } of admin.list()) if (isAdmin === false) people.push(email)
    const large = await makePlan(admin, keepOnly(people.slice(0, 3)), { state })
    const small = await makePlan(admin, leavers(people.slice(0, 2), { action: 'remove' }), { state })
    await state.held.put(large, { by: 'nightly', why: 'Held back.' })
    await state.held.put(small, { by: 'nightly', why: 'It waits.' })
    await using scene = await startConsoleScene({ state })
    const { waiting } = await scene.ask('look')
    const held = waiting.find(({ plan }) => plan === large.id)
    expect(held?.why).toContain('per-run')
    expect(held?.who).toHaveLength(held?.go ?? -1)
    expect(people).toEqual(expect.arrayContaining([...(held?.who ?? [])]))
    const decide = { plan: large.id, decision: 'approve', reason: 'The semester is over.' } as const
    await expect(scene.ask('decide', decide)).rejects.toThrow('other-count')
    await scene.ask('decide', { ...decide, count: held?.go ?? 0 })
    const after = await scene.ask('decide', { plan: small.id, decision: 'reject', reason: 'They stay.' })
    expect(after.waiting).toEqual([])
    const approved = await state.held.get(large.id)
    expect([approved?.status, approved?.decision?.release.includes('admins')]).toEqual(['approved', false])
    expect((await state.held.get(small.id))?.status).toBe('rejected')
  })

  it('are not approved where the number would let nothing through', async () => {
    await using fake = await two()
    const admin = await aacWorkspace(
      new AacClient({ region: 'us1', fetch: fake.fetch, token: fake.staticToken({ workspace: 'one' }) }),
    )
    const state = memoryState()
    // Nobody decided what becomes of what they own.
    const open = await makePlan(admin, leavers(['ana-one@example.org'], { action: 'remove' }), { state })
    await state.held.put(open, { by: 'nightly', why: 'Held back.' })
    await using scene = await startConsoleScene({ state })
    expect((await scene.ask('look')).waiting).toMatchObject([{ go: 0, who: [] }])
    const decide = { plan: open.id, decision: 'approve', reason: 'Go.', count: 0 } as const
    await expect(scene.ask('decide', decide)).rejects.toThrow('all-held')
    expect((await state.held.get(open.id))?.status).toBe('waiting')
  })
})
