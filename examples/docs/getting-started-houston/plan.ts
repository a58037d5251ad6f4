import { readFile } from 'node:fs/promises'
import { HoustonClient } from '@user-admin/houston-client'
import { applyPlan, guardCodes, houstonWorkspace, makePlan, roster, summarise } from 'user-admin'
import { rosterFromCsv } from 'user-admin/directory/csv'
import { openState } from 'user-admin/node'

const { HOUSTON_URL: url = 'https://houston.example.com' } = process.env
const client = new HoustonClient({ url, token: (await readFile('houston.token', 'utf8')).trim() })
const team = await houstonWorkspace(client, 'Class 1')
const state = await openState({ folder: 'state' })
const { rows } = rosterFromCsv(await readFile('staff.csv', 'utf8'))
const plan = await makePlan(team, roster(rows, { absent: 'remove' }), { state })
console.log(summarise(plan))

const [, , id, by, ...named] = process.argv // the plan's id, your name, and the guards that you release
const release = guardCodes.filter((code) => named.includes(code))
if (id && by) console.log(summarise(await applyPlan(team, plan, { approve: { id, by }, release, state })))
state.close()
