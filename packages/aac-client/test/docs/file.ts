import { AacClient, AacError } from '@user-admin/aac-client'
import { fileTokens } from '@user-admin/aac-client/node'

const aac = new AacClient({ region: 'us1', token: fileTokens('creds.json') })
try {
  console.log((await aac.currentWorkspace()).name)
} catch (error) {
  if (!(error instanceof AacError) || error.kind !== 'auth') throw error
  console.error(error.message) // says what to do; no token is in it
  process.exitCode = 1
}
