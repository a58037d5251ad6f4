import { openState } from '../src/node.ts'

// Somebody at another terminal: approves a plan that waits there, at a time of day.
const [, , folder = '', time = '', id = ''] = process.argv
using state = await openState({ folder, now: () => Number(time) })
const held = await state.held.approve(id, { by: 'ana', reason: 'Term is over', release: ['per-run'] })
process.stdout.write(held.status)
