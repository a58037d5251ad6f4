import { HoustonClient } from '@user-admin/houston-client'
import { accessOf, applyPlan, houstonWorkspace, leavers, makePlan, summarise } from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const client = new HoustonClient({ url, token })
const admins = await Promise.all(['Class 1', 'Class 2'].map((name) => houstonWorkspace(client, name)))
const ana = { email: 'ana@example.edu' }
const plan = await makePlan(admins, leavers([ana], { action: 'remove' }))
console.log(summarise(await applyPlan(admins, plan, { approve: { id: plan.id, by: 'bo' } })))
const { enters, scopes } = await accessOf(ana, admins)
console.log(enters) // false: every scope shows that there is no way in
for (const { scope, access } of scopes) console.log(scope.name, access)
