import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { aacWorkspace, applyPlan, guardCodes, keepOnly, makePlan, summarise } from 'user-admin'
import { openState } from 'user-admin/node'

const { AAC_HOST: host } = process.env // only to practise
const token = fileTokens('creds.json')
const client = new AacClient(
  host ? { hosts: { gateway: host, app: host, tokenServer: host }, token } : { region: 'us1', token },
)
const spring = await aacWorkspace(client, 'spring-class')
const state = await openState({ folder: 'state' })

const stay = keepOnly(['me@example.edu', 'ta@example.edu', 'ana@example.edu'])
const plan = await makePlan(spring, stay, { assets: { transferTo: { email: 'ta@example.edu' } }, state })
console.log(summarise(plan))

const [, , id, by, ...named] = process.argv // the plan's id, your name, and the guards that you release
const release = guardCodes.filter((code) => named.includes(code))
if (id && by) console.log(summarise(await applyPlan(spring, plan, { approve: { id, by }, release, state })))
state.close()
