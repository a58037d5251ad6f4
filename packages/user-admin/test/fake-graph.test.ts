import { manualClock } from '@user-admin/wire/fake/clock'
import { describe, expect, it } from 'vitest'
import { type FakeGraph, startFakeGraph } from '../src/directory/testing/index.ts'
import { graphWith } from './entra-scene.ts'

const ask = async (
  fake: FakeGraph,
  path: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly code: string | undefined; readonly body: Record<string, unknown> }> => {
  const { token } = await fake.credential.getToken(`${fake.url}/.default`)
  const answer = await fetch(fake.url + path, { headers: { authorization: `Bearer ${token}`, ...headers } })
  const body = (await answer.json()) as Record<string, unknown>
  const { error } = body as { error?: { code: string } }
  return { status: answer.status, code: error?.code, body }
}
const eventual = { ConsistencyLevel: 'eventual' }

describe('a fake Graph refuses what the real one refuses', () => {
  it.each<readonly [string, string, Readonly<Record<string, string>>, number, string]>([
    ['no token', '/v1.0/users', { authorization: '' }, 401, 'InvalidAuthenticationToken'],
    ['a token of its own making', '/v1.0/users', { authorization: 'Bearer x' }, 401, 'InvalidAuthenticationToken'],
    ['a property that there is not', '/v1.0/users?$select=id,salary', {}, 400, 'Request_BadRequest'],
    ['pages that are too large', '/v1.0/users?$top=1000', {}, 400, 'Request_BadRequest'],
    ['a parameter that there is not', '/v1.0/users?$all=true', {}, 400, 'Request_BadRequest'],
    ['a path that there is not', '/v1.0/people', {}, 400, 'Request_BadRequest'],
    ['a group that there is not', '/v1.0/groups/nobody', {}, 404, 'Request_ResourceNotFound'],
    ['a filter that it does not know', "/v1.0/groups?$filter=mail eq 'x'", {}, 400, 'Request_BadRequest'],
    ['a link that it never gave', '/v1.0/users/delta?$deltatoken=x', {}, 400, 'Request_BadRequest'],
  ])('%s', async (_, path, headers, status, code) => {
    await using fake = await graphWith(['ana'])
    expect(await ask(fake, path, headers)).toMatchObject({ status, code })
  })

  it('a cast without the header and the count that it needs', async () => {
    await using fake = await graphWith(['ana'])
    const group = fake.addGroup({ displayName: 'Staff', members: [] })
    const path = `/v1.0/groups/${group}/transitiveMembers/microsoft.graph.user`
    expect(await ask(fake, `${path}?$count=true`)).toMatchObject({ status: 400, code: 'Request_UnsupportedQuery' })
    expect(await ask(fake, path, eventual)).toMatchObject({ status: 400, code: 'Request_UnsupportedQuery' })
    expect(await ask(fake, `${path}?$count=true`, eventual)).toMatchObject({ status: 200 })
  })

  it.each([
    ['/v1.0/users', []],
    ['/v1.0/users/delta', ['GroupMember.Read.All']],
    ['/v1.0/groups', ['User.Read.All']],
    ['/v1.0/directory/deletedItems/microsoft.graph.user', ['GroupMember.Read.All']],
  ])('%s to an application with the permissions %j', async (path, permissions) => {
    await using fake = await graphWith(['ana'], { permissions })
    expect(await ask(fake, path)).toMatchObject({ status: 403, code: 'Authorization_RequestDenied' })
  })

  it('a token that has ended', async () => {
    const clock = manualClock()
    await using fake = await startFakeGraph({ clock, tokenLife: 60 })
    const { token } = await fake.credential.getToken(`${fake.url}/.default`)
    clock.advance(60_000)
    const answer = await fetch(`${fake.url}/v1.0/users`, { headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
  })

  it('requests above its quota, until the time that it names', async () => {
    const clock = manualClock()
    await using fake = await startFakeGraph({ clock, quota: { requests: 2, seconds: 10 } })
    const statuses = [await ask(fake, '/v1.0/users'), await ask(fake, '/v1.0/users'), await ask(fake, '/v1.0/users')]
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429])
    clock.advance(10_000)
    expect(await ask(fake, '/v1.0/users')).toMatchObject({ status: 200 })
  })

  it('scopes of another server', async () => {
    await using fake = await startFakeGraph()
    await expect(fake.credential.getToken('https://graph.microsoft.com/.default')).rejects.toThrow('no scope')
  })
})

describe('a fake Graph answers as the real one does', () => {
  it('counts only who says that the count may lag', async () => {
    await using fake = await graphWith(['ana', 'bo'])
    expect((await ask(fake, '/v1.0/users?$count=true')).body).not.toHaveProperty('@odata.count')
    expect((await ask(fake, '/v1.0/users?$count=true', eventual)).body).toHaveProperty('@odata.count', 2)
  })

  it('puts the id before the sign-in name of who was deleted, and takes it away again', async () => {
    await using fake = await graphWith(['ana'])
    const id = fake.deleteUser('ana@example.edu')
    const { body } = await ask(fake, '/v1.0/directory/deletedItems/microsoft.graph.user')
    expect(body['value']).toMatchObject([{ id, userPrincipalName: `${id.replaceAll('-', '')}ana@example.edu` }])
    fake.restoreUser(id)
    expect(fake.users()).toMatchObject([{ id, userPrincipalName: 'ana@example.edu' }])
  })

  it('shows of members whom an application may not see no more than the id', async () => {
    await using fake = await graphWith(['ana'], { permissions: ['GroupMember.Read.All'] })
    const group = fake.addGroup({ displayName: 'Staff', members: fake.users().map(({ id }) => id) })
    const path = `/v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$count=true&$select=id,mail,accountEnabled`
    const { body } = await ask(fake, path, eventual)
    expect(body['value']).toEqual([{ id: fake.users()[0]?.id, mail: null, accountEnabled: null }])
  })

  it('leaves members of hidden groups out without a word', async () => {
    await using fake = await graphWith(['ana'])
    const members = fake.users().map(({ id }) => id)
    const group = fake.addGroup({ displayName: 'Secret', visibility: 'HiddenMembership', members })
    const path = `/v1.0/groups/${group}/transitiveMembers/microsoft.graph.user?$count=true`
    expect((await ask(fake, path, eventual)).body).toMatchObject({ '@odata.count': 0, value: [] })
  })

  it('follows groups that contain each other, to their end', async () => {
    await using fake = await graphWith(['ana'])
    const one = fake.addGroup({ displayName: 'One', members: fake.users().map(({ id }) => id) })
    fake.addMember(one, fake.addGroup({ displayName: 'Other', members: [one] }))
    const path = `/v1.0/groups/${one}/transitiveMembers/microsoft.graph.user?$count=true`
    expect((await ask(fake, path, eventual)).body).toMatchObject({ '@odata.count': 1 })
  })

  it.each(['userOf', 'groupOf'] as const)('does not know whom a test made up (%s)', async (which) => {
    await using fake = await startFakeGraph()
    const wrong = which === 'userOf' ? () => fake.deleteUser('nobody') : () => fake.deleteGroup('nobody')
    expect(wrong).toThrow('nobody')
  })
})
