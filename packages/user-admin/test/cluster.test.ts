import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { HeldRow } from '../src/cli/held-named.ts'
import type { Ran } from '../src/cli/jobs/ran.ts'
import type { Tick } from '../src/index.ts'
import { company, configured, head, hour, monday, nightAt, staff, tick, ticksOf } from './cluster-company.ts'
import { startCluster } from './cluster-pod.ts'

/** What came in since, by event. */
const eventsIn = (received: readonly { readonly body: { readonly event: string } }[], since = 0): readonly string[] =>
  received.slice(since).map(({ body }) => body.event)

describe('a quarter in a cluster', () => {
  it('runs every night once, by itself within the guards, and what is held once a person approved it', {
    timeout: 1_200_000,
  }, async () => {
    await using cluster = await startCluster(monday - 12 * hour)
    const clock = { now: () => cluster.clock.time }
    await using world = await company(cluster, clock)
    const { aac, houston, ops } = world
    const pair = await cluster.put('creds/spring.json', JSON.stringify(aac.creds({ person: head })))
    await configured(cluster, world, { file: pair })
    await world.exports()
    const night = async (index: number): Promise<readonly Ran[]> => {
      cluster.clock.time = nightAt(index)
      const ran = await cluster.run(tick)
      return ticksOf(ran)
    }
    const changes = (): number => aac.ledger.entries.length + houston.ledger.entries.length

    // On the day before: the job is seen for the first time, and nothing is due.
    expect(await cluster.run(tick)).toMatchObject({ code: 0 })
    // Without a baseline a run only reports, and says so.
    const early = world.leave(1)
    await world.exports()
    const [first, ...more] = await night(0)
    expect(more).toEqual([])
    expect(first).toMatchObject({
      job: 'nightly',
      due: '2027-01-04T01:00:00.000Z',
      outcome: 'held',
      exit: 4,
      unread: [],
    })
    expect(first?.why).toContain('Record a baseline of it in the state once, then such runs may act.')
    expect(changes()).toBe(0)
    expect(eventsIn(ops.received())).toEqual(['state-lost'])
    cluster.clock.time += 8 * hour
    expect(await cluster.run(['init', '--json'])).toMatchObject({ code: 0 })
    expect(early.map((email) => world.in(email))).toEqual([[true, true]])

    let held: HeldRow | undefined
    let laidOff: readonly string[] = []
    const told = new Map<string, number>()
    for (let index = 1; index < 91; index += 1) {
      cluster.clock.time = nightAt(index) - 6 * hour
      // Two a week leave; one Wednesday thirty.
      const leavers = index === 44 ? world.leave(30) : index % 7 === 2 ? world.leave(2) : []
      await world.exports()
      const before = changes()
      const ran = await night(index)
      expect(ran).toHaveLength(1)
      const [one] = ran
      if (index === 1) {
        expect(one).toMatchObject({ outcome: 'done', exit: 0, counts: { done: 2 } })
      } else if (index === 44) {
        laidOff = leavers
        held = one?.held
        expect(one).toMatchObject({ outcome: 'held', exit: 4, held: { status: 'waiting', steps: 60 } })
        expect(changes()).toBe(before)
        // Nine hours later somebody has looked: another process, on another day's shift.
        cluster.clock.time += 9 * hour
        const words = [
          'held',
          'approve',
          held?.id ?? '',
          '--release',
          'per-run,rolling',
          '--by',
          'chief@example.edu',
          '--json',
        ]
        expect(await cluster.run(words)).toMatchObject({ code: 0 })
        expect(changes()).toBe(before)
      } else if (index === 45) {
        expect(one).toMatchObject({ outcome: 'done', exit: 0, counts: { done: 60 } })
        expect(laidOff.flatMap((email) => world.in(email))).toEqual(Array.from({ length: 60 }, () => false))
      } else {
        expect(one).toMatchObject(
          leavers.length > 0
            ? { outcome: 'done', exit: 0, counts: { done: 4 } }
            : { outcome: 'nothing-to-do', exit: 0, unread: [] },
        )
      }
      for (const email of leavers) if (index !== 44) expect(world.in(email)).toEqual([false, false])
    }
    for (const { body } of ops.received()) told.set(body.event, (told.get(body.event) ?? 0) + 1)

    // Each night once, on the day without a 2:00 too.
    const { stdout } = await cluster.run(['schedule', 'status', '--since', '2027-01-01', '--json'])
    const { ticks } = (JSON.parse(stdout) as { readonly data: { readonly ticks: readonly Tick[] } }).data
    expect(ticks).toHaveLength(91)
    expect(new Set(ticks.map(({ due }) => due)).size).toBe(91)
    expect(ticks.filter(({ status, attempts }) => status !== 'ended' || attempts !== 1)).toEqual([])
    expect(ticks.find(({ due }) => due.startsWith('2027-03-28'))?.due).toBe('2027-03-28T01:00:00.000Z')

    // Exactly those who left are out, in both places, and nobody else was touched.
    const out = new Set(world.gone)
    expect(out.size).toBe(1 + 12 * 2 + 30)
    for (const email of [head, 'second@example.edu', ...staff]) {
      const isOut = out.has(email)
      expect([email, ...world.in(email)]).toEqual([
        email,
        email === 'second@example.edu' ? true : !isOut,
        email === 'second@example.edu' ? false : !isOut,
      ])
    }
    expect(changes()).toBe(2 * out.size)
    // One successor for each pair: none was presented twice, and none was lost.
    expect(aac.counters.spentPresented).toBe(0)
    expect(aac.families.map(({ exchanges }) => exchanges)).toEqual([expect.any(Number)])
    expect(aac.counters.exchanges).toBeGreaterThanOrEqual(90)
    expect(Object.fromEntries(told)).toEqual({ 'state-lost': 1, held: 1, done: 14 })
    expect(ops.refused).toEqual([])
    expect(await cluster.writtenElsewhere()).toEqual([])
    expect((await cluster.run(['audit', 'verify', '--json'])).code).toBe(0)
  })

  it('stops where its volume is lost, changes nothing any more, and tells so exactly once', {
    timeout: 300_000,
  }, async () => {
    await using cluster = await startCluster(monday - 12 * hour)
    await using world = await company(cluster, { now: () => cluster.clock.time })
    const { aac, houston, ops } = world
    const { clientId, clientSecret, workspaceGid } = aac.principal({ person: head })
    const secret = await cluster.mount('secrets', 'spring.secret', clientSecret)
    await configured(cluster, world, { client: { id: clientId, secret: { file: secret }, workspaceGid } })
    await world.exports()
    await cluster.run(['init'])
    await cluster.run(tick)
    world.leave(2)
    await world.exports()
    cluster.clock.time = nightAt(0)
    expect(ticksOf(await cluster.run(tick))).toMatchObject([{ outcome: 'done', counts: { done: 4 } }])
    const [changes, told] = [aac.ledger.entries.length + houston.ledger.entries.length, ops.attempts.length]

    await cluster.loseVolume()
    // A new pod begins at noon, on what looks like a first day.
    cluster.clock.time = nightAt(0) + 10 * hour
    expect(await cluster.run(tick)).toMatchObject({ code: 0 })
    for (let index = 1; index < 5; index += 1) {
      // Every day others leave, so that every night's plan is another one.
      world.leave(2)
      cluster.clock.time = nightAt(index) - 6 * hour
      await world.exports()
      cluster.clock.time = nightAt(index)
      expect(ticksOf(await cluster.run(tick))).toMatchObject([{ outcome: 'held', exit: 4 }])
    }
    expect(aac.ledger.entries.length + houston.ledger.entries.length).toBe(changes)
    expect(ops.attempts.slice(told)).toMatchObject([
      { body: { event: 'state-lost', text: expect.stringContaining('its folder or volume is lost') as string } },
    ])
    expect(await cluster.writtenElsewhere()).toEqual([])
  })

  it('spends no token where the next pair could not be kept, and says what to do', { timeout: 120_000 }, async () => {
    await using cluster = await startCluster(monday - 12 * hour)
    await using world = await company(cluster, { now: () => cluster.clock.time })
    const { aac, houston } = world
    // As a mounted secret the pair can be read, and nothing can be written beside it.
    const pair = await cluster.mount('secrets', 'spring.json', JSON.stringify(aac.creds({ person: head })))
    await configured(cluster, world, { file: pair })
    await world.exports()
    await cluster.run(tick)
    world.leave(1)
    await world.exports()
    cluster.clock.time = nightAt(0)
    const [ran] = ticksOf(await cluster.run(tick))
    expect(ran?.unread).toMatchObject([{ target: 'spring' }])
    expect(ran?.exit).toBe(7)
    const said = ran?.unread[0]?.why ?? ''
    expect(said).toContain('was not spent')
    expect(said).toContain(`user-admin login aac --file PATH --from ${pair}`)
    expect([aac.counters.exchanges, aac.counters.spentPresented]).toEqual([0, 0])
    expect(aac.ledger.entries).toEqual([])
    // The pair is as it was: with a writable copy of it everything works.
    expect(houston.ledger.entries).toEqual([])
    const copy = await cluster.put('creds/spring.json', JSON.stringify(JSON.parse(await readFile(pair, 'utf8'))))
    await configured(cluster, world, { file: copy })
    cluster.clock.time = nightAt(1)
    expect(ticksOf(await cluster.run(tick))).toMatchObject([{ unread: [] }])
    expect([aac.counters.exchanges, aac.counters.spentPresented]).toEqual([1, 0])
  })
})
