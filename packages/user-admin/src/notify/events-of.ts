import type { UnattendedResult } from '../apply/unattended.ts'
import type { State } from '../state.ts'
import type { News, Over } from './event.ts'

/** Whose run it was. */
export interface RunOf {
  readonly state: State
  /** The job of the schedule, by name. */
  readonly job: string
  /** The name that the configuration has for a scope, by its key. Default: the scope's own name. */
  readonly targetOf?: ((scope: string) => string | undefined) | undefined
}

/** What a run gives people to know, and what is so no more since it went well. */
export async function eventsOf(result: UnattendedResult, of: RunOf): Promise<readonly (News | Over)[]> {
  void [result, of]
  return []
}
