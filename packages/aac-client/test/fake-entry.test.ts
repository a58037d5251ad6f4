import { afterEach, describe, expect, it } from 'vitest'
import { type AacSeed, type FakeAac, type FakeAacOptions, manualClock, startFakeAac } from '../src/testing/index.ts'
import { ask } from './ask-fake.ts'

let fake: FakeAac
afterEach(() => fake.close())

const people = [
  { id: 1, email: 'me@example.edu' },
  { id: 2, email: 'direct@example.edu' },
  { id: 3, email: 'grouped@example.edu', roles: [] },
  { id: 4, email: 'both@example.edu' },
  { id: 5, email: 'new@example.edu', status: 'invited' },
  { id: 6, email: 'off@example.edu', status: 'suspended' },
  { id: 7, email: 'bare@example.edu', roles: [] },
  { id: 8, email: 'newbare@example.edu', status: 'invited', roles: [] },
] as const
const seed = {
  workspaces: [{ id: 500 }, { id: 501, people: [{ email: 'me@example.edu' }, 'direct@example.edu'] }],
  people,
  groups: [{ name: 'class', members: [3, 4, 6], roles: ['Full User'] }],
} satisfies AacSeed
const start = async (options: FakeAacOptions = {}): Promise<void> => {
  fake = await startFakeAac({ seed, ...options })
}

describe('who gets in, and how', () => {
  it.each<[string, readonly string[]]>([
    ['DIRECT@example.edu', ['role']],
    ['grouped@example.edu', ['group']],
    ['both@example.edu', ['role', 'group']],
    ['new@example.edu', ['invitation']],
    ['off@example.edu', []],
    ['bare@example.edu', []],
    ['newbare@example.edu', []],
    ['stranger@example.edu', []],
  ])('%s: %j', async (email, ways) => {
    await start()
    expect(fake.waysIn(email)).toEqual(ways)
    expect(fake.canEnter(email)).toBe(ways.length > 0)
  })

  it('is judged for each workspace by itself, and after each change', async () => {
    await start()
    await ask(fake, 'DELETE /v4/workspaces/500/people/2')
    expect(fake.canEnter('direct@example.edu')).toBe(false)
    expect(fake.canEnter('direct@example.edu', 501)).toBe(true)
    await ask(fake, 'POST /v4/workspaces/500/groups/9001/users?userIds=7')
    expect(fake.waysIn('bare@example.edu')).toEqual(['group'])
    await ask(fake, 'DELETE /v4/workspaces/500/groups/9001')
    expect(fake.canEnter('bare@example.edu')).toBe(false)
    expect(fake.waysIn('both@example.edu')).toEqual(['role'])
    await ask(fake, 'POST /v4/workspaces/500/people/unsuspend', { personIds: [6] })
    expect(fake.waysIn('off@example.edu')).toEqual(['role'])
  })

  it('changes when an invitation is followed, by address or id', async () => {
    await start()
    expect(fake.accept('new@example.edu')).toBe(true)
    expect(fake.waysIn('new@example.edu')).toEqual(['role'])
    expect(fake.accept(8)).toBe(true)
    expect(fake.canEnter('newbare@example.edu')).toBe(false)
    expect(fake.accept(6)).toBe(false)
    expect(fake.ledger.of('acceptInvitation').map(({ target }) => target)).toEqual([
      'new@example.edu',
      'newbare@example.edu',
    ])
  })
})

describe('seats', () => {
  it('are taken by those who accepted and hold a role, suspended ones too', async () => {
    await start()
    // Me, direct, grouped, both, off.
    expect(fake.state[0]?.seats).toEqual({ taken: 5, max: 5000 })
    expect((await ask(fake, 'GET /v4/workspaces/current')).body).toMatchObject({ max_user_number: 5000 })
    fake.accept('new@example.edu')
    fake.accept('newbare@example.edu')
    expect(fake.state[0]?.seats.taken).toBe(6)
    await ask(fake, 'PUT /v4/authorization/roles/81002/people', [8])
    expect(fake.state[0]?.seats.taken).toBe(7)
    await ask(fake, 'POST /v4/workspaces/500/people/suspend', { personIds: [8] })
    expect(fake.state[0]?.seats.taken).toBe(7)
    await ask(fake, 'DELETE /v4/workspaces/500/people/8')
    expect(fake.state[0]?.seats.taken).toBe(6)
  })

  const full: AacSeed = {
    ...seed,
    workspaces: [{ id: 500, max_user_number: 5 }],
  }
  it.each<[FakeAacOptions['seatsFull'], number, boolean]>([
    [undefined, 201, false],
    ['acceptance fails', 201, false],
    ['nothing', 201, true],
    [400, 400, false],
    [403, 403, false],
    [409, 409, false],
  ])('that are all taken: %s', async (seatsFull, status, comesIn) => {
    await start({ seed: full, seatsFull })
    const invitation = { emails: ['x@example.edu'], roles: [81002] }
    expect((await ask(fake, 'POST /v4/workspaces/500/people/batch', invitation)).status).toBe(status)
    expect((await ask(fake, 'POST /v4/workspaces/500/people', { email: 'y@example.edu' })).status).toBe(status)
    expect(fake.accept('new@example.edu')).toBe(comesIn)
    // Who is there already costs nothing.
    expect((await ask(fake, 'POST /v4/workspaces/500/people/batch', { emails: ['both@example.edu'] })).status).toBe(201)
  })
})

describe('the identity provider', () => {
  const provisioned = {
    workspaces: [{ id: 500 }],
    people: [
      { id: 1, email: 'me@example.edu' },
      { id: 2, email: 'direct@example.edu', scim: true },
      { id: 3, email: 'grouped@example.edu', roles: [] },
      { id: 4, email: 'by-hand@example.edu' },
    ],
    groups: [{ name: 'pushed', members: [3], roles: ['Full User'], scimEnabled: true }],
  } satisfies AacSeed
  const all = ['direct@example.edu', 'grouped@example.edu', 'by-hand@example.edu']
  const inside = (): readonly string[] => all.filter((email) => fake.canEnter(email))

  it('brings back at its next cycle whom it provisions, and nobody else', async () => {
    await start({ seed: provisioned })
    for (const id of [2, 3, 4]) await ask(fake, `DELETE /v4/workspaces/500/people/${id}`)
    expect(inside()).toEqual([])
    fake.scimCycle()
    expect(inside()).toEqual(['direct@example.edu', 'grouped@example.edu'])
    expect(fake.waysIn('grouped@example.edu')).toEqual(['group'])
    expect(fake.ledger.entries.slice(3)).toMatchObject([
      { by: 'scim', operation: 'scimAdd', target: 'direct@example.edu', scope: '500' },
      { operation: 'scimAdd', target: 'grouped@example.edu' },
      { operation: 'scimAddToGroup', target: 'grouped@example.edu', detail: { group: 'pushed' } },
    ])
    fake.scimCycle()
    expect(fake.ledger.entries).toHaveLength(6)
  })

  it.each([
    [true, 2],
    [false, 70001],
  ])('brings back under the same id: %s', async (sameIdAgain, id) => {
    await start({ seed: provisioned, sameIdAgain })
    await ask(fake, 'DELETE /v4/workspaces/500/people/2')
    fake.scimCycle()
    expect(fake.state[0]?.people.at(-1)).toMatchObject({ id, email: 'direct@example.edu', status: 'active' })
  })

  it('undoes a suspension, a lost role and the end of a group', async () => {
    await start({ seed: provisioned })
    await ask(fake, 'POST /v4/workspaces/500/people/suspend', { personIds: [2, 4] })
    await ask(fake, 'DELETE /v4/authorization/roles/81002/people/2')
    await ask(fake, 'DELETE /v4/workspaces/500/groups/9001')
    expect(inside()).toEqual([])
    fake.scimCycle()
    expect(inside()).toEqual(['direct@example.edu', 'grouped@example.edu'])
    expect(fake.state[0]?.groups).toMatchObject([{ name: 'pushed', members: ['grouped@example.edu'] }])
  })

  it('leaves alone whom it let go of', async () => {
    await start({ seed: provisioned })
    fake.scimDrop('DIRECT@example.edu')
    await ask(fake, 'DELETE /v4/workspaces/500/people/2')
    fake.scimCycle()
    expect(fake.canEnter('direct@example.edu')).toBe(false)
  })

  it('works by the clock where told', async () => {
    const clock = manualClock()
    await start({ seed: provisioned, clock, scimEvery: 40 * 60_000 })
    await ask(fake, 'DELETE /v4/workspaces/500/people/2')
    clock.advance(39 * 60_000)
    await ask(fake, 'GET /v4/people')
    expect(fake.canEnter('direct@example.edu')).toBe(false)
    clock.advance(60_000)
    await ask(fake, 'GET /v4/people')
    expect(fake.canEnter('direct@example.edu')).toBe(true)
  })
})
