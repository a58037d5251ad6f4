import { outOfReach, staysOpen } from '../access.ts'
import { UserAdminError } from '../errors.ts'
import { addressesOf, compare, Listed } from '../identity.ts'
import type { Member, Role, Scope } from '../user-admin.ts'
import type { Goal, RosterEntry } from './goal.ts'
import type { Blocked, Kept, Step } from './step.ts'

/** Everything that a goal is compared with. */
export interface World {
  readonly scope: Scope
  readonly roleModel: 'one' | 'many'
  readonly members: readonly Member[]
  readonly roles: readonly Role[]
  /** The caller's id and address. */
  readonly self: { readonly id: string; readonly addresses: readonly string[] }
  readonly protect: Listed
  readonly transferTo?: { readonly id: string; readonly email: string } | undefined
}

export interface Difference {
  readonly steps: readonly Step[]
  readonly kept: readonly Kept[]
  readonly blocked: readonly Blocked[]
}

/** Compares a goal with the people of a scope. Protected people come out as `kept`, never as a step. */
export function difference(goal: Goal, world: World): Difference {
  const steps: Step[] = []
  const kept: Kept[] = []
  const blocked: Blocked[] = []
  const names = new Map(world.roles.map(({ id, name }) => [id, name]))
  const leave = (member: Member, action: 'remove' | 'suspend'): void => {
    const reason = reasonToKeep(member, world)
    if (reason !== undefined) {
      kept.push({ email: member.email, id: member.id, ...reason })
      return
    }
    if (action === 'suspend' && member.status === 'suspended') return
    if (outOfReach(world.scope, member)) {
      blocked.push({
        email: member.email,
        id: member.id,
        reason: `${member.email} is here only through a ${member.access.find(({ via }) => via !== 'system')?.via ?? 'system role'}.`,
        remedy: 'Take the person out of it where it is managed, in the identity provider or by its administrator.',
      })
      return
    }
    steps.push(leaving(member, action, world))
  }

  if (goal.kind === 'keep-only') {
    const keep = new Listed(goal.keep === 'only-me' ? [] : goal.keep, names)
    for (const member of world.members) if (!keep.includes(member)) leave(member, 'remove')
  } else {
    const wanted = new Map(goal.entries.map((entry) => [entry.email, entry]))
    const present = new Set<string>()
    for (const member of world.members) {
      const addresses = addressesOf(member)
      const entry = addresses.map((address) => wanted.get(address)).find((one) => one !== undefined)
      for (const address of addresses) present.add(address)
      if (entry === undefined) {
        if (goal.absent !== 'keep') leave(member, goal.absent)
        continue
      }
      const step = changing(member, entry, world)
      const reason = step?.takesAdmin === true ? reasonToKeep(member, world) : undefined
      if (reason !== undefined) kept.push({ email: member.email, id: member.id, ...reason })
      else if (step !== undefined) steps.push(step)
    }
    for (const entry of goal.entries) if (!present.has(entry.email)) steps.push(inviting(entry, world))
  }

  return { steps: steps.toSorted(inOrder), kept: kept.toSorted(byPerson), blocked: blocked.toSorted(byPerson) }
}

function reasonToKeep(member: Member, world: World): Pick<Kept, 'code' | 'reason'> | undefined {
  const { self } = world
  if (member.id === self.id || addressesOf(member).some((address) => self.addresses.includes(address))) {
    return { code: 'self', reason: 'This is the person whose credential is used.' }
  }
  if (world.protect.includes(member)) return { code: 'protected', reason: 'Protected by the policy.' }
  if (member.email === '')
    return { code: 'no-address', reason: 'The system shows no e-mail address, so the person may be on the list.' }
  return undefined
}

const supportOnly =
  'What the person owns leaves the workspace too; only the vendor’s support can bring it back, within 14 days.'

function leaving(member: Member, action: 'remove' | 'suspend', world: World): Step {
  const { scope } = world
  const transfers = action === 'remove' && scope.system === 'aac' && member.status !== 'invited'
  const deletes = action === 'remove' && scope.kind === 'platform' && member.access.every(({ via }) => via !== 'invite')
  const transferTo = transfers ? world.transferTo : undefined
  return {
    action,
    email: member.email,
    id: member.id,
    what: `${effect(member, action, deletes, scope)}${transferTo === undefined ? '' : `, after handing what they own to ${transferTo.email}`}`,
    mark: member.mark,
    admin: member.admin !== false,
    takesAdmin: member.admin !== false,
    promises: staysOpen(scope, member).length > 0 ? 'remains' : 'done',
    ...(transferTo === undefined ? {} : { transferTo }),
    ...(deletes ? { irreversible: 'A deleted account cannot be restored; the person can only be invited anew.' } : {}),
    ...(transfers && transferTo === undefined ? { irreversible: supportOnly } : {}),
    ...(transferTo === undefined ? {} : { irreversible: 'A transfer of assets cannot be undone.' }),
    heldBy: [],
  }
}

function effect(member: Member, action: 'remove' | 'suspend', deletes: boolean, scope: Scope): string {
  if (action === 'suspend') return `suspend ${member.email} in ${placeOf(scope)}`
  if (deletes) return `delete the account of ${member.email}`
  if (member.status === 'invited') return `withdraw the invitation of ${member.email} to ${placeOf(scope)}`
  return `take ${member.email} out of ${placeOf(scope)}`
}

const placeOf = (scope: Scope): string =>
  scope.kind === 'platform' ? `the platform ${scope.name}` : `workspace ${scope.name}`

function inviting(entry: RosterEntry, world: World): Step {
  const add = (entry.roles ?? []).map((role) => resolve(role, world.roles))
  const names = add.map(({ name }) => name).join(', ')
  // A Houston platform invites without a role.
  const later = world.scope.kind === 'platform'
  return {
    action: 'invite',
    email: entry.email,
    what: `invite ${entry.email} to ${placeOf(world.scope)}${add.length === 0 ? '' : later ? `; ${names} can be given once they have signed up` : ` as ${names}`}`,
    admin: add.some(({ admin }) => admin),
    takesAdmin: false,
    roles: { add: later ? [] : add.map(({ id }) => id), drop: [] },
    promises: 'pending',
    heldBy: [],
  }
}

/** The change of roles that brings a member to the roster's, if one is needed. */
function changing(member: Member, entry: RosterEntry, world: World): Step | undefined {
  if (entry.roles === undefined) return undefined
  const wanted = entry.roles.map((role) => resolve(role, world.roles))
  const add = wanted.filter(({ id }) => !member.roles.includes(id)).map(({ id }) => id)
  // Roles that are a set carry licences and products: none is dropped because a roster does not name it.
  const drop = world.roleModel === 'one' ? member.roles.filter((role) => !wanted.some(({ id }) => id === role)) : []
  if (add.length + drop.length === 0) return undefined
  const takesAdmin = member.admin !== false && drop.length > 0 && !wanted.some(({ admin }) => admin)
  const nameOf = (id: string): string => world.roles.find((role) => role.id === id)?.name ?? id
  return {
    action: 'set-roles',
    email: member.email,
    id: member.id,
    what: `make ${member.email} ${add.map(nameOf).join(', ') || 'hold no role'}${drop.length === 0 ? '' : ` instead of ${drop.map(nameOf).join(', ')}`} in ${placeOf(world.scope)}`,
    mark: member.mark,
    admin: member.admin !== false,
    takesAdmin,
    roles: { add, drop },
    promises: member.status === 'invited' ? 'pending' : 'done',
    heldBy: [],
  }
}

/** A role by its id, or by its name whatever the case. */
function resolve(named: string, roles: readonly Role[]): Role {
  const exact = roles.find(({ id }) => id === named)
  if (exact !== undefined) return exact
  const matches = roles.filter(({ name }) => name.toLowerCase() === named.trim().toLowerCase())
  const [match] = matches
  if (match !== undefined && matches.length === 1) return match
  const known = roles.map(({ id, name }) => (id === name ? id : `${name} (${id})`)).join(', ')
  throw new UserAdminError(
    'invalid',
    `${JSON.stringify(named)} is ${matches.length > 1 ? 'the name of several roles' : 'no role'} here; there are ${known}.`,
  )
}

const sequence = ['invite', 'set-roles', 'suspend', 'remove']
/** What gives comes before what takes, and administrators are taken from last. */
const inOrder = (a: Step, b: Step): number =>
  sequence.indexOf(a.action) - sequence.indexOf(b.action) ||
  Number(a.takesAdmin) - Number(b.takesAdmin) ||
  byPerson(a, b)
const byPerson = (a: { email: string; id?: string }, b: { email: string; id?: string }): number =>
  compare(a.email, b.email) || compare(a.id ?? '', b.id ?? '')
