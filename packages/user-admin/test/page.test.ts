import { HoustonClient } from '@user-admin/houston-client'
import { startFakeHouston } from '@user-admin/houston-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { houstonWorkspace, makePlan, type RosterRow, roster, type Scope } from '../src/index.ts'
import { isPageOf } from '../src/page.ts'
import { aacScope, MemoryAdmin, workspaceScope } from './memory.ts'
import { second, self } from './plan-worlds.ts'

const plain: Scope = { ...workspaceScope, origin: 'https://astro-api.example.net:8443' }
const aac = (region: string, about: Partial<Scope> = {}): Scope => ({
  ...aacScope,
  origin: `https://${region}.alteryxcloud.com`,
  ...about,
})

describe('a page in the browser', () => {
  it.each<[string, Scope, boolean]>([
    ['app.example.com', workspaceScope, true],
    ['houston.example.com', workspaceScope, true],
    ['example.com', workspaceScope, true],
    ['deployments.example.com', workspaceScope, true],
    ['app.staging.example.com', workspaceScope, false],
    ['evil.test', workspaceScope, false],
    ['evilexample.com', workspaceScope, false],
    ['app.example.com.evil.test', workspaceScope, false],
    ['com', workspaceScope, false],
    // The API stands under a name of its own: nobody can tell what its pages are called.
    ['app.example.com', plain, true],
    ['astro-api.example.net:8443', plain, true],
    ['us1.alteryxcloud.com', aac('us1'), true],
    ['spring.us1.alteryxcloud.com', aac('us1'), true],
    ['spring.eu1.alteryxcloud.com', aac('us1'), false],
    ['eu1.alteryxcloud.com', aac('us1'), false],
    ['eu1.alteryxcloud.com', aac('eu1'), true],
    ['a.spring.us1.alteryxcloud.com', aac('us1'), false],
    ['alteryxcloud.com', aac('us1'), false],
    ['evil.test', aac('us1'), false],
    ['us1.alteryxcloud.com.evil.test', aac('us1'), false],
    ['spring.us1.alteryxcloud.com', aac('api.us1'), true],
  ])('%s is one of $system at $origin: %s', (host, scope, is) => {
    expect(isPageOf(host, scope)).toBe(is)
  })
})

describe('a workspace of Houston that is opened by its page', () => {
  it.each([
    ['https://app.example.com/w/ckws1', true],
    ['https://example.com/w/ckws1', true],
    ['https://app.staging.example.com/w/ckws1', false],
    ['https://evil.test/w/ckws1', false],
  ])('is one here only by a page of this installation: %s, %s', async (page, opens) => {
    const fake = await startFakeHouston({ seed: { workspaces: [{ id: 'ckws1', label: 'W' }], users: 3 } })
    onTestFinished(() => fake.close())
    const client = new HoustonClient({ url: 'https://houston.example.com', token: fake.token, fetch: fake.fetch })
    const attempt = houstonWorkspace(client, page)
    if (opens) expect((await attempt).scope.id).toBe('ckws1')
    else await expect(attempt).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
  })
})

describe('a workspace that a row of a roster names by its page', () => {
  const regions = [aac('us1'), aac('eu1', { name: 'autumn-class' })]
  const invited = async (workspace: string, scopes: readonly Scope[]): Promise<readonly string[]> => {
    const row: RosterRow = { email: 'new@example.edu', workspace }
    const readers = scopes.map((scope) => new MemoryAdmin([self, second], scope))
    return (await makePlan(readers, roster([row]))).steps.map(({ scope }) => scope)
  }

  it.each<[string, string]>([
    ['https://us1.alteryxcloud.com/workspaces/41877', 'https://us1.alteryxcloud.com/41877'],
    ['https://eu1.alteryxcloud.com/workspaces/41877', 'https://eu1.alteryxcloud.com/41877'],
    ['https://autumn-class.eu1.alteryxcloud.com/w/41877/people', 'https://eu1.alteryxcloud.com/41877'],
    ['https://spring-class.us1.alteryxcloud.com', 'https://us1.alteryxcloud.com/41877'],
    ['https://autumn-class.eu1.alteryxcloud.com/designer?tab=1', 'https://eu1.alteryxcloud.com/41877'],
  ])('is the one of that region, though another one has the same number: %s', async (page, key) => {
    expect(await invited(page, regions)).toEqual([key])
  })

  it.each<[string, string, readonly Scope[]]>([
    ['by a number that two regions have', '41877', regions],
    ['by the page of a region that the plan is not over', 'https://au1.alteryxcloud.com/workspaces/41877', regions],
    ['by a page of another region under its name', 'https://spring-class.eu1.alteryxcloud.com', regions],
    ['by another number on the host of its name', 'https://spring-class.us1.alteryxcloud.com/w/7', regions],
    ['by a host alone that only begins like its name', 'https://spring.us1.alteryxcloud.com', regions],
    ['by a host alone, of Houston', 'https://data.example.com', [{ ...workspaceScope, name: 'data' }]],
    ['by a page of another installation', 'https://evil.test/w/ws1', [workspaceScope]],
    ['by a page of a domain below its own', 'https://app.staging.example.com/w/ws1', [workspaceScope]],
  ])('is refused %s', async (_name, named, scopes) => {
    await expect(invited(named, scopes)).rejects.toMatchObject({ problem: 'invalid', effect: 'none' })
  })

  it('is told apart in words by where it is', async () => {
    await expect(invited('41877', regions)).rejects.toThrow(
      '"41877" means 2 of the workspaces of this plan (autumn-class (41877 at https://eu1.alteryxcloud.com), spring-class (41877 at https://us1.alteryxcloud.com)): name it by its id, or by the address of its page.',
    )
  })
})
