import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Clock } from '@user-admin/wire/fake/clock'
import { environmentIn, processOf } from '../test/cli-scene.ts'

/** A clock that runs faster, and is moved on besides: for a fake here and for processes that live by it. */
export class SharedClock implements Clock {
  readonly speed: number
  readonly #since = Date.now()
  #ahead = 0

  constructor(speed: number) {
    this.speed = speed
  }

  readonly now = (): number => this.#since + (Date.now() - this.#since) * this.speed + this.#ahead

  /** For the environment of a process. */
  get text(): string {
    return [this.speed, this.#since, this.#ahead].join(' ')
  }

  /** Moves it on, here and in a process. */
  async skip(ms: number, { pass }: ConsoleProcess): Promise<void> {
    this.#ahead += ms
    await pass(this.#ahead)
  }
}

/** `user-admin console`, as its users start it, in a process of its own. */
export interface ConsoleProcess extends AsyncDisposable {
  readonly link: string
  readonly pid: number
  /** Everything that it wrote to its terminal. */
  readonly said: () => string
  /** Tells it how far ahead its clock is. */
  readonly pass: (ahead: number) => Promise<void>
  /** As a power cut would. */
  kill(): Promise<void>
}

/** Starts it. Its state lies in `folder`, where another one finds it. */
export async function startConsoleProcess(
  folder: string,
  hosts: string,
  clock: SharedClock = new SharedClock(1),
): Promise<ConsoleProcess> {
  const [program = '', ...args] = processOf([
    'console',
    '--no-open',
    '--aac-hosts',
    hosts,
    '--state',
    join(folder, 'state'),
  ])
  const child = spawn(program, ['--import', fileURLToPath(new URL('fast-clock.ts', import.meta.url)), ...args], {
    cwd: folder,
    env: environmentIn(folder, { CLOCK: clock.text }),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const ended = once(child, 'exit')
  let said = ''
  const link = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        said += text
        const found = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]+/u.exec(said)?.[0]
        if (found !== undefined) resolve(found)
      })
    child.once('exit', () => reject(new Error(said)))
  })
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await ended
  }
  return {
    link,
    pid: child.pid ?? 0,
    said: () => said,
    pass: async (ahead) => {
      const taken = once(child, 'message')
      child.send({ ahead })
      await taken
    },
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
