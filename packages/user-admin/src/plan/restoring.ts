import { outranks } from '../access.ts'
import { compare } from '../identity/identity.ts'
import type { Member, Role } from '../user-admin.ts'
import { roleChange, stepFor } from './joining.ts'
import type { Blocked, Step } from './step.ts'
import { type Standing, standingOf, type UndoEntry } from './undo.ts'
import { placeOf, type World } from './world.ts'

type Refusal = Pick<Blocked, 'action' | 'reason' | 'remedy'>

const asBefore = 'As before the run that is undone.'

/** Of roles of which a member holds one at most, the highest: the system shows it first. */
const rolesIn = ({ roles }: Standing, { roleModel }: World): readonly string[] =>
  roleModel === 'one' ? roles.slice(0, 1) : roles

/** The invitation of somebody whom a run took out. `later`: what can be given only once it was accepted. */
export function broughtBack(
  { email }: UndoEntry,
  before: Standing,
  world: World,
): { readonly step?: Step; readonly blocked: readonly Refusal[]; readonly later: readonly string[] } {
  const { scope } = world
  const refuse = (reason: string, remedy: string): ReturnType<typeof broughtBack> => ({
    blocked: [{ action: 'invite', reason, remedy }],
    later: [],
  })
  // A membership in a Houston workspace lets nobody in whose account is locked.
  if (before.status === 'suspended' && !(scope.system === 'houston' && scope.kind === 'workspace'))
    return refuse(
      'The person was suspended, and an invitation would let them in.',
      'If that is meant, invite them by hand.',
    )
  const { known, unknown } = rolesHere(rolesIn(before, world), world)
  if (scope.system === 'houston' && scope.kind === 'workspace' && known.length === 0)
    return refuse(
      unknown[0]?.reason ?? 'The person held no role in the workspace as a whole, and an invitation always gives one.',
      'If that is meant, invite them by hand.',
    )
  const isPlatform = scope.kind === 'platform'
  // An invitation can promise them also where this credential cannot give them otherwise, nor read which there are.
  const { places, blocked } =
    world.deployments === undefined ? { places: before.deployments, blocked: [] } : placesHere(before, world)
  const names = known.map(({ name }) => name).join(', ')
  const on = places.map(({ name, role }) => `${role} on ${name}`).join(', ')
  const step: Step = {
    ...stepFor({ email }, world),
    action: 'invite',
    what: `invite ${email} to ${placeOf(scope)}${names === '' || isPlatform ? '' : ` as ${names}`}${on === '' ? '' : `, ${on}`}`,
    reason: asBefore,
    admin: known.some(({ admin }) => admin),
    roles: { add: isPlatform ? [] : known.map(({ id }) => id).toSorted(compare), drop: [] },
    ...(places.length === 0 ? {} : { deployments: places }),
    promises: 'pending',
  }
  return {
    step,
    blocked: [...unknown, ...blocked],
    later: isPlatform && known.length > 0 ? [`make ${email} ${names} at ${placeOf(scope)}`] : [],
  }
}

/** What brings a member back to what they held. `isAgain`: an undo invited them, and the rest waits until they accept. */
export function restored(
  member: Member,
  before: Standing,
  world: World,
  isAgain: boolean,
): { readonly steps: readonly Step[]; readonly blocked: readonly Refusal[]; readonly later: readonly string[] } {
  const now = standingOf(member)
  const steps: Step[] = []
  const blocked: Refusal[] = []
  const later: string[] = []
  const isWaiting = member.status === 'invited'

  if (now.status === 'suspended' && before.status !== 'suspended') {
    if (world.canSuspend) steps.push(lettingIn(member, world, asBefore))
    else
      blocked.push({
        action: 'reinstate',
        reason: `Nobody is suspended or let in again in ${placeOf(world.scope)}.`,
        remedy: 'Let the person in where accounts are locked.',
      })
  }

  const { known, unknown } = rolesHere(rolesIn(before, world), world)
  blocked.push(...unknown)
  const add = known.map(({ id }) => id).filter((id) => !now.roles.includes(id))
  const drop = now.roles.filter((role) => !before.roles.includes(role) || (world.roleModel === 'one' && add.length > 0))
  const change = (given: readonly string[], taken: readonly string[]): Step =>
    roleChange(member, { wanted: known, add: given, drop: taken, reason: asBefore }, world)
  if (add.length + drop.length > 0) {
    if (isWaiting && world.scope.kind === 'platform') later.push(change(add, drop).what)
    else if (world.roleModel === 'one' && world.scope.kind === 'workspace' && known.length === 0)
      blocked.push({
        action: 'set-roles',
        reason: `A member of ${placeOf(world.scope)} holds exactly one role, and the person held none.`,
        remedy: 'Remove the person, or leave them the role.',
      })
    else if (isWaiting && isAgain && world.roleModel === 'many') {
      // What the system gave with the invitation goes once it was accepted: who holds no role cannot accept.
      if (add.length > 0) steps.push(change(add, []))
      if (drop.length > 0) later.push(change([], drop).what)
    } else steps.push(change(add, drop))
  }

  const places = placesHere(before, world, now)
  blocked.push(...places.blocked)
  const taken = now.deployments.filter(({ id }) => !before.deployments.some((one) => one.id === id))
  for (const place of [...places.places, ...taken.map((one) => ({ ...one, role: null }))]) {
    const step = placing(member, place, now, world)
    if (isWaiting) later.push(step.what)
    else steps.push(step)
  }
  return { steps, blocked, later }
}

/** The step that lets in again who is suspended. */
export function lettingIn(member: Member, world: World, reason: string): Step {
  return {
    ...stepFor(member, world),
    action: 'reinstate',
    what: `let ${member.email} in again in ${placeOf(world.scope)}`,
    reason,
  }
}

function placing(member: Member, place: NonNullable<Step['deployments']>[number], now: Standing, world: World): Step {
  const { id, name, role } = place
  const held = now.deployments.find((one) => one.id === id)?.role
  const lowers = role === null || outranks(held ?? '', role)
  return {
    ...stepFor(member, world),
    action: 'set-deployment-role',
    what:
      role === null
        ? `take ${member.email} off ${name} in ${placeOf(world.scope)}`
        : `give ${member.email} ${role} on ${name} in ${placeOf(world.scope)}`,
    reason: asBefore,
    ...(lowers ? { lowers: true } : {}),
    deployments: [{ id, name, role }],
  }
}

/** Roles by id, as far as the scope still has them. */
function rolesHere(
  ids: readonly string[],
  { roles, scope }: World,
): { readonly known: readonly Role[]; readonly unknown: readonly Refusal[] } {
  const known = ids.flatMap((id) => roles.find((role) => role.id === id) ?? [])
  const lost = ids.filter((id) => !roles.some((role) => role.id === id))
  return {
    known,
    unknown: lost.map((id) => ({
      action: 'set-roles',
      reason: `The role ${id} is not one of ${placeOf(scope)} any more.`,
      remedy: 'Give the person another role by hand.',
    })),
  }
}

/** The roles on deployments that are to be given, as far as the deployments are still there. */
function placesHere(
  before: Standing,
  { deployments, scope }: World,
  now?: Standing,
): { readonly places: Standing['deployments']; readonly blocked: readonly Refusal[] } {
  const wanted = before.deployments.filter(
    ({ id, role }) => !(now?.deployments.some((one) => one.id === id && one.role === role) === true),
  )
  if (wanted.length === 0) return { places: [], blocked: [] }
  const refuse = (reason: string, remedy: string): Refusal => ({ action: 'set-deployment-role', reason, remedy })
  if (deployments === undefined)
    return {
      places: [],
      blocked: [
        refuse(
          `Roles on deployments cannot be given in ${placeOf(scope)} with this credential, or on this release.`,
          'Plan with the token of a person who administers them.',
        ),
      ],
    }
  const isHere = ({ id }: { readonly id: string }): boolean => deployments.some((one) => one.id === id)
  return {
    places: wanted.filter(isHere),
    blocked: wanted
      .filter((one) => !isHere(one))
      .map(({ name }) =>
        refuse(`Deployment ${name} is not in ${placeOf(scope)} any more.`, 'Nothing can be done here.'),
      ),
  }
}
