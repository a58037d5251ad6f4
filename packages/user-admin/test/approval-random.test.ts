import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan } from '../src/index.ts'
import { planId } from '../src/plan/plan.ts'
import { copies, flips, sames } from '../torture/trust.ts'
import type { MemoryAdmin } from './memory.ts'
import { clock, planIn, randomWorld } from './random-plans.ts'

const seed = Date.now() % 2 ** 31
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const callsOf = (admins: readonly MemoryAdmin[]): string[] => admins.flatMap(({ calls }) => calls)

describe('any plan', () => {
  it('is plain JSON: a copy through text is the same, and has the same id', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const { plan } = await planIn(world)
        expect(copy(plan)).toStrictEqual(plan)
        expect(await planId(copy(plan))).toBe(plan.id)
      }),
      { numRuns: 150 },
    )
  }, 180_000)

  it('has the same id in an unchanged world, whatever the order of its lists and the clock', async () => {
    expect(await sames(150, seed)).toBeUndefined()
    expect(await sames(150, seed, 'time-in-id')).toContain('Property failed')
  }, 180_000)

  it('does nothing once one bit of it was flipped', async () => {
    expect(await flips(300, seed)).toBeUndefined()
    expect(await flips(300, seed, 'new-id')).toContain('was taken')
  }, 180_000)

  it.each(['id', 'name', 'origin', 'kind', 'system'] as const)(
    'does nothing in a scope of another %s',
    async (part) => {
      const others = {
        id: 's9',
        name: 'other',
        origin: 'https://other.example',
        kind: 'platform',
        system: 'houston',
      } as const
      await fc.assert(
        fc.asyncProperty(randomWorld, fc.nat(2), async (world, which) => {
          const { admins, plan } = await planIn(world)
          const index = which % admins.length
          const moved = admins.map((admin, at) => {
            const other = admin.scope[part] === others[part] ? (part === 'kind' ? 'workspace' : 'aac') : others[part]
            return at === index ? Object.assign(admin, { scope: { ...admin.scope, [part]: other } }) : admin
          })
          await expect(
            applyPlan(moved, plan, { approve: { id: plan.id, by: 'ana' }, now: () => clock }),
          ).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid' })
          expect(callsOf(admins)).toEqual([])
        }),
        { numRuns: 60 },
      )
    },
    180_000,
  )

  it('does nothing with the credentials of fewer or more scopes than its own', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, randomWorld, async (world, other) => {
        const { admins, plan } = await planIn(world)
        const { admins: more } = await planIn({ ...other, goal: 'leave' })
        const [extra] = more
        if (extra === undefined) throw new Error('a world has a scope')
        const foreign = Object.assign(extra, { scope: { ...extra.scope, id: 'elsewhere' } })
        for (const given of [admins.slice(1), [...admins, foreign], [...admins, ...admins]])
          await expect(
            applyPlan(given, plan, { approve: { id: plan.id, by: 'ana' }, now: () => clock }),
          ).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid' })
        expect(callsOf([...admins, foreign])).toEqual([])
      }),
      { numRuns: 60 },
    )
  }, 180_000)

  it('releases no held step by copying its id into the approval', async () => {
    const { failure, held, performed, idle } = await copies(1_000, seed)
    expect(failure).toBeUndefined()
    // The worlds are worth something only where much is held, by every guard, and much is done.
    expect(held).toBeGreaterThan(1_000)
    expect(performed).toBeGreaterThan(300)
    expect(idle).toEqual([])
    expect((await copies(50, seed, 'release-all')).failure).toContain('is held, and ended')
  }, 120_000)
})
