import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { aacWorkspace } from 'user-admin'

const { AAC_HOST: host } = process.env // only to practise
const token = fileTokens('creds.json')
const client = new AacClient(
  host ? { hosts: { gateway: host, app: host, tokenServer: host }, token } : { region: 'us1', token },
)
const spring = await aacWorkspace(client, 'spring-class')
console.log(`${spring.scope.name}, as ${(await spring.whoAmI()).email}`)
for await (const { email, status, admin } of spring.list()) console.log(email, status, admin ? 'administrator' : '')
