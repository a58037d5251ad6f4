// A process of its own that clears a workspace, or goes on with what one before it did not finish. It may be killed anywhere.
import { AacClient, type Hosts } from '@user-admin/aac-client'
import { aacWorkspace, applyPlan, brokenRuns, resume } from '../src/index.ts'
import { openState, stopOnSignals } from '../src/node.ts'
import { type KillPlant, mortal, planned, planted, released } from './killed.ts'
import { Life } from './life.ts'

/** What it is told at its start. */
export interface Orders {
  readonly hosts: Hosts
  readonly token: string
  readonly folder: string
  readonly people: number
  readonly plant: KillPlant | undefined
}

const { hosts, token, folder, people, plant } = JSON.parse(process.argv[2] ?? '{}') as Orders
const opened = await openState({ folder })
const state = plant === undefined ? opened : mortal(opened, new Life(), plant)
using stop = stopOnSignals()
const { signal } = stop
const isBroken = (await brokenRuns(opened)).length > 0
const admin = planted(await aacWorkspace(new AacClient({ hosts, token, retries: 0 })), isBroken ? plant : undefined)
if (isBroken) {
  await resume(admin, { state, signal })
} else if ((await opened.journal.head()) === undefined) {
  const plan = await planned(admin, people)
  await applyPlan(admin, plan, { approve: { id: plan.id, by: 'torture' }, release: released, state, signal })
}
opened.close()
if (process.connected) process.disconnect()
