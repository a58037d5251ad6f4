import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { manualClock, startFakeAac, tooManyRequests } from '@user-admin/aac-client/testing'
import { aacWorkspace } from '../../aac/workspace.ts'
import { type ApplyOptions, applyPlan } from '../../apply/apply.ts'
import { keepOnly } from '../../plan/goal.ts'
import { makePlan } from '../../plan/plan.ts'
import { summarise } from '../../plan/summarise.ts'
import { type Say, trouble } from './say.ts'

const stay = ['me', 'ta', ...Array.from({ length: 10 }, (_, index) => `tutor${index + 1}`)].map(
  (name) => `${name}@example.edu`,
)
const students = Array.from({ length: 488 }, (_, index) => ({
  email: `student${String(index + 1).padStart(3, '0')}@example.edu`,
  status: index < 9 ? ('invited' as const) : index < 13 ? ('suspended' as const) : ('active' as const),
  assets: index % 4,
}))

/** Milliseconds. */
const requestTakes = 700

/** 500 people, of whom 12 stay; on the way tokens end, the server is busy, and an answer is lost. */
export async function aacDemo(
  say: Say,
  { columns, onProgress, signal }: Pick<ApplyOptions, 'onProgress' | 'signal'> & { readonly columns: number },
): Promise<boolean> {
  // Access tokens live five minutes, and so end during the run: each request takes its time on the clock, whether the
  // machine is fast or slow.
  const clock = manualClock(Date.now())
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
    fetch: (input, init) => {
      clock.advance(requestTakes)
      return fake.fetch(input, init)
    },
    now: clock.now,
    onExchange: trouble(say),
  })
  const workspace = await aacWorkspace(client, 'spring-class', { signal })

  say('First the plan; nothing is changed.\n')
  const plan = await makePlan(workspace, keepOnly(stay), {
    assets: { transferTo: { email: 'ta@example.edu' } },
    signal,
  })
  say(summarise(plan, { columns }))
  say('The plan is approved by its id, and the guard that holds it back is released by name. Then it is carried out.\n')
  const report = await applyPlan(workspace, plan, {
    approve: { id: plan.id, by: 'the demo' },
    release: ['per-run'],
    onProgress,
    signal,
  })
  say(summarise(report, { columns }))

  const left = fake.state[0]?.people.map(({ email }) => email).toSorted() ?? []
  const touched = fake.ledger.entries.filter(({ target }) => stay.includes(target)).length
  const asPlanned = JSON.stringify(left) === JSON.stringify(stay.toSorted()) && report.left?.length === 0
  say(
    `Access tokens renewed on the way: ${fake.counters.exchanges}; refresh tokens presented twice: ${fake.counters.spentPresented}`,
  )
  say(
    `Read back from the server: ${left.length} people, ${asPlanned ? 'exactly those of the list' : 'NOT those of the list'}; ${touched} protected people touched`,
  )
  return asPlanned && touched === 0
}
