import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import type { Choices } from '../src/console/protocol.ts'
import { memoryState } from '../src/index.ts'
import { type ConsoleScene, startConsoleScene } from './console-scene.ts'

const choices = { text: '', admins: false, onlyMe: false, rest: 'remove', assets: 'leave' } as const

/** Five classes, each with a tutor of its own, at the end of a semester. */
const classes = (options: Parameters<typeof startFakeAac>[0] = {}) =>
  startFakeAac({
    ...options,
    seed: {
      workspaces: Array.from({ length: 5 }, (_, place) => ({
        name: `class-${place + 1}`,
        people: [
          { email: 'me@example.edu', isAdmin: true },
          { email: 'head@example.edu', isAdmin: true },
          { email: `tutor${place + 1}@example.edu` },
          ...Array.from({ length: 8 }, (_none, index) => ({
            email: `s${place + 1}${index}@example.edu`,
            status: index === 0 ? ('invited' as const) : index === 1 ? ('suspended' as const) : ('active' as const),
          })),
        ],
      })),
    },
  })
const names = ['class-1', 'class-2', 'class-3', 'class-4', 'class-5']
const stay =
  'me@example.edu, Head <head@example.edu>; tutor1@example.edu\ntutor2@example.edu tutor3@example.edu\ntutor4@example.edu,tutor5@example.edu'

async function previewed(scene: ConsoleScene, given: Partial<Choices> = {}) {
  await scene.ask('protect', { ...choices, text: stay, ...given })
  await scene.ask('preview')
  const { preview } = await scene.until((view) => view.preview?.state !== 'reading' && view.preview !== undefined)
  if (preview === undefined) throw new Error('There is no preview.')
  return preview
}

describe('the console from tokens to an end', () => {
  it('clears five workspaces, says how many are left, and brings them back', { timeout: 180_000 }, async () => {
    await using fake = await classes()
    await using scene = await startConsoleScene({ fetch: fake.fetch })
    const pairs = names.map((workspace) => fake.creds({ workspace }))
    const { connections } = await scene.ask('connect', { text: JSON.stringify(pairs) })
    expect(
      connections.map(({ state, workspace, region, caller, people, isRenewed, mayChange }) => ({
        state,
        workspace,
        region,
        caller,
        people,
        isRenewed,
        mayChange,
      })),
    ).toEqual(
      names.map((workspace) => ({
        state: 'ready',
        workspace,
        region: 'us1',
        caller: 'me@example.edu',
        people: 11,
        isRenewed: true,
        mayChange: true,
      })),
    )

    const preview = await previewed(scene)
    expect([preview.state, preview.totals, preview.typos, preview.needs, preview.isNearlyAll]).toEqual([
      'ready',
      { keep: 15, go: 40, held: 0, stillIn: 0, back: 0 },
      [],
      [],
      false,
    ])
    const some = await scene.ask('people', { preview: preview.id, from: 0, count: 3, search: 's1', sort: 'email' })
    expect([some.total, some.rows.map(({ email, fate, why }) => [email, fate, why])]).toEqual([
      8,
      ['s10', 's11', 's12'].map((name) => [`${name}@example.edu`, 'remove', 'not-listed']),
    ])
    const kept = some.rows[2]?.person ?? ''
    const excepted = await scene.ask('except', { person: kept, keep: true })
    expect(excepted.preview?.count).toBe(39)
    await expect(scene.ask('run', { preview: preview.id, count: 40 })).rejects.toThrow('other-count')
    expect(fake.ledger.entries).toEqual([])

    await scene.ask('run', { preview: preview.id, count: 39 })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([run?.remaining, run?.counts, run?.mayUndo]).toEqual([0, { done: 39 }, true])
    const inside = fake.state
      .flatMap(({ people }) => people.map(({ email }) => email))
      .filter((email) => /^s\d/u.test(email))
    expect(inside).toEqual(['s12@example.edu'])
    const people = await scene.ask('people', { preview: preview.id, from: 0, count: 5, search: 's1', sort: 'email' })
    expect(people.rows.map(({ fate, outcome }) => [fate, outcome])).toEqual([
      ['remove', 'done'],
      ['remove', 'done'],
      ['keep', undefined],
      ['remove', 'done'],
      ['remove', 'done'],
    ])
    const { text: table } = await scene.ask('report', { form: 'csv' })
    expect(table.split('\r\n')).toHaveLength(57)
    expect((await scene.ask('report', { form: 'evidence' })).isBase64).toBe(true)

    await scene.ask('undo', { run: run?.id ?? '' })
    const { preview: back } = await scene.until(
      (view) => view.preview?.kind === 'undo' && view.preview.state !== 'reading',
    )
    // Who was suspended is not invited: an invitation would let them in.
    expect([back?.state, back?.count, back?.totals.back]).toEqual(['ready', 34, 34])
    await scene.ask('run', { preview: back?.id ?? '', count: 34 })
    const { run: undone } = await scene.until((view) => view.run?.kind === 'undo' && view.run.state === 'done')
    expect(undone?.counts).toEqual({ pending: 34 })
  })

  it('goes on without the workspace whose lone token ends, which waits for another one of its own', {
    timeout: 180_000,
  }, async () => {
    const clock = manualClock()
    await using fake = await classes({ clock, latency: 2 })
    const state = memoryState({ now: clock.now })
    await using scene = await startConsoleScene({ fetch: fake.fetch, now: clock.now, state })
    const alone = fake.tokens({ workspace: 'class-3' })
    const others = names.filter((name) => name !== 'class-3')
    await scene.ask('connect', { text: JSON.stringify(others.map((workspace) => fake.creds({ workspace }))) })
    const { connections } = await scene.ask('connect', { text: alone.accessToken })
    expect(connections.at(-1)).toMatchObject({ workspace: 'class-3', isRenewed: false, ends: alone.expiresAt })
    const preview = await previewed(scene)
    expect(preview.count).toBe(40)
    // Somebody reads for twenty minutes.
    clock.advance(20 * 60_000)
    await scene.ask('run', { preview: preview.id, count: 40 })
    const parked = await scene.until((view) => view.run?.state === 'waiting-for-token')
    expect(parked.run?.workspaces.map(({ name, state: of, remaining }) => [name, of, remaining])).toEqual(
      ['class-1', 'class-2', 'class-4', 'class-5', 'class-3'].map((name) => [
        name,
        name === 'class-3' ? 'waiting-for-token' : 'done',
        name === 'class-3' ? undefined : 0,
      ]),
    )
    const waiting = parked.connections.find(({ workspace }) => workspace === 'class-3')
    expect(waiting?.state).toBe('expired')
    const wrong = fake.tokens({ workspace: 'class-1' }).accessToken
    await expect(scene.ask('renew', { connection: waiting?.id ?? '', text: wrong })).rejects.toThrow('other-workspace')
    await scene.ask('renew', { connection: waiting?.id ?? '', text: alone.refreshToken })
    const { run } = await scene.until((view) => view.run?.state === 'done')
    expect([run?.remaining, run?.counts]).toEqual([0, { done: 40 }])
    for (const [place] of names.entries())
      for (let index = 0; index < 8; index += 1)
        expect(fake.canEnter(`s${place + 1}${index}@example.edu`, `class-${place + 1}`)).toBe(false)
    const { pairs } = await scene.ask('handBack', {})
    expect(pairs.map(({ workspace }) => workspace).toSorted()).toEqual(names)
    expect(fake.counters.spentPresented).toBe(0)
  })
})
