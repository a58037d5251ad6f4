// A process of its own: answers each message with the id of the workspace, by a clock that the message sets.
import { AacClient } from '../src/index.ts'
import { exchangesOver, fileTokens } from '../src/node.ts'

const [, , file = '', url = ''] = process.argv
let time = 0
const client = new AacClient({
  hosts: { gateway: url, app: url, tokenServer: url },
  token: fileTokens(file),
  now: () => time,
})

process.on('message', ({ now, once, leaving }: { now: number; once?: NodeJS.Signals; leaving?: NodeJS.Signals }) => {
  time = now
  if (once !== undefined) process.once(once, () => process.send?.(once))
  if (leaving !== undefined) process.once(leaving, () => void exchangesOver().then(() => process.exit(7)))
  client.currentWorkspace().then(
    ({ id }) => process.send?.(id),
    (error: unknown) => process.send?.(String(error)),
  )
})
