import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { houstonWorkspace, type Member } from '../src/index.ts'

/** Eight members of a workspace, and what answers each look at several people. */
async function answering(answer: (names: readonly string[]) => Response | undefined) {
  const users = [
    { username: 'root@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
    { username: 'keeper@x.edu', roleBindings: [{ role: 'WORKSPACE_ADMIN', workspace: 'w' }] },
    ...Array.from({ length: 8 }, (_, index) => ({
      id: `u${index}`,
      username: `p${index}@x.edu`,
      roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace: 'w' }],
    })),
  ]
  const fake = await startFakeHouston({ release: '0.37', seed: { workspaces: [{ id: 'w', label: 'Ours' }], users } })
  onTestFinished(() => fake.close())
  const operations: string[] = []
  const client = new HoustonClient({
    url: fake.url,
    token: fake.token,
    fetch: async (input, init) => {
      const body = JSON.parse(await new Request(input, init).text()) as { operationName?: string; query: string }
      operations.push(body.operationName ?? '')
      const names = [...body.query.matchAll(/\bu\d+(?=:)/g)].map(([name]) => name)
      return (names.length > 0 ? answer(names) : undefined) ?? (await fetch(input, init))
    },
  })
  const admin = await houstonWorkspace(client, 'w')
  const members: Member[] = []
  for await (const member of admin.list()) if (member.email.startsWith('p')) members.push(member)
  operations.splice(0)
  return { fake, admin, members, operations }
}

const someone = {
  id: 'u999',
  username: 'other@x.edu',
  fullName: 'Other',
  status: 'active',
  emails: [{ address: 'other@x.edu', verified: true, primary: true }],
  roleBindings: [],
}
const together = (operations: readonly string[]): number =>
  operations.filter((name) => name === 'FindEachMember' || name === 'FindEachUser').length
const alone = (operations: readonly string[]): number => operations.filter((name) => name === 'WorkspaceMembers').length

describe('a look at several people of Houston', () => {
  it('is followed by none at each alone where the server does not know the token any more, and is asked for later', async () => {
    let isTroubled = true
    const refusal = { errors: [{ message: 'AUTH_TOKEN_REFRESH_FAILED' }] }
    const { fake, admin, members, operations } = await answering(() =>
      isTroubled ? Response.json(refusal) : undefined,
    )
    const removed = (): Promise<PromiseSettledResult<unknown>[]> =>
      Promise.allSettled(members.map(({ id, email, mark }) => admin.remove({ id, email }, { ifMark: mark })))
    for (const one of await removed())
      expect(one).toMatchObject({ reason: { problem: 'unauthenticated', effect: 'none' } })
    expect([alone(operations), fake.ledger.of('workspaceRemoveUser').length]).toEqual([0, 0])

    isTroubled = false
    operations.splice(0)
    for (const one of await removed()) expect(one).toMatchObject({ value: { outcome: 'done' } })
    expect(together(operations)).toBeGreaterThan(1)
  })

  it.each<[what: string, answer: object]>([
    ['both data and errors', { data: { u0: [] }, errors: [{ message: 'x', extensions: { code: 'FORBIDDEN' } }] }],
    ['nothing of some', { data: { u0: [], u1: [] } }],
    ['null for some', { data: { u0: [], u1: null, u2: null, u3: null, u4: null, u5: null, u6: null, u7: null } }],
    [
      'somebody else under each alias',
      { data: Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`u${at}`, [someone]])) },
    ],
    ['null among the people', { data: Object.fromEntries(Array.from({ length: 8 }, (_, at) => [`u${at}`, [null]])) }],
    [
      'that a field is not known',
      {
        errors: [
          { message: 'Cannot query field "emails" on type "User".', extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } },
        ],
      },
    ],
  ])('decides nothing where the answer holds %s: each is looked at alone', async (_what, answer) => {
    const { fake, admin, members } = await answering(() => Response.json(answer))
    const all = await Promise.all(members.map(({ id, email, mark }) => admin.remove({ id, email }, { ifMark: mark })))
    expect(all.map(({ outcome }) => outcome)).toEqual(members.map(() => 'done'))
    expect(fake.ledger.of('workspaceRemoveUser')).toHaveLength(members.length)
  })
})
