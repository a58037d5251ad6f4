import { readFile } from 'node:fs/promises'
import { AacClient, clientCredentials } from '@user-admin/aac-client'

const { AAC_TOKEN_SERVER, AAC_CLIENT_ID = '', AAC_WORKSPACE_GID = '' } = process.env
const token = clientCredentials({
  tokenServer: AAC_TOKEN_SERVER, // the service principal's own, as its page shows it
  clientId: AAC_CLIENT_ID,
  clientSecret: async () => (await readFile('secret.txt', 'utf8')).trim(),
  workspaceGid: AAC_WORKSPACE_GID,
})
console.log((await new AacClient({ region: 'us1', token }).currentWorkspace()).name)
