import { manualClock, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it } from 'vitest'
import { type Ran, startScene } from './cli-scene.ts'
import { startReceiver, type TestReceiver, testSecret } from './notify-receiver.ts'

const day = 86_400_000
const noon = Date.parse('2027-01-04T12:00:00Z')
const clocked = new URL('clocked.ts', import.meta.url).href

/** A job that runs every night with a pair of tokens that lasts 31 days, and somebody who is told. */
async function nightly(ops: TestReceiver, { refreshLife = 31 * 86_400 } = {}) {
  const clock = manualClock(noon)
  const fake = await startFakeAac({
    clock,
    refreshLife,
    seed: {
      workspaces: [{ name: 'spring' }],
      people: [
        { email: 'me@example.edu', isAdmin: true },
        { email: 'ta@example.edu', isAdmin: true },
        { email: 'ana@example.edu' },
      ],
    },
  })
  const scene = await startScene()
  const target = await scene.aac(fake)
  await scene.file('hook.secret', testSecret)
  await scene.file('keep.csv', 'email\nme@example.edu\nta@example.edu\nana@example.edu\n')
  await scene.configure({
    targets: { spring: { ...target, assets: 'leave', unattended: 'within-guards' } },
    jobs: { nightly: { cron: '0 2 * * *', timeZone: 'UTC', goal: { keepOnly: { file: 'keep.csv' } } } },
    notify: { ops: { url: ops.url, secret: { file: 'hook.secret' } } },
  })
  const run = (...words: readonly string[]): Promise<Ran> =>
    scene.run(words, { env: { NODE_OPTIONS: `--import=${clocked}`, CLOCKED_AT: String(clock.now()) } })
  return {
    clock,
    run,
    /** The next run, on the day of that number. */
    on: async (number: number): Promise<readonly string[]> => {
      clock.advance(noon + number * day - clock.now())
      const before = ops.received().length
      await run('schedule', 'run', '--once')
      return ops
        .received()
        .slice(before)
        .map(({ body }) => `${body.event} ${/ends in \d+ (?:days|hours)/.exec(body.text)?.[0] ?? body.text}`)
    },
    [Symbol.asyncDispose]: async () => {
      await fake.close()
      await scene[Symbol.asyncDispose]()
    },
  }
}

describe('regular runs', { timeout: 300_000 }, () => {
  it('tell of a credential that ends 30, 14 and 3 days before, and once that it has ended', async () => {
    await using ops = await startReceiver()
    await using job = await nightly(ops)
    await job.run('init')
    // The job is seen for the first time.
    expect(await job.on(0)).toEqual([])
    expect(await job.on(0.6)).toEqual([])
    expect(await job.on(2)).toEqual(['credential-ending ends in 28 days'])
    expect(await job.on(3)).toEqual([])
    expect(await job.on(17)).toEqual([
      expect.stringMatching(/^missed nightly missed 13 due times, from 2027-01-08 02:00 UTC to 2027-01-20 02:00 UTC/),
      'credential-ending ends in 13 days',
    ])
    expect(await job.on(18)).toEqual([])
    expect((await job.on(29)).slice(1)).toEqual(['credential-ending ends in 47 hours'])
    const [, ended] = await job.on(32)
    expect(ended).toMatch(/^sign-in-needed spring could not be read, so nothing was done there/)
    expect(await job.on(33)).toEqual([])
    expect(ops.refused).toEqual([])
  })

  it('end as they would where nobody can be told, say so, and tell with the next one', async () => {
    await using ops = await startReceiver()
    await using job = await nightly(ops, { refreshLife: 20 * 86_400 })
    await job.run('init')
    await job.on(0)
    ops.answering = { status: 503 }
    job.clock.advance(day)
    const { code, json } = await job.run('schedule', 'run', '--once', '--json')
    expect(code).toBe(0)
    expect(json.warnings).toEqual([
      'The receiver ops did not take the message credential-ending (HTTP 503): the next run tries again.',
    ])
    // Nothing is due an hour later but that.
    ops.answering = { status: 204 }
    job.clock.advance(3_600_000)
    expect((await job.run('schedule', 'run', '--once', '--json')).json.warnings).toEqual([])
    expect(ops.received()).toMatchObject([
      { body: { event: 'credential-ending', at: expect.stringMatching(/^2027-01-05T12/) as string } },
    ])
    expect(new Set(ops.attempts.map(({ id }) => id)).size).toBe(1)
  })

  it('tell too where they are begun by a scheduler of somebody else', async () => {
    await using ops = await startReceiver()
    await using job = await nightly(ops)
    await job.run('init')
    await job.run('plan', 'keep-only', 'me@example.edu', '--target', 'spring', '--leave-assets', '--out', 'plan.json')
    const { code } = await job.run('apply', 'plan.json', '--unattended')
    expect(code).toBe(4)
    await job.run('apply', 'plan.json', '--unattended')
    expect(ops.received()).toMatchObject([{ body: { event: 'held', target: 'spring', job: 'tester' } }])
    // The pair of tokens has ended meanwhile: no target can even be opened.
    job.clock.advance(40 * day)
    const refused = await job.run('apply', 'plan.json', '--unattended')
    expect(refused.code).not.toBe(0)
    await job.run('apply', 'plan.json', '--unattended')
    expect(ops.received().slice(1)).toMatchObject([
      {
        body: {
          event: 'sign-in-needed',
          text: expect.stringMatching(/^tester did nothing: No target reaches/) as string,
        },
      },
    ])
  })
})
