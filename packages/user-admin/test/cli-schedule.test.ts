import { readFile, stat, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { type FakeAac, manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, vi } from 'vitest'
import type { JobForm } from '../src/cli/config/job-form.ts'
import type { Ran } from '../src/cli/jobs/ran.ts'
import type { Upcoming } from '../src/cli/jobs/upcoming.ts'
import type { Tick } from '../src/index.ts'
import { type Ran as Ended, type Scene, startScene } from './cli-scene.ts'

const hour = 3_600_000
const noon = Date.parse('2027-01-04T12:00:00Z')
const clocked = new URL('clocked.ts', import.meta.url).href
const staff = Array.from({ length: 40 }, (_, index) => `p${String(index).padStart(2, '0')}@example.edu`)

/** A workspace and a job that looks after it every night at two, in a folder whose clock a test moves. */
async function nightly(job: Partial<JobForm> = {}, { latency = 0 } = {}) {
  const clock = manualClock(noon)
  const fake = await startFakeAac({
    clock,
    latency,
    seed: {
      workspaces: [{ name: 'spring' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'ta@example.edu', isAdmin: true },
        ...staff.map((email, index) => ({ email, name: index === 0 ? '=Ana' : `Person ${index}` })),
      ],
    },
  })
  const scene = await startScene()
  const target = await scene.aac(fake)
  const configure = async (more: Partial<JobForm> = {}): Promise<void> =>
    await scene.configure({
      targets: { spring: { ...target, assets: 'leave', unattended: 'within-guards' } },
      sources: { hr: { kind: 'csv', file: 'hr.csv' } },
      jobs: {
        nightly: { cron: '0 2 * * *', timeZone: 'UTC', goal: { leavers: 'hr', action: 'remove' }, ...job, ...more },
      },
    })
  await configure()
  return {
    scene,
    fake,
    configure,
    /** These have left; the file is of this moment. */
    left: async (count: number): Promise<void> => {
      const rows = ['me@example.edu', 'ta@example.edu', ...staff].map(
        (email, index) => `${index},${email},${index >= 2 && index < 2 + count ? 'disabled' : 'active'}`,
      )
      const path = await scene.file('hr.csv', `id,email,status\n${rows.join('\n')}\n`)
      await utimes(path, clock.now() / 1000, clock.now() / 1000)
    },
    run: (words: readonly string[], around: Parameters<Scene['run']>[1] = {}): Promise<Ended> =>
      scene.run(words, { ...around, env: { NODE_OPTIONS: `--import=${clocked}`, CLOCKED_AT: String(clock.now()) } }),
    later: (hours: number): void => clock.advance(hours * hour),
    inside: (): number => (fake.state[0]?.people ?? []).length,
    [Symbol.asyncDispose]: async () => {
      await fake.close()
      await scene[Symbol.asyncDispose]()
    },
  }
}

const once = ['schedule', 'run', '--once', '--json'] as const
const runsOf = ({ json }: Ended): readonly Ran[] => (json.data as { readonly runs: readonly Ran[] }).runs
const changes = ({ ledger }: FakeAac): number => ledger.entries.length

describe('schedule run --once', { timeout: 120_000 }, () => {
  it('does what is due, once, and says what comes next', async () => {
    await using all = await nightly()
    const { run, later, left, fake } = all
    await left(0)
    await run(['init'])
    const first = await run(['schedule', 'run', '--once'])
    expect([first.code, first.stdout]).toEqual([0, 'Nothing is due.\nNext: nightly at 2027-01-05 02:00 (UTC).\n'])
    await left(2)
    later(15)
    const due = await run(once)
    expect(due.code).toBe(0)
    expect(runsOf(due)).toMatchObject([
      {
        job: 'nightly',
        due: '2027-01-05T02:00:00.000Z',
        kind: 'run',
        outcome: 'done',
        counts: { done: 2 },
        unread: [],
      },
    ])
    expect(all.inside()).toBe(40)
    expect(runsOf(await run(once))).toEqual([])
    expect(changes(fake)).toBe(2)
    const { json } = await run(['schedule', 'status', '--json'])
    expect((json.data as { readonly ticks: readonly Tick[] }).ticks).toMatchObject([
      { job: 'nightly', due: '2027-01-05T02:00:00.000Z', status: 'ended', outcome: 'done', attempts: 1 },
    ])
    const shown = await run(['schedule', 'status', 'nightly'])
    expect(shown.stdout).toMatch(/nightly +2027-01-05T02:00 +2027-01-05T03:00 +done +2 of 2 steps are done\./)
  })

  it('catches up the newest of what was missed, and says which were', async () => {
    await using all = await nightly()
    const { run, later, left } = all
    await left(0)
    await run(['init'])
    await run(once)
    later(72)
    await left(1)
    const { json, code } = await run(once)
    expect(code).toBe(0)
    expect(json.data).toMatchObject({
      runs: [{ due: '2027-01-07T02:00:00.000Z', outcome: 'done' }],
      found: [
        { job: 'nightly', kind: 'missed', due: '2027-01-05T02:00:00.000Z' },
        { job: 'nightly', kind: 'missed', due: '2027-01-06T02:00:00.000Z' },
      ],
    })
    expect(json.warnings).toEqual([expect.stringMatching(/^nightly missed 2 due times, from 2027-01-05 02:00 UTC to /)])
  })

  it('plans only, with --report-only; what was approved of it is carried out by schedule apply, and nothing else', async () => {
    await using all = await nightly()
    const { run, later, left, fake } = all
    await left(0)
    await run(['init'])
    await run(once)
    await left(2)
    later(14)
    const planned = await run([...once, '--report-only'])
    expect(planned.code).toBe(3)
    expect(runsOf(planned)).toMatchObject([{ outcome: 'planned', held: { status: 'waiting', steps: 2 } }])
    const idle = await run(['schedule', 'apply', '--json'])
    expect([idle.code, runsOf(idle)]).toEqual([0, []])
    expect((await run([...once.filter((word) => word !== '--json'), '--quiet'])).stdout).toBe('')
    expect(changes(fake)).toBe(0)
    const id = runsOf(planned)[0]?.held?.id ?? ''
    await run(['held', 'approve', id, '--by', 'head@example.edu'])
    // The job that plans carries out nothing, though somebody approved it.
    later(24)
    await left(2)
    const again = await run([...once, '--report-only'])
    expect(runsOf(again)).toMatchObject([{ outcome: 'paused', held: { id, status: 'approved' } }])
    expect(changes(fake)).toBe(0)
    const applied = await run(['schedule', 'apply', 'nightly', '--json'])
    expect([applied.code, runsOf(applied)[0]?.outcome, changes(fake)]).toEqual([0, 'done', 2])
  })

  it('changes nothing in a freeze and outside the windows, and does it afterwards', async () => {
    await using all = await nightly({
      windows: ['mon-fri 01:00-05:00'],
      freezes: [{ from: '2027-01-05', until: '2027-01-05', reason: 'Inventory' }],
    })
    const { run, later, left, fake } = all
    await left(0)
    await run(['init'])
    await run(once)
    await left(2)
    later(15)
    const frozen = await run(once)
    expect([frozen.code, runsOf(frozen)[0]?.outcome]).toEqual([3, 'paused'])
    expect(runsOf(frozen)[0]?.why).toContain('"Inventory"')
    expect(changes(fake)).toBe(0)
    later(23)
    await left(2)
    expect(runsOf(await run(once))).toMatchObject([{ outcome: 'done', counts: { done: 2 } }])
  })

  it('says which target needs somebody to sign in, and ends with 6', async () => {
    await using all = await nightly()
    const { run, later, left, scene } = all
    await left(1)
    await run(once)
    await scene.file('creds/aac-1.json', '{"access_token":"x.y.z","refresh_token":"nope"}')
    later(15)
    const { code, json } = await run(once)
    expect(code).toBe(6)
    expect((json.data as { readonly runs: readonly Ran[] }).runs).toMatchObject([
      { outcome: 'sign-in-needed', unread: [{ target: 'spring', problem: 'unauthenticated' }] },
    ])
  })

  it('fails by itself where a file of people is not there, and is due again the next night', async () => {
    await using all = await nightly({ goal: { leavers: { file: 'gone.csv' } } })
    const { run, later, scene } = all
    await run(once)
    later(15)
    const { code, json } = await run(once)
    expect([code, json.data]).toMatchObject([
      1,
      { runs: [{ outcome: 'failed', why: expect.stringContaining('gone.csv') as string }] },
    ])
    await scene.file('gone.csv', `email\n${staff[0] ?? ''}\n`)
    later(24)
    expect(runsOf(await run(once))[0]?.outcome).toBe('held')
  })
})

describe('a notice', { timeout: 120_000 }, () => {
  it('is a table for mail-merge of who would lose access, days ahead, for this account only', async () => {
    await using all = await nightly({ cron: '0 2 10 * *', notice: { days: 4, file: 'out/notice.csv' } })
    const { run, later, left, fake, scene } = all
    await scene.file('out/keep', '')
    await run(once)
    await left(2)
    later(38)
    const due = await run(once)
    expect(due.code).toBe(0)
    expect(runsOf(due)).toMatchObject([
      { job: 'nightly', kind: 'notice', due: '2027-01-10T02:00:00.000Z', outcome: 'written', people: 2 },
    ])
    const path = join(scene.folder, 'out/notice.csv')
    const lines = (await readFile(path, 'utf8')).split('\r\n')
    expect(lines[0]).toBe('email,name,target,what,on,reason')
    expect(lines[1]).toMatch(/^p00@example\.edu,'=Ana,spring,remove,2027-01-10,/)
    expect(lines).toHaveLength(4)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect(changes(fake)).toBe(0)
    const { stdout } = await run(['schedule', 'next', '--count', '2'])
    expect(stdout).toContain('2027-01-10 02:00')
  })
})

describe('schedule next', { timeout: 60_000 }, () => {
  it('says when jobs run, by their own clocks, and when nothing may be changed', async () => {
    await using all = await nightly({
      timeZone: 'America/New_York',
      freezes: [{ from: '2027-01-06', until: '2027-01-06', reason: 'Inventory' }],
    })
    const { json, code } = await all.run(['schedule', 'next', 'nightly', '--count', '3', '--json'])
    expect(code).toBe(0)
    const { next } = json.data as { readonly next: readonly Upcoming[] }
    expect(next.map(({ due, local }) => [due, local])).toEqual([
      ['2027-01-05T07:00:00.000Z', '2027-01-05 02:00'],
      ['2027-01-06T07:00:00.000Z', '2027-01-06 02:00'],
      ['2027-01-07T07:00:00.000Z', '2027-01-07 02:00'],
    ])
    expect(next.map(({ paused }) => paused?.includes('Inventory') ?? false)).toEqual([false, true, false])
    expect((await all.run(['schedule', 'next'])).stdout).toMatch(
      /nightly +2027-01-06 02:00 +America\/New_York +Nothing/,
    )
  })

  it.each([
    [['schedule', 'run', 'nightley', '--once'], 'There is no job "nightley"; did you mean nightly?'],
    [['schedule', 'next', 'weekly'], 'There is no job "weekly"; there are nightly.'],
  ])('refuses a job that there is not: %j', async (words, says) => {
    await using all = await nightly()
    expect(await all.run(words)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) as string })
  })
})

describe('schedule run', { timeout: 120_000 }, () => {
  it('stays, runs what comes due, and ends within five seconds of being told to', async () => {
    await using all = await nightly({ cron: '* * * * *' })
    const { run, left, later } = all
    await left(0)
    await run(['init'])
    await left(1)
    // Before a whole minute, with time enough to begin.
    later(46 / 3600)
    let told = 0
    const until = (words: string) => {
      told = 0
      return {
        // Once: a second signal would end it at once.
        onOutput: (text: string, send: (signal: NodeJS.Signals) => void) => {
          if (told > 0 || !text.includes(words)) return
          told = performance.now()
          send('SIGTERM')
        },
      }
    }
    const ended = await run(['schedule', 'run'], until(': done. '))
    expect(performance.now() - told).toBeLessThan(5_000)
    expect(ended.code).toBe(0)
    expect(ended.stderr).toContain('Waiting for nightly')
    expect(ended.stdout).toContain('nightly: done. 1 of 1 step is done.')
    expect(all.inside()).toBe(41)
    // For programs: lines as it happens, and the object at the end.
    later(1)
    const watched = await run(['schedule', 'run', '--json'], until('"ended"'))
    const events = watched.stderr
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly event: string; readonly job: string })
    const kinds = events.map(({ event }) => event)
    expect(kinds.slice(-2)).toEqual(['begun', 'ended'])
    expect(new Set(kinds.slice(0, -2))).toEqual(new Set(['missed']))
    expect(watched.json.warnings).toEqual([expect.stringMatching(/^nightly missed 5\d due times, from /)])
    expect(events.at(-1)).toMatchObject({ job: 'nightly', outcome: 'nothing-to-do', why: 'Nothing is to do.' })
    expect(runsOf(watched)).toHaveLength(1)
  })

  it('told to end in the midst of a run, finishes what is under way; the next one goes on with the rest', async () => {
    await using all = await nightly({}, { latency: 150 })
    const { run, left, later, fake } = all
    await left(0)
    await run(['init'])
    await run(once)
    await left(5)
    later(14.2)
    let told = 0
    const until = vi
      .waitUntil(() => changes(fake) > 0, { timeout: 60_000, interval: 10 })
      .then((): NodeJS.Signals => {
        told = performance.now()
        return 'SIGTERM'
      })
    const stopped = await run(once, { until })
    expect(performance.now() - told).toBeLessThan(5_000)
    expect(runsOf(stopped)).toMatchObject([{ outcome: 'partly', exit: 7 }])
    const [before, inside] = [changes(fake), all.inside()]
    expect(before).toBeLessThan(5)
    later(24)
    await left(5)
    const next = await run(once)
    expect(runsOf(next)).toMatchObject([{ outcome: 'done', exit: 0 }])
    expect(runsOf(next)[0]?.why).toMatch(/^Of what run [0-9a-f]{8} had left: /)
    expect([changes(fake), all.inside()]).toEqual([5, inside - (5 - before)])
  })
})
