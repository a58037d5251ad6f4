import { named, remedyOf } from '../access.ts'
import type { Plan } from '../plan/plan.ts'
import type { Step } from '../plan/step.ts'
import { roleGiven } from './effect.ts'
import type { Block } from './paper.ts'
import { few } from './words.ts'

/** What the plan cannot end: who gets in afterwards all the same, and who holds more than the role that is given. */
export function remainingBlocks({ steps, scopes }: Plan, at: (key: string) => string): readonly Block[] {
  const open = steps.filter(({ promises }) => promises === 'remains')
  const inside = open.filter(takes)
  const above = open.filter((step) => !takes(step))
  const byKey = new Map(scopes.map(({ key, scope }) => [key, scope]))
  return [
    {
      title: `The person still gets in afterwards (${inside.length})`,
      items: inside.map((step) => `${at(step.scope)}${step.what}: ${ways(step, 'a way in stays')}.${remedy(step)}`),
    },
    {
      title: `The person still holds more afterwards (${above.length})`,
      items: above.map((step) => {
        const role = roleGiven(step, byKey.get(step.scope))
        return `${at(step.scope)}${step.what}. Still more than ${role} by ${ways(step, 'another way in')}.${remedy(step)}`
      }),
    },
  ]
}

/** Whether a step was to end access, and not to change what somebody holds. */
export const takes = ({ action }: Step): boolean => action === 'remove' || action === 'suspend'

const ways = ({ stays = [] }: Step, unknown: string): string =>
  stays.length === 0 ? unknown : few(stays.map(named), 5)

function remedy({ stays = [] }: Step): string {
  const [first] = stays
  return first === undefined ? '' : ` ${remedyOf(first)}`
}
