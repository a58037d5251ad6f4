// Follows the steps of the vendor's sample, in words of our own: it knows no lock, and replaces creds.json by whatever
// the token server answers (facts §2.4). Reads aac_url.txt, api_project_id.txt and creds.json of the current folder.
import { readFile, writeFile } from 'node:fs/promises'

const line = async (file) => (await readFile(file, 'utf8')).trim()
const pair = JSON.parse(await line('creds.json'))
const { iss, client_id } = JSON.parse(atob(pair.access_token.split('.')[1]))

const answer = await fetch(`${iss}/token`, {
  method: 'POST',
  body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: pair.refresh_token, client_id }),
})
const fresh = await answer.json()
await writeFile('creds.json', JSON.stringify(fresh))

const workspace = await fetch(`${await line('aac_url.txt')}/iam/v1/workspaces/current`, {
  headers: {
    authorization: `Bearer ${fresh.access_token}`,
    'x-api-project-id': await line('api_project_id.txt'),
    'user-agent': 'a sample',
  },
})
console.log((await workspace.json()).id)
