import { times } from '../summary/words.ts'
import type { AccessEvidence } from './access.ts'

/**
 * Where evidence of access contradicts itself, a sentence each, ten at most. Its rows are what was read, and follow from
 * nothing else in the folder: whether they are what the systems said, only the signature of whoever read them vouches for.
 *
 * @throws what reading a wrong form throws.
 */
export function contradictionsIn({ targets, rows }: AccessEvidence): readonly string[] {
  const faults: string[] = []
  const names = targets.map(({ target }) => target)
  if (new Set(names).size < names.length) faults.push('access.json names a target twice.')
  const people = new Map(names.map((name) => [name, { members: new Set<string>(), outsiders: new Set<string>() }]))
  for (const { target, id, isOutsider } of rows) {
    const own = people.get(target)
    if (own === undefined) faults.push(`access.json has a row of ${target}, which is none of its targets.`)
    else own[isOutsider ? 'outsiders' : 'members'].add(id)
  }
  for (const { target, read, members, outsiders } of targets) {
    const own = people.get(target)
    for (const [what, count, found] of [
      ['member', members, own?.members.size ?? 0],
      ['outsider', outsiders, own?.outsiders.size ?? 0],
    ] as const)
      if (count !== found)
        faults.push(`access.json says that ${target} has ${times(count, what)}, and has rows of ${found}.`)
    if (read === 'failed' && members + outsiders > 0)
      faults.push(`access.json says that ${target} could not be read, and who is in it.`)
  }
  return faults.slice(0, 10)
}
