import { readFile } from 'node:fs/promises'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it } from 'vitest'
import type { HeldRow } from '../src/cli/held-named.ts'
import type { Ran } from '../src/cli/jobs/ran.ts'
import type { Tick } from '../src/index.ts'
import { type Cluster, type PodRan, startCluster } from './cluster-pod.ts'
import { startReceiver, testSecret } from './notify-receiver.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
/** A Monday, and the Monday after 13 weeks: the clocks of Berlin are set forward in between, on 28 March at 2:00. */
const monday = Date.parse('2027-01-04T00:00:00Z')
const summer = Date.parse('2027-03-28T01:00:00Z')
/** When the cluster starts the night's run: 2:05 in Berlin, and 3:05 on the day that has no 2:05. */
const nightAt = (index: number): number => {
  const winter = monday + index * day + hour + 5 * minute
  return winter > summer + day / 2 ? winter - hour : winter
}

const head = 'head@example.edu'
const staff = Array.from({ length: 120 }, (_, index) => `p${String(index).padStart(3, '0')}@example.edu`)
/** Of the same company, and in neither system: thirty are few of all. */
const elsewhere = Array.from({ length: 300 }, (_, index) => `e${String(index).padStart(3, '0')}@example.edu`)
const label = { id: 'ck0data00000000000000data', label: 'Data' }

/** Both systems, with everybody in both; the personnel office's export; somebody who is told. */
async function company(cluster: Cluster, clock: { readonly now: () => number }) {
  const aac = await startFakeAac({
    clock,
    seed: {
      workspaces: [{ name: 'spring' }],
      people: [
        { email: head, isAdmin: true },
        { email: 'second@example.edu', isAdmin: true },
        ...staff.map((email) => ({ email })),
      ],
    },
  })
  const houston = await startFakeHouston({
    clock,
    seed: {
      workspaces: [label],
      users: [
        { username: head, roleBindings: [{ role: 'SYSTEM_ADMIN' }, { role: 'WORKSPACE_ADMIN', workspace: label.id }] },
        ...staff.map((username) => ({
          username,
          roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: label.id }],
        })),
      ],
    },
  })
  const ops = await startReceiver()
  const left = new Set<string>()
  const gone: string[] = []
  return {
    aac,
    houston,
    ops,
    gone,
    /** Somebody leaves: the next export says so. */
    leave: (count: number): readonly string[] => {
      const leavers = staff.filter((email) => !left.has(email)).slice(0, count)
      for (const email of leavers) left.add(email)
      gone.push(...leavers)
      return leavers
    },
    /** The personnel office writes its export, every evening. */
    exports: async (): Promise<void> => {
      const rows = [head, 'second@example.edu', ...staff, ...elsewhere].map(
        (email, index) => `${1000 + index},${email},${left.has(email) ? 'disabled' : 'active'}`,
      )
      await cluster.mount('export', 'hr.csv', `id,email,status\n${rows.join('\n')}\n`)
    },
    in: (email: string): readonly boolean[] => [aac.canEnter(email), houston.canEnter(email, { workspace: label.id })],
    [Symbol.asyncDispose]: async () => {
      await Promise.all([aac.close(), houston.close(), ops[Symbol.asyncDispose]()])
    },
  }
}
type Company = Awaited<ReturnType<typeof company>>

/** The configuration of the cluster: everything in it is of the mounts and of the volume. */
async function configured(
  cluster: Cluster,
  { aac, houston, ops }: Company,
  credential: object,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const [token, secret] = await Promise.all([
    cluster.mount('secrets', 'houston.token', `${houston.token}\n`),
    cluster.mount('secrets', 'hook.secret', `${testSecret}\n`),
  ])
  const within = { unattended: 'within-guards', assets: 'leave' } as const
  await cluster.configure({
    targets: {
      spring: { system: 'aac', hosts: aac.hosts, credential, ...within },
      data: {
        system: 'houston',
        url: houston.url,
        workspace: label.label,
        credential: { file: token },
        unattended: 'within-guards',
      },
    },
    sources: { hr: { kind: 'csv', file: `${cluster.secrets}/../export/hr.csv`, maxAge: '36h' } },
    jobs: {
      nightly: { cron: '0 2 * * *', timeZone: 'Europe/Berlin', goal: { leavers: 'hr', action: 'remove' }, ...more },
    },
    notify: { ops: { url: ops.url, secret: { file: secret } } },
  } as never)
}

const tick = ['schedule', 'run', '--once', '--json'] as const
const ticksOf = ({ json }: PodRan): readonly Ran[] => (json.data as { readonly runs: readonly Ran[] }).runs

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
    expect(out.size).toBe(1 + 13 * 2 + 30)
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
    expect(Object.fromEntries(told)).toEqual({ 'state-lost': 1, held: 1, done: 15 })
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
