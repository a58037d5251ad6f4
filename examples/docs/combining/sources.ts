import assert from 'node:assert/strict'
import { directory, state, workspace } from '../world.ts'

const [corp, subsidiary] = [directory('corp'), directory('subsidiary', ['li'])]
const [trainings, contractors] = [directory('trainings', ['ana']), directory('contractors', ['bo'])]

// #region
import { leavers, makePlan } from 'user-admin'
import { except, intersection, union, withGroupRoles } from 'user-admin/directory/combining'

const staff = union('staff', [corp, subsidiary]) // in any of them
const cleared = intersection('cleared', [corp, trainings]) // in all of them
const own = except('own', corp, [contractors], { mayBeEmpty: ['contractors'] })
const reading = await staff.read()
const plan = await makePlan(workspace, leavers(reading), { state })
// #endregion

// #region roles
const bi = withGroupRoles(corp, [
  { group: 'BI Admins', roles: 'WORKSPACE_ADMIN' },
  { group: 'BI Staff', roles: 'WORKSPACE_VIEWER' },
])
// #endregion

const active = async (source: typeof staff): Promise<readonly (string | undefined)[]> => {
  const found = await source.read()
  assert.equal(found.kind, 'complete')
  return found.kind === 'complete' ? found.people.flatMap((one) => (one.status === 'active' ? one.email : [])) : []
}
assert.deepEqual(
  plan.steps.map(({ email }) => email),
  ['cy@example.edu'],
)
assert.ok((await active(staff)).includes('li@example.edu'))
assert.deepEqual(await active(cleared), ['ana@example.edu'])
assert.ok(!(await active(own)).includes('bo@example.edu'))
const wanted = await bi.read()
assert.equal(wanted.kind === 'complete' && wanted.people[0]?.roles?.[0], 'WORKSPACE_ADMIN')
