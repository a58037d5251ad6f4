import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { aacWorkspace, applyPlan, keepOnly, makePlan, summarise } from 'user-admin'

const client = new AacClient({ region: 'us1', token: fileTokens('creds.json') })
const spring = await aacWorkspace(client, 'spring-class')
const stay = keepOnly(['me@example.edu', 'ta@example.edu'])
const plan = await makePlan(spring, stay, { assets: { transferTo: { email: 'ta@example.edu' } } })
console.log(summarise(plan)) // who would go, who stays, what is held back and why
const [, , id, by] = process.argv // approve by its id, release a guard by its name
if (id && by) console.log(summarise(await applyPlan(spring, plan, { approve: { id, by }, release: ['per-run'] })))
