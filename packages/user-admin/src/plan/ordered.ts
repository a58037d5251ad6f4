import { Listed } from '../identity/identity.ts'
import type { Member, Role } from '../user-admin.ts'
import { roleChange, roleNamed, stepFor } from './joining.ts'
import type { Order, OrderedRoles } from './orders.ts'
import type { Step } from './step.ts'
import { placeOf, type World } from './world.ts'

/** What an order comes to for one member: a step, why there can be none, or nothing where it is so already. */
export type Asked = Step | { readonly reason: string; readonly remedy: string } | undefined

/** Why a step is there. */
export const byHand = 'Asked for by hand.'

/** The change of roles that was ordered. */
export function changeOfRoles(order: OrderedRoles, member: Member, world: World): Asked {
  const { exactly, add: given = [], drop: taken = [] } = order
  const isOne = world.roleModel === 'one'
  const more = (exactly ?? given).map((named) => roleNamed(named, world))
  const less = new Set(taken.map((named) => roleNamed(named, world).id))
  // A role that is given where one is held takes the place of the other.
  const isExact = exactly !== undefined || (isOne && more.length > 0)
  const isKept = (id: string): boolean =>
    isExact ? more.some((role) => role.id === id) : !less.has(id) || more.some((role) => role.id === id)
  const stay = world.roles.filter(({ id }) => member.roles.includes(id) && isKept(id))
  const wanted: readonly Role[] = [...new Set([...stay, ...more])]
  const add = wanted.map(({ id }) => id).filter((id) => !member.roles.includes(id))
  const drop = member.roles.filter((id) => !isKept(id))
  if (isOne && wanted.length > 1)
    return {
      reason: `A member of ${placeOf(world.scope)} holds one role at most.`,
      remedy: `Give one of ${wanted.map(({ name }) => name).join(', ')}.`,
    }
  if (isOne && world.scope.kind === 'workspace' && wanted.length === 0)
    return {
      reason: `A member of ${placeOf(world.scope)} holds exactly one role.`,
      remedy: 'Give another role, or remove the person.',
    }
  if (add.length + drop.length === 0) return undefined
  if (member.status === 'invited' && world.scope.kind === 'platform')
    return {
      reason: 'The person has not signed up yet, and a system role is given to an account only.',
      remedy: 'Give it once they have.',
    }
  return roleChange(member, { wanted, add, drop, reason: byHand }, world)
}

/** The transfer that was ordered. What somebody owns is not shown, so nobody can say that there is nothing to hand over. */
export function handOver(
  to: Order['to'],
  member: Member,
  world: World,
  roleNames: ReadonlyMap<string, string>,
): Exclude<Asked, undefined> {
  const place = placeOf(world.scope)
  if (!world.canTransfer)
    return { reason: `What people own is not handed over in ${place}.`, remedy: 'Nothing can be done here.' }
  if (member.status === 'invited')
    return { reason: `${member.email} has not come yet, and owns nothing.`, remedy: 'Nothing need be done.' }
  const listed = new Listed(to === undefined ? [] : [to], roleNames)
  const receivers = world.members.filter((one) => listed.includes(one))
  const [receiver] = receivers
  const named = to?.also ?? to?.value ?? 'The receiver'
  if (receivers.length > 1) return { reason: `${named} means several people here.`, remedy: 'Name one of them by id.' }
  if (receiver?.status !== 'active')
    return {
      reason: `${named} is ${receiver === undefined ? 'no member' : receiver.status} here, and cannot receive what ${member.email} owns.`,
      remedy: 'Name an active member.',
    }
  if (receiver.id === member.id)
    return {
      reason: 'What a person owns cannot be handed to the same person.',
      remedy: 'Name somebody else.',
    }
  return {
    ...stepFor(member, world),
    action: 'transfer',
    what: `hand over what ${member.email} owns in ${place} to ${receiver.email}`,
    reason: byHand,
    transferTo: { id: receiver.id, email: receiver.email },
    irreversible: 'A transfer of assets cannot be undone.',
  }
}
