// Longer than other files: each kind of news that a run can be, over one run that is told of in other words.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import {
  complete,
  incomplete,
  leavers,
  memoryState,
  runUnattended,
  type SourcePerson,
  type State,
  type UnattendedOptions,
  UserAdminError,
} from '../src/index.ts'
import { openState } from '../src/node.ts'
import { eventsOf } from '../src/notify/events-of.ts'
import { lostTimes } from '../src/notify/lost-times.ts'
import { notifier } from '../src/notify/notify.ts'
import { companyOf } from './evidence-worlds.ts'
import { aacScope, crowd, MemoryAdmin, staff } from './memory.ts'
import { testSecret } from './notify-receiver.ts'
import { bodiesTo, credentialTold } from './notify-told.ts'
import { second, self } from './plan-worlds.ts'
import { aFolder } from './state-forms.ts'
import { clear, day, evening, hour, type Nightly, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const

interface Sent {
  readonly event: string
  readonly subject: string
  readonly text: string
  readonly next?: string
}

/** Runs of a night's job, and what people are told of them. */
function hearing(state: State, now: () => number): { readonly sent: Sent[]; readonly hear: typeof hear } {
  const sent: Sent[] = []
  const heard = notifier({
    receivers: [{ name: 'ops', url: 'https://hooks.example/', secret: testSecret }],
    state,
    now,
    fetch: bodiesTo((body) => sent.push(body as unknown as Sent)),
  })
  const hear = async (result: Parameters<typeof eventsOf>[0], job = 'nightly'): Promise<readonly string[]> => {
    const before = sent.length
    await heard.tell(await eventsOf(result, { state, job }))
    await heard.flush()
    return sent.slice(before).map(({ event, subject }) => `${event} ${subject}`)
  }
  return { sent, hear }
}

async function scene(others: number, about: Parameters<typeof nightly>[1] = {}) {
  const world = await nightly(crowd(others), about)
  const { sent, hear } = hearing(world.state, () => world.clock.time)
  const night = async (...how: Parameters<Nightly['run']>): Promise<readonly string[]> =>
    await hear(await world.later(hour, ...how))
  return { ...world, sent, night, hear }
}

describe('people are told', () => {
  it('of what was done, by counts, once for each run', async () => {
    const { night, sent } = await scene(3)
    expect(await night(within)).toEqual(['done nightly'])
    expect(sent[0]).toMatchObject({
      text: 'spring-class: of what was planned this is done: 3 to remove.',
      counts: { done: 3 },
      job: 'nightly',
      target: 'spring-class',
      head: { count: expect.any(Number) as number },
    })
    expect(await night(within)).toEqual([])
  })

  it('of a plan that waits for them, once, however often it is planned, and again of another', async () => {
    const { night, sent, admin } = await scene(6)
    expect(await night(within)).toEqual([`held ${sent[0]?.subject}`])
    expect(sent[0]?.text).toBe(
      `spring-class: 6 to remove. This waits for a person: Held back by per-run. Approve or reject it within 72 hours of 2026-11-20T21:00:00.000Z. See: user-admin held show ${sent[0]?.subject}`,
    )
    expect(await night(within)).toEqual([])
    admin.members = [...admin.members, ...crowd(7).slice(6)]
    expect(await night(within)).toEqual([`held ${sent[1]?.subject}`])
    expect(sent[1]?.subject).not.toBe(sent[0]?.subject)
    for (const { text } of sent) expect(text).not.toContain('@')
  })

  it('anew of a plan that waits anew', async () => {
    const { night, later, state, sent, hear } = await scene(2)
    expect(await night()).toHaveLength(1)
    await state.held.supersede(sent[0]?.subject ?? '', { by: 'ana', reason: 'Not now.' })
    expect(await hear(await later(hour))).toEqual([`held ${sent[0]?.subject}`])
  })

  it.each([
    ['failed', new UserAdminError('unavailable', 'The server did not answer within 31 s.')],
    ['sign-in-needed', new UserAdminError('unauthenticated', 'The token was refused: make a new one.')],
  ])('of what makes a run come to %s once, until a run goes well', async (event, error) => {
    const { night, admin, sent } = await scene(0)
    let tries = 0
    const spoil = (): void => {
      admin.before = () => {
        tries += 1
        throw new UserAdminError(error.problem, error.message.replace('31', String(30 + tries)))
      }
    }
    spoil()
    expect(await night(within)).toEqual([`${event} ${sent[0]?.subject}`])
    expect(await night(within)).toEqual([])
    admin.before = () => undefined
    expect(await night(within)).toEqual([])
    spoil()
    expect(await night(within)).toEqual([`${event} ${sent[0]?.subject}`])
    expect(sent[0]?.text).toContain(error.message.slice(0, 15))
  })

  it('of a target that cannot be read by its name, and that it is nobody else', async () => {
    const clock = { time: evening }
    const state = memoryState({ now: () => clock.time })
    const admins = ['north', 'south'].map(
      (id) => new MemoryAdmin([self, second, ...staff(40)], { ...aacScope, id, name: id }),
    )
    for (const { scope } of admins)
      await state.record({ kind: 'baseline', scope, at: new Date(evening).toISOString(), members: 42 })
    const { sent, hear } = hearing(state, () => clock.time)
    const run = (options: Partial<UnattendedOptions> = {}) =>
      runUnattended(admins, clear, {
        state,
        by: 'nightly',
        assets: 'leave',
        now: () => clock.time,
        ...within,
        ...options,
      })
    const [, south] = admins
    if (south === undefined) throw new Error('There are two.')
    south.before = () => {
      throw new UserAdminError('unavailable', 'The server did not answer.')
    }
    expect(await hear(await run())).toEqual(['failed south'])
    expect(sent[0]?.text).toBe(
      'south could not be read, so nothing was done there, and nobody knows who is in: The server did not answer.',
    )
    expect(await hear(await run())).toEqual([])
    south.before = () => undefined
    expect(await hear(await run())).toEqual([])
  })

  it('of somebody who still gets in, and of another one too', async () => {
    const { night, admin, sent } = await scene(2)
    const refuse = new Set(['p000@example.edu'])
    admin.before = (call, email) => {
      if (call === 'remove' && refuse.has(email))
        throw new UserAdminError('invalid', 'The server will not remove p000@example.edu.')
    }
    expect(await night({ ...within, maxErrorRate: 1 })).toEqual(['failed nightly', 'done nightly'])
    expect(sent[0]?.text).toBe(
      '1 step did not work, or nobody knows how it ended. One of them: The server will not remove somebody. The next run looks again.',
    )
    expect(sent[1]?.text).toBe(
      'spring-class: of what was planned this is done: 1 to remove. 1 step did not end well, or not yet.',
    )
    expect(await night({ ...within, maxErrorRate: 1 })).toEqual([])
    admin.members = [...admin.members, ...crowd(2).slice(1)]
    refuse.add('p001@example.edu')
    expect(await night({ ...within, maxErrorRate: 1 })).toEqual(['failed nightly'])
  })

  it('of a source in quarantine, once until it ended and came back', async () => {
    const { night, clock, sent } = await scene(1)
    const people = [
      ...staff(40).map(({ id, email }): SourcePerson => ({ id, email, status: 'active' })),
      { id: 'gone', email: 'p000@example.edu', status: 'disabled' as const },
    ]
    const now = (): string => new Date(clock.time).toISOString()
    const good = async () => leavers(await complete({ source: 'campus', people, proof: 'Counted.', readAt: now() }))
    const bad = async () =>
      leavers(incomplete({ source: 'campus', reason: 'A page was missing.', seen: 3, readAt: now() }))
    expect(await night({}, bad)).toEqual(['quarantined campus'])
    expect(await night({}, bad)).toEqual([])
    expect(await night({}, good)).toEqual([`held ${sent[1]?.subject}`])
    expect(await night({}, bad)).toEqual(['quarantined campus'])
    expect(sent[0]?.text).toContain('A page was missing.')
    expect(sent[0]?.text).toContain('It ends by itself with the next whole reading')
  })

  it('of a run that did nothing because another is at work, once for as long as that one is', async () => {
    const { state, admin, night, sent } = await scene(1)
    await state.exclusively([admin.scope], 'ana', async () => {
      expect(await night(within)).toEqual(['missed nightly'])
      expect(await night(within)).toEqual([])
    })
    expect(sent[0]?.text).toMatch(/^nightly did nothing this time: .*ana/)
    expect(await night(within)).toEqual(['done nightly'])
  })

  it('of who gets in by a way that nothing here can close, once for each such set of people', async () => {
    const company = await companyOf(['ana', 'cy'])
    const { sent, hear } = hearing(company.state, () => company.clock.time)
    const byTeam = [{ via: 'team', name: 'analysts', role: 'WORKSPACE_EDITOR', managedBy: 'idp' }] as const
    company.data.members = company.data.members.map((one) =>
      /^(?:ana|cy)@/u.test(one.email) ? { ...one, access: byTeam } : one,
    )
    const night = async (): Promise<readonly string[]> => {
      company.later(hour)
      return await hear(await company.run())
    }
    company.show('ana', { status: 'disabled' })
    expect((await night()).filter((one) => one.includes('still in'))).toEqual(['failed nightly, still in'])
    expect(sent.find(({ subject }) => subject.endsWith('still in'))?.text).toMatch(
      /^[^@]*: 1 person gets in and should not, by ways that nothing here can close\. One of them: [^@]* See: user-admin plan show /u,
    )
    expect(await night()).toEqual([])
    company.show('cy', { status: 'disabled' })
    expect(await night()).toContain('failed nightly, still in')
    expect(await night()).toEqual([])
    company.data.members = company.data.members.filter(({ access }) => access !== byTeam)
    expect(await night()).toEqual([])
  })

  it('of a source that cannot be read, also while a target is known to be out of reach', async () => {
    const { night, sent } = await scene(0)
    const unopened = [{ target: 'autumn', problem: 'unavailable', why: 'The server of autumn did not answer.' }]
    const away = async (): Promise<never> => {
      throw new UserAdminError('unavailable', 'The directory did not answer.')
    }
    expect(await night({ ...within, unopened })).toEqual(['failed autumn'])
    expect(await night({ ...within, unopened }, away)).toEqual(['failed nightly'])
    expect(sent[1]?.text).toBe('nightly did nothing: The directory did not answer.')
    expect(await night({ ...within, unopened }, away)).toEqual([])
  })

  it('nothing of what only waits for the end of a pause, and of what needs a person all the same', async () => {
    const few = await scene(3)
    const paused = { ...within, paused: 'Year end, until 2027-01-06.' }
    expect(await few.night(paused)).toEqual([])
    const many = await scene(6)
    expect(await many.night(paused)).toEqual([`held ${many.sent[0]?.subject}`])
  })
})

describe('a state that is gone', () => {
  it('is told of once where it is new, and no plan that waits for that is told besides', async () => {
    const { night, sent, admin } = await scene(3, { baseline: false })
    expect(await night(within)).toEqual(['state-lost state'])
    expect(sent[0]?.text).toBe(
      'This state has no baseline, so runs that nobody watches change nothing. If there was one before, its folder or volume is lost: put it back. If this is the first run, record the baseline: user-admin init.',
    )
    expect(await night(within)).toEqual([])
    admin.members = [...admin.members, ...crowd(4).slice(3)]
    // Others leave every day, so every night's plan is another one: nobody is to approve it.
    expect(await night(within)).toEqual([])
    expect(admin.calls).toEqual([])
  })

  it('is told of once where its head shows it, over all jobs and scopes', async () => {
    const folder = aFolder()
    const clock = { time: evening }
    const now = (): number => clock.time
    const admins = ['north', 'south'].map(
      (id) => new MemoryAdmin([self, second, ...staff(40), ...crowd(3)], { ...aacScope, id, name: id }),
    )
    const run = (state: State, from: number, to: number) =>
      runUnattended(admins.slice(from, to), clear, { state, by: 'nightly', assets: 'leave', now, ...within })
    {
      using state = await openState({ folder, now })
      for (const { scope } of admins)
        await state.record({ kind: 'baseline', scope, at: new Date(evening).toISOString(), members: 45 })
    }
    for (const name of ['state.db', 'state.db-wal', 'state.db-shm']) rmSync(join(folder, name), { force: true })
    const state = await openState({ folder, now })
    onTestFinished(() => state.close())
    const { sent, hear } = hearing(state, now)
    expect(await hear(await run(state, 0, 1), 'one')).toEqual(['state-lost state'])
    clock.time += day
    expect(await hear(await run(state, 0, 2), 'two')).toEqual([])
    expect(await hear(await run(state, 1, 2), 'two')).toEqual([])
    expect(sent[0]?.text).toMatch(/^The state cannot be trusted, so runs that nobody watches change nothing: /)
    expect(admins.flatMap(({ calls }) => calls)).toEqual([])
    // A new baseline, and nobody has ended the quarantine: that is another thing to know.
    for (const { scope } of admins)
      await state.record({ kind: 'baseline', scope, at: new Date(clock.time).toISOString(), members: 45 })
    expect(await hear(await run(state, 0, 2), 'two')).toEqual(['quarantined north', 'quarantined south'])
  })
})

describe('a credential that ends', () => {
  it.each<[string, readonly number[], readonly string[]]>([
    [
      'is told of 30, 14 and 3 days before',
      [40, 31, 30, 29, 15, 14, 13, 4, 3, 2, 1, 0, -1],
      ['30 days', '14 days', '3 days'],
    ],
    ['is told of at once where it ends sooner', [10, 9, 3], ['10 days', '3 days']],
    [
      'is told of again once a new one ends',
      [14, 3, 365, 30, 14, 3],
      ['14 days', '3 days', '30 days', '14 days', '3 days'],
    ],
    ['is told of again where the new one is short', [3, 20, 14, 3], ['3 days', '20 days', '14 days', '3 days']],
    ['that is renewed with every run is told of once', [10, 10, 10, 10], ['10 days']],
  ])('%s', async (_, left, told) => {
    expect(await credentialTold(left)).toEqual(told)
  })
})

describe('due times that passed', () => {
  const missed = (at: number) =>
    ({ kind: 'missed', due: `2026-11-20T0${at}:00:00.000Z`, why: `No process was there at ${at}.` }) as const
  it('are told together where they were found together, with the first, the last, and why', () => {
    expect(lostTimes('nightly', [])).toEqual([])
    expect(lostTimes('nightly', [missed(1)])).toMatchObject([
      { event: 'missed', text: 'nightly, due 2026-11-20 01:00 UTC, was missed: No process was there at 1.' },
    ])
    expect(
      lostTimes('nightly', [{ ...missed(0), kind: 'broken-off', why: 'Its process ended.' }, ...[1, 2, 3].map(missed)]),
    ).toMatchObject([
      {
        event: 'missed',
        subject: 'nightly',
        text: 'nightly missed 3 due times, from 2026-11-20 01:00 UTC to 2026-11-20 03:00 UTC. Of the last: No process was there at 3.',
      },
      {
        event: 'failed',
        subject: 'nightly',
        text: 'nightly, due 2026-11-20 00:00 UTC, was broken off: Its process ended. What it had begun is gone on with by the next run.',
      },
    ])
  })
})
