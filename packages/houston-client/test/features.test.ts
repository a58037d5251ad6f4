import { describe, expect, it } from 'vitest'
import { type Feature, HoustonClient, type HoustonRelease, type Known } from '../src/index.ts'

const client = (release?: unknown): HoustonClient =>
  new HoustonClient({ url: 'https://houston.example.com', token: 'x', release: release as string })

/** What is known of a release by its version alone, in signs: has, has not, not known. */
async function table(release: string): Promise<string> {
  const { knows } = await client(release).release()
  const order: readonly Feature[] = [
    'users(user:)',
    'removeUser(userUuid:)',
    'removeUser(id:)',
    'deleteInviteToken(workspaceUuid:)',
    'sysWorkspaces',
    'paginatedWorkspaceUsers',
    'workspaceUpsertUserRole',
    'workspaceUpdateUserRole',
    'workspaceAddUser(bypassInvite:)',
    'workspaceAddUser(deploymentRoles:)',
    'deploymentUsers',
    'deploymentAddUserRole',
    'paginatedTeams',
    'teamUsers',
    'workspaceTeams',
    'Team.provider',
    'createTeam',
  ]
  return order.map((feature) => ({ true: '+', false: '-' })[String(knows[feature])] ?? '?').join('')
}

describe('a stated version', () => {
  it.each([
    ['0.8.0', '-----------------'],
    ['0.9.0', '-------+---------'],
    ['0.10.3', '-+-----+---------'],
    ['0.14.1', '-+-----+---------'],
    ['0.14.2', '++-----+---------'],
    ['0.15.0', '-+-----+---------'],
    ['0.15.1', '++-----+---------'],
    ['0.16.6', '++-----+---------'],
    ['0.17.0', '++-?---+-???-----'],
    ['0.25.2', '++-+---+-+++-----'],
    ['0.25.3', '++-+---+++++-----'],
    ['0.26.0', '++-+?-?+++++-----'],
    ['0.28.0', '++-+?-?++++++++?-'],
    ['0.29.9', '++-+?-?++++++++?-'],
    ['0.30.0', '++-++++?+++++++?-'],
    ['0.34.9', '++-++++?+++++++?-'],
    ['0.35.0', '+??++++?+++++++++'],
    ['1.1.2', '+??++++?+++++++++'],
    ['2.0.0', '+??++++?+++++++++'],
    ['99.0.0', '+??++++?+++++++++'],
  ])('%s', async (release, known) => expect(await table(release)).toBe(known))

  it.each([
    ['v0.37.5', '0.37.5'],
    [' 0.25.10 ', '0.25.10'],
    ['2.1.0-alpha.3', '2.1.0-alpha.3'],
    ['0.30.0+build', '0.30.0+build'],
  ])('%s is read as it is meant', async (release, version) => {
    expect((await client(release).release()).version).toBe(version)
    expect(await table(release)).toBe(await table(version))
  })

  it.each([
    '',
    'latest',
    '0.37',
    '0.37.x',
    'x0.37.5',
    '0.37.5.1',
    '0.37.5a',
    '1234.0.0',
    'undefined',
    5,
    null,
    {},
    { knows: null },
    { knows: { 'users(user:)': 'yes' } },
    { knows: { createTeam: true, 'users(user:)': 1 } },
    { version: 'nonsense', knows: {} },
    { version: 5, knows: {} },
  ])('%o is refused', (release) => {
    expect(() => client(release)).toThrow(
      new TypeError('The option release must be like 0.37.5, or what release() answered.'),
    )
  })
})

describe('a saved release', () => {
  it('says what it said, and is plain JSON', async () => {
    const saved = await client('0.25.10').release()
    const again = await client(JSON.parse(JSON.stringify(saved))).release()
    expect(again).toEqual(saved)
  })

  it('counts for more than its version', async () => {
    const knows: Known = { sysWorkspaces: false }
    const saved: HoustonRelease = { version: '0.34.0', knows }
    expect((await client(saved).release()).knows).toMatchObject({ sysWorkspaces: false, paginatedTeams: true })
    expect(saved).toEqual({ version: '0.34.0', knows: { sysWorkspaces: false } })
  })

  it('of a newer client is read as far as it is understood', async () => {
    expect(await client({ knows: { 'later(thing:)': true, createTeam: false } }).release()).toEqual({
      knows: { createTeam: false },
    })
  })
})
