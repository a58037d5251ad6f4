import { describe, expect, it } from 'vitest'
import { HoustonClient, type User } from '../src/index.ts'
import { startFakeHouston } from '../src/testing/index.ts'

async function collect(users: AsyncIterable<User>): Promise<string[]> {
  const all: string[] = []
  for await (const user of users) all.push(user.id)
  return all
}

const user = (index: number) => ({
  id: `ck${String(index).padStart(6, '0')}`,
  username: null,
  emails: [],
  roleBindings: [],
})
const people = (from: number, count: number) => Array.from({ length: count }, (_, index) => user(from + index))

/** A client of a server that gives these pages, one a request, whatever it is asked. */
function paging(...pages: unknown[][]): { houston: HoustonClient; cursors: unknown[] } {
  const cursors: unknown[] = []
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { variables } = (await new Request(input, init).json()) as { variables: { cursor: unknown; take: unknown } }
    cursors.push(variables.cursor)
    expect(variables.take).toBe(100)
    return Response.json({ data: { paginatedWorkspaceUsers: pages.shift() ?? [] } })
  }
  return {
    houston: new HoustonClient({ url: 'https://houston.example.com', token: 'x', release: '0.34.0', fetch }),
    cursors,
  }
}

describe('the people of a workspace', () => {
  it.each([
    ['0.34.0', 0, 1],
    ['0.34.0', 1, 1],
    ['0.34.0', 9, 1],
    ['0.34.0', 10, 2],
    ['0.34.0', 99, 2],
    ['0.34.0', 100, 2],
    ['0.34.0', 250, 3],
    ['0.34.0', 50, 2],
    ['0.16.6', 250, 1],
  ])('of %s are all there: %i in %i requests', async (release, count, requests) => {
    await using fake = await startFakeHouston({ release, seed: { workspaces: [{ id: 'w', members: count }, 'other'] } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token, release })
    const ids = await collect(houston.members('w'))
    expect(ids).toEqual(fake.state.users.map((one) => one.id))
    expect([ids.length, fake.requests()]).toEqual([count, requests])
  })

  it.each([10, 16, 25, 33, 50, 64, 99])('are all there of a server that gives no more than %i at once', async (cap) => {
    const all = people(0, 2 * cap + 3)
    const { houston, cursors } = paging(all.slice(0, cap), all.slice(cap, 2 * cap), all.slice(2 * cap))
    expect(await collect(houston.members('w'))).toEqual(all.map((one) => one.id))
    expect(cursors.length).toBe(3)
  })

  it.each(['0.13.0', '0.14.1', '0.15.0', '0.15.1'])('and its invites, all of them, of %s too', async (release) => {
    await using fake = await startFakeHouston({
      release,
      seed: {
        workspaces: [{ id: 'w', label: 'W' }],
        users: [
          {
            emails: ['ada@b.c'],
            roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }, { role: 'SYSTEM_ADMIN' }],
          },
          { emails: ['bob@b.c'], roleBindings: [{ role: 'WORKSPACE_VIEWER', workspace: 'w' }] },
        ],
        invites: [{ email: 'cy@b.c', workspace: 'w', role: 'WORKSPACE_VIEWER' }, { email: 'di@b.c' }],
      },
    })
    const ada = new HoustonClient({ url: fake.url, token: fake.userToken('ada@b.c') })
    for (let again = 0; again < 2; again += 1) {
      expect(await collect(ada.members('w'))).toEqual(fake.state.users.map(({ id }) => id))
      expect((await ada.invites()).length).toBe(2)
      expect((await ada.workspaceInvites('w')).map((one) => one.email)).toEqual(['cy@b.c'])
    }
  })

  it('are not asked for before the first is wanted', () => {
    const { houston, cursors } = paging()
    houston.members('w')
    expect(cursors).toEqual([])
  })

  it('come a page ahead of their reader', async () => {
    const { houston, cursors } = paging(people(0, 100), people(100, 100), people(200, 1))
    const reading = houston.members('w')[Symbol.asyncIterator]()
    expect((await reading.next()).value).toEqual(user(0))
    await expect.poll(() => cursors).toEqual(['', 'ck000099'])
    await reading.return?.()
  })

  it('come once each, though a page repeats some', async () => {
    const { houston, cursors } = paging(people(0, 100), people(50, 100), people(149, 2))
    expect(await collect(houston.members('w'))).toEqual(people(0, 151).map((one) => one.id))
    expect(cursors).toEqual(['', 'ck000099', 'ck000149'])
  })

  it.each([
    [
      'a page leads back',
      [people(0, 100), [...people(100, 99), user(99)]],
      'WorkspaceMembersPage: a page leads back to one that was read',
    ],
    [
      'a page brings nothing new',
      [people(0, 100), people(0, 50)],
      'WorkspaceMembersPage: a page brought only rows already seen',
    ],
    ['a page has a hole', [people(0, 100), [null]], 'WorkspaceMembersPage: the answer is null and says no reason'],
  ])('are an error where %s', async (_, pages, message) => {
    const { houston } = paging(...pages)
    await expect(collect(houston.members('w'))).rejects.toMatchObject({ kind: 'protocol', effect: 'none', message })
  })

  it('end with the reason of the signal', async () => {
    const controller = new AbortController()
    const { houston } = paging(people(0, 100), people(100, 100), people(200, 100))
    const reading = collect(
      (async function* () {
        for await (const one of houston.members('w', { signal: controller.signal })) {
          if (one.id === 'ck000150') controller.abort('enough')
          yield one
        }
      })(),
    )
    await expect(reading).rejects.toBe('enough')
  })

  it('of a whole list are not asked for by pages again', async () => {
    await using fake = await startFakeHouston({ release: '0.16.6', seed: { workspaces: [{ id: 'w', members: 3 }] } })
    const asked: string[] = []
    const houston = new HoustonClient({
      url: fake.url,
      token: fake.token,
      onExchange: ({ operation }) => void asked.push(operation),
    })
    await collect(houston.members('w'))
    await collect(houston.members('w'))
    expect(asked).toEqual(['HoustonRelease', 'WorkspaceMembers', 'WorkspaceMembers'])
  })

  it('are not taken for another release by an error that is none of one', async () => {
    await using fake = await startFakeHouston({ seed: { workspaces: [{ id: 'w', members: 3 }] } })
    const houston = new HoustonClient({ url: fake.url, token: fake.token, release: '0.34.0' })
    fake.fault({ on: 'WorkspaceMembersPage', give: { status: 403, body: 'no' } })
    await expect(collect(houston.members('w'))).rejects.toMatchObject({ kind: 'rejected', status: 403 })
    expect((await collect(houston.members('w'))).length).toBe(3)
    expect(fake.requests()).toBe(2)
  })
})
