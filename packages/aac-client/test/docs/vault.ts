import { AacClient } from '@user-admin/aac-client'
import { execTokens } from '@user-admin/aac-client/node'

const aac = new AacClient({ region: 'us1', token: execTokens('node', ['vault-command.js', 'aac/spring-class']) })
console.log((await aac.currentWorkspace()).name)
