import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { applyPlan, type GuardCode, guardCodes, type Plan, type Step } from '../src/index.ts'
import { planId } from '../src/plan/plan.ts'
import type { MemoryAdmin } from './memory.ts'
import { clock, planIn, randomWorld } from './random-plans.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Path = readonly (string | number)[]

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const callsOf = (admins: readonly MemoryAdmin[]): string[] => admins.flatMap(({ calls }) => calls)

/** The way to everything in a value that is no list and no object, and to each empty one. */
function leaves(value: Json, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  const inner = Object.entries(value).flatMap(([key, part]) => leaves(part, [...path, key]))
  return inner.length === 0 ? [path] : inner
}

/** The same with one leaf changed as little as can be: a bit of a letter, a number by one, yes for no. */
function flipped(value: Json, [key, ...rest]: Path, where: number, bit: number): Json {
  if (key !== undefined && typeof value === 'object' && value !== null) {
    if (isList(value))
      return value.map((part, index) => (index === Number(key) ? flipped(part, rest, where, bit) : part))
    return { ...value, [key]: flipped(value[key] ?? null, rest, where, bit) }
  }
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + (bit % 2 === 0 ? 1 : -1)
  if (value === null) return 0
  if (typeof value === 'object') return isList(value) ? [null] : { also: 1 }
  if (value === '') return ' '
  const at = where % value.length
  return value.slice(0, at) + String.fromCharCode(value.charCodeAt(at) ^ (1 << (bit % 7))) + value.slice(at + 1)
}

/** Of the texts that a plan's steps become in a `MemoryAdmin`, those of one step. */
const callOf = ({ action, email }: Step): string => {
  const verbs: Record<Step['action'], string> = {
    invite: 'invite',
    'set-roles': 'setRoles',
    'set-deployment-role': 'setDeploymentRole',
    'add-to-team': 'addToTeam',
    suspend: 'suspend',
    remove: 'remove',
  }
  return `${verbs[action]} ${email}`
}

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
  }, 60_000)

  it('has the same id in an unchanged world, whatever the order of its lists and the clock', async () => {
    await fc.assert(
      fc.asyncProperty(randomWorld, fc.nat(), fc.nat(3_600_000), async (world, turn, later) => {
        const order = <T>(list: readonly T[]): readonly T[] => {
          const at = list.length === 0 ? 0 : turn % list.length
          return [...list.slice(at), ...list.slice(0, at)].toReversed()
        }
        const { plan } = await planIn(world)
        const again = await planIn(world, { order, later })
        expect({ ...again.plan, madeAt: plan.madeAt, madeBy: plan.madeBy }).toEqual(plan)
      }),
      { numRuns: 150 },
    )
  }, 60_000)

  it('does nothing once one bit of it was flipped', async () => {
    await fc.assert(
      fc.asyncProperty(
        randomWorld,
        fc.nat(),
        fc.nat(),
        fc.nat(6),
        fc.boolean(),
        async (world, leaf, where, bit, ofPlan) => {
          const { admins, plan } = await planIn(world)
          const { madeAt, madeBy, ...judged } = copy(plan)
          const paths = leaves(judged as unknown as Json)
          const path = paths[leaf % paths.length] ?? []
          const changed = {
            ...(flipped(judged as unknown as Json, path, where, bit) as unknown as Plan),
            madeAt,
            madeBy,
          }
          expect(changed).not.toEqual(plan)
          const approve = { id: ofPlan ? plan.id : changed.id, by: 'ana' }
          await expect(applyPlan(admins, changed, { approve, now: () => clock })).rejects.toMatchObject({
            name: 'UserAdminError',
            problem: 'invalid',
            effect: 'none',
          })
          // Nor does it approve a fresh one.
          await expect(
            applyPlan(admins, plan, { approve: { of: changed, by: 'ana' }, now: () => clock }),
          ).rejects.toMatchObject({ name: 'UserAdminError', problem: 'invalid' })
          expect(callsOf(admins)).toEqual([])
        },
      ),
      { numRuns: 400 },
    )
  }, 60_000)

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
    60_000,
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
  }, 60_000)

  it('releases no held step by copying its id into the approval', async () => {
    const seen = { held: 0, performed: 0, codes: new Map<GuardCode, number>() }
    await fc.assert(
      fc.asyncProperty(randomWorld, async (world) => {
        const { admins, plan } = await planIn(world)
        const report = await applyPlan(admins, plan, { approve: { id: plan.id, by: 'ana' }, now: () => clock })
        for (const { step, outcome } of report.results) {
          if (step.heldBy.length === 0) continue
          expect([callOf(step), outcome]).toEqual([callOf(step), outcome === 'blocked' ? outcome : 'skipped'])
        }
        for (const admin of admins) {
          const own = plan.steps.filter(({ scope }) => scope === `${admin.scope.origin}/${admin.scope.id}`)
          const free = new Set(own.filter(({ heldBy }) => heldBy.length === 0).map(callOf))
          for (const call of admin.calls) {
            const [verb, who] = call.split(' ')
            const done = `${verb === 'transferAssets' ? 'remove' : verb} ${who}`
            expect([...free]).toContain(done)
          }
          seen.performed += admin.calls.length
        }
        seen.held += plan.steps.filter(({ heldBy }) => heldBy.length > 0).length
        for (const { code } of plan.held) seen.codes.set(code, (seen.codes.get(code) ?? 0) + 1)
      }),
      { numRuns: 1_000 },
    )
    // The worlds are worth something only where much is held, by every guard, and much is done.
    expect(seen.held).toBeGreaterThan(1_000)
    expect(seen.performed).toBeGreaterThan(300)
    expect(guardCodes.filter((code) => (seen.codes.get(code) ?? 0) === 0)).toEqual([])
  }, 120_000)
})
