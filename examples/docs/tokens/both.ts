import { readFile } from 'node:fs/promises'
import { AacClient } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'
import { HoustonClient } from '@user-admin/houston-client'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
// A pair, renewed in its place by whichever process is first.
const aac = new AacClient({ region: 'us1', token: fileTokens('creds.json') })
// A token that somebody else renews: the file is read for each call, and a new one counts at once.
const houston = new HoustonClient({ url, token: async () => (await readFile('houston.token', 'utf8')).trim() })

console.log((await aac.currentWorkspace()).name, (await houston.workspaces()).length > 0)
