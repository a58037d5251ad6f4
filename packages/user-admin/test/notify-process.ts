// A process of its own on one state: tells of one reason, and sends it. Told to, it stops where it is about to send.
import { openState } from '../src/node.ts'
import type { News } from '../src/notify/event.ts'
import { notifier } from '../src/notify/notify.ts'
import { testSecret } from './notify-receiver.ts'

const [, , folder = '', url = '', does = '', time = ''] = process.argv
const now = time === '' ? Date.now : () => Number(time)
const state = await openState({ folder, now })
const hangs: typeof fetch = () => {
  process.send?.('sending')
  return new Promise<Response>(() => undefined)
}
/** The receiver has taken it in, and this process does not hear of that any more. */
const dies: typeof fetch = async (input, init) => {
  await fetch(input, init)
  process.kill(process.pid, 'SIGKILL')
  return await new Promise<Response>(() => undefined)
}
const ops = notifier({
  receivers: [{ name: 'ops', url, secret: testSecret }],
  state,
  now,
  ...(does === 'hang' ? { fetch: hangs } : does === 'die' ? { fetch: dies } : {}),
})
const reasons = does === 'many' ? Array.from({ length: 20 }, (_, n) => `r${n}`) : ['r0']
if (does === 'many') {
  process.send?.('ready')
  await new Promise((resolve) => process.once('message', resolve))
}
for (const reason of reasons) {
  const news: News = { event: 'held', subject: 'plan-1', reason, text: `${reason} waits.` }
  await ops.tell(news)
  await ops.flush()
}
// What another process had taken meanwhile is its own to send.
state.close()
process.disconnect?.()
