import type { Clock } from '@user-admin/wire/fake/clock'
import type { Ledger } from '@user-admin/wire/fake/ledger'
import type { Profile } from './profiles.ts'
import type { State } from './state.ts'
import type { Tokens } from './tokens.ts'
import type { Troubles } from './trouble.ts'

/** One fake: its data, its release, its time and its record. */
export interface World {
  readonly state: State
  readonly profile: Profile
  readonly clock: Clock
  readonly ledger: Ledger
  readonly tokens: Tokens
  readonly troubles: Troubles
}

/** The world's time as the wire writes it. */
export function timeOf(world: World): string {
  return new Date(world.clock.now()).toISOString()
}
