import { isRef, Listed } from '../identity/identity.ts'
import type { Member } from '../user-admin.ts'
import type { Found } from './found.ts'
import type { Ground } from './ground.ts'
import { stepFor } from './joining.ts'
import { type Asked, byHand, changeOfRoles, handOver } from './ordered.ts'
import type { Order, Orders } from './orders.ts'
import { lettingIn } from './restoring.ts'
import { placeOf, type World } from './world.ts'

/** Compares orders with the people of one scope. Somebody who is in none of the scopes is `missing`. */
export function byOrders({ orders }: Orders, world: World, ground: Ground, found: Found): void {
  const done = new Set<string>()
  for (const order of orders) {
    const listed = new Listed([order.person], found.names)
    const members = world.members.filter((member) => listed.includes(member))
    if (members.length > 0) found.met.add(order.person)
    const [member] = members
    if (member === undefined) {
      // Who is no member may get in all the same.
      if (order.action !== 'suspend' && order.action !== 'remove') continue
      for (const outsider of world.outsiders.filter((who) => listed.includes(who))) {
        found.met.add(order.person)
        found.leaveOutside(outsider, order.action)
      }
    } else if (members.length > 1)
      for (const each of members)
        found.keep(each, 'ambiguous', `${order.person.also ?? order.person.value} means several people here.`)
    else if (ground.foreign.has(order.person))
      found.keep(member, 'ambiguous', `${order.person.value} means several people of several systems.`)
    else if (isHalf(order, member))
      found.keep(member, 'ambiguous', 'The order names this person by an id and an address of which only one fits.')
    else {
      // The same person may be named by an address and by an id.
      const key = `${order.action} ${member.id}`
      if (!done.has(key)) one(order, member, world, ground, found)
      done.add(key)
    }
  }
}

const isHalf = ({ person: { value, also } }: Order, member: Member): boolean =>
  also !== undefined && !isRef({ id: value, email: also }, member)

function one(order: Order, member: Member, world: World, ground: Ground, found: Found): void {
  switch (order.action) {
    case 'suspend':
    case 'remove':
      found.leave(member, order.action, byHand)
      break
    case 'withdraw':
      if (member.status === 'invited') found.leave(member, 'remove', byHand)
      else
        found.block('remove', member, {
          reason: `${member.email} is a member already, and no invitation is open.`,
          remedy: 'Remove the person, if that is meant.',
        })
      break
    case 'reinstate':
      // Who has not come yet is not in, and nobody locked them out.
      if (member.status === 'invited')
        found.block('reinstate', member, {
          reason: `${member.email} is not suspended: the invitation was not accepted yet.`,
          remedy: 'Nothing need be let in again; mail the invitation once more, if it was lost.',
        })
      if (member.status !== 'suspended') break
      if (world.canSuspend) found.steps.push(lettingIn(member, world, byHand))
      else
        found.block('reinstate', member, {
          reason: `Nobody is suspended or let in again in ${placeOf(world.scope)}.`,
          remedy: 'Let the person in where accounts are locked.',
        })
      break
    case 'remind':
      reminding(member, world, found)
      break
    case 'set-roles':
      take(changeOfRoles(order.roles ?? {}, member, world), order, member, found)
      break
    case 'transfer':
      take(handOver(order.to, member, world, found.names), order, member, found, ground.self.includes(member))
      break
    default:
      order.action satisfies never
  }
}

/** @param isOwn The person’s own is theirs to give. */
function take(asked: Asked, { action }: Order, member: Member, found: Found, isOwn = false): void {
  if (asked === undefined) return
  if ('remedy' in asked) found.block(action === 'transfer' ? action : 'set-roles', member, asked)
  // Who is protected, or answered for, keeps what they hold; what a change gives is no loss.
  else if (isOwn || !(asked.takesAdmin || asked.lowers === true || action === 'transfer')) found.steps.push(asked)
  else if (!found.spare(member) && !found.isProtected(member))
    found.steps.push({ ...asked, reason: found.reasonTo(member, asked.reason) })
}

function reminding(member: Member, world: World, found: Found): void {
  if (member.status !== 'invited')
    found.block('remind', member, {
      reason: `${member.email} has no open invitation.`,
      remedy: 'Nothing need be mailed: the person is there already.',
    })
  else if (!world.canRemind)
    found.block('remind', member, {
      reason: `No invitation is mailed again by ${placeOf(world.scope)}.`,
      remedy: 'Withdraw it, and invite the person anew.',
    })
  else
    found.steps.push({
      ...stepFor(member, world),
      action: 'remind',
      what: `mail the invitation of ${member.email} to ${placeOf(world.scope)} again`,
      reason: byHand,
      promises: 'pending',
    })
}
