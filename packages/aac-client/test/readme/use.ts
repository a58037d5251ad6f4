import { AacClient, statusOf } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'

const aac = new AacClient({ region: 'us1', token: fileTokens('creds.json') })
const { id } = await aac.currentWorkspace()
const me = await aac.currentPerson()
for await (const person of aac.people(id, { holds: me.id })) {
  console.log(person.email, statusOf(person))
}
await aac.transferAssets(id, { fromPersonId: 70003, toPersonId: me.id })
console.log(await aac.remove(id, 70003))
