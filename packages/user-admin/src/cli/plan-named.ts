import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Plan, planId } from '../plan/plan.ts'
import type { Context } from './context.ts'
import { readJson } from './files.ts'
import { UsageError } from './usage.ts'

/**
 * The plan that is named by its file, or by the id or its beginning under which the state has it.
 *
 * @throws {UsageError} where there is none, for a file that holds none, and for one that was changed after it was made.
 */
export async function planNamed(context: Context, name: string): Promise<Plan> {
  if (existsSync(resolve(context.cwd, name))) {
    const value = await readJson(context.cwd, name)
    if (!isPlan(value)) throw new UsageError(`${name} is no plan that this release can read: make a fresh one.`)
    if ((await planId(value)) !== value.id)
      throw new UsageError(`The plan in ${name} was changed after it was made: make a fresh one.`)
    return value
  }
  if (!/^[0-9a-f]{8,64}$/u.test(name))
    throw new UsageError(
      `${name} is neither a file nor the id of a plan: an id is 64 hex digits, of which 8 are enough.`,
    )
  const state = await context.state()
  const whole = name.length === 64 ? await state.plan(name) : undefined
  if (whole !== undefined) return whole
  const found: Plan[] = []
  for await (const plan of state.plans({ signal: context.signal })) if (plan.id.startsWith(name)) found.push(plan)
  const [only] = found
  if (only === undefined) throw new UsageError(`The state has no plan ${name}: name the file that it was written to.`)
  if (found.length > 1) throw new UsageError(`${found.length} plans begin with ${name}: give more of the id.`)
  return only
}

const lists = ['scopes', 'steps', 'held', 'kept', 'blocked', 'later', 'missing', 'unmatched', 'irreversible'] as const

function isPlan(value: unknown): value is Plan {
  if (typeof value !== 'object' || value === null) return false
  const plan = value as Readonly<Record<string, unknown>>
  return plan['version'] === 1 && typeof plan['id'] === 'string' && lists.every((list) => Array.isArray(plan[list]))
}
