import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { memoryState, type Plan, type State } from '../src/index.ts'
import { openState } from '../src/node.ts'

export { anIntent } from './rows.ts'

export const start: number = Date.parse('2026-11-01T00:00:00Z')
export const hour = 3_600_000
export const day: number = 24 * hour
export const iso = (time: number): string => new Date(time).toISOString()

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'user-admin-state-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Both forms of the state, each new, with the clock given. */
export const forms: Readonly<Record<string, (now: () => number) => Promise<State>>> = {
  'in memory': async (now) => memoryState({ now }),
  'in a database': async (now) => {
    const state = await openState({ folder: aFolder(), now })
    onTestFinished(() => state.close())
    return state
  },
}

/** As much of a plan as a state looks at. */
export const aPlan = (id: string, madeAt: number = start): Plan =>
  ({ id, madeAt: iso(madeAt), steps: [] }) as unknown as Plan

/** Everything that comes. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
