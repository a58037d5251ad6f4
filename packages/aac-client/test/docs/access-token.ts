import { fileTokens } from '@user-admin/aac-client/node'

process.stdout.write(await fileTokens('creds.json')())
