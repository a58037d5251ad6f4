import { keyOf } from '../plan/world.ts'
import type { Quarantine, State } from '../state.ts'
import { UsageError } from './usage.ts'

/** What is in quarantine, with the name by which people know it. */
export interface Quarantined extends Quarantine {
  /** Of a source its own; of a target the name of its workspace or platform, where a plan was kept that says it. */
  readonly name: string
}

/** Everything that is in quarantine. */
export async function quarantined(state: State): Promise<readonly Quarantined[]> {
  const all = await state.quarantines.list()
  const names = new Map<string, string>()
  const unknown = new Set(all.map(({ subject }) => subject).filter((subject) => subject.includes('://')))
  if (unknown.size > 0)
    for await (const { scopes } of state.plans()) {
      for (const { scope } of scopes) if (unknown.delete(keyOf(scope))) names.set(keyOf(scope), scope.name)
      if (unknown.size === 0) break
    }
  return all.map((one) => ({ ...one, name: names.get(one.subject) ?? one.subject }))
}

/** The one that is meant, by its name or subject. @throws {UsageError} where there is none, or several. */
export function meant(all: readonly Quarantined[], name: string): Quarantined {
  const found = all.filter((one) => one.subject === name || one.name === name)
  const [only, ...more] = found
  if (only === undefined)
    throw new UsageError(`${name} is not in quarantine: user-admin quarantine list shows what is.`)
  if (more.length > 0)
    throw new UsageError(
      `${name} is the name of several: say which, ${found.map(({ subject }) => subject).join(' or ')}.`,
    )
  return only
}
