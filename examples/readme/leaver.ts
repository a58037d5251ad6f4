import { HoustonClient } from '@user-admin/houston-client'
import { accessOf, explain, houstonWorkspace, leavers, recordBaseline, runUnattended } from 'user-admin'
import { openState, stopOnSignals } from 'user-admin/node'

const { HOUSTON_URL: url = 'https://houston.example.com', HOUSTON_TOKEN: token } = process.env
const client = new HoustonClient({ url, token })
const admins = await Promise.all(['Class 1', 'Class 2'].map((name) => houstonWorkspace(client, name)))
const ana = { email: 'ana@example.edu' }
using state = await openState() // in USER_ADMIN_STATE, else where this platform keeps such things
using stop = stopOnSignals()
const [, , what, by = 'nightly'] = process.argv
if (what === 'init') await recordBaseline(state, admins, { by }) // once, by a person: what there is to begin with
for (const { plan } of what === 'approve' ? await state.held.list('waiting') : [])
  await state.held.approve(plan.id, { by, release: plan.held.map(({ code }) => code) })
const left = leavers([ana], { action: 'remove' })
const { why } = await runUnattended(admins, left, { state, by, may: 'within-guards', signal: stop.signal })
console.log(why) // what was done, what waits for a person, or what to do
for (const { says } of (await explain(state, ana)).events) console.log(says)
console.log((await accessOf(ana, admins)).enters) // false: no scope has a way in; undefined: one could not be read
