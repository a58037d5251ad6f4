import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { exception, forbidden, invalid, json, notFound } from './answers.ts'
import type { Context, Operation } from './operations.ts'
import { byEmail, type FakePerson, ulid } from './world.ts'

const both = ['gateway', 'app'] as const

/** Operations that change memberships and assets. Each is for administrators, and each change is in the ledger. */
export const changes: readonly Operation[] = [
  {
    name: 'inviteListOfUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/batch',
    planes: both,
    admin: true,
    answer: invite,
  },
  {
    name: 'deleteWorkspaceUser',
    method: 'DELETE',
    path: 'workspaces/:workspace/people/:person',
    planes: both,
    admin: true,
    answer: remove,
  },
  {
    name: 'suspendWorkspaceUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/suspend',
    planes: both,
    admin: true,
    answer: switched(true),
  },
  {
    name: 'unsuspendWorkspaceUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/unsuspend',
    planes: both,
    admin: true,
    answer: switched(false),
  },
  {
    name: 'transferUserAssets',
    method: 'PATCH',
    path: 'workspaces/:workspace/transfer',
    planes: both,
    admin: true,
    answer: transfer,
  },
  {
    name: 'transferUserAssets',
    method: 'PATCH',
    path: 'workspaces/current/transfer',
    planes: ['app'],
    admin: true,
    answer: transfer,
  },
]

/** Writes a change down. */
export function record(
  context: Context,
  operation: string,
  target: string,
  detail?: Readonly<Record<string, unknown>>,
): void {
  context.ledger.record({
    at: context.clock.now(),
    by: context.caller.email,
    operation,
    scope: String(context.workspace.id),
    target,
    ...(detail === undefined ? {} : { detail }),
  })
}

/** The people that a list of ids names, as numbers or digits; `undefined` if it is no such list or one is not there. */
export function peopleOf(context: Context, ids: unknown): readonly FakePerson[] | 'invalid' | 'missing' {
  if (!Array.isArray(ids) || ids.length === 0) return 'invalid'
  const people: FakePerson[] = []
  for (const id of ids as readonly unknown[]) {
    if (!/^\d+$/.test(String(id))) return 'invalid'
    const person = context.workspace.people.get(Number(id))
    if (person === undefined) return 'missing'
    people.push(person)
  }
  return people
}

function invite(context: Context): FakeAnswer {
  const { workspace, world, clock, options, body } = context
  const emails = field(body, 'emails')
  const roles = field(body, 'roles') ?? []
  if (!Array.isArray(emails) || emails.length === 0) return invalid('"emails" is required')
  if (!emails.every((email): email is string => typeof email === 'string' && /^[^@\s]+@[^@\s]+$/.test(email))) {
    return invalid('"emails" must hold valid e-mail addresses')
  }
  if (!Array.isArray(roles) || !roles.every((id) => workspace.roles.some(({ policyId }) => policyId === Number(id)))) {
    return invalid('"roles" names a role that does not exist')
  }
  const data = emails.map((email) => {
    const there = byEmail(workspace, email)
    if (there !== undefined) return { personId: there.id, workspaceId: workspace.id }
    const known = options.sameIdAgain === false ? undefined : world.accounts.get(email.toLowerCase())
    const id = known ?? world.nextPersonId
    world.accounts.set(email.toLowerCase(), id)
    world.nextPersonId = Math.max(world.nextPersonId, id + 1)
    const now = new Date(clock.now()).toISOString()
    workspace.people.set(id, {
      id,
      gid: ulid('P', id),
      email,
      name: null,
      isDisabled: false,
      lastStateChange: null,
      lastLoginTime: null,
      agreementAcceptedAt: null,
      createdAt: now,
      updatedAt: now,
      roles: new Set(roles.map(Number)),
      assets: 0,
    })
    record(context, 'inviteListOfUsers', email, { personId: id, roles: roles.map(Number) })
    return { personId: id, workspaceId: workspace.id }
  })
  return json(201, { data, count: data.length })
}

function remove(context: Context): FakeAnswer {
  const { workspace, caller, options, path } = context
  const person = workspace.people.get(path['person'] ?? 0)
  if (person === undefined) {
    if (options.goneAnswer === '410') return exception(410, 'GoneException', 'This object was deleted')
    return options.goneAnswer === '400' ? invalid('the person is not a member of the workspace') : notFound()
  }
  if (person.id === caller.id) return options.selfRemoval === 400 ? invalid('you cannot remove yourself') : forbidden()
  workspace.people.delete(person.id)
  for (const group of workspace.groups) group.members.delete(person.id)
  // What was not transferred goes with the person.
  workspace.lostAssets += person.assets
  record(context, 'deleteWorkspaceUser', person.email, { personId: person.id, lostAssets: person.assets })
  const answer = options.removeAnswer ?? '204'
  if (answer === '204') return { status: 204 }
  return { status: 200, body: answer === '200 empty' ? '' : answer.slice(4) }
}

function switched(off: boolean): (context: Context) => FakeAnswer {
  return (context) => {
    const people = peopleOf(context, field(context.body, 'personIds'))
    if (people === 'invalid') return invalid('"personIds" is required')
    if (people === 'missing') return notFound()
    for (const person of people) {
      if (person.isDisabled === off) continue
      const now = new Date(context.clock.now()).toISOString()
      person.isDisabled = off
      person.lastStateChange = now
      person.updatedAt = now
      record(context, off ? 'suspendWorkspaceUsers' : 'unsuspendWorkspaceUsers', person.email, { personId: person.id })
    }
    return json(200, { data: people.map(({ id }) => ({ id })) })
  }
}

/** By ids or by e-mail addresses. Both must still be members: a removed person has nothing left to give (facts §6). */
function transfer(context: Context): FakeAnswer {
  const { workspace, body } = context
  const member = (which: 'from' | 'to'): FakePerson | undefined => {
    const email = field(body, `${which}PersonEmail`)
    return typeof email === 'string'
      ? byEmail(workspace, email)
      : workspace.people.get(Number(field(body, `${which}PersonId`)))
  }
  for (const which of ['from', 'to']) {
    if (field(body, `${which}PersonId`) === undefined && field(body, `${which}PersonEmail`) === undefined)
      return invalid(`"${which}PersonId" is required`)
  }
  const from = member('from')
  const to = member('to')
  if (from === undefined || to === undefined) return notFound()
  if (from === to) return invalid('the two people must differ')
  const { assets } = from
  to.assets += assets
  from.assets = 0
  record(context, 'transferUserAssets', from.email, { to: to.email, assets })
  return { status: 204 }
}
