import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace } from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const team = await houstonWorkspace(new HoustonClient({ url, token }), 'Data Platform')
const ana = { email: 'ana@example.edu' }
console.log(await team.invite({ ...ana, roles: ['WORKSPACE_VIEWER'] })) // { outcome: 'pending', … }
console.log(await team.get(ana)) // status, roles, ways in
console.log(await team.setRoles(ana, ['WORKSPACE_EDITOR']))
console.log(await team.remove(ana)) // { outcome: 'done' }: a read shows it
