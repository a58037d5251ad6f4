import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openState } from '../src/node.ts'
import { notifier } from '../src/notify/notify.ts'
import { startReceiver } from './notify-receiver.ts'
import { aFolder, all } from './state-forms.ts'

const script = fileURLToPath(new URL('notify-process.ts', import.meta.url))
function started(...words: readonly string[]): ChildProcess {
  const child = fork(script, words, { execArgv: ['--conditions=source', '--no-warnings'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}
const ended = async (child: ChildProcess): Promise<unknown> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return child.exitCode ?? child.signalCode
}
const at = Date.parse('2026-11-22T02:00:00Z')

describe('processes that tell of the same at once', () => {
  it('ten of them: each reason is received once', async () => {
    await using receiver = await startReceiver()
    const folder = aFolder()
    const children = Array.from({ length: 10 }, () => started(folder, receiver.url, 'many'))
    await Promise.all(children.map((child) => once(child, 'message')))
    for (const child of children) child.send('go')
    expect(await Promise.all(children.map(ended))).toEqual(children.map(() => 0))
    expect(receiver.refused).toEqual([])
    const texts = receiver.attempts.map(({ body }) => body.text).toSorted()
    expect(texts).toEqual(Array.from({ length: 20 }, (_, n) => `r${n} waits.`).toSorted())
    using state = await openState({ folder })
    expect(await state.told.waiting()).toEqual([])
    expect(await all(state.journal.rows({ kind: 'notified' }))).toHaveLength(20)
  }, 180_000)
})

describe('a process that is killed', () => {
  it('between writing a message down and sending it leaves it to the next, which sends it once', async () => {
    await using receiver = await startReceiver()
    const folder = aFolder()
    const child = started(folder, receiver.url, 'hang', String(at))
    await once(child, 'message')
    child.kill('SIGKILL')
    await ended(child)
    expect(receiver.attempts).toEqual([])
    // At once it could still be under way; a minute later it cannot.
    expect(await ended(started(folder, receiver.url, 'once', String(at + 59_000)))).toBe(0)
    expect(receiver.attempts).toEqual([])
    expect(await ended(started(folder, receiver.url, 'once', String(at + 60_000)))).toBe(0)
    expect(await ended(started(folder, receiver.url, 'once', String(at + 600_000)))).toBe(0)
    expect(receiver.received()).toHaveLength(1)
  }, 180_000)

  it('between sending a message and writing that down sends it again under its id, so that the receiver can tell', async () => {
    await using receiver = await startReceiver()
    const folder = aFolder()
    expect(await ended(started(folder, receiver.url, 'die', String(at)))).toBe('SIGKILL')
    expect(receiver.received()).toHaveLength(1)
    using state = await openState({ folder, now: () => at + 3_600_000 })
    const ops = notifier({
      receivers: [{ name: 'ops', url: receiver.url, secret: receiver.secret }],
      state,
      now: () => at + 3_600_000,
    })
    expect(await ops.flush()).toMatchObject([{ delivery: 'sent' }])
    const [first, second] = receiver.received()
    expect(second?.raw).toBe(first?.raw)
    expect(second?.id).toBe(first?.id)
    expect(second?.timestamp).toBe((first?.timestamp ?? 0) + 3_600)
  }, 180_000)
})
