import { expect, it } from 'vitest'
import { runUnattended, type State } from '../src/index.ts'
import { doneLately } from '../src/notify/done-lately.ts'
import { eventsOf } from '../src/notify/events-of.ts'
import { notifier } from '../src/notify/notify.ts'
import { crowd } from './memory.ts'
import { testSecret } from './notify-receiver.ts'
import { bodiesTo } from './notify-told.ts'
import { clear, day, hour, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const

/** Tells what a job comes to as the command line does, and what was not told before. */
function hearing(state: State, now: () => number) {
  const sent: string[] = []
  const heard = notifier({
    receivers: [{ name: 'ops', url: 'https://hooks.example/', secret: testSecret }],
    state,
    now,
    fetch: bodiesTo(({ text }) => sent.push(text)),
  })
  return {
    sent,
    tell: async (result: Parameters<typeof eventsOf>[0]): Promise<void> => {
      const lately = await doneLately(state, { job: 'nightly', by: 'nightly', now: now() })
      await heard.tell([...(await eventsOf(result, { state, job: 'nightly' })), ...lately])
      await heard.flush()
    },
  }
}

it('what a run has done whose process was killed before it told is told by the next one, once', async () => {
  const { later, state, clock } = await nightly(crowd(3))
  const { sent, tell } = hearing(state, () => clock.time)
  expect((await later(hour, within)).outcome).toBe('done')
  await tell(await later(hour, within))
  expect(sent).toEqual(['spring-class: of what was planned this is done: 3 to remove.'])
  await tell(await later(hour, within))
  expect(sent).toHaveLength(1)
})

it('what was told with its run, or was gone on with, is not told again', async () => {
  const { later, run, state, clock, admin } = await nightly(crowd(3))
  const { sent, tell } = hearing(state, () => clock.time)
  const stop = new AbortController()
  let calls = 0
  admin.before = (call) => {
    calls += call === 'remove' ? 1 : 0
    if (calls === 2) stop.abort(new Error('enough'))
  }
  const stopped = await run({ ...within, signal: stop.signal, concurrency: 1 })
  expect(stopped.report?.results.some(({ open }) => open === true)).toBe(true)
  admin.before = () => undefined
  clock.time += hour
  await tell(
    await runUnattended(admin, clear, {
      state,
      by: 'nightly',
      assets: 'leave',
      now: () => clock.time,
      resumeFirst: true,
      ...within,
    }),
  )
  expect(sent).toEqual(['spring-class: of what was planned this is done: 3 to remove.'])
  await tell(await later(hour, within))
  expect(sent).toHaveLength(1)
})

it('nobody is told of what was done by somebody else, or more than three days ago', async () => {
  const { later, state, clock } = await nightly(crowd(3))
  await later(hour, { ...within, by: 'another' })
  expect(await doneLately(state, { job: 'nightly', by: 'nightly', now: clock.time })).toEqual([])
  expect(await doneLately(state, { job: 'other', by: 'another', now: clock.time })).toHaveLength(1)
  clock.time += 4 * day
  expect(await doneLately(state, { job: 'other', by: 'another', now: clock.time })).toEqual([])
})
