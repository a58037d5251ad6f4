import { describe, expect, it } from 'vitest'
import {
  complete,
  type Goal,
  leavers,
  type May,
  memoryState,
  roster,
  runUnattended,
  type UnattendedOptions,
  UserAdminError,
} from '../src/index.ts'
import { aacScope, crowd, MemoryAdmin } from './memory.ts'
import { second, self } from './plan-worlds.ts'
import { clear, evening, hour, nightly } from './unattended-worlds.ts'

const within = { may: 'within-guards' } as const

describe('what goes wrong in a run that nobody watches is a result', () => {
  const signIn = new UserAdminError('unauthenticated', 'The token was refused: make a new one.')
  const twice = new UserAdminError('conflict', '2 members have this address: name one by its id.')
  const down = new UserAdminError('unavailable', 'The directory did not answer.')
  const refuses =
    (error: Error): ((admin: MemoryAdmin) => void) =>
    (admin) => {
      admin.before = () => {
        throw error
      }
    }

  it.each<[string, string, string, (admin: MemoryAdmin) => void, undefined | (() => Goal | Promise<Goal>)]>([
    ['a list that is refused', 'sign-in-needed', 'The token was refused: make a new one.', refuses(signIn), undefined],
    ['a list that fails', 'failed', 'The directory did not answer.', refuses(down), undefined],
    [
      'a list that is not to be understood',
      'failed',
      '2 members have this address: name one by its id.',
      refuses(twice),
      undefined,
    ],
    ['a fault of ours', 'failed', 'An unexpected error (TypeError).', refuses(new TypeError('secret')), undefined],
    ['a directory that fails', 'failed', 'The directory did not answer.', () => undefined, () => Promise.reject(down)],
    [
      'a goal that cannot be meant',
      'failed',
      'The list of leavers is empty: it names nobody.',
      () => undefined,
      () => leavers([]),
    ],
    [
      'a goal that is none',
      'failed',
      'The goal is none: make one with keepOnly, roster, leavers or inactive.',
      () => undefined,
      () => ({}) as Goal,
    ],
  ])('%s: %s', async (_name, outcome, why, spoil, goal) => {
    const { admin, run } = await nightly(crowd(2))
    spoil(admin)
    const result = await run(within, goal)
    expect(result).toMatchObject({ outcome, superseded: [], quarantines: [] })
    expect(result.why).toContain(why)
    expect(admin.calls).toEqual([])
  })

  it('says whose credential is refused where it is several', async () => {
    const state = memoryState({ now: () => evening })
    const admins = ['a', 'b'].map((id) => new MemoryAdmin([self, second], { ...aacScope, id, name: `class-${id}` }))
    for (const admin of admins)
      admin.whoAmI = async () => {
        throw signIn
      }
    const result = await runUnattended(admins, clear, { state, by: 'nightly', now: () => evening })
    expect(result).toMatchObject({
      outcome: 'sign-in-needed',
      why: 'The token was refused: make a new one. It is the credential for class-a, class-b.',
      unread: [
        { target: 'class-a', problem: 'unauthenticated' },
        { target: 'class-b', problem: 'unauthenticated' },
      ],
    })
  })

  it('does nothing by a directory that was read more than an hour ago', async () => {
    const { admin, run, state } = await nightly(crowd(1))
    const reading = await complete({
      source: 'campus',
      people: [
        { id: '1', email: 'p000@example.edu', status: 'disabled' },
        { id: '2', email: 's001@staff.example', status: 'active' },
      ],
      proof: 'The server counted them.',
      readAt: new Date(evening - hour - 1).toISOString(),
    })
    const result = await run(within, () => leavers(reading))
    expect(result).toMatchObject({ outcome: 'failed', plan: { steps: [{ action: 'suspend' }] } })
    expect(result.why).toContain('more than an hour ago, so nothing is done by it: read the directory anew')
    expect(admin.calls).toEqual([])
    expect((await run({}, () => leavers(reading))).outcome).toBe('planned')
    await state.held.approve(result.plan?.id ?? '', { by: 'ana' })
    expect((await run({}, () => leavers(reading))).outcome).toBe('failed')
    expect(admin.calls).toEqual([])
  })

  it('tells what could not be remembered of what was done', async () => {
    const { admin, state, run } = await nightly(crowd(1))
    const forgetful = {
      ...state,
      journal: {
        ...state.journal,
        append: async (...[entry]: Parameters<typeof state.journal.append>) => {
          if (entry.kind === 'end') throw down
          return await state.journal.append(entry)
        },
      },
    }
    const result = await run({ ...within, state: forgetful })
    expect(admin.calls).toHaveLength(1)
    expect(result.why).toContain('The end of the run does not stand in the journal: The directory did not answer.')
  })

  it('tells what was done though the queue cannot be written', async () => {
    const { admin, run, state } = await nightly(crowd(6))
    const broken = { ...state, held: { ...state.held, put: () => Promise.reject(down) } }
    const goal = roster(['bo@example.edu', '@staff.example', 'new@example.edu'], { absent: 'remove' })
    const result = await run({ ...within, state: broken }, goal)
    expect(result.outcome).toBe('partly')
    expect(result.why).toBe(
      '1 of 7 steps is done. What is left could not be put into the queue: The directory did not answer.',
    )
    expect(admin.calls).toEqual(['invite new@example.edu'])
  })

  it.each<[string, Partial<UnattendedOptions>, RegExp]>([
    ['no state', { state: undefined as never }, /needs its state/],
    ['nobody named', { by: ' ' }, /by is empty/],
    ['a right that there is not', { may: 'everything' as May }, /there are report, suspend, within-guards/],
    ['an option that there is not', { expectEmpty: 'campus' } as never, /has no "expectEmpty"/],
    ['a bound that is none', { policy: { admins: -1 } }, /policy.admins is -1/],
    ['somebody protected who is nobody', { policy: { protect: [''] } }, /./],
  ])('but a call that is wrong in itself is refused: %s', async (_name, options, message) => {
    const { run } = await nightly([])
    await expect(run(options)).rejects.toMatchObject({ problem: 'invalid' })
    await expect(run(options)).rejects.toThrow(message)
  })

  it.each<[string, unknown]>([
    ['none', []],
    ['a promise', Promise.resolve(new MemoryAdmin([]))],
  ])('and one without administrators: %s', async (_name, admins) => {
    const options = { state: memoryState(), by: 'nightly' }
    await expect(runUnattended(admins as MemoryAdmin, clear, options)).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('and a goal that was written wrong where the call is', async () => {
    const { run } = await nightly([])
    await expect(run({}, { kind: 'none' } as never)).rejects.toMatchObject({ problem: 'invalid' })
  })

  it('rejects with the reason of the caller’s own abort, as long as nothing was begun', async () => {
    const { admin, run } = await nightly(crowd(1))
    const stop = new AbortController()
    admin.before = () => {
      stop.abort(new Error('enough'))
      stop.signal.throwIfAborted()
    }
    await expect(run({ ...within, signal: stop.signal })).rejects.toThrow('enough')
    await expect(run({ ...within, signal: stop.signal })).rejects.toThrow('enough')
  })

  it('does so too where the directory neither answers nor listens', async () => {
    const { run } = await nightly(crowd(1))
    const stop = new AbortController()
    const silent = (): Promise<Goal> => {
      queueMicrotask(() => stop.abort(new Error('enough')))
      return new Promise<never>(() => undefined)
    }
    await expect(run({ ...within, signal: stop.signal }, silent)).rejects.toThrow('enough')
  })

  it('answers with its report when it is stopped under way', async () => {
    const { admin, run, state } = await nightly(crowd(4))
    const stop = new AbortController()
    const result = await run({ ...within, signal: stop.signal, concurrency: 1, onResult: () => stop.abort() })
    expect(result.outcome).toBe('partly')
    expect(result.why).toBe(
      '1 of 4 steps is done. 3 steps were not begun: resume the run, or wait for the next one. The run was stopped before the scope was read again.',
    )
    expect(admin.calls).toHaveLength(1)
    expect(await state.held.list()).toEqual([])
    expect((await run(within)).outcome).toBe('done')
  })
})
