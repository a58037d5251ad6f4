import type { Exempt } from '../plan/exempt.ts'
import type { Plan } from '../plan/plan.ts'
import type { Unmatched } from '../plan/step.ts'
import type { Block } from './paper.ts'
import { figure, times, who } from './words.ts'

/** Whom a directory does not know, and from whom nothing is taken because somebody answers for them. */
export function whoIsWhoBlocks({ unmatched, exempt = [] }: Plan, at: (key: string) => string): readonly Block[] {
  return [
    {
      title: `Not known to the directory, and left alone for that (${unmatched.length})`,
      items: unmatched.map((one) => at(one.scope) + who(one) + guess(one.nearest) + ended(one)),
    },
    {
      title: `Exempt, and left alone for that (${exempt.length})`,
      items: exempt.map((one) => at(one.scope) + spared(one)),
    },
  ]
}

/** `(ana@example.edu?)`. */
export const guess = (nearest: readonly string[]): string => (nearest.length === 0 ? '' : ` (${nearest.join(' or ')}?)`)

const ended = ({ exemptUntil, owner = '' }: Unmatched): string =>
  exemptUntil === undefined ? '' : `: ${owner} answered for them until ${exemptUntil.slice(0, 10)}, and nobody does now`

function spared({ owner, until, reason, says, ownerLeft, ...person }: Exempt): string {
  const left = ownerLeft === true ? `. ${owner} is not active in the directory: somebody else should answer` : ''
  const because = reason === undefined ? '' : ` (${reason})`
  return `${who(person)}: ${owner} answers for them until ${until.slice(0, 10)}${because}${left}.${says === undefined ? '' : ` ${says}`}`
}

/** How many of all members a directory knows; none for a plan that no directory is compared in. */
export function countFacts({ scopes }: Plan): readonly string[] {
  const counts = scopes.flatMap(({ matched }) => matched ?? [])
  if (counts.length === 0) return []
  const sum = (part: keyof (typeof counts)[number]): number => counts.reduce((all, count) => all + count[part], 0)
  const exempt = sum('exempt')
  return [
    `Known to the directory: ${times(sum('matched'), scopes.length === 1 ? 'member' : 'membership')}${exempt === 0 ? '' : `; ${figure(exempt)} exempt`}; ${figure(sum('unmatched'))} not known.`,
  ]
}
