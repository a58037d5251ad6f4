import { describe, expect, it } from 'vitest'
import {
  type ApplyOptions,
  applyPlan,
  brokenRuns,
  makePlan,
  memoryState,
  type Report,
  UserAdminError,
} from '../src/index.ts'
import { keep, people } from './apply-worlds.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'
import { decided } from './plan-worlds.ts'

const never = new Promise<never>(() => undefined)
const release = ['rolling', 'admins'] as const

async function applied(admin: MemoryAdmin, options: Partial<ApplyOptions>): Promise<Report> {
  const plan = await makePlan(admin, keep, decided)
  return await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' }, release, ...options })
}

describe('a run that is told to stop', () => {
  it('does not wait for somebody who is told of a step and never answers', async () => {
    const stop = new AbortController()
    const report = await applied(new MemoryAdmin(people(...crowd(3))), {
      signal: stop.signal,
      drain: 1,
      onResult: () => {
        stop.abort()
        return never
      },
    })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2 })
  })

  it('does not wait for administrators to be counted, and takes none of them afterwards', async () => {
    const stop = new AbortController()
    const admin = new MemoryAdmin(people(member('cy@example.edu', { admin: true })))
    let count = (): void => undefined
    const counting = new Promise<void>((resolve) => {
      count = resolve
    })
    let isPlanned = false
    const slow = Object.assign(Object.create(admin) as MemoryAdmin, {
      list: async function* () {
        if (isPlanned) {
          stop.abort()
          await counting
        }
        isPlanned = true
        yield* admin.members
      },
    })
    const report = await applied(slow, { signal: stop.signal, drain: 1 })
    expect(report.results).toMatchObject([{ outcome: 'skipped', open: true }])
    count()
    await new Promise((resolve) => setImmediate(resolve))
    expect(admin.calls).toEqual([])
  })

  it('waits for as long as it takes, where it may', async () => {
    const stop = new AbortController()
    const admin = new MemoryAdmin(people(...crowd(2)))
    const slow = Object.assign(Object.create(admin) as MemoryAdmin, {
      remove: async (...[ref, options]: Parameters<MemoryAdmin['remove']>) => {
        stop.abort()
        await new Promise((resolve) => setTimeout(resolve, 5))
        return await admin.remove(ref, options)
      },
    })
    const report = await applied(slow, { signal: stop.signal, drain: Number.POSITIVE_INFINITY, concurrency: 1 })
    expect(report.counts).toMatchObject({ done: 1, skipped: 1 })
  })
})

describe('who watches a run', () => {
  it('does not end the process by a promise that is rejected', async () => {
    const unhandled: unknown[] = []
    const listen = (error: unknown): void => void unhandled.push(error)
    process.on('unhandledRejection', listen)
    await applied(new MemoryAdmin(people(...crowd(1))), {
      onProgress: async () => {
        throw new Error('theirs')
      },
    })
    await new Promise((resolve) => setImmediate(resolve))
    process.removeListener('unhandledRejection', listen)
    expect(unhandled).toEqual([])
  })

  it('is told each note once', async () => {
    const admin = new MemoryAdmin(people(...crowd(1)))
    const plan = await makePlan(admin, keep, { ...decided, state: memoryState() })
    const { notes } = await applyPlan(admin, plan, { approve: { id: plan.id, by: 'ana' } })
    expect(notes).toEqual(['What was taken is not remembered: applyPlan was given no state.'])
  })
})

describe('an outcome that could not be written down', () => {
  it.each([
    ['once', 1, ['run', 'intent', 'outcome', 'end'], 0],
    ['at all', Number.POSITIVE_INFINITY, ['run', 'intent'], 1],
  ])('%s is written at the end, or the run stays broken off', async (_, times, kinds, broken) => {
    const state = memoryState()
    let failures = 0
    const flaky = {
      ...state,
      journal: {
        ...state.journal,
        append: async (...[entry]: Parameters<typeof state.journal.append>) => {
          if (entry.kind === 'outcome' && ++failures <= times)
            throw new UserAdminError('unavailable', 'The disk is full.')
          return await state.journal.append(entry)
        },
      },
    }
    const report = await applied(new MemoryAdmin(people(...crowd(1))), { state: flaky })
    expect(report.counts.done).toBe(1)
    expect(report.notes).toEqual(
      broken === 0 ? [] : ['The end of the run does not stand in the journal: The disk is full.'],
    )
    const rows: string[] = []
    for await (const { kind } of state.journal.rows()) rows.push(kind)
    expect(rows).toEqual(kinds)
    expect(await brokenRuns(state)).toHaveLength(broken)
  })
})
