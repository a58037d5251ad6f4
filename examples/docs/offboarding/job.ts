import assert from 'node:assert/strict'
import { admins, directory as named, state } from '../world.ts'

const directory = named('corp')
const [assets, by] = ['leave', 'ana'] as const

// #region
import { applyPlan, leavers, makePlan, summarise } from 'user-admin'

const people = await directory.read()
const plan = await makePlan(admins, leavers(people, { action: 'remove' }), { assets, state })
console.log(summarise(plan))
await applyPlan(admins, plan, { approve: { id: plan.id, by }, state })
// #endregion

const again = await makePlan(admins, leavers(people, { action: 'remove' }), { assets, state })
assert.deepEqual([plan.steps.length > 0, again.steps], [true, []])
