import { admins, directory } from '../world.ts'

const source = directory('corp')

// #region
import { explainPerson, leavers, makePlan, summarise } from 'user-admin'
import { openState } from 'user-admin/node'

const state = await openState({ folder: '.user-admin' })
const goal = leavers(await source.read(), { action: 'remove' })
const plan = await makePlan(admins, goal, {
  state,
  policy: {
    exempt: [{ person: 'robot@example.edu', owner: 'ana@example.edu', until: '2027-01-31', reason: 'Nightly jobs' }],
  },
})
console.log(summarise(plan))
console.log((await explainPerson({ email: 'cy@example.edu' }, admins, goal, { state })).says)
// #endregion
state.close()
