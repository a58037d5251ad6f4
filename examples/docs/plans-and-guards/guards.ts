// Makes each guard trip once, on fakes, and prints what it says.
import { AacClient, memoryTokens } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import {
  aacWorkspace,
  applyPlan,
  complete,
  type GuardCode,
  houstonPlatform,
  houstonWorkspace,
  keepOnly,
  leavers,
  makePlan,
  memoryState,
  type Plan,
  type SourcePerson,
} from 'user-admin'

const students = Array.from({ length: 28 }, (_, index) => `student${index + 1}@example.edu`)
await using aac = await startFakeAac({
  seed: {
    workspaces: [{ name: 'spring-class' }],
    people: [...['me', 'ta'].map((name) => ({ email: `${name}@example.edu`, isAdmin: true })), ...students],
  },
})
const spring = await aacWorkspace(
  new AacClient({ region: 'us1', token: memoryTokens(aac.tokens()), fetch: aac.fetch, now: aac.clock.now }),
)
await using houston = await startFakeHouston({
  seed: {
    workspaces: [{ label: 'Class 1' }],
    users: ['head', 'me', 'ana', 'bo', 'cy'].map((name, index) => ({
      username: `${name}@example.edu`,
      roleBindings: [{ role: index < 2 ? 'WORKSPACE_ADMIN' : 'WORKSPACE_VIEWER', workspace: 'Class 1' }],
    })),
  },
})
const client = new HoustonClient({ url: houston.url, token: houston.token })
const team = await houstonWorkspace(client, 'Class 1')
const assets = 'leave'
const say = (code: GuardCode, { held }: Plan): void =>
  console.log(`${code}: ${held.find((one) => one.code === code)?.reason ?? 'held nothing'}`)

say('per-run', await makePlan(spring, keepOnly(['ta@example.edu']), { assets }))
say('small-scope', await makePlan(team, keepOnly(['head@example.edu', 'me@example.edu'])))
say('typo', await makePlan(team, keepOnly(['head@example.edu', 'me@example.edu', 'anna@example.edu'])))
say('admins', await makePlan(team, leavers(['head@example.edu', 'me@example.edu'], { action: 'remove' })))
say('assets', await makePlan(spring, leavers(students.slice(0, 1), { action: 'remove' })))
say('accounts', await makePlan(await houstonPlatform(client), leavers(['cy@example.edu'], { action: 'remove' })))
say('state', await makePlan(team, leavers(['cy@example.edu'], { action: 'remove' }), { unattended: true }))

// #region
const state = memoryState() // openState(), where it is to last
const first = await makePlan(spring, leavers(students.slice(0, 5), { action: 'remove' }), { assets, state })
await applyPlan(spring, first, { approve: { id: first.id, by: 'ana' }, state })
const second = await makePlan(spring, leavers(students.slice(5, 8), { action: 'remove' }), { assets, state })
say('rolling', second)
// #endregion

const corp = (names: readonly string[], readAt: string) =>
  complete({
    source: 'corp',
    people: names.map((name): SourcePerson => ({ id: name, email: `${name}@example.edu`, status: 'active' })),
    proof: 'The last page said so.',
    readAt,
  })
const day = 86_400_000
const at = (ago: number): string => new Date(Date.now() - ago).toISOString()
const names = ['head', 'me', 'ana', 'bo', 'cy', ...students.map((email) => email.split('@')[0] ?? '')]
await makePlan(team, leavers(await corp(names, at(day)), { action: 'remove' }), { state })
const without = names.filter((name) => name !== 'cy')
say('leaver', await makePlan(team, leavers(await corp(without, at(0)), { action: 'remove' }), { state }))
