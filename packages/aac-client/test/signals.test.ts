import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type FakeAac, manualClock, startFakeAac } from '../src/testing/index.ts'

// Processes start slowly where many tests run at once.
vi.setConfig({ testTimeout: 90_000 })

const worker = fileURLToPath(new URL('two-processes.ts', import.meta.url))

let folder: string
let file: string
let fake: FakeAac
let child: ChildProcess
let granted: () => void

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aac-signals-'))
  file = join(folder, 'creds.json')
  const clock = manualClock()
  fake = await startFakeAac({
    clock,
    seed: { people: 1 },
    reuseRevokes: true,
    tokenAnswer: (answer) => {
      granted()
      return answer
    },
  })
  writeFileSync(file, JSON.stringify(fake.creds()))
  clock.advance(301_000)
  child = spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', worker, file, fake.url],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    },
  )
})
afterEach(async () => {
  child.kill('SIGKILL')
  await fake.close()
  rmSync(folder, { recursive: true, force: true })
})

const ended = (): Promise<string | number | null> =>
  new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)))
const generation = (): number | undefined =>
  fake.placeOf((JSON.parse(readFileSync(file, 'utf8')) as { refresh_token: string }).refresh_token)?.generation

// Windows ends a process at once, whatever it asked for; a Ctrl-C of its console cannot be sent from here.
describe.skipIf(process.platform === 'win32')('a signal in the middle of an exchange', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'ends the process, but not before the new pair is kept: %s',
    async (name) => {
      granted = () => void child.kill(name)
      child.send({ now: fake.clock.now() })
      expect(await ended()).toBe(name)
      expect(generation()).toBe(1)
    },
  )

  it('that comes twice ends the process at once', async () => {
    granted = () => undefined
    fake.fault({ on: 'refreshToken', give: 'silence' })
    const arrived = fake.requests()
    child.send({ now: fake.clock.now() })
    while (fake.requests() === arrived) await new Promise((resolve) => setImmediate(resolve))
    const end = ended()
    child.kill('SIGINT')
    // The second comes once the first was taken: two at the same time are one to the system.
    const again = setInterval(() => child.kill('SIGINT'), 50)
    expect(await end).toBe('SIGINT')
    clearInterval(again)
  })

  it('is the program’s own where it has an answer to it, if only once', async () => {
    granted = () => void child.kill('SIGTERM')
    const said = (): Promise<unknown> =>
      Promise.race([new Promise((resolve) => child.once('message', resolve)), ended()])
    child.send({ now: fake.clock.now(), once: 'SIGTERM' })
    expect(await said()).toBe('SIGTERM')
    expect(await said()).toBe('41001')
    // It goes on for as long as it likes.
    child.send({ now: fake.clock.now() })
    expect(await said()).toBe('41001')
    expect(generation()).toBe(1)
  })

  it('is waited for by a program that answers signals itself, before it exits', async () => {
    granted = () => void child.kill('SIGTERM')
    child.send({ now: fake.clock.now(), leaving: 'SIGTERM' })
    expect(await ended()).toBe(7)
    expect(generation()).toBe(1)
  })

  it('ends a process that is in none at once', async () => {
    granted = () => undefined
    child.send({ now: fake.clock.now() })
    await new Promise((resolve) => child.once('message', resolve))
    const end = ended()
    child.kill('SIGTERM')
    expect(await end).toBe('SIGTERM')
  })
})
