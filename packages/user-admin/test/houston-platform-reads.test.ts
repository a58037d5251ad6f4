import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openTargets } from '../src/cli/config/targets.ts'
import { houstonWorkspace, type UserAdmin } from '../src/index.ts'

const places = ['w0', 'w1', 'w2', 'w3', 'w4', 'w5']

async function platform() {
  const fake = await startFakeHouston({
    release: '0.37',
    seed: {
      workspaces: places.map((id) => ({ id, label: id })),
      users: [
        { username: 'root@x.edu', roleBindings: [{ role: 'SYSTEM_ADMIN' }] },
        ...places.map((workspace) => ({
          username: `${workspace}@x.edu`,
          roleBindings: [{ role: 'WORKSPACE_EDITOR', workspace }],
        })),
      ],
    },
  })
  onTestFinished(() => fake.close())
  const operations: string[] = []
  const client = new HoustonClient({
    url: fake.url,
    token: fake.token,
    fetch: async (input, init) => {
      const { operationName } = JSON.parse(await new Request(input, init).text()) as { operationName?: string }
      operations.push(operationName ?? '')
      return await fetch(input, init)
    },
  })
  const admins = await Promise.all(places.map((id) => houstonWorkspace(client, id)))
  return { fake, client, admins, operations }
}

async function emails(admin: UserAdmin): Promise<readonly string[]> {
  const found: string[] = []
  for await (const { email } of admin.list()) found.push(email)
  return found
}

describe('the workspaces of one platform', () => {
  it('that are listed at once read its accounts and teams once for all', async () => {
    const { admins, operations } = await platform()
    expect(await Promise.all(admins.map(emails))).toEqual(places.map((id) => [`${id}@x.edu`]))
    expect(operations.filter((name) => name === 'ListUsers').length).toBe(1)
    expect(operations.filter((name) => name === 'ListTeams').length).toBe(1)
  })

  it('that are listed later read them anew, and miss nobody who came meanwhile', async () => {
    const { client, admins, operations } = await platform()
    await Promise.all(admins.map(emails))
    const [first, second] = admins
    if (first === undefined || second === undefined) throw new Error('there are six')
    await client.addMember('w1', 'w0@x.edu', 'WORKSPACE_VIEWER')
    expect((await emails(second)).toSorted()).toEqual(['w0@x.edu', 'w1@x.edu'])
    expect(await emails(first)).toEqual(['w0@x.edu'])
    expect(operations.filter((name) => name === 'ListUsers').length).toBe(3)
  })

  it('share a client where address and token are the same, and only there', async () => {
    const { fake } = await platform()
    const form = (name: string, workspace: string) =>
      ({ system: 'houston', url: fake.url, workspace, credential: { env: name } }) as const
    const opened = await openTargets(
      {
        version: 1,
        file: '/nowhere/user-admin.yaml',
        folder: '/nowhere',
        targets: { a: form('ROOT', 'w0'), b: form('ROOT_TOO', 'w1'), c: form('OTHER', 'w2') },
      },
      ['a', 'b', 'c'],
      {
        env: { ROOT: fake.token, ROOT_TOO: fake.token, OTHER: fake.userToken('root@x.edu') },
        signal: new AbortController().signal,
        onFailed: (name, error) => {
          throw new Error(`${name} failed`, { cause: error })
        },
      },
    )
    const [a, b, c] = opened.map(({ client }) => ('houston' in client ? client.houston : undefined))
    expect(a).toBeDefined()
    expect(b).toBe(a)
    expect(c).not.toBe(a)
  })
})
