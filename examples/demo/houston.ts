import { crud } from '@examples/houston-crud/job'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace } from 'user-admin'

const labels = ['Data Platform', 'Finance', 'Research']
const role = (index: number): string =>
  index < 2 ? 'WORKSPACE_ADMIN' : index % 3 === 0 ? 'WORKSPACE_EDITOR' : 'WORKSPACE_VIEWER'

/** Job (a) in each of three workspaces with 200 people; on the way one answer is lost. Says whether all ended as it should. */
export async function houstonDemo(say: (line: string) => void): Promise<boolean> {
  await using fake = await startFakeHouston({
    seed: {
      workspaces: labels.map((label, index) => ({ id: `ckworkspace${index + 1}`, label })),
      users: labels.flatMap((_label, workspace) =>
        Array.from({ length: 200 }, (_, index) => ({
          username: `person${index + 1}.w${workspace + 1}@example.edu`,
          roleBindings: [{ role: role(index), workspace: `ckworkspace${workspace + 1}` }],
        })),
      ),
    },
  })
  const before = JSON.stringify(fake.state.users)
  fake.fault({ on: 'AddWorkspaceUser', when: 'after', give: 'html' })

  const client = new HoustonClient({
    url: fake.url,
    token: fake.token,
    onExchange: ({ operation, status, code }) => trouble(operation, status, code, say),
  })
  for (const label of labels) {
    say(`\n${label}`)
    await crud(await houstonWorkspace(client, label), 'New.Person@example.edu', (line) => say(`  ${line}`))
  }

  const { users, invites } = fake.state
  const asBefore = JSON.stringify(users) === before && invites.length === 0
  say(
    `\nRead back from the server: ${users.length} people in 3 workspaces, ${asBefore ? 'each exactly as before' : 'NOT as before'}; ${fake.ledger.entries.length} changes, all of them to new.person@example.edu`,
  )
  return asBefore && fake.ledger.entries.every(({ target }) => target === 'new.person@example.edu')
}

/** One line for whatever went wrong on the way. */
export function trouble(
  operation: string,
  status: number | undefined,
  code: string | undefined,
  say: (line: string) => void,
): void {
  if (status === 429) say('  … the server asks to slow down (HTTP 429): waiting as long as it says, then going on')
  else if (status === 502)
    say(`  … the answer to ${operation} is lost behind a proxy's error page: looking what became of it`)
  else if (code !== undefined)
    say(`  … the connection breaks before ${operation} is answered (${code}): looking what became of it`)
}
