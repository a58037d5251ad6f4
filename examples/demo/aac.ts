import { clearWorkspace } from '@examples/clear-workspace/job'
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { fastClock, startFakeAac, tooManyRequests } from '@user-admin/aac-client/testing'
import { aacWorkspace } from 'user-admin'
import { trouble } from './houston.ts'

// As a spreadsheet saves it: a byte order mark, semicolons, mixed case, one person twice.
const csv = `\uFEFFName;E-Mail\r\nTeacher;Me@Example.EDU\r\nAssistant; TA@example.edu\r\nAssistant;ta@example.edu\r\n${Array.from({ length: 10 }, (_, index) => `Tutor ${index + 1};Tutor${index + 1}@example.edu`).join('\r\n')}\r\n`
const stay = [
  'me@example.edu',
  'ta@example.edu',
  ...Array.from({ length: 10 }, (_, index) => `tutor${index + 1}@example.edu`),
]
const students = Array.from({ length: 488 }, (_, index) => ({
  email: `student${String(index + 1).padStart(3, '0')}@example.edu`,
  status: index < 9 ? ('invited' as const) : index < 13 ? ('suspended' as const) : ('active' as const),
  assets: index % 4,
}))

/** Job (b): 500 people, of whom 12 stay. Says whether all ended as it should. */
export async function aacDemo(say: (line: string) => void): Promise<boolean> {
  // The clock runs 200 times as fast: access tokens live five minutes, and so end during the run.
  const clock = fastClock(200)
  await using fake = await startFakeAac({
    clock,
    seed: {
      workspaces: [{ id: 41877, name: 'spring-class' }],
      people: [...stay.map((email, index) => ({ email, isAdmin: index < 2 })), ...students],
    },
  })
  fake.fault({ on: 'deleteWorkspaceUser', skip: 100, give: tooManyRequests(1) })
  fake.fault({ on: 'deleteWorkspaceUser', skip: 200, when: 'after', give: 'reset' })

  const client = new AacClient({
    region: 'us1',
    token: memoryTokens(fake.tokens()),
    fetch: fake.fetch,
    now: clock.now,
    onExchange: ({ operation, status, code }) =>
      trouble(operation, status, code, (line) => say(`${process.stdout.isTTY ? '\r\u001b[K' : ''}${line}`)),
  })
  const workspace = await aacWorkspace(client, 'spring-class')
  const order = { csv, assets: { transferTo: { email: 'ta@example.edu' } } }

  say('First the plan; nothing is changed.\n')
  const { plan } = await clearWorkspace(workspace, order, say)
  say('The plan is approved by its id, and the guard that holds it back is released by name. Then it is carried out.\n')
  const { report } = await clearWorkspace(
    workspace,
    { ...order, approve: { id: plan.id, by: 'the demo' }, release: ['per-run'] },
    (text) => {
      if (!text.startsWith('Plan')) say(text)
    },
  )

  const left = fake.state[0]?.people.map(({ email }) => email).toSorted() ?? []
  const touched = fake.ledger.entries.filter(({ target }) => stay.includes(target)).length
  const asPlanned = JSON.stringify(left) === JSON.stringify([...stay].toSorted()) && report?.left?.length === 0
  say(
    `Access tokens renewed on the way: ${fake.counters.exchanges}; refresh tokens presented twice: ${fake.counters.spentPresented}`,
  )
  say(
    `Read back from the server: ${left.length} people, ${asPlanned ? 'exactly those of the list' : 'NOT those of the list'}; ${touched} protected people touched`,
  )
  return asPlanned && touched === 0 && fake.counters.exchanges > 0
}
