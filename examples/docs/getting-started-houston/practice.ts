import { writeFile } from 'node:fs/promises'
import { startFakeHouston } from '@user-admin/houston-client/testing'

const workspace = 'Class 1'
const user = (name: string, role: string) => ({ username: `${name}@example.edu`, roleBindings: [{ role, workspace }] })
const admins = ['head', 'me'].map((name) => user(name, 'WORKSPACE_ADMIN'))
const viewers = ['ana', 'bo', 'cy'].map((name) => user(name, 'WORKSPACE_VIEWER'))
const fake = await startFakeHouston({ seed: { workspaces: [workspace], users: [...admins, ...viewers] } })
await writeFile('houston.token', fake.token, { mode: 0o600, flag: 'wx' }) // over nothing that is there
await writeFile('practice.env', `HOUSTON_URL=${fake.url}\n`)
console.log(`Practise at ${fake.url}, from another terminal. Ctrl-C ends it.`)
