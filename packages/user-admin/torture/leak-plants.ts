import { memoryState, type Scope, type State, type StateEvent } from '../src/index.ts'

/**
 * Bugs that the ledger must find: a state that was lost or restored is taken for whole, each handle counts for itself, the
 * clock is believed, what was taken is counted only once its outcome is known. Without each, what vanished between two
 * readings still shows; so that is switched off with them.
 */
export const leakPlants = ['forget-on-restore', 'count-per-handle', 'trust-the-clock', 'count-only-outcomes'] as const
export type LeakPlant = (typeof leakPlants)[number]

/** The worlds in which each shows soon. */
export const leaking: Readonly<
  Record<LeakPlant, { readonly seed: number; readonly days: number; readonly often: number }>
> = {
  'forget-on-restore': { seed: 4, days: 3, often: 16 },
  'count-per-handle': { seed: 2, days: 1, often: 1 },
  'trust-the-clock': { seed: 16, days: 7, often: 2 },
  'count-only-outcomes': { seed: 2, days: 2, often: 8 },
}

/** What a planted bug remembers besides. */
export interface PlantedMemory {
  readonly believed: { readonly at: number; readonly count: number; readonly id: string | undefined }[]
  readonly waiting: StateEvent[]
}

/** The same state with one bug. */
export function plantedState(state: State, plant: LeakPlant | undefined, own: State, memory: PlantedMemory): State {
  if (plant === undefined) return state
  const trusted = async (scope: Scope): ReturnType<State['baseline']> => {
    const baseline = await state.baseline(scope)
    const isForgiven =
      plant === 'trust-the-clock'
        ? baseline.kind === 'older' && baseline.reason.includes('clock')
        : plant === 'forget-on-restore' && baseline.kind !== 'none'
    return isForgiven ? { kind: 'recorded', at: '' } : baseline
  }
  const record = async (event: StateEvent): Promise<void> => {
    if (event.kind === 'members' || event.kind === 'baseline') {
      const { ids: _ids, ...counted } = event
      if (plant === 'count-per-handle') await own.record(counted)
      return await state.record(counted)
    }
    if (event.kind !== 'taken') return await state.record(event)
    const unnamed = { ...event, people: undefined }
    switch (plant) {
      case 'count-per-handle':
        return await own.record(unnamed)
      case 'count-only-outcomes':
        memory.waiting.push(unnamed)
        return undefined
      case 'trust-the-clock':
        if (!event.released) memory.believed.push({ at: Date.parse(event.at), count: event.count, id: event.id })
        return undefined
      case 'forget-on-restore':
        return await state.record(unnamed)
      default:
        return plant satisfies never
    }
  }
  const window: State['window'] = async (scope, since) => {
    if (plant === 'count-per-handle') return await own.window(scope, since)
    const seen = await state.window(scope, since)
    if (plant !== 'trust-the-clock') return seen
    const last = new Map(memory.believed.map((each) => [each.id, each]))
    const taken = [...last.values()].reduce((sum, { at, count }) => (at >= since ? sum + count : sum), 0)
    return { ...seen, taken }
  }
  return { ...state, baseline: trusted, record, window }
}

/** A memory of its own for a handle. */
export const ownMemory = (now: () => number): State => memoryState({ now })
