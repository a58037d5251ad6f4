import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Call, Ending, Orders } from './worker.ts'

const program = fileURLToPath(new URL('worker.ts', import.meta.url))

/** One process that calls. */
export class Worker {
  readonly pid: number
  /** Milliseconds by which its clock is wrong. */
  offset = 0
  /** Resolves when it ends. */
  readonly gone: Promise<void>
  alive = true
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (ending: Ending | 'gone') => void>()
  #serial = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    this.pid = child.pid ?? -1
    this.gone = new Promise((resolve) => {
      child.once('exit', () => {
        this.alive = false
        for (const settle of this.#waiting.values()) settle('gone')
        this.#waiting.clear()
        resolve()
      })
    })
    child.on('message', (message: Ending) => {
      this.#waiting.get(message.id)?.(message)
      this.#waiting.delete(message.id)
    })
  }

  /** @param cache A folder in which processes leave their compiled code for those who come after. */
  static async start(orders: Orders, cache: string): Promise<Worker> {
    const child = spawn(
      process.execPath,
      ['--conditions=source', '--disable-warning=ExperimentalWarning', program, JSON.stringify(orders)],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, NODE_COMPILE_CACHE: cache } },
    )
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('error', reject)
      child.once('exit', (code, signal) => reject(new Error(`a worker ended at its start: ${code ?? signal}`)))
    })
    return new Worker(child)
  }

  /** Makes it call; `gone` if it ends before it answers. */
  call(what: Omit<Call, 'id'>): Promise<Ending | 'gone'> {
    if (!this.alive) return Promise.resolve('gone')
    this.#serial += 1
    const id = this.#serial
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve)
      this.#child.send({ ...what, now: what.now + this.offset, id } satisfies Call, (error) => {
        if (error !== null) resolve('gone')
      })
    })
  }

  signal(name: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void {
    if (this.alive) this.#child.kill(name)
  }
}
