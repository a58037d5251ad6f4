import { aimedKills } from './aimed.ts'
import { herd } from './herd.ts'
import { random } from './random.ts'
import { emptyTally, type Tally } from './tally.ts'
import type { Orders } from './worker.ts'
import { tokenWorld } from './world.ts'

/** The bugs that can be put in: they must be found. */
export const plants: readonly NonNullable<Orders['plant']>[] = ['no-lock', 'no-reread']

/** What is to be tortured, and how long. */
export interface TortureOptions {
  readonly processes: number
  readonly expiries: number
  readonly kills: number
  readonly seed: number
  readonly plant?: Orders['plant']
  readonly onProgress?: ((what: string) => void) | undefined
}

/** Processes that share one token file, killed, stopped and with wrong clocks, against a token server that forgives nothing. */
export async function tortureTokens(options: TortureOptions): Promise<Tally> {
  const { processes, expiries, kills, seed, plant, onProgress } = options
  const tally = emptyTally()
  const draw = random(seed)
  await using world = await tokenWorld()
  const onExpiry = (done: number): void => onProgress?.(`expiry ${done} of ${expiries}`)
  await herd(world, tally, { processes, expiries, random: draw, plant, onExpiry })
  if (plant === undefined && tally.violations.length === 0) {
    const onKill = (done: number): void => onProgress?.(`aimed kill ${done} of ${kills}`)
    await aimedKills(world, tally, { kills, random: draw, onKill })
  }
  for (const { exchanges, generations, spent } of world.fake.families) {
    tally.exchanges += exchanges
    tally.generations += generations
    tally.presented += spent.length
  }
  // Counted at the end, so that one presented after its pair was given up counts too.
  tally.presented -= tally.presentedAfterLoss
  if (tally.exchanges !== tally.generations) tally.violations.push('exchanges and generations differ')
  if (tally.presented > 0) tally.violations.push('a spent token was presented without a loss')
  return tally
}
