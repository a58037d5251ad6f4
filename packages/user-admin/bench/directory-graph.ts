import { parentPort, workerData } from 'node:worker_threads'
import { startFakeGraph } from '../src/directory/testing/index.ts'
import { person } from './directory-people.ts'

// A fake Microsoft Graph of so many people, in a thread of its own; says where it is and with which token it is asked.
const graph = await startFakeGraph({
  pageSize: 999,
  users: Array.from({ length: Number(workerData) }, (_, index) => {
    const { mail, upn, name, enabled } = person(index)
    return { mail, userPrincipalName: upn, displayName: name, accountEnabled: enabled }
  }),
})
const { token } = await graph.credential.getToken(`${graph.url}/.default`)
parentPort?.postMessage({ url: graph.url, token })
