import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { houstonWorkspace, peopleSource } from 'user-admin'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const token = (await readFile('houston.token', 'utf8')).trim()
const workspace = await houstonWorkspace(new HoustonClient({ url, token }), 'Class 1')
const corp = peopleSource('corp', () => [
  { id: '1', email: 'ana@example.edu', status: 'active' },
  { id: '2', email: 'head@example.edu', status: 'active' },
])
const [hookUrl, hookSecret] = ['http://127.0.0.1:9/', 'a secret of twenty-four bytes or more']
// Somebody ends the program after a moment.
setTimeout(() => process.kill(process.pid, 'SIGTERM'), 500)

// #region
import { leavers, runUnattended } from 'user-admin'
import { openState, stopOnSignals } from 'user-admin/node'
import { eventsOf, notifier, runSchedule } from 'user-admin/schedule'

using state = await openState()
using stop = stopOnSignals()
const told = notifier({ receivers: [{ name: 'ops', url: hookUrl, secret: hookSecret }], state })

await runSchedule([{ name: 'nightly', cron: '0 2 * * *', timeZone: 'Europe/Berlin', missed: 'catch-up-one' }], {
  state,
  by: 'server',
  signal: stop.signal,
  run: async (_job, _tick, { signal, paused }) => {
    const goal = async () => leavers(await corp.read())
    const result = await runUnattended(workspace, goal, { state, by: 'job nightly', paused, resumeFirst: true, signal })
    await told.tell(await eventsOf(result, { state, job: 'nightly' }))
    await told.flush({ signal })
    const isCut = result.report?.results.some(({ open }) => open === true)
    return { outcome: result.outcome, why: result.why, isCut }
  },
})
// #endregion
