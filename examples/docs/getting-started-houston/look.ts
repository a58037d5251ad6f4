import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace } from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const client = new HoustonClient({ url, token: (await readFile('houston.token', 'utf8')).trim() })
const team = await houstonWorkspace(client, 'Class 1')
console.log(`${team.scope.name}, as a ${(await team.whoAmI()).kind}`)
for await (const { email, status, roles } of team.list()) console.log(email, status, roles.join(', '))
