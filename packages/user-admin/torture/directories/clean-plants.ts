import { complete, type Policy, type Source, type SourcePerson, type State } from '../../src/index.ts'

/**
 * Bugs that the oracle must find: the last people of a reading are lost without a word; whoever is missing once is thought
 * gone for long; of two people with one address the first counts; who was here before is forgotten; an exemption never
 * ends; members are taken for each other's people; nobody is remembered by id.
 */
export const cleanPlants = [
  'lose-the-last',
  'no-clock',
  'first-of-two',
  'forget-who-was-here',
  'for-ever-exempt',
  'links-crossed',
  'no-links',
] as const
export type CleanPlant = (typeof cleanPlants)[number]

interface Chain {
  readonly source: Source
  readonly state: State
  readonly policy: Policy
}

/** The same source, state and policy, one of them with a bug. */
export function withCleanPlant(plant: CleanPlant | undefined, source: Source, state: State, policy: Policy): Chain {
  const chain: Chain = { source, state, policy }
  switch (plant) {
    case undefined:
      return chain
    case 'lose-the-last':
      return { ...chain, source: changed(source, (people, reading) => (reading < 3 ? people : people.slice(0, -2))) }
    case 'first-of-two':
      return { ...chain, source: changed(source, firstOfTwo) }
    case 'no-clock': {
      const absences: State['absences'] = async (...asked) =>
        (await state.absences(...asked)).map((one) => ({ ...one, reads: 2, since: '2026-01-01T00:00:00.000Z' }))
      return { ...chain, state: { ...state, absences } }
    }
    case 'forget-who-was-here':
      return { ...chain, state: { ...state, absences: async () => [] } }
    case 'for-ever-exempt': {
      const exempt = (policy.exempt ?? []).map((one) => ({ ...one, until: new Date('2126-01-01') }))
      return { ...chain, policy: { ...policy, exempt } }
    }
    case 'links-crossed': {
      const links: State['links'] = async (...asked) => {
        const found = [...(await state.links(...asked))]
        return new Map(found.map(([member], index) => [member, found[(index + 1) % found.length]?.[1] ?? '']))
      }
      return { ...chain, state: { ...state, links } }
    }
    case 'no-links':
      return { ...chain, state: { ...state, links: async () => new Map() } }
    default:
      return plant satisfies never
  }
}

/** @param change Readings are counted from 1. */
function changed(
  source: Source,
  change: (people: readonly SourcePerson[], reading: number) => readonly SourcePerson[],
): Source {
  let reading = 0
  return {
    ...source,
    read: async (options) => {
      const snapshot = await source.read(options)
      reading += 1
      return snapshot.kind === 'complete'
        ? await complete({ ...snapshot, people: change(snapshot.people, reading) })
        : snapshot
    },
  }
}

function firstOfTwo(people: readonly SourcePerson[]): readonly SourcePerson[] {
  const seen = new Set<string>()
  return people.filter(({ email, upn, aliases = [] }) => {
    const own = [email, upn, ...aliases].filter((address) => address !== undefined)
    const isSecond = own.some((address) => seen.has(address))
    for (const address of own) seen.add(address)
    return !isSecond
  })
}
