import { AacClient } from '@user-admin/aac-client'
import { startFakeAac } from '@user-admin/aac-client/testing'
import { HoustonClient } from '@user-admin/houston-client'
import { describe, expect, it } from 'vitest'
import {
  type ApplyOptions,
  aacWorkspace,
  applyPlan,
  houstonPlatform,
  houstonWorkspace,
  keepOnly,
  makePlan,
  type Plan,
  roster,
} from '../src/index.ts'
import { crowd, MemoryAdmin, member } from './memory.ts'
import { aac, apply, houston, kept } from './regressions-scene.ts'

describe('bad input ends in one UserAdminError', () => {
  const admin = new MemoryAdmin([
    member('me@example.edu', { admin: true }),
    member('bo@example.edu', { admin: true }),
    member('cy@example.edu'),
  ])
  const goal = keepOnly(['bo@example.edu'])
  const wrong: [string, () => Promise<unknown>][] = [
    ['assets for nobody', () => makePlan(admin, goal, { assets: { transferTo: {} as { id: string } } })],
    [
      'assets for a misspelt key',
      () => makePlan(admin, goal, { assets: { transferTo: { Email: 'bo@example.edu' } as unknown as { id: string } } }),
    ],
    ['a policy that is misspelt', () => makePlan(admin, goal, { policy: { protected: ['bo@example.edu'] } as object })],
    ['a share of 50', () => makePlan(admin, goal, { policy: { perRun: { share: 50 } } })],
    [
      'a bound that is a text',
      () => makePlan(admin, goal, { policy: { perRun: { floor: '5' as unknown as number } } }),
    ],
    ['no goal', () => makePlan(admin, ['bo@example.edu'] as unknown as Parameters<typeof makePlan>[1])],
    [
      'a goal that there is not',
      () => makePlan(admin, { kind: 'delete' } as unknown as Parameters<typeof makePlan>[1]),
    ],
    ['a roster with a wrong absent', async () => roster(['a@example.edu'], { absent: 'delete' as 'remove' })],
    ['one address instead of a list', async () => keepOnly('me@example.edu' as 'only-me')],
    ['a list with a hole', async () => keepOnly([undefined as unknown as string])],
    ['a roster with a hole', async () => roster([undefined as unknown as string])],
    ['concurrency 0', async () => apply(admin, await makePlan(admin, goal), { concurrency: 0 })],
    ['concurrency NaN', async () => apply(admin, await makePlan(admin, goal), { concurrency: Number.NaN })],
    ['no approval', async () => applyPlan(admin, await makePlan(admin, goal), undefined as unknown as ApplyOptions)],
    [
      'an approval of two plans',
      async () => {
        const plan = await makePlan(admin, goal)
        return applyPlan(admin, plan, { approve: { id: plan.id, of: plan, by: 'ana' } })
      },
    ],
    ['no plan', async () => applyPlan(admin, undefined as unknown as Plan, { approve: { id: 'x', by: 'ana' } })],
    [
      'an approval without a name',
      async () => {
        const plan = await makePlan(admin, goal)
        return applyPlan(admin, plan, { approve: { id: plan.id } as { id: string; by: string } })
      },
    ],
  ]
  it.each(wrong)('%s', async (_name, attempt) => {
    await expect(attempt()).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid', effect: 'none' })
    expect(admin.calls).toEqual([])
  })

  it('and never as an exception that a promise does not carry', async () => {
    const { admin: workspace } = await aac({ seed: { people: 3 } })
    const { client } = await houston({ seed: { workspaces: ['W'], users: 3 } })
    for (const scope of [workspace, await houstonPlatform(client), await houstonWorkspace(client, 'W')]) {
      for (const call of [
        () => scope.invite({ email: 'nope' }),
        () => scope.setRoles({ id: 7 as unknown as string }, []),
        () => scope.remove(undefined as unknown as { id: string }),
      ]) {
        await expect(call()).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid' })
      }
    }
  })

  it('does not repeat what was pasted in place of an address', async () => {
    const { admin: workspace } = await aac({ seed: { people: 3 } })
    const token = `eyJ${'a'.repeat(5_000)}`
    await expect(workspace.get({ email: token })).rejects.toSatisfy((error: Error) => error.message.length < 200)
  })

  it('a throwing async onResult ends the run with a report', async () => {
    const people = [member('me@example.edu', { admin: true }), member('bo@example.edu', { admin: true }), ...crowd(3)]
    const many = new MemoryAdmin(people)
    const plan = await makePlan(many, goal, { assets: 'leave' })
    const report = await apply(many, plan, {
      release: ['small-scope'],
      concurrency: 1,
      onResult: () => Promise.reject(new Error('disk full')),
    })
    expect(report.counts).toMatchObject({ done: 1, skipped: 2 })
  })

  it('the page of a workspace at another installation is refused', async () => {
    const { fake } = await houston({ seed: { workspaces: [{ id: 'ckws1', label: 'W' }], users: 3 } })
    const client = new HoustonClient({ url: 'https://houston.example.com', token: fake.token, fetch: fake.fetch })
    expect((await houstonWorkspace(client, 'https://app.example.com/w/ckws1')).scope.id).toBe('ckws1')
    await expect(houstonWorkspace(client, 'https://app.other.com/w/ckws1')).rejects.toMatchObject({
      problem: 'invalid',
    })
  })

  it('the address of a region is no workspace', async () => {
    const fake = kept(await startFakeAac({}))
    const client = new AacClient({ region: 'us1', token: fake.tokens().accessToken, fetch: fake.fetch })
    await expect(aacWorkspace(client, 'https://us1.alteryxcloud.com')).rejects.toThrow('is the address of a region')
  })
})
