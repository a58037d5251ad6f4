import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace } from '../../houston/workspace.ts'
import { type Say, trouble } from './say.ts'

const labels = ['Data Platform', 'Finance', 'Research']
const roleOf = (index: number): string =>
  index < 2 ? 'WORKSPACE_ADMIN' : index % 3 === 0 ? 'WORKSPACE_EDITOR' : 'WORKSPACE_VIEWER'

/** One person is created, read, changed and removed in each of three workspaces; on the way one answer is lost. */
export async function houstonDemo(say: Say, signal: AbortSignal): Promise<boolean> {
  await using fake = await startFakeHouston({
    seed: {
      workspaces: labels.map((label, index) => ({ id: `ckworkspace${index + 1}`, label })),
      users: labels.flatMap((_label, workspace) =>
        Array.from({ length: 200 }, (_, index) => ({
          username: `person${index + 1}.w${workspace + 1}@example.edu`,
          roleBindings: [{ role: roleOf(index), workspace: `ckworkspace${workspace + 1}` }],
        })),
      ),
    },
  })
  const before = JSON.stringify(fake.state.users)
  fake.fault({ on: 'AddWorkspaceUser', when: 'after', give: 'html' })
  const client = new HoustonClient({ url: fake.url, token: fake.token, onExchange: trouble(say) })
  const person = { email: 'new.person@example.edu' }
  for (const label of labels) {
    say(`\n${label}`)
    const workspace = await houstonWorkspace(client, label, { signal })
    const created = await workspace.invite({ ...person, roles: ['WORKSPACE_VIEWER'] }, { signal })
    say(`  create  ${created.outcome}: ${person.email} in ${label}`)
    const read = await workspace.get(person, { signal })
    say(`  read    ${read?.status ?? 'nobody'}, ${read?.roles.join(', ') ?? ''}`)
    const changed = await workspace.setRoles(person, ['WORKSPACE_EDITOR'], { signal })
    say(`  change  ${changed.outcome}: now ${changed.member?.roles.join(', ') ?? ''}`)
    const removed = await workspace.remove(person, { signal })
    const gone = (await workspace.get(person, { signal })) === undefined
    say(`  remove  ${removed.outcome}: ${gone ? 'a read shows nobody' : 'still there'}`)
  }
  const { users, invites } = fake.state
  const asBefore = JSON.stringify(users) === before && invites.length === 0
  say(
    `\nRead back from the server: ${users.length} people in 3 workspaces, ${asBefore ? 'each exactly as before' : 'NOT as before'}; ${fake.ledger.entries.length} changes, all of them to ${person.email}`,
  )
  return asBefore && fake.ledger.entries.every(({ target }) => target === person.email)
}
