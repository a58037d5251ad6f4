import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Upcoming } from '../src/cli/jobs/upcoming.ts'
import { changes, nightly, once, runsOf } from './cli-nightly.ts'

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

describe('schedule next', { timeout: 180_000 }, () => {
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
