import { HoustonClient } from '@user-admin/houston-client'
import { type FakeHouston, type Seed, startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { WholeAccount } from '../src/houston/whole-account.ts'
import { houstonPlatform, type Member, type UserAdmin } from '../src/index.ts'
import { manyWays, withoutTeams } from './houston-opened.ts'

const teams: Seed['teams'] = [
  { id: 'crew', name: 'Crew', provider: 'local', members: ['own'], roleBindings: [{ role: 'SYSTEM_VIEWER' }] },
  { id: 'others', name: 'Others', provider: 'local', members: ['both'] },
]

async function platformOf(
  release: string,
  seed: Seed,
  fetchOf: (fake: FakeHouston) => typeof fetch = () => fetch,
): Promise<{ readonly fake: FakeHouston; readonly admin: UserAdmin }> {
  const fake = await startFakeHouston({ release, seed })
  onTestFinished(() => fake.close())
  const client = new HoustonClient({ url: fake.url, token: fake.token, fetch: fetchOf(fake) })
  return { fake, admin: await houstonPlatform(client) }
}

/** Deletes the account `own`, and answers with whom who watches was told of. */
async function deleted(admin: UserAdmin): Promise<Member> {
  const told: (Member | undefined)[] = []
  await admin.remove({ id: 'own' }, { onBefore: (before) => told.push(before) })
  expect(told).toHaveLength(1)
  return told[0] ?? expect.unreachable('Nobody was told of.')
}

describe('before an account is deleted', () => {
  it.each(['0.16.6', '0.25', '0.34', '0.37', 'apc-2'])(
    'who watches is told of all its roles, wherever they are: %s',
    async (release) => {
      const seed = release === '0.16.6' ? { ...withoutTeams, deployments: [] } : withoutTeams
      const users = seed.users as Exclude<Seed['users'], number | undefined>
      const held = [
        { role: 'SYSTEM_VIEWER' },
        { role: 'WORKSPACE_VIEWER', workspace: 'w' },
        { role: 'WORKSPACE_ADMIN', workspace: 'v' },
        ...(release === '0.16.6' ? [] : [{ role: 'DEPLOYMENT_EDITOR', deployment: 'd' }]),
      ]
      const { admin } = await platformOf(release, {
        ...seed,
        users: [
          ...users.filter((one) => typeof one === 'object' && one.id === 'root'),
          { id: 'own', username: 'own@x.edu', roleBindings: held },
        ],
      })
      const { roleBindings, teams: in_ } = (await deleted(admin)).native as WholeAccount
      const places = roleBindings.map(
        ({ role, workspace, deployment }) => `${role} ${deployment?.id ?? workspace?.id ?? ''}`,
      )
      expect(places.toSorted()).toEqual(
        held
          .map((one) => `${one.role} ${'deployment' in one ? 'd' : 'workspace' in one ? one.workspace : ''}`)
          .toSorted(),
      )
      expect(in_).toEqual([])
    },
  )

  it('and of its teams, which are ways in', async () => {
    const { admin } = await platformOf('0.37', { ...manyWays, teams })
    const before = await deleted(admin)
    expect(before.native).toMatchObject({ teams: [{ id: 'crew', name: 'Crew', provider: 'local' }] })
    expect(before.access).toContainEqual({
      via: 'team',
      id: 'crew',
      name: 'Crew',
      role: 'SYSTEM_VIEWER',
      managedBy: 'here',
    })
  })

  it('and of what of the teams is not shown', async () => {
    const { fake, admin } = await platformOf('0.37', { ...manyWays, teams })
    const body = JSON.stringify({ data: null, errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }] })
    fake.fault({ on: 'ListTeams', times: 9, give: { status: 200, body } })
    expect((await deleted(admin)).native).toMatchObject({
      teams: [],
      unseen: ['This credential does not see teams, which may open this workspace.'],
    })
  })

  it.each(['ListTeams', 'TeamMembers'])('nothing is sent where %s cannot be read', async (operation) => {
    const { fake, admin } = await platformOf('0.37', { ...manyWays, teams })
    fake.fault({ on: new RegExp(operation, 'i'), times: 99, give: 'html' })
    await expect(deleted(admin)).rejects.toMatchObject({
      problem: 'unavailable',
      effect: 'none',
      message: expect.stringMatching(
        /^The account was not deleted, since not all that it holds could be read: /,
      ) as string,
    })
    expect(fake.ledger.entries).toEqual([])
    expect(await admin.remove({ id: 'own' })).toMatchObject({ outcome: 'done' })
  })

  it('nothing is sent where its roles are not shown', async () => {
    const { fake, admin } = await platformOf('0.37', { ...manyWays, teams }, () => async (input, init) => {
      const answer = await fetch(input, init)
      const text = await answer.text()
      if (!text.includes('"roleBindings"') || !text.includes('"users"')) return new Response(text, answer)
      const json = JSON.parse(text) as { data: { users: { roleBindings: unknown }[] } }
      for (const user of json.data.users) user.roleBindings = null
      return Response.json(json)
    })
    await expect(deleted(admin)).rejects.toMatchObject({ problem: 'unavailable', effect: 'none' })
    expect(fake.ledger.entries).toEqual([])
  })

  it('a token that is refused meanwhile is told as such', async () => {
    const { fake, admin } = await platformOf('0.37', { ...manyWays, teams })
    fake.fault({ on: 'ListTeams', times: 9, give: { status: 401, body: '{}' } })
    await expect(deleted(admin)).rejects.toMatchObject({ problem: 'unauthenticated', effect: 'none' })
    expect(fake.ledger.entries).toEqual([])
  })

  it('the teams are read once for those who are deleted one after another', async () => {
    const { fake, admin } = await platformOf('0.37', { ...manyWays, teams })
    const asked: number[] = []
    for (const id of ['own', 'deep', 'chief']) {
      const requests = fake.requests()
      await admin.remove({ id }, { onBefore: () => undefined })
      asked.push(fake.requests() - requests)
    }
    expect(asked[1]).toBe(asked[2])
    expect(asked[0]).toBeGreaterThan(asked[1] ?? 0)
  })

  it('who was only invited is told as they are', async () => {
    const { admin } = await platformOf('0.37', { ...manyWays, teams })
    const invited: (Member | undefined)[] = []
    await admin.remove({ email: 'new@x.edu' }, { onBefore: (before) => invited.push(before) })
    expect(invited).toMatchObject([{ email: 'new@x.edu', status: 'invited', access: [{ via: 'invite' }] }])
  })
})
