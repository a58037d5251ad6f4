import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { invalid, json, notFound, seatsAreFull } from './answers.ts'
import {
  both,
  type Context,
  isoNow,
  isRefusal,
  type Operation,
  overBatch,
  peopleOf,
  record,
  rolesOf,
} from './context.ts'
import { join } from './joining.ts'
import { memberRow } from './rows.ts'
import { byEmail, type FakePerson, isAccepted, seatsTaken } from './world.ts'

/** How people are asked in (facts §3.2). */
export const invitations: readonly Operation[] = [
  {
    name: 'inviteUser',
    method: 'POST',
    path: 'workspaces/:workspace/people',
    planes: both,
    admin: true,
    answer: inviteOne,
  },
  {
    name: 'inviteListOfUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/batch',
    planes: both,
    admin: true,
    answer: inviteMany,
  },
  {
    name: 'reinviteListOfUsers',
    method: 'PATCH',
    path: 'workspaces/:workspace/people/batch',
    planes: both,
    admin: true,
    answer: remind,
  },
  {
    name: 'getInvitationLink',
    method: 'GET',
    path: 'workspaces/:workspace/invitationLink',
    planes: both,
    admin: true,
    answer: link,
  },
]

function isAddress(email: unknown): email is string {
  return typeof email === 'string' && /^[^@\s]+@[^@\s]+$/.test(email)
}

function inviteOne(context: Context): FakeAnswer {
  const email = field(context.body, 'email')
  const silent = field(context.body, 'skipEmailInvitations') ?? []
  if (!isAddress(email)) return invalid('"email" must be a valid e-mail address')
  if (!Array.isArray(silent) || !silent.every(isAddress))
    return invalid('"skipEmailInvitations" must hold valid e-mail addresses')
  const quiet = silent.some((address) => address.toLowerCase() === email.toLowerCase())
  const full = fullFor(context, [email])
  if (full !== undefined) return full
  const person = invited(context, 'inviteUser', email, [], quiet)
  return json(201, { data: memberRow(context, person) })
}

function inviteMany(context: Context): FakeAnswer {
  const emails = field(context.body, 'emails')
  if (!Array.isArray(emails) || emails.length === 0) return invalid('"emails" is required')
  if (!emails.every(isAddress)) return invalid('"emails" must hold valid e-mail addresses')
  const roles = rolesOf(context, field(context.body, 'roles') ?? [], 'roles')
  if (isRefusal(roles)) return roles
  const refused = overBatch(context, emails.length) ?? fullFor(context, emails)
  if (refused !== undefined) return refused
  const data = emails.map((email) => memberRow(context, invited(context, 'inviteListOfUsers', email, roles, false)))
  return json(201, { data, count: data.length })
}

/** The refusal of an invitation for which no seat is free, where the server looks for one. */
function fullFor({ options, workspace }: Context, emails: readonly string[]): FakeAnswer | undefined {
  const { seatsFull = 'acceptance fails' } = options
  if (typeof seatsFull !== 'number') return undefined
  const strangers = emails.filter((email) => byEmail(workspace, email) === undefined)
  const free = workspace.max_user_number - seatsTaken(workspace)
  return strangers.length > free ? seatsAreFull(seatsFull) : undefined
}

/** The member with this address: who is there already, or a new invitation. */
function invited(
  context: Context,
  operation: 'inviteUser' | 'inviteListOfUsers',
  email: string,
  roles: readonly number[],
  quiet: boolean,
): FakePerson {
  const { workspace, world, clock, options } = context
  const there = byEmail(workspace, email)
  if (there !== undefined) return there
  const at = isoNow(context)
  const person = join(world, workspace, options, { email, name: null, roles: new Set(roles), accepted: false, at })
  if (!quiet) world.mails.push({ at: clock.now(), to: email, about: 'invitation', workspace: workspace.id })
  record(context, operation, email, { personId: person.id, roles })
  return person
}

/** Sends the mails again, to those who did not come yet. */
function remind(context: Context): FakeAnswer {
  const { workspace, world, clock, body } = context
  const people = peopleOf(context, field(body, 'personIds'), 'personIds')
  if (isRefusal(people)) return people
  for (const person of people) {
    if (isAccepted(person)) continue
    world.mails.push({ at: clock.now(), to: person.email, about: 'reminder', workspace: workspace.id })
    record(context, 'reinviteListOfUsers', person.email, { personId: person.id })
  }
  return json(200, { data: people.map((person) => memberRow(context, person)) })
}

/** Whoever holds the link comes in as the person, so it is one more way of a mail. */
function link(context: Context): FakeAnswer {
  const { workspace, query, options } = context
  const id = query.get('personId') ?? ''
  if (!/^\d+$/.test(id)) return invalid('"personId" is required')
  const person = workspace.people.get(Number(id))
  if (person === undefined) return notFound()
  if (isAccepted(person)) return invalid('the person has no open invitation')
  const url = `https://${workspace.custom_url}/invitation?code=${person.gid.toLowerCase()}`
  return json(200, options.invitationLinkAnswer?.(url) ?? { invitationLink: url })
}
