import { sentence } from '../change.ts'
import { few, who } from '../summary/words.ts'
import type { Member } from '../user-admin.ts'
import type { Match } from './matching.ts'
import { ruleWords } from './matching-words.ts'
import type { ExplainedScope, ExplainedSource, PersonExplanation } from './person-explanation.ts'
import type { Plan } from './plan.ts'

/** What a plan would do about one member, and in words. */
export function fateOf(
  plan: Plan,
  key: string,
  member: Member,
  about: { readonly match: Match | undefined; readonly source: string | undefined; readonly place: string },
): Pick<ExplainedScope, 'outcome' | 'says' | 'exempt' | 'nearest'> {
  const { match, source, place } = about
  const isMeant = ({ scope, id }: { readonly scope: string; readonly id?: string }): boolean =>
    scope === key && id === member.id
  const name = who(member)
  const exempt = plan.exempt?.find(isMeant)
  if (exempt !== undefined) {
    const { owner, until, says, ownerLeft } = exempt
    return {
      exempt: { owner, until },
      outcome: 'exempt',
      says: `Nothing is taken from ${name} in ${place}: ${owner} answers for them until ${until.slice(0, 10)}.${says === undefined ? '' : ` ${says}`}${ownerLeft === true ? ` ${owner} is not active in ${source ?? 'the directory'}: somebody else should answer.` : ''}`,
    }
  }
  const steps = plan.steps.filter(isMeant)
  const [step] = steps
  if (step !== undefined) {
    const codes = [...new Set(steps.flatMap(({ heldBy }) => heldBy))]
    const holding = plan.held.filter(
      ({ code, scope }) => codes.includes(code) && (scope === undefined || scope === key),
    )
    const isHeld = steps.every(({ heldBy }) => heldBy.length > 0)
    const back = isHeld
      ? ` It would be held back by ${few(codes, 9)}: ${holding.map(({ reason }) => reason).join(' ')}`
      : ''
    return {
      outcome: isHeld ? 'held' : 'step',
      says: `A plan would ${few(
        steps.map(({ what }) => what),
        9,
      )}. ${sentence(step.reason)}${back}`,
    }
  }
  const blocked = plan.blocked.find(isMeant)
  if (blocked !== undefined)
    return { outcome: 'blocked', says: `${name} cannot be changed in ${place}: ${blocked.reason} ${blocked.remedy}` }
  const kept = plan.kept.find(isMeant)
  if (kept !== undefined)
    return { outcome: 'kept', says: `${name} is left alone in ${place} (${kept.code}): ${kept.reason}` }
  const later = plan.later.find(({ scope, email }) => scope === key && email === member.email)
  if (later !== undefined)
    return {
      outcome: 'later',
      says: `Once ${name} has accepted the invitation to ${place}, a plan would ${later.what}.`,
    }
  const unmatched = plan.unmatched.find(isMeant)
  if (unmatched !== undefined) {
    const { nearest, exemptUntil, owner = '' } = unmatched
    const near = nearest.length === 0 ? '' : ` Near to that: ${nearest.join(' or ')}.`
    const over =
      exemptUntil === undefined ? '' : ` That ${owner} answers for them ended on ${exemptUntil.slice(0, 10)}.`
    return {
      nearest,
      outcome: 'unmatched',
      says: `${name} is in ${place}, is not known to ${source ?? 'the directory'}, and stays for that.${near}${over}`,
    }
  }
  return { outcome: 'stays', says: `${name} stays in ${place}${because(match, source, member)}.` }
}

function because(match: Match | undefined, source = 'the directory', { status }: Member): string {
  if (match?.kind === 'active') return `: active in ${source} (found ${ruleWords[match.by.rule]})`
  if (match?.kind !== 'left' && match?.kind !== 'absent') return ': nothing that the goal asks for concerns them'
  return status === 'suspended'
    ? ', suspended as they are: nothing more is asked for now'
    : ': nothing is asked for now'
}

/** All of an explanation, one sentence after the other. */
export function paragraph({ sources, scopes, stopped }: Omit<PersonExplanation, 'says'>): string {
  const told = sources.map(toldOf)
  return [
    ...told,
    ...scopes.map(({ says }) => says),
    ...(stopped === undefined ? [] : [`No plan would be made: ${stopped}`]),
  ].join(' ')
}

function toldOf({ name, kind, readAt, proof, records }: ExplainedSource): string {
  if (kind === 'incomplete')
    return `${name} was not read whole at ${readAt}, so nothing is concluded from it: ${sentence(proof)}`
  if (kind === 'empty') return `${name} held nobody at ${readAt}: ${sentence(proof)}`
  const people = records.map(
    ({ id, name: called, status }) => `${id}${called === undefined ? '' : ` (${called})`}, ${status}`,
  )
  return `${name}, read whole at ${readAt}, ${people.length === 0 ? 'does not know this person' : `knows ${people.join(' and ')}`}.`
}
