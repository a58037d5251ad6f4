import { describe, expect, it, vi } from 'vitest'
import type { Ran } from '../src/cli/jobs/ran.ts'
import type { Tick } from '../src/index.ts'
import { changes, nightly, once, runsOf, staff } from './cli-nightly.ts'

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

  it('runs two jobs of the same minute in the same place one after the other', async () => {
    const second = { cron: '0 2 * * *', timeZone: 'UTC', goal: { leavers: 'hr', action: 'remove' } } as const
    await using all = await nightly({}, { others: { second }, latency: 200 })
    const { run, later, left } = all
    await left(0)
    await run(['init'])
    await run(once)
    await left(2)
    later(15)
    const outcomes = runsOf(await run(once)).map(({ outcome }) => outcome)
    // Without waiting one of them would be busy.
    expect(outcomes.toSorted()).toEqual(['done', 'nothing-to-do'])
    expect([all.inside(), changes(all.fake)]).toEqual([40, 2])
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
    expect(performance.now() - told).toBeLessThan(15_000)
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
    expect(performance.now() - told).toBeLessThan(15_000)
    expect(runsOf(stopped)).toMatchObject([{ outcome: 'partly', exit: 7, isCut: true }])
    const [before, inside] = [changes(fake), all.inside()]
    expect(before).toBeLessThan(5)
    later(24)
    await left(5)
    const next = await run(once)
    expect(runsOf(next)).toMatchObject([{ outcome: 'done', exit: 0 }])
    expect(runsOf(next)[0]?.why).toMatch(/^Of what run [0-9a-f]{8} had left: /)
    expect([changes(fake), all.inside()]).toEqual([5, inside - (5 - before)])
  })

  it('told to end before it has come to anything, says so, and is begun once more by the next process', async () => {
    await using all = await nightly({}, { latency: 300 })
    const { run, left, later, fake } = all
    await left(0)
    await run(['init'])
    await run(once)
    await left(1)
    later(14.2)
    const before = fake.requests()
    const until = vi
      .waitUntil(() => fake.requests() > before, { timeout: 60_000, interval: 10 })
      .then((): NodeJS.Signals => 'SIGTERM')
    const stopped = await run(once, { until })
    expect([stopped.code, runsOf(stopped), changes(fake)]).toEqual([1, [], 0])
    expect(stopped.json.data).toMatchObject({ found: [{ kind: 'broken-off', why: 'The program was told to end.' }] })
    expect(runsOf(await run(once))).toMatchObject([{ due: '2027-01-05T02:00:00.000Z', outcome: 'done', exit: 0 }])
    expect(runsOf(await run(once))).toEqual([])
  })
})
