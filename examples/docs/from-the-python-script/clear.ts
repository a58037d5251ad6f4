import { readFile } from 'node:fs/promises'
import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { aacWorkspace, applyPlan, guardCodes, keepOnly, makePlan, summarise } from 'user-admin'
import { peopleFromCsv } from 'user-admin/directory/csv'

const client = new AacClient({ region: 'us1', token: fileTokens('creds.json') })
const workspace = await aacWorkspace(client, 'spring-class')
const stay = peopleFromCsv(await readFile('stay.csv', 'utf8')).map(({ email }) => email)
const plan = await makePlan(workspace, keepOnly(stay), { assets: { transferTo: { email: 'ta@example.edu' } } })
console.log(summarise(plan))

const [, , id, by, ...named] = process.argv
const release = guardCodes.filter((code) => named.includes(code))
if (id && by) {
  const report = await applyPlan(workspace, plan, { approve: { id, by }, release })
  console.log(summarise(report))
  process.exitCode = report.left?.length === 0 ? 0 : 2
}
