import { describe, expect, it } from 'vitest'
import { complete, inactive, incomplete, keepOnly, leavers, type Person, roster, type Snapshot } from '../src/index.ts'

const invalid = (message: string): Error => expect.objectContaining({ problem: 'invalid', message }) as Error
const snapshot: Snapshot = await complete({
  source: 'campus',
  readAt: '2026-11-01T08:00:00.000Z',
  proof: 'The server counted 5 and sent 5.',
  people: [
    { id: '1', email: 'Ana@example.edu', aliases: ['a@example.edu'], status: 'active', roles: ['b', 'a'] },
    { id: '2', email: 'bo@example.edu', status: 'disabled' },
    { id: '3', email: 'cy@example.edu', status: 'expired' },
    { id: '4', email: 'a@example.edu', status: 'deleted' },
    { id: '5', status: 'active' },
  ],
})
const source = {
  name: 'campus',
  state: 'complete',
  people: 5,
  active: 1,
  digest: snapshot.kind === 'complete' ? snapshot.digest : '',
  proof: 'The server counted 5 and sent 5.',
}
const email = (value: string): object => ({ kind: 'email', value })

describe('keepOnly', () => {
  it('is the same goal however the list is written', () => {
    expect(keepOnly(['B@example.edu', 'a@example.edu', ' b@EXAMPLE.edu'])).toEqual(
      keepOnly(['a@example.edu', 'b@example.edu']),
    )
    expect(keepOnly('only-me')).toEqual({ kind: 'keep-only', keep: 'only-me' })
  })

  it('keeps the active people of a directory, by each of their addresses', () => {
    expect(keepOnly(snapshot)).toEqual({
      kind: 'keep-only',
      keep: [email('a@example.edu'), email('ana@example.edu')],
      source,
      reading: snapshot,
    })
  })

  it('refuses an empty list and says how to mean it', () => {
    expect(() => keepOnly([])).toThrow(
      invalid(
        "The list of people to keep is empty, which would remove everybody. If only you should stay, say so: keepOnly('only-me').",
      ),
    )
  })
})

describe('roster', () => {
  it('takes rows with and without roles, each person once, in one order', () => {
    const goal = roster([{ email: 'Bo@example.edu', roles: ['b', 'a', 'b'] }, 'ana@example.edu', 'ANA@example.edu'])
    expect(goal).toEqual({
      kind: 'roster',
      absent: 'keep',
      complete: 'all',
      entries: [
        { kind: 'email', value: 'ana@example.edu' },
        { kind: 'email', value: 'bo@example.edu', roles: ['a', 'b'] },
      ],
    })
    expect(roster(['ana@example.edu'], { absent: 'remove' })).toMatchObject({ absent: 'remove' })
  })

  it('gathers the rows of one person and workspace: teams and deployments of all, one set of roles', () => {
    const one = { email: 'ana@example.edu', workspace: 'W' }
    const goal = roster([
      { ...one, team: 't2' },
      { ...one, roles: ['editor'], deployment: 'd2', deploymentRole: 'viewer' },
      { ...one, team: 't1', deployment: 'd1', deploymentRole: 'editor' },
      { email: 'ana@example.edu', workspace: 'V' },
    ])
    expect(goal).toMatchObject({ complete: [] })
    expect(goal.entries).toEqual([
      { kind: 'email', value: 'ana@example.edu', workspace: 'V' },
      {
        kind: 'email',
        value: 'ana@example.edu',
        workspace: 'W',
        roles: ['editor'],
        deployments: [
          { deployment: 'd1', role: 'editor' },
          { deployment: 'd2', role: 'viewer' },
        ],
        teams: ['t1', 't2'],
      },
    ])
  })

  it('is whole where no row names a workspace, and else only for those that are named', () => {
    expect(roster(['ana@example.edu', { email: 'bo@example.edu', workspace: ' ' }]).complete).toBe('all')
    expect(roster([{ email: 'ana@example.edu', workspace: 'W' }, 'bo@example.edu']).complete).toEqual([])
    expect(roster(['ana@example.edu'], { complete: ['W', 'V', 'W'] }).complete).toEqual(['V', 'W'])
  })

  it('takes the active people of a directory, each under the address that it names first', () => {
    expect(roster(snapshot)).toEqual({
      kind: 'roster',
      absent: 'keep',
      complete: 'all',
      entries: [{ kind: 'email', value: 'ana@example.edu', roles: ['a', 'b'], aliases: ['a@example.edu'] }],
      source,
      reading: snapshot,
    })
  })

  it('is whole of a directory, though it gives no row', async () => {
    const nobody = await complete({ source: 'campus', people: [], proof: 'The server counted 0.' })
    const left = await complete({
      source: 'campus',
      people: [{ id: '1', email: 'ana@example.edu', status: 'disabled' }],
      proof: 'The server counted 1.',
    })
    for (const reading of [nobody, left]) expect(roster(reading)).toMatchObject({ entries: [], complete: 'all' })
    expect(roster(nobody, { complete: [] }).complete).toEqual([])
  })

  const ana = { email: 'ana@example.edu' }
  it.each<[string, () => unknown, string]>([
    ['an empty roster', () => roster([]), 'The roster is empty: it names nobody.'],
    ['a row without an address', () => roster([ana, 'x']), 'Row 2 of the roster ("x") is not an e-mail address.'],
    [
      'a line of a file without an address',
      () => roster([{ email: 'nope', line: 7 }]),
      'Line 7 of the roster ("nope") is not an e-mail address.',
    ],
    [
      'one person with two sets of roles',
      () =>
        roster([
          { ...ana, roles: ['a'] },
          { email: 'Ana@example.edu', roles: ['b'] },
        ]),
      'Row 2 of the roster gives ana@example.edu other roles than an earlier row.',
    ],
    [
      'one person with two roles on a deployment',
      () =>
        roster([
          { ...ana, deployment: 'd', deploymentRole: 'a' },
          { ...ana, deployment: 'd', deploymentRole: 'b' },
        ]),
      'Row 2 of the roster gives ana@example.edu other roles on d than an earlier row.',
    ],
    [
      'a deployment without a role',
      () => roster([{ ...ana, deployment: 'd' }]),
      'Row 1 of the roster names a deployment and no role on it.',
    ],
    [
      'a role on no deployment',
      () => roster([{ ...ana, deploymentRole: 'viewer' }]),
      'Row 1 of the roster gives a deployment role and no deployment.',
    ],
    [
      'roles that are no list',
      () => roster([{ ...ana, roles: 'viewer' as unknown as string[] }]),
      'Row 1 of the roster gives roles that are no list of names.',
    ],
    [
      'a role without a name',
      () => roster([{ ...ana, roles: [' '] }]),
      'Row 1 of the roster gives roles that are no list of names.',
    ],
    [
      'a column that there is not',
      () => roster([{ ...ana, role: 'viewer' } as object]),
      'Row 1 of the roster has a "role", and there is none; there are email, id, roles, workspace, deployment, deploymentRole, team, line.',
    ],
    [
      'a column that there is not, in a line of a file',
      () => roster([{ ...ana, deployments: [], line: 7 } as object]),
      'Line 7 of the roster has a "deployments", and there is none; there are email, id, roles, workspace, deployment, deploymentRole, team, line.',
    ],
    [
      'an absent that there is not',
      () => roster([ana], { absent: 'drop' as 'keep' }),
      'absent is "drop": there are keep, suspend, remove.',
    ],
    [
      'one workspace instead of a list',
      () => roster([ana], { complete: 'Data' as 'all' }),
      "complete is 'all', or a list of the workspaces that the roster is whole for.",
    ],
  ])('refuses %s', (_name, attempt, message) => {
    expect(attempt).toThrow(invalid(message))
  })
})

describe('leavers', () => {
  it('names who is disabled, expired or deleted; addresses of people who are active too are apart', () => {
    expect(leavers(snapshot)).toEqual({
      kind: 'leavers',
      people: [email('bo@example.edu'), email('cy@example.edu')],
      collisions: [email('a@example.edu')],
      action: 'suspend',
      source,
      reading: snapshot,
    })
  })

  it('is a list without a source as well', () => {
    expect(leavers(['Bo@example.edu'], { action: 'remove' })).toEqual({
      kind: 'leavers',
      people: [email('bo@example.edu')],
      action: 'remove',
    })
  })

  it('of a reading that broke off names nobody', () => {
    const broken = incomplete({ source: 'campus', reason: 'HTTP 503.', seen: 7 })
    expect(leavers(broken)).toMatchObject({
      people: [],
      collisions: [],
      source: { name: 'campus', state: 'incomplete', people: 7, active: 0, proof: 'HTTP 503.' },
    })
  })

  it('refuses an empty list, what is no list, and what is no action', () => {
    expect(() => leavers([])).toThrow(invalid('The list of leavers is empty: it names nobody.'))
    expect(() => leavers('bo@example.edu' as unknown as string[])).toThrow(
      invalid("The people are given as a list: ['ana@example.edu', …]."),
    )
    expect(() => leavers(['bo@example.edu'], { action: 'delete' as 'remove' })).toThrow(
      invalid('action is "delete": there are suspend, remove.'),
    )
  })
})

describe('somebody with a role', () => {
  it.each<[string, (people: readonly Person[]) => unknown]>([
    ['who stay', keepOnly],
    ['leavers', leavers],
  ])('is no role on a list of %s: everybody who holds it would be meant', (_name, goal) => {
    for (const person of [
      { role: 'viewer', email: 'ana@example.edu' },
      { role: 'viewer', id: '7' },
      { role: 'viewer', email: undefined },
    ] as unknown as Person[])
      expect(() => goal([person])).toThrow(
        /^Entry 1 of the list \(.*\) is neither an e-mail address, a domain, an id nor a role\.$/u,
      )
    expect(goal([{ role: ' viewer ' }])).toMatchObject({
      [goal === keepOnly ? 'keep' : 'people']: [{ kind: 'role', value: 'viewer' }],
    })
  })
})

describe('inactive', () => {
  it('is the same goal for a date, a text and a number', () => {
    const goal = { kind: 'inactive', since: '2026-01-31T00:00:00.000Z', action: 'suspend' }
    for (const since of ['2026-01-31', new Date('2026-01-31'), Date.parse('2026-01-31')])
      expect(inactive({ since })).toEqual(goal)
  })

  it('refuses what is no time and what is no action', () => {
    expect(() => inactive({ since: 'soon' })).toThrow(
      invalid('"soon" is no time: give a date, such as \'2026-01-31\'.'),
    )
    expect(() => inactive({ since: 0, action: 'delete' as 'remove' })).toThrow(
      invalid('action is "delete": there are suspend, remove.'),
    )
  })
})
