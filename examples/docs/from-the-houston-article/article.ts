import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace } from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const client = new HoustonClient({ url, token: (await readFile('houston.token', 'utf8')).trim() })
const team = await houstonWorkspace(client, 'Class 1')
const li = { email: 'li@example.edu' }

const created = await team.invite({ ...li, roles: ['WORKSPACE_VIEWER'] })
console.log(created.outcome) // pending: the invitation is out; done, where there is an account already
const read = await team.get(li)
console.log(read?.status, read?.roles, read?.access) // and every way in
const changed = await team.setRoles(li, ['WORKSPACE_EDITOR'])
console.log(changed.outcome, changed.member?.roles)
const removed = await team.remove(li)
console.log(removed.outcome) // done: a read shows nobody, and the invitation is withdrawn
