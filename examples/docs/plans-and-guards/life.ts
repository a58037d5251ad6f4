import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import {
  applyPlan,
  brokenRuns,
  houstonWorkspace,
  leavers,
  makePlan,
  resume,
  summarise,
  undoPlan,
  verify,
} from 'user-admin'
import { openState } from 'user-admin/node'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const client = new HoustonClient({ url, token: (await readFile('houston.token', 'utf8')).trim() })
const team = await houstonWorkspace(client, 'Class 1')
const state = await openState({ folder: 'state' })
const by = 'ana'

// #region plan
const left = leavers(['bo@example.edu', 'cy@example.edu'], { action: 'remove' })
const plan = await makePlan(team, left, { state, policy: { protect: ['head@example.edu'] } })
console.log(summarise(plan))
for (const { email, what, reason, heldBy } of plan.steps) console.log(email, what, reason, heldBy)
// #endregion

const stop = new AbortController()
// #region apply
const report = await applyPlan(team, plan, {
  approve: { id: plan.id, by, reason: 'They left in May', ticket: 'HR-117' },
  release: ['small-scope', 'rolling'],
  state,
  signal: stop.signal,
  onResult: ({ step, outcome, reason = '' }) => {
    console.log(step.email, outcome, reason)
    stop.abort(new Error('somebody pressed Ctrl-C'))
  },
})
console.log(report.counts.done, 'done,', report.left?.length ?? 'nobody knows how many', 'left')
// #endregion

// #region resume
for (const { run, since, how } of await brokenRuns(state)) {
  console.log(`the run ${run} of ${since} was ${how}`)
  console.log(summarise(await resume(team, { state, run })))
}
// #endregion

// #region undo
const back = await undoPlan(team, state.journal, { state }) // of the newest run; { run } names another one
console.log(summarise(back))
await applyPlan(team, back, { approve: { id: back.id, by }, state })
// #endregion

// #region verify
const checked = await verify(state.journal.lines(), { head: report.journal })
console.log(checked.verdict, checked.why)
// #endregion
state.close()
