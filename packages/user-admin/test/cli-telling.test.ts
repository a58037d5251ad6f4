import { PassThrough } from 'node:stream'
import { expect, it } from 'vitest'
import { type Context, running } from '../src/cli/context.ts'
import { runDue } from '../src/cli/jobs/due.ts'
import { jobsNamed } from '../src/cli/jobs/job.ts'
import { telling } from '../src/cli/jobs/telling.ts'
import { type State, UserAdminError } from '../src/index.ts'
import { TimeOver } from '../src/schedule/index.ts'
import { startScene } from './cli-scene.ts'
import { startReceiver, type TestReceiver, testSecret } from './notify-receiver.ts'

/** The context of a program in a folder with one receiver and one job, and what it warned of. */
async function begun(ops: TestReceiver) {
  const scene = await startScene()
  await scene.configure({
    targets: { spring: { system: 'aac', region: 'us1', credential: { file: 'spring.json' } } },
    jobs: { nightly: { cron: '0 2 * * *', timeZone: 'UTC', goal: { keepOnly: 'only-me' } } },
    notify: { ops: { url: ops.url, secret: { file: await scene.file('hook.secret', testSecret) } } },
    audit: { sign: { command: [process.execPath, '-e', 'setTimeout(() => undefined, 60_000)'] } },
  })
  const stop = new AbortController()
  const stream = new PassThrough().resume()
  const world = {
    env: {},
    cwd: scene.folder,
    stdin: stream as unknown as NodeJS.ReadStream,
    stdout: stream as unknown as NodeJS.WriteStream,
    stderr: stream as unknown as NodeJS.WriteStream,
    now: Date.now,
    signal: stop.signal,
  }
  const command = running(world, 'schedule run', { config: `${scene.folder}/user-admin.yaml` })
  return {
    context: command.context,
    stop,
    warnings: () => command.ended().warnings,
    [Symbol.asyncDispose]: async () => {
      await command.close()
      await scene[Symbol.asyncDispose]()
    },
  }
}

const failed = { outcome: 'failed', why: 'The server was away.', superseded: [], quarantines: [], unread: [] } as const
const run = { result: failed, targetOf: () => undefined }
const nightly = { name: 'nightly', targets: [] }

it('what people are to know is written down though the program was told to end, and its key cannot be asked for', async () => {
  await using ops = await startReceiver()
  await using all = await begun(ops)
  const state = await all.context.state()
  const told = await telling(all.context)
  all.stop.abort(new DOMException('The process was told to end (SIGTERM).', 'AbortError'))
  await told.ran(nightly, run)
  expect(await state.told.waiting()).toMatchObject([{ event: 'failed', subject: 'nightly' }])
  expect(ops.attempts).toEqual([])
})

it('on a full disk people are told at once, of each thing once', async () => {
  await using ops = await startReceiver()
  await using all = await begun(ops)
  const state = await all.context.state()
  const full = async (): Promise<never> => {
    throw new UserAdminError('unavailable', 'The disk is full.')
  }
  const unwritable: State = { ...state, journal: state.journal, told: { ...state.told, put: full } }
  const config = await all.context.config()
  const { audit: _audit, ...unsigned } = config
  const context: Context = { ...all.context, config: async () => unsigned, state: async () => unwritable }
  const told = await telling(context)
  await told.ran(nightly, run)
  await told.ran(nightly, run)
  expect(ops.received()).toMatchObject([
    { body: { event: 'failed', text: 'nightly did nothing: The server was away.' } },
  ])
  expect(all.warnings()).toEqual(['What people are told could not be kept: The disk is full.'])
})

it('a run whose time is over before it has done anything is paused, and people hear of it', async () => {
  await using ops = await startReceiver()
  await using all = await begun(ops)
  const [job] = jobsNamed(await all.context.config(), [])
  if (job === undefined) throw new Error('There is one.')
  const signal = AbortSignal.abort(new TimeOver('Nothing is changed outside 01:00-05:00 (UTC).'))
  const news: unknown[] = []
  const told = { ...(await telling(all.context)), tell: async (said: readonly unknown[]) => void news.push(...said) }
  const due = '2026-11-02T02:00:00.000Z'
  const ran = await runDue({ ...all.context, signal }, job, { due, paused: undefined }, told)
  expect(ran).toMatchObject({ job: 'nightly', due, outcome: 'paused', exit: 3 })
  expect(news).toMatchObject([
    {
      event: 'missed',
      text: 'nightly, due 2026-11-02 02:00 UTC, had done nothing when its time was over: The run was stopped, for its time is over. Nothing is changed outside 01:00-05:00 (UTC).',
    },
  ])
})
