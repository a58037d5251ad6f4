import { addressesOf, canonicalEmail } from '../identity/identity.ts'
import type { Member } from '../user-admin.ts'
import type { Found } from './found.ts'
import { broughtBack, restored } from './restoring.ts'
import { type Standing, standingOf, type Undo, type UndoEntry } from './undo.ts'
import type { World } from './world.ts'

/** Compares the people whom a run changed with those of one scope: nobody is touched who was changed by others since. */
export function byUndo(goal: Undo, world: World, found: Found): void {
  const here = new Here(world.members)
  for (const entry of goal.entries) {
    const [member, ...others] = here.of(entry)
    if (member === undefined) absent(entry, world, found)
    else if (others.length === 0) present(member, entry, goal, world, found)
    else
      for (const one of [member, ...others]) found.keep(one, 'ambiguous', `${entry.email} means several people here.`)
  }
}

/** Who has the id or an address of somebody: a person who comes back may have another id. */
class Here {
  readonly #byName = new Map<string, Member[]>()

  constructor(members: readonly Member[]) {
    for (const member of members)
      for (const name of namesOf(member)) this.#byName.set(name, [...(this.#byName.get(name) ?? []), member])
  }

  of({ id, email, aliases = [] }: UndoEntry): readonly Member[] {
    const names = namesOf({ id: id ?? '', email, aliases })
    return [...new Set(names.flatMap((name) => this.#byName.get(name) ?? []))]
  }
}

const namesOf = (person: Pick<Member, 'id' | 'email' | 'aliases'>): readonly string[] => [
  ...(person.id === '' ? [] : [`id ${person.id}`]),
  ...new Set(addressesOf(person).map((address) => `email ${address}`)),
]

function absent(entry: UndoEntry, world: World, found: Found): void {
  const { before, after, id = '', email } = entry
  // An invitation that the run sent, and that is there no more, needs no withdrawal.
  if (before === null) return
  if (after == null) comeBack(entry, before, world, found)
  else
    found.keep(
      { id, email },
      'changed-since',
      'Is not here any more, and was when the run was over: taken out by somebody else since, and left so.',
    )
}

/** Whoever is not here any more is invited with what they held, if that gives them no more than that. */
function comeBack(entry: UndoEntry, before: Standing, world: World, found: Found): void {
  if (canonicalEmail(entry.email) === undefined) {
    found.block('invite', entry, {
      reason: 'The system showed no e-mail address of the person, so nobody can be invited.',
      remedy: 'Bring the person back where accounts are made.',
    })
    return
  }
  const { step, blocked, later } = broughtBack(entry, before, world)
  if (step !== undefined) found.steps.push(step)
  for (const { action, ...why } of blocked) found.block(action, entry, why)
  for (const what of later) found.later.push({ scope: world.key, email: entry.email, what })
}

function present(member: Member, entry: UndoEntry, goal: Undo, world: World, found: Found): void {
  const { before, after } = entry
  const now = standingOf(member)
  if (before === null) {
    if (!goal.invitations || member.status !== 'invited') return
    if (after?.mark === member.mark) found.leave(member, 'remove', 'Invited by the run that is undone.')
    else found.keep(member, 'changed-since', 'The invitation was changed since the run, and is left as it is.')
    return
  }
  if (isSame(now, before)) return
  if (!isOurs(now, entry, before)) {
    found.keep(member, 'changed-since', sinceReason(after))
    return
  }
  const { steps, blocked, later } = restored(member, before, world, entry.again === true)
  // Who is protected keeps what they hold; what a change gives is no loss.
  const isSpared = steps.some(({ takesAdmin, lowers }) => takesAdmin || lowers === true) && found.isProtected(member)
  for (const step of steps) if (!isSpared || !(step.takesAdmin || step.lowers === true)) found.steps.push(step)
  for (const { action, ...why } of blocked) found.block(action, member, why)
  for (const what of later) found.later.push({ scope: world.key, email: member.email, what })
}

function sinceReason(after: Standing | null | undefined): string {
  return after === null
    ? 'Was invited again by somebody else since the run, and is left as they are.'
    : after === undefined
      ? 'What the run left is not known, and the person is not as before it: left as they are.'
      : 'Was changed by somebody else since the run, and is left as they are.'
}

/** As before: who has not accepted yet will be once they have. */
function isSame(now: Standing, before: Standing): boolean {
  return (
    hasEqual(now.roles, before.roles) &&
    hasEqual(placesOf(now), placesOf(before)) &&
    (now.status === 'suspended') === (before.status === 'suspended')
  )
}

/** Whether what is here is what the run left, or what became of it by the person's own acceptance. */
function isOurs(now: Standing, { after, again }: UndoEntry, before: Standing): boolean {
  if (after != null && now.mark === after.mark) return true
  if (again === undefined) {
    // Nobody looked how the run left them: only what it was to take may be other than before.
    return after === undefined && hasEqual(now.roles, before.roles) && hasEqual(placesOf(now), placesOf(before))
  }
  const places = new Set([...placesOf(before), ...(after == null ? [] : placesOf(after))])
  if (!placesOf(now).every((place) => places.has(place))) return false
  return after == null
    ? includes(now.roles, before.roles) || includes(before.roles, now.roles)
    : hasEqual(now.roles, after.roles) || hasEqual(now.roles, before.roles)
}

const placesOf = ({ deployments }: Standing): readonly string[] =>
  deployments.map(({ id, role }) => JSON.stringify([id, role]))
const includes = (all: readonly string[], some: readonly string[]): boolean => some.every((one) => all.includes(one))
const hasEqual = (a: readonly string[], b: readonly string[]): boolean => includes(a, b) && includes(b, a)
