import type { Seen } from '../journal/journal.ts'
import type { Step } from '../plan/step.ts'
import type { Access, Member, UserAdmin } from '../user-admin.ts'
import { takes } from './meaning.ts'

/**
 * The person, where a look shows exactly what a step would have made of them, and nothing else: the request of a run that
 * was broken off has arrived, and later steps of the same person are meant for this membership. Only of what takes nothing.
 *
 * @param before As they were just before that request.
 */
export async function leftByUs(admin: UserAdmin, step: Step, before: Seen): Promise<Member | undefined> {
  if (step.id === undefined || before.id !== step.id || before.mark !== step.mark || takes(step)) return undefined
  const now = await admin.get({ id: step.id }).catch(() => undefined)
  const isSame = now !== undefined && now.id === before.id && now.email === before.email && now.status === before.status
  return isSame && isMade(step, before, now) ? now : undefined
}

function isMade({ action, roles, deployments: [place] = [], team }: Step, before: Seen, now: Member): boolean {
  const others = (one: (way: Access) => boolean): boolean =>
    same(rest(before.access, one).map(textOf), rest(now.access, one).map(textOf))
  switch (action) {
    case 'set-roles': {
      const { add = [], drop = [] } = roles ?? {}
      const made = [...before.roles.filter((role) => !drop.includes(role)), ...add]
      return same(made, now.roles) && others(({ via }) => via === 'direct' || via === 'invite')
    }
    case 'set-deployment-role': {
      const isPlace = ({ via, id }: Access): boolean => via === 'deployment' && id === place?.id
      const held = now.access.find(isPlace)?.role
      return held === (place?.role ?? undefined) && same(before.roles, now.roles) && others(isPlace)
    }
    case 'add-to-team':
      return same(before.roles, now.roles) && others(({ via, id }) => via === 'team' && id === team?.id)
    case 'invite':
    case 'remind':
    case 'transfer':
    case 'reinstate':
    case 'suspend':
    case 'remove':
      return false
    default:
      return action satisfies never
  }
}

const rest = (ways: readonly Access[], except: (way: Access) => boolean): readonly Access[] =>
  ways.filter((way) => !except(way))
const textOf = ({ via, id, role, managedBy }: Access): string => JSON.stringify([via, id, role, managedBy])
const same = (a: readonly string[], b: readonly string[]): boolean =>
  JSON.stringify([...new Set(a)].toSorted()) === JSON.stringify([...new Set(b)].toSorted())
