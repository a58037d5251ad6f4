import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Row, type State, verify } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { aFolder, all } from './state-forms.ts'

const script = fileURLToPath(new URL('state-process.ts', import.meta.url))
/** Another process on the state, once it is ready. */
async function started(folder: string, does: 'append' | 'hold' | 'both', run: string): Promise<ChildProcess> {
  const child = fork(script, [folder, does, run], { execArgv: ['--conditions=source', '--no-warnings'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'message')
  return child
}
const ended = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
async function opened(folder: string): Promise<State> {
  const state = await openState({ folder })
  onTestFinished(() => state.close())
  return state
}

describe('processes that append to one journal', () => {
  it('make one chain, and what resolved before they were killed is in it', async () => {
    const folder = aFolder()
    const children = await Promise.all(['r0', 'r1', 'r2'].map((run) => started(folder, 'append', run)))
    const resolved = new Map<number, string>()
    // Whoever comes first is not whoever goes on: one of them may have to wait while the others write hundreds.
    const enough = children.map(
      (child) =>
        new Promise<void>((resolve) => {
          let own = 0
          child.on('message', ({ seq, hash }: Pick<Row, 'seq' | 'hash'>) => {
            resolved.set(seq, hash)
            own += 1
            if (own === 100) resolve()
          })
        }),
    )
    for (const child of children) child.send('go')
    await Promise.all(enough)
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map(ended))

    const state = await opened(folder)
    const rows = await all(state.journal.rows())
    expect(await verify(state.journal.lines())).toMatchObject({ verdict: 'consistent', rows: rows.length })
    for (const [seq, hash] of resolved) expect(rows[seq - 1]?.hash).toBe(hash)
    for (const run of ['r0', 'r1', 'r2']) {
      const steps = rows.flatMap((row) => (row.kind === 'intent' && row.run === run ? [row.step] : []))
      expect(steps.length).toBeGreaterThanOrEqual(100)
      expect(steps).toEqual(steps.map((_, index) => index))
    }
    expect(await state.baseline(aacScope)).toEqual({ kind: 'none' })
    expect((await state.journal.append(rows[0] ?? expect.unreachable())).seq).toBe(rows.length + 1)
  }, 180_000)
})

describe('processes that append without a pause', () => {
  it('all come to their turn', async () => {
    const folder = aFolder()
    const children = await Promise.all(['r0', 'r1', 'r2'].map((run) => started(folder, 'append', run)))
    const counts = await new Promise<number[]>((resolve) => {
      const own = children.map(() => 0)
      children.forEach((child, index) => {
        child.on('message', () => {
          own[index] = (own[index] ?? 0) + 1
          if (own.reduce((sum, count) => sum + count) === 1_500) resolve([...own])
        })
        child.send('go')
      })
    })
    for (const child of children) child.kill('SIGKILL')
    await Promise.all(children.map(ended))
    for (const count of counts) expect(count).toBeGreaterThan(100)
  }, 180_000)
})

describe('processes that work on one scope', () => {
  const tried = (state: State, scope = aacScope): Promise<string> =>
    state.exclusively([scope], 'ana', async () => 'free').catch((error: unknown) => String(error))
  const says = (child: ChildProcess): RegExp =>
    new RegExp(
      `^UserAdminError: Another run works on workspace spring-class: nightly-job \\(process ${child.pid}\\) since \\d{4}-\\d\\d-\\d\\dT.*Z\\. Wait for it, or stop it\\.$`,
    )

  it('exclude each other until the one that holds it lets go', async () => {
    const folder = aFolder()
    const [state, child] = [await opened(folder), await started(folder, 'hold', 'nightly-job')]
    expect(await tried(state)).toMatch(says(child))
    expect(await tried(state, workspaceScope)).toBe('free')
    child.send('go')
    await ended(child)
    expect(await tried(state)).toBe('free')
    expect(readdirSync(join(folder, 'locks')).filter((name) => name.endsWith('.holder'))).toEqual([])
  })

  it('let go of everything the moment they are killed', async () => {
    const folder = aFolder()
    const [state, child] = [await opened(folder), await started(folder, 'both', 'nightly-job')]
    expect(await tried(state)).toMatch(says(child))
    child.kill('SIGKILL')
    await ended(child)
    expect([await tried(state), await tried(state, workspaceScope)]).toEqual(['free', 'free'])
  })

  it.skipIf(process.platform === 'win32')('keep it while they are stopped', async () => {
    const folder = aFolder()
    const [state, child] = [await opened(folder), await started(folder, 'hold', 'nightly-job')]
    child.kill('SIGSTOP')
    expect(await tried(state)).toMatch(says(child))
    child.kill('SIGCONT')
    child.send('go')
    await ended(child)
    expect(await tried(state)).toBe('free')
  })

  it('are told apart from two handles of one process, which exclude each other too', async () => {
    const folder = aFolder()
    const [one, two] = [await opened(folder), await opened(folder)]
    await one.exclusively([aacScope], 'nightly-job', async () => {
      expect(await tried(two)).toContain(`nightly-job (process ${process.pid})`)
    })
    expect(await tried(two)).toBe('free')
  })

  it('keep it where another run of their own process was refused it', async () => {
    const folder = aFolder()
    const [one, two] = [await opened(folder), await opened(folder)]
    await one.exclusively([aacScope], 'nightly-job', async () => {
      expect(await tried(two)).toContain('nightly-job')
      const child = fork(script, [folder, 'hold', 'daily-job'], {
        execArgv: ['--conditions=source', '--no-warnings'],
        silent: true,
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      expect(await Promise.race([once(child, 'message'), once(child, 'exit')])).toEqual([1, null])
    })
  })
})
