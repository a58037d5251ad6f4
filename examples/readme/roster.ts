import { readFile, writeFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { applyPlan, diffPlans, houstonWorkspace, makePlan, type Plan, roster, summarise } from 'user-admin'
import { rosterFromCsv } from 'user-admin/directory/csv'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const client = new HoustonClient({ url, token })
const { rows, complete } = rosterFromCsv(await readFile('roster.csv', 'utf8'))
const workspaces = new Set(rows.flatMap(({ workspace }) => workspace ?? []))
const admins = await Promise.all([...workspaces].map((name) => houstonWorkspace(client, name)))
const goal = roster(rows, { absent: 'remove', complete })
const plan = await makePlan(admins, goal, { policy: { protect: ['head@example.edu'] } })
const [, , by] = process.argv
if (by === undefined) {
  // For the pull request: the file is what is approved, the summary is what is read.
  await writeFile('plan.json', JSON.stringify(plan, null, 2))
  await writeFile('plan.md', summarise(plan, { format: 'markdown' }))
} else {
  // Once it is merged: only what the approved plan and the fresh one both say is done.
  const approved = JSON.parse(await readFile('plan.json', 'utf8')) as Plan
  console.log(summarise(diffPlans(approved, plan)))
  console.log(summarise(await applyPlan(admins, plan, { approve: { of: approved, by }, release: ['small-scope'] })))
}
