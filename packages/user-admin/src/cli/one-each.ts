import { keyOf, placeOf } from '../plan/world.ts'
import type { Target } from './config/targets.ts'
import { UsageError } from './usage.ts'

/** Refuses two targets for one place: nobody could say with which of their credentials it is changed. @throws {UsageError} */
export function oneEach(targets: readonly Target[]): void {
  const byKey = new Map<string, string>()
  for (const { name, admin } of targets) {
    const key = keyOf(admin.scope)
    const other = byKey.get(key)
    if (other !== undefined)
      throw new UsageError(
        `Targets ${other} and ${name} are both ${placeOf(admin.scope)}: name those that are meant with --target, and only one of these two.`,
      )
    byKey.set(key, name)
  }
}
