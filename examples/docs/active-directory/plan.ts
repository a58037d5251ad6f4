import { readFile } from 'node:fs/promises'
import { state, workspace } from '../world.ts'

const readSecret = async (name: string): Promise<string> => (await readFile(`/run/secrets/${name}`, 'utf8')).trim()

// #region
import { leavers, makePlan } from 'user-admin'
import { activeDirectory } from 'user-admin/directory/ldap'

const corp = activeDirectory({
  controllers: ['ldaps://dc1.corp.example', 'ldaps://dc2.corp.example'],
  bind: { user: 'svc-reader@corp.example', password: () => readSecret('corp-reader') },
  tls: { ca: await readFile('corp-ca.pem', 'utf8') },
  base: 'DC=corp,DC=example',
})
const reading = await corp.read()
if (reading.kind === 'incomplete') throw new Error(reading.reason)
const plan = await makePlan(workspace, leavers(reading), { state })
// #endregion
console.log(plan.id)
