import { AacClient, memoryTokens } from '@user-admin/aac-client'
import {
  type FakeAac,
  type ManualClock,
  manualClock,
  startFakeAac,
  tooManyRequests,
} from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, startFakeHouston } from '@user-admin/houston-client/testing'
import { aacWorkspace, houstonWorkspace, type UserAdmin } from 'user-admin'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { letGo } from './job.ts'

const cy = 'cy@example.edu'
let houston: FakeHouston
let aac: FakeAac
let workspaces: readonly UserAdmin[]
let clock: ManualClock
beforeEach(async () => {
  clock = manualClock(Date.now())
  houston = await startFakeHouston({
    seed: { workspaces: [{ id: 'ckclass', label: 'Class 1' }], users: ['head@example.edu', cy] },
  })
  aac = await startFakeAac({ clock, seed: { workspaces: [{ name: 'spring-class', people: ['me@example.edu', cy] }] } })
  const toAac = new AacClient({ region: 'us1', token: memoryTokens(aac.tokens()), fetch: aac.fetch })
  const toHouston = new HoustonClient({ url: houston.url, token: houston.token })
  workspaces = [await aacWorkspace(toAac), await houstonWorkspace(toHouston, 'Class 1')]
})
afterEach(async () => {
  await Promise.all([houston.close(), aac.close()])
})
const out = [
  { workspace: 'spring-class', getsIn: false },
  { workspace: 'Class 1', getsIn: false },
]
/** By what the fakes hold, whatever the code believes. */
const getsIn = (): readonly boolean[] => [aac.canEnter(cy), houston.canEnter(cy, { workspace: 'ckclass' })]

it('takes somebody out of both systems, and nobody else', async () => {
  expect(getsIn()).toEqual([true, true])
  expect(await letGo('Cy@Example.edu', workspaces)).toEqual(out)
  expect(getsIn()).toEqual([false, false])
  expect(aac.canEnter('me@example.edu') && houston.canEnter('head@example.edu', { workspace: 'ckclass' })).toBe(true)
})

it('says out where the answer got lost and a look shows that it was done, once', async () => {
  houston.fault({ on: 'workspaceRemoveUser', give: 'reset', when: 'after' })
  aac.fault({ on: 'deleteWorkspaceUser', give: 'html', when: 'after' })
  expect(await letGo(cy, workspaces)).toEqual(out)
  expect([aac.ledger.entries.length, houston.ledger.entries.length]).toEqual([1, 1])
})

it('never says out where nobody could look', async () => {
  houston.fault({ give: 'reset', times: 1000 })
  const [spring, first] = await letGo(cy, workspaces)
  expect([spring?.getsIn, first?.getsIn]).toEqual([false, 'perhaps'])
  expect(getsIn()).toEqual([false, true])
})

it('goes on when the token is over: it is renewed once, and no spent one is presented', async () => {
  clock.advance(10 * 60_000)
  expect(await letGo(cy, workspaces)).toEqual(out)
  expect(aac.counters).toEqual({ exchanges: 1, spentPresented: 0 })
})

it('says whose token is not accepted any more, and changes nothing there', async () => {
  const refused = { status: 401, body: '{"errors":[{"message":"Unauthorized"}]}' }
  houston.fault({ give: refused, times: 1000 })
  const [, first] = await letGo(cy, workspaces)
  expect(first).toMatchObject({ getsIn: 'perhaps', why: expect.stringMatching(/^unauthenticated: /u) as string })
  expect([houston.ledger.entries, getsIn()]).toEqual([[], [false, true]])
})

it('waits as long as a server that is asked too often wants', async () => {
  aac.fault({ on: 'deleteWorkspaceUser', give: tooManyRequests(1) })
  const before = performance.now()
  expect(await letGo(cy, workspaces)).toEqual(out)
  expect(performance.now() - before).toBeGreaterThan(900)
})
