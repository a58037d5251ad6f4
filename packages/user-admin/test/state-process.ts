// A process of its own on one state: appends rows and says each number that resolved, or holds a scope until it ends.
import { openState } from '../src/node.ts'
import { aacScope, workspaceScope } from './memory.ts'
import { anIntent } from './rows.ts'

const [, , folder = '', does = '', run = ''] = process.argv
const state = await openState({ folder })

if (does === 'append') {
  process.send?.('ready')
  await new Promise((resolve) => process.once('message', resolve))
  for (let step = 0; step < 10_000; step++) {
    const { seq, hash } = await state.journal.append(anIntent(step, run))
    process.send?.({ seq, hash })
  }
} else {
  await state.exclusively(does === 'both' ? [workspaceScope, aacScope] : [aacScope], run, async () => {
    process.send?.('held')
    await new Promise((resolve) => process.once('message', resolve))
  })
}
state.close()
process.disconnect?.()
