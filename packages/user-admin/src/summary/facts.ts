import type { Heir } from '../plan/assets.ts'
import { takesOwner } from '../plan/leaving.ts'
import type { Plan, PlannedScope } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import type { Block } from './paper.ts'
import { countFacts } from './who-is-who.ts'
import { few, figure, peopleCount, times, who } from './words.ts'

/** What a plan costs and what it rests on, a sentence each: mails, seats, assets, the directory, what was not checked; its id at the end. */
export function factBlocks(plan: Plan, nameOf: (key: string) => string): readonly Block[] {
  const { goal, scopes, mails, notChecked } = plan
  const isMany = scopes.length > 1
  const byScope = new Map<string, Step[]>(scopes.map(({ key }) => [key, []]))
  for (const step of plan.steps) byScope.get(step.scope)?.push(step)
  const each = (say: (scope: PlannedScope, steps: readonly Step[]) => string | undefined): readonly string[] =>
    scopes.flatMap((scope) => {
      const own = byScope.get(scope.key) ?? []
      // Of many, those count that something is done in.
      const sentence = isMany && own.length === 0 ? undefined : say(scope, own)
      return sentence === undefined ? [] : [isMany ? `${nameOf(scope.key)}: ${sentence}` : sentence]
    })
  const [places, owned] = [each(seats), each(assets)]
  const source = 'source' in goal ? goal.source : undefined
  const partial = goal.kind === 'roster' && goal.absent !== 'keep' ? scopes.filter((scope) => !scope.whole) : []
  return [
    ...(isMany
      ? [
          { title: 'Seats', items: places },
          { title: 'Assets', items: owned },
        ]
      : []),
    {
      facts: [
        ...takes(plan.estimate),
        ...(mails === 0 ? [] : [`Mails: ${times(mails, 'invitation')} will be mailed.`]),
        ...(isMany ? [] : [...places.map((one) => `Seats: ${one}`), ...owned.map((one) => `Assets: ${one}`)]),
        ...(partial.length === 0
          ? []
          : [
              `Who is absent is left alone in ${few(partial.map(({ key }) => nameOf(key)))}: the list does not say that it is complete there.`,
            ]),
        ...(source === undefined
          ? []
          : [
              `Source: ${source.name}, ${peopleCount(source.people)}, ${figure(source.active)} active${source.digest === undefined ? '' : `, digest ${source.digest.slice(0, 12)}`}. ${source.proof}`,
            ]),
        ...countFacts(plan),
        ...(goal.kind === 'undo' ? [`Undoes run ${goal.run} of plan ${goal.plan.slice(0, 12)}.`] : []),
        ...notChecked.map((code) => `${code}: not checked (needs state)`),
        `Plan id ${plan.id}`,
      ],
    },
  ]
}

/** How long it will take, once that is worth a word. */
function takes({ requests, seconds }: Plan['estimate']): readonly string[] {
  if (seconds === null || seconds < 10) return []
  const minutes = Math.round(seconds / 60)
  const about =
    seconds < 90 ? times(seconds, 'second') : minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`
  return [`Time: about ${about}, for ${times(requests, 'request')} at the rate that the server takes.`]
}

function seats({ seats: places }: PlannedScope, steps: readonly Step[]): string | undefined {
  if (places === null) return undefined
  const { limit, taken, after } = places
  const invited = steps.filter(({ action }) => action === 'invite').length
  const held = steps.filter(({ action, heldBy }) => action === 'remove' && heldBy.length > 0).length
  const now =
    taken === null
      ? `how many${limit === null ? '' : ` of ${limit}`} are taken is unknown`
      : `${taken} of ${limit ?? 'an unknown number'} seats taken, ${after ?? 'an unknown number'} afterwards${held === 0 ? '' : ` without the ${times(held, 'removal')} held back`}`
  return `${now}${invited === 0 ? '' : `, and up to ${invited} more for who is invited`}.`
}

/** How much people own is never known beforehand, and is not called nothing. */
function assets({ scope, assets: decision }: PlannedScope, steps: readonly Step[]): string | undefined {
  const owners = steps.filter((step) => takesOwner(step, scope)).length
  if (owners === 0) return undefined
  const said = (heir: Heir): string => (heir === 'leave' ? 'left to disappear with them' : `handed to ${heir.email}`)
  const what = `what ${owners === 1 ? 'one person owns' : `${owners} people own`} (how much is unknown)`
  if (decision === null) return `nobody has decided about ${what}.`
  const except = decision.except.map(({ of, transferTo }) => `that of ${who(of)} is ${said(transferTo)}`)
  return `${what} is ${said(decision.transferTo)}${except.length === 0 ? '' : `, but ${few(except, 5)}`}.`
}
