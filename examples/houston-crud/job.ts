import { canonicalEmail, type UserAdmin, UserAdminError } from 'user-admin'

/**
 * The four calls of the Houston article, safely: one person is created, read, given another role, and
 * removed. Somebody who is a member already is left as they are.
 */
export async function crud(team: UserAdmin, email: string, say: (line: string) => void): Promise<void> {
  const person = { email: canonicalEmail(email) ?? email }

  const created = await team.invite({ ...person, roles: ['WORKSPACE_VIEWER'] })
  say(`create  ${created.outcome}: ${person.email} in ${team.scope.name}`)
  if (created.outcome === 'unchanged') {
    throw new UserAdminError(
      'conflict',
      `${person.email} is in ${team.scope.name} already, and stays as before: try the example with an address that is not.`,
    )
  }

  const read = await team.get(person)
  say(`read    ${read?.status ?? 'nobody'}, ${read?.roles.join(', ') ?? ''}`)

  const changed = await team.setRoles(person, ['WORKSPACE_EDITOR'])
  say(`change  ${changed.outcome}: now ${changed.member?.roles.join(', ') ?? ''}`)

  const removed = await team.remove(person)
  say(`remove  ${removed.outcome}: ${(await team.get(person)) === undefined ? 'a read shows nobody' : 'still there'}`)
}
