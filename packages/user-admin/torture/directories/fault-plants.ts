import { type Complete, complete, type Source, type State } from '../../src/index.ts'
import type { Fault } from './fault.ts'

/**
 * Bugs that the judge must find: what broke off is taken for whole; what cannot be read is answered from the last time;
 * the size of the last reading is forgotten; whoever is missing once is thought gone for long; a part that is not whole is
 * left out of what is put together.
 */
export const faultPlants = [
  'believe-the-rest',
  'answer-from-before',
  'forget-the-last',
  'no-clock',
  'leave-out-a-part',
] as const
export type FaultPlant = (typeof faultPlants)[number]

/** The faults in which each shows soon. */
export const showing: Readonly<Record<FaultPlant, (fault: Fault) => boolean>> = {
  'believe-the-rest': ({ source, ends }) => source === 'CSV' && ends === 'stopped',
  'answer-from-before': ({ source, name }) => source === 'CSV' && name === 'missing',
  'forget-the-last': ({ source, name }) => source === 'a list' && name.startsWith('half'),
  'no-clock': ({ ends }) => ends === 'clock',
  'leave-out-a-part': ({ source }) => source === 'a union' || source === 'an exception',
}

/** The same source and the same state, one of them with a bug. */
export function withPlant(
  plant: FaultPlant | undefined,
  source: Source,
  state: State,
): { readonly source: Source; readonly state: State } {
  if (plant === undefined) return { source, state }
  if (plant === 'forget-the-last') return { source, state: { ...state, lastSnapshot: async () => undefined } }
  if (plant === 'no-clock') {
    const absences: State['absences'] = async (...asked) =>
      (await state.absences(...asked)).map((absence) => ({ ...absence, reads: 2, since: '2026-01-01T00:00:00.000Z' }))
    return { source, state: { ...state, absences } }
  }
  let last: Complete | undefined
  const read: Source['read'] = async (options) => {
    const attempt = source.read(options)
    const snapshot = plant === 'answer-from-before' ? await attempt.catch(() => last) : await attempt
    if (snapshot?.kind === 'complete') last = snapshot
    if (snapshot?.kind !== 'incomplete') return snapshot ?? attempt
    if (plant === 'leave-out-a-part') {
      const broken = (last?.parts ?? []).filter(({ source: part }) => snapshot.reason.includes(`: ${part}: `))
      const rest = last?.people.filter(({ id }) => !broken.some(({ source: part }) => id.startsWith(`${part}/`)))
      return complete({ ...snapshot, people: rest ?? [], proof: 'Everything that was there was read.' })
    }
    const people = (last?.people ?? []).slice(0, plant === 'answer-from-before' ? undefined : snapshot.seen)
    return complete({ ...snapshot, people, proof: 'The server said nothing more.' })
  }
  return { source: { ...source, read }, state }
}
