import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { houstonWorkspace, memoryState, recordBaseline, type Source } from 'user-admin'
import { csvSource } from 'user-admin/directory/csv'
import { everyNight } from './job.ts'

const addresses = ['head', 'cy', ...Array.from({ length: 10 }, (_, index) => `student${index + 1}`)].map(
  (name) => `${name}@example.edu`,
)
const table = (gone: readonly string[]): string =>
  addresses.map((email, id) => `${id},${email},${gone.includes(email) ? 'Terminated' : 'Active'}\n`).join('')

/** The export of the directory as the nights find it: all there; cy has left; the file was cut. */
const nights = [table([]), table(['cy@example.edu']), `${table(['cy@example.edu']).slice(0, 200)}"`]

/** Three nights on a clock of its own, against a fake Houston on this machine. */
export async function practise(say: (text: string) => void): Promise<void> {
  await using houston = await startFakeHouston({ seed: { workspaces: ['Data Platform'], users: addresses } })
  const client = new HoustonClient({ url: houston.url, token: houston.token })
  const workspace = await houstonWorkspace(client, 'Data Platform')
  let time = Date.parse('2026-03-02T12:00:00Z')
  const now = (): number => time
  using state = memoryState({ now })
  await recordBaseline(state, workspace, { by: 'ana', now })

  let exported = table([])
  const directory: Source = csvSource({
    name: 'hr',
    read: async () => `id,email,status\n${exported}`,
    statuses: { active: ['Active'], expired: ['Terminated'] },
    now,
  })
  const { signal } = new AbortController()
  const wake = async (): Promise<void> => {
    await everyNight(workspace, directory, { state, once: true, signal, now }, say)
  }
  // The job is seen for the first time: nothing before was due.
  await wake()
  for (const night of nights) {
    exported = night
    time += 24 * 3_600_000
    await wake()
    const isIn = houston.canEnter('cy@example.edu', { workspace: houston.state.workspaces[0]?.id })
    say(`  cy@example.edu ${isIn ? 'gets in' : 'is out'}\n`)
  }
}
