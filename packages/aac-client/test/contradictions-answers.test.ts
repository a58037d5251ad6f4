// What the sources say two ways (facts §9) of requests and answers: each in both positions of the fake's switch.
import { describe, expect, it } from 'vitest'
import { rateLimits } from '../src/index.ts'
import { type FakeAacOptions, manualClock } from '../src/testing/index.ts'
import { exchanges, fake, ids, sent, start, whole, ws } from './contradiction.ts'

describe('9.2 the answer to a removal', () => {
  it.each(['204', '200 []', '200 {}', '200 empty'] as const)('%s is done', async (removeAnswer) => {
    const client = await start({ removeAnswer })
    expect(await client.remove(ws, 13)).toEqual({ already: false })
    expect(fake.ledger.of('deleteWorkspaceUser')).toHaveLength(1)
  })
})

describe('9.3 somebody who is not there any more', () => {
  it.each(['404', '410'] as const)('%s: already gone, and asked once', async (goneAnswer) => {
    const client = await start({ goneAnswer })
    await client.remove(ws, 13)
    expect(await client.remove(ws, 13)).toEqual({ already: true })
    expect(sent('deleteWorkspaceUser')).toBe(2)
  })

  it('400: refused, and a read decides', async () => {
    const client = await start({ goneAnswer: '400' })
    await client.remove(ws, 13)
    await expect(client.remove(ws, 13)).rejects.toMatchObject({ status: 400, effect: 'none' })
    expect(await client.person(13)).toBeUndefined()
  })

  it.each(['404', '410'] as const)('a route that is not there (%s) is never somebody gone', async (state) => {
    const client = await start({ routes: { deleteWorkspaceUser: state } })
    await expect(client.remove(ws, 13)).rejects.toMatchObject({ status: Number(state), effect: 'none' })
    expect(fake.state[0]?.people.some(({ id }) => id === 13)).toBe(true)
  })
})

describe('9.8 the body that gives a role', () => {
  it('a bare list: given', async () => {
    const client = await start({ assignBody: 'array' })
    await client.assignRole(81003, [13])
    expect(fake.ledger.of('assignAuthorizationRole')).toHaveLength(1)
  })

  it('wrapped in `items`: refused, and nothing was done', async () => {
    const client = await start({ assignBody: 'items' })
    await expect(client.assignRole(81003, [13])).rejects.toMatchObject({
      status: 400,
      code: 'ApiValidationFailed',
      effect: 'none',
    })
    expect(fake.ledger.entries).toEqual([])
  })
})

describe('9.9 the method that transfers assets', () => {
  it('PATCH: transferred', async () => {
    const client = await start({ transferMethod: 'PATCH' })
    await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
    expect(fake.state[0]?.people.map(({ assets }) => assets)).toEqual([3, 0, 0, 0])
  })

  it('POST: refused as a way that is not there, and nothing was done', async () => {
    const client = await start({ transferMethod: 'POST' })
    await expect(client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })).rejects.toMatchObject({
      code: 'RouteNotFoundException',
      effect: 'none',
    })
    expect(fake.state[0]?.people[2]?.assets).toBe(3)
  })
})

describe('9.10 the status of a success', () => {
  it.each(['seen', 'conventional'] as const)(
    'groups made and ended with statuses as %s are read all the same',
    async (groupStatuses) => {
      const client = await start({ groupStatuses })
      const bearer = { authorization: `Bearer ${fake.tokens().accessToken}`, 'content-type': 'application/json' }
      const groups = `${fake.url}/v4/workspaces/${ws}/groups`
      const body = JSON.stringify({ name: 'late', members: ['13', '14'], roles: [81003] })
      const made = await fetch(groups, { method: 'POST', headers: bearer, body })
      expect(made.status).toBe(groupStatuses === 'seen' ? 200 : 201)
      expect(await client.groups(ws)).toMatchObject([
        { name: 'class' },
        { name: 'late', members: [{ id: '13' }, { id: '14' }], roles: [{ policyId: '81003' }] },
      ])
      const ended = await fetch(`${groups}/9002`, { method: 'DELETE', headers: bearer })
      expect(ended.status).toBe(groupStatuses === 'seen' ? 201 : 204)
      expect(await client.groups(ws)).toHaveLength(1)
    },
  )

  it.each([200, 201, 202, 204])('a change that is answered with %d is done', async (status) => {
    const client = await start()
    fake.fault({
      on: /suspend|transfer|Role|invite/i,
      times: 9,
      give: { status, ...(status === 204 ? {} : { body: '{}' }) },
    })
    await client.suspend(ws, [13])
    await client.unsuspend(ws, [13])
    await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
    await client.assignRole(81003, [13])
    await client.unassignRole(81003, 13)
    await client.reinvite(ws, [14])
    expect(await client.invite(ws, ['x@example.edu'])).toEqual({ personIds: [] })
  })
})

describe('9.11 how long to wait', () => {
  it.each(['x-retry-after', 'retry-after'] as const)('told by %s', async (retryHeader) => {
    const client = await start({ clock: manualClock(), retryHeader, quota: { user: 1, on: ['deleteWorkspaceUser'] } })
    await client.remove(ws, 13)
    await expect(client.remove(ws, 14)).rejects.toMatchObject({ status: 429, retryAfter: 60_000, effect: 'none' })
    expect(fake.state[0]?.people.some(({ id }) => id === 14)).toBe(true)
  })

  it.each(['milliseconds', 'seconds', 'mixed'] as const)('the quota’s new start in %s is one time', async (resetIn) => {
    const clock = manualClock()
    const client = await start({ clock, resetIn, quota: { user: 30, workspace: 60 } })
    await client.currentPerson()
    const reset = clock.now() + 60_000
    expect(rateLimits(exchanges.at(-1)?.headers ?? {})).toEqual({
      user: { limit: 30, remaining: 29, reset },
      workspace: { limit: 60, remaining: 59, reset },
    })
  })
})

describe('9.12 ids', () => {
  it.each(['numbers', 'strings'] as const)('%s in bodies are one id', async (form) => {
    const client = await start({ ids: form })
    expect(await ids(client)).toEqual(whole)
    expect(await client.currentWorkspace()).toMatchObject({ id: '41' })
    expect((await client.roles(ws)).map(({ policyId }) => policyId)).toEqual(['81001', '81002', '81003'])
    expect((await client.groups(ws))[0]).toMatchObject({ id: '9001', members: [{ id: '13' }] })
    expect(await client.invite(ws, ['x@example.edu'])).toEqual({ personIds: ['70002'] })
    expect(await client.remove(ws, '13')).toEqual({ already: false })
  })

  it('a gid is never sent as one', async () => {
    const client = await start()
    const { gid } = await client.currentWorkspace()
    await expect(client.remove(String(gid), 13)).rejects.toMatchObject({ code: 'NOT_AN_ID' })
    expect(sent('deleteWorkspaceUser')).toBe(0)
  })
})

describe('9.14 what becomes of assets', () => {
  it.each<['lost' | 'kept', number, number]>([
    ['lost', 3, 0],
    ['kept', 0, 3],
  ])('%s with the membership: a transfer afterwards is refused', async (removedAssets, lost, back) => {
    const client = await start({ removedAssets })
    await client.remove(ws, 13)
    await expect(client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })).rejects.toMatchObject({
      status: 404,
      effect: 'none',
    })
    expect(fake.state[0]).toMatchObject({ lostAssets: lost })
    await client.invite(ws, ['ana@example.edu'])
    expect(fake.state[0]?.people.at(-1)).toMatchObject({ email: 'ana@example.edu', assets: back })
  })

  it.each(['lost', 'kept'] as const)(
    '%s with the membership: a transfer before loses nothing',
    async (removedAssets) => {
      const client = await start({ removedAssets })
      await client.transferAssets(ws, { fromPersonId: 13, toPersonId: 11 })
      await client.remove(ws, 13)
      expect(fake.state[0]).toMatchObject({ lostAssets: 0, people: [{ id: 11, assets: 3 }, {}, {}] })
    },
  )
})

describe('9.16 how keys are spelt', () => {
  it.each(['sample', 'specification'] as const)('as in the %s: one workspace', async (spelling) => {
    const client = await start({ spelling })
    expect(await client.currentWorkspace()).toMatchObject({
      id: '41',
      workspace_member_count: 4,
      workspace_tier: 'enterprise_cloud22',
    })
    expect(await client.workspaces()).toHaveLength(2)
  })

  it.each<[FakeAacOptions['groupsIn'], FakeAacOptions['groupRows']]>([
    ['groups', 'objects'],
    ['groups', 'ids'],
    ['data', 'objects'],
    ['data', 'ids'],
  ])('groups in `%s`, made of %s: one group', async (groupsIn, groupRows) => {
    const client = await start({ groupsIn, groupRows })
    expect(await client.groups(ws)).toMatchObject([
      { id: '9001', name: 'class', members: [{ id: '13' }], roles: [{ policyId: '81003' }] },
    ])
  })
})
