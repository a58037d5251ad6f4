import { AacClient } from '@user-admin/aac-client'
import { type FakeAac, startFakeAac } from '@user-admin/aac-client/testing'
import { describe, expect, it, onTestFinished } from 'vitest'
import { aacWorkspace, leavers, makePlan, type Scope, type UserAdmin } from '../src/index.ts'

interface Here {
  readonly fake: FakeAac
  readonly admin: UserAdmin
}

async function workspace(name: string): Promise<Here> {
  const fake = await startFakeAac({
    seed: { workspaces: [{ name }], people: [{ email: 'me@x.edu', isAdmin: true }, { email: 'ana@x.edu' }] },
  })
  onTestFinished(() => fake.close())
  return { fake, admin: await aacWorkspace(new AacClient({ hosts: fake.hosts, token: fake.staticToken() })) }
}
const goal = leavers(['ana@x.edu'])
const broken = { on: 'listWorkspaceUsers', times: 99, give: { status: 403, body: '{}' } } as const

describe('a scope that cannot be read', () => {
  it('stops the plan, unless somebody wants to be told: then the plan is of the others', async () => {
    const [one, two] = [await workspace('one'), await workspace('two')]
    one.fake.fault(broken)
    const admins = [one.admin, two.admin]
    await expect(makePlan(admins, goal)).rejects.toMatchObject({ problem: 'forbidden' })
    const told: [Scope, unknown][] = []
    const plan = await makePlan(admins, goal, { onUnread: (scope, error) => told.push([scope, error]) })
    expect(plan.scopes.map(({ scope }) => scope.name)).toEqual(['two'])
    expect(plan.steps.map(({ scope }) => scope)).toEqual([plan.scopes[0]?.key])
    expect(plan.madeBy).toHaveLength(1)
    expect(told).toEqual([[one.admin.scope, expect.objectContaining({ problem: 'forbidden' })]])
    // The same plan as where the other was never asked for.
    expect(plan.id).toBe((await makePlan(two.admin, goal)).id)
  })

  it('is thrown all the same where no other one is left, and so is what is wrong with the call', async () => {
    const { fake, admin } = await workspace('one')
    const told: Scope[] = []
    const onUnread = (scope: Scope): void => void told.push(scope)
    await expect(makePlan(admin, goal, { onUnread, maxPeople: 1 })).rejects.toMatchObject({ problem: 'invalid' })
    expect(told).toEqual([])
    fake.fault(broken)
    await expect(makePlan(admin, goal, { onUnread })).rejects.toMatchObject({ problem: 'forbidden' })
    expect(told).toEqual([admin.scope])
  })
})
