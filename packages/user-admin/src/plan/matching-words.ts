import type { Match, Rival, Rule } from './matching.ts'

/** How a member was found, in words. */
export const ruleWords: Readonly<Record<Rule | 'alike', string>> = {
  'stored-id': 'by the id stored before',
  mail: 'by mail',
  alias: 'by alias',
  upn: 'by sign-in name',
  alike: 'by name or mailbox, perhaps the same person under a new address',
}

/** What a directory says of somebody who is not simply active there; `undefined` of who is. One sentence. */
export function saysOf(match: Match, source: string): string | undefined {
  switch (match.kind) {
    case 'none':
      return `Not known to ${source}.`
    case 'active':
      return undefined
    case 'left':
      return `Left, as ${source} says: ${match.by.person.status} there (found ${ruleWords[match.by.rule]}).`
    case 'absent':
      return `Absent from ${source} since ${match.absence.since} (found ${ruleWords[match.by.rule]}).`
    case 'collision':
      return collisionReason(match, source)
    case 'ambiguous':
      return ambiguousReason(match, source)
    default:
      return match satisfies never
  }
}

/** Why nobody can tell which member somebody of a directory is. */
export const ambiguousReason = (
  { by: { rule, person }, address }: Pick<Extract<Match, { kind: 'ambiguous' }>, 'by' | 'address'>,
  source: string,
): string =>
  rule === 'stored-id'
    ? `${person.id} in ${source} was found for this person before, has none of their addresses, and has one of somebody else here: ${address}. Decide about this person by hand.`
    : `${address} means several people here.`

/** Why nobody can tell whether a member left. */
export const collisionReason = (
  { left, active }: Pick<Extract<Match, { kind: 'collision' }>, 'left' | 'active'>,
  source: string,
): string =>
  `Of those in ${source} who fit, some left and some did not: ${[...atMostThree(left), ...atMostThree(active)].join('; ')}. Correct ${source}, or decide about this person by hand.`

const atMostThree = (hits: readonly Rival[]): readonly string[] => [
  ...hits.slice(0, 3).map(told),
  ...(hits.length > 3 ? [`${hits.length - 3} more`] : []),
]

const told = ({ rule, person: { id, name, status }, absence }: Rival): string =>
  `${id}${name === undefined ? '' : `, ${name},`} is ${absence === undefined ? status : 'absent'} (found ${ruleWords[rule]})`
