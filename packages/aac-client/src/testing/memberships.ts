import type { FakeAnswer } from '@user-admin/wire/fake/faults'
import { field } from '../errors.ts'
import { exception, forbidden, invalid, json, notFound } from './answers.ts'
import {
  both,
  type Context,
  isoNow,
  isRefusal,
  type Operation,
  type OperationName,
  peopleOf,
  personOf,
  record,
} from './context.ts'
import { sentId, shortPersonRow } from './rows.ts'
import { type FakePerson, isAdmin, statusOfMember } from './world.ts'

/** How people are taken out, shut out and let in again. Each is for administrators, and each change is in the ledger. */
export const memberships: readonly Operation[] = [
  {
    name: 'deleteWorkspaceUser',
    method: 'DELETE',
    path: 'workspaces/:workspace/people/:person',
    planes: both,
    admin: true,
    answer: remove,
  },
  {
    name: 'suspendWorkspaceUser',
    method: 'PUT',
    path: 'workspaces/:workspace/people/:person/suspended',
    planes: both,
    admin: true,
    answer: suspendOne,
  },
  {
    name: 'suspendWorkspaceUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/suspend',
    planes: both,
    admin: true,
    answer: (context) => switched(context, 'suspendWorkspaceUsers', true),
  },
  {
    name: 'unsuspendWorkspaceUsers',
    method: 'POST',
    path: 'workspaces/:workspace/people/unsuspend',
    planes: both,
    admin: true,
    answer: (context) => switched(context, 'unsuspendWorkspaceUsers', false),
  },
]

/** The refusal to end the last administrator who can come in, where the server looks after that. */
export function lastAdminStays({ workspace, options }: Context, ending: readonly FakePerson[]): FakeAnswer | undefined {
  const { lastAdmin = 'done' } = options
  if (lastAdmin === 'done' || !ending.some((person) => isAdmin(workspace, person))) return undefined
  const left = [...workspace.people.values()].some(
    (person) => !ending.includes(person) && statusOfMember(person) === 'active' && isAdmin(workspace, person),
  )
  if (left) return undefined
  return lastAdmin === 400 ? invalid('the last administrator stays') : forbidden()
}

function remove(context: Context): FakeAnswer {
  const { workspace, caller, options } = context
  const person = personOf(context)
  if (person === undefined) {
    if (options.goneAnswer === '410') return exception(410, 'GoneException', 'This object was deleted')
    return options.goneAnswer === '400' ? invalid('the person is not a member of the workspace') : notFound()
  }
  if (person.id === caller.id) return options.selfRemoval === 400 ? invalid('you cannot remove yourself') : forbidden()
  // Whoever asks is an administrator and stays: nobody who is removed is the last one.
  workspace.people.delete(person.id)
  workspace.removed.set(person.id, person)
  person.deletedAt = isoNow(context)
  for (const group of workspace.groups) group.members.delete(person.id)
  // What was not transferred goes with the person.
  const lost = options.removedAssets === 'kept' ? 0 : person.assets.length
  workspace.lostAssets += lost
  record(context, 'deleteWorkspaceUser', person.email, { personId: person.id, lostAssets: lost })
  const answer = options.removeAnswer ?? '204'
  if (answer === '204') return { status: 204 }
  return { status: 200, body: answer === '200 empty' ? '' : answer.slice(4) }
}

function suspendOne(context: Context): FakeAnswer {
  const person = personOf(context)
  if (person === undefined) return notFound()
  const stays = lastAdminStays(context, [person])
  if (stays !== undefined) return stays
  turn(context, 'suspendWorkspaceUser', person, true)
  return json(200, shortPersonRow(context, person))
}

function switched(context: Context, operation: OperationName, off: boolean): FakeAnswer {
  const people = peopleOf(context, field(context.body, 'personIds'), 'personIds')
  if (isRefusal(people)) return people
  const stays = off ? lastAdminStays(context, people) : undefined
  if (stays !== undefined) return stays
  for (const person of people) turn(context, operation, person, off)
  return json(200, { data: people.map(({ id }) => ({ id: sentId(context, id) })) })
}

function turn(context: Context, operation: OperationName, person: FakePerson, off: boolean): void {
  if (person.isDisabled === off) return
  person.isDisabled = off
  person.lastStateChange = isoNow(context)
  person.updatedAt = person.lastStateChange
  record(context, operation, person.email, { personId: person.id })
}
