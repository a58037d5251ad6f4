import { strict as assert } from 'node:assert'
import fc from 'fast-check'
import { applyPlan, type GuardCode, guardCodes, type Plan, type Step, UserAdminError } from '../src/index.ts'
import { planId } from '../src/plan/plan.ts'
import type { MemoryAdmin } from '../test/memory.ts'
import { clock, planIn, randomWorld } from '../test/random-plans.ts'

/**
 * Bugs that the properties must find: a changed plan whose id was made anew, an approval that releases everything, a
 * clock that enters the id.
 */
export type TrustPlant = 'new-id' | 'release-all' | 'time-in-id'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Path = readonly (string | number)[]

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const callsOf = (admins: readonly MemoryAdmin[]): string[] => admins.flatMap(({ calls }) => calls)
const now = (): number => clock

/** What a property says against itself, or nothing. */
async function broken<T>(property: fc.IAsyncProperty<T>, numRuns: number, seed: number): Promise<string | undefined> {
  const details = await fc.check(property, { numRuns, seed })
  return details.failed ? `${String(details.errorInstance)}\n${fc.defaultReportMessage(details)}` : undefined
}

/** A plan with one bit flipped anywhere does nothing, and approves nothing. */
export async function flips(numRuns: number, seed: number, plant?: TrustPlant): Promise<string | undefined> {
  const property = fc.asyncProperty(
    randomWorld,
    fc.nat(),
    fc.nat(),
    fc.nat(6),
    fc.boolean(),
    async (world, leaf, where, bit, ofPlan) => {
      const { admins, plan } = await planIn(world)
      const { madeAt, madeBy, estimate, ...judged } = copy(plan)
      const paths = leaves(judged as unknown as Json)
      const path = paths[leaf % paths.length] ?? []
      const flip = flipped(judged as unknown as Json, path, where, bit) as unknown as Plan
      const changed = { ...flip, madeAt, madeBy, estimate }
      assert.notDeepEqual(changed, plan)
      const shown = plant === 'new-id' ? { ...changed, id: await planId(changed) } : changed
      const approve = { id: ofPlan ? plan.id : shown.id, by: 'ana' }
      await refused(applyPlan(admins, shown, { approve, now }), path)
      // Nor does it approve a fresh one.
      await refused(applyPlan(admins, plan, { approve: { of: changed, by: 'ana' }, now }), path)
      assert.deepEqual(callsOf(admins), [], `a plan changed at ${path.join('.')} acted`)
    },
  )
  return await broken(property, numRuns, seed)
}

async function refused(run: Promise<unknown>, path: Path): Promise<void> {
  await assert.rejects(
    run,
    (error) => error instanceof UserAdminError && error.problem === 'invalid' && error.effect === 'none',
    `a plan changed at ${path.join('.')} was taken`,
  )
}

/** An unchanged world has the same plan under the same id, whatever the order of its lists and the clock. */
export async function sames(numRuns: number, seed: number, plant?: TrustPlant): Promise<string | undefined> {
  const property = fc.asyncProperty(randomWorld, fc.nat(), fc.nat(3_600_000), async (world, turn, later) => {
    const order = <T>(list: readonly T[]): readonly T[] => {
      const at = list.length === 0 ? 0 : turn % list.length
      return [...list.slice(at), ...list.slice(0, at)].toReversed()
    }
    const { plan } = await planIn(world)
    const again = await planIn(world, { order, later })
    const id = plant === 'time-in-id' ? `${again.plan.id} ${again.plan.madeAt}` : again.plan.id
    assert.deepEqual({ ...again.plan, id, madeAt: plan.madeAt, madeBy: plan.madeBy, estimate: plan.estimate }, plan)
  })
  return await broken(property, numRuns, seed)
}

/** How much the copied approvals met: they say something only where much was held, by every guard, and much was done. */
export interface Copies {
  readonly failure: string | undefined
  readonly held: number
  readonly performed: number
  /** The guards that held nothing in any world. */
  readonly idle: readonly GuardCode[]
}

/** Copying a plan's id into the approval releases no step that a guard holds. */
export async function copies(numRuns: number, seed: number, plant?: TrustPlant): Promise<Copies> {
  let held = 0
  let performed = 0
  const met = new Set<GuardCode>()
  const property = fc.asyncProperty(randomWorld, async (world) => {
    const { admins, plan } = await planIn(world)
    const release = plant === 'release-all' ? guardCodes : []
    const report = await applyPlan(admins, plan, { approve: { id: plan.id, by: 'ana' }, release, now })
    for (const { step, outcome } of report.results)
      if (step.heldBy.length > 0)
        assert(outcome === 'skipped' || outcome === 'blocked', `${step.what} is held, and ended ${outcome}`)
    for (const admin of admins) {
      const own = plan.steps.filter(({ scope }) => scope === `${admin.scope.origin}/${admin.scope.id}`)
      const free = new Set(own.filter(({ heldBy }) => heldBy.length === 0).map(callOf))
      for (const call of admin.calls) {
        const [verb = '', who] = call.split(' ')
        assert(free.has(`${verb === 'transferAssets' ? 'remove' : verb} ${who}`), `${call} was done, and was held`)
      }
      performed += admin.calls.length
    }
    held += plan.steps.filter(({ heldBy }) => heldBy.length > 0).length
    for (const { code } of plan.held) met.add(code)
  })
  const failure = await broken(property, numRuns, seed)
  return { failure, held, performed, idle: guardCodes.filter((code) => !met.has(code)) }
}

const verbs: Readonly<Record<Step['action'], string>> = {
  invite: 'invite',
  reinstate: 'reinstate',
  'set-roles': 'setRoles',
  'set-deployment-role': 'setDeploymentRole',
  'add-to-team': 'addToTeam',
  remind: 'remind',
  transfer: 'transferAssets',
  suspend: 'suspend',
  remove: 'remove',
}
/** Of the texts that a plan's steps become in a `MemoryAdmin`, that of one step. */
const callOf = ({ action, email }: Step): string => `${verbs[action]} ${email}`

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
