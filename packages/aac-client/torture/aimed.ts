import type { Worker } from './crew.ts'
import type { Tally } from './tally.ts'
import type { Credential, TokenWorld } from './world.ts'

/** How kills are aimed. */
export interface AimedOptions {
  readonly kills: number
  readonly random: () => number
  readonly onKill: (done: number) => void
}

/** One at a time: the clock is everybody's, and two that move it would end each other's tokens in the middle of a call. */
const lanes = 1

/** How far the first kill is aimed at most, in ms after the answer was on its way. */
const firstReach = 10

/** Kills the process that has just been given a new pair, sooner or later, and looks at what the next one finds. */
export async function aimedKills(world: TokenWorld, tally: Tally, options: AimedOptions): Promise<void> {
  const { kills, random, onKill } = options
  const targets = new Map<string, () => void>()
  world.granted = ({ by }) => {
    const strike = targets.get(by)
    targets.delete(by)
    strike?.()
  }
  const fault = (what: string): void => void tally.violations.push(`aimed kill: ${what}`)
  let begun = 0
  // The window is as wide as the machine is busy: aims follow its edge, so that about half of them lose.
  let reach = firstReach

  const lane = async (credential: Credential): Promise<void> => {
    const heir = await world.start(undefined, credential)
    let next: Promise<Worker> | undefined
    while (begun < kills && tally.violations.length < 20) {
      begun += 1
      const victim = await (next ?? world.start(undefined, credential))
      next = begun < kills ? world.start(undefined, credential) : undefined
      world.expire()
      const family = credential.family()
      const aim = random() * reach
      targets.set(String(victim.pid), () => killAfter(victim, aim))
      await victim.call({ file: 0, now: world.now(), waitFor: 30_000 })
      await victim.gone
      // What counts is what it left.
      const before = credential.text()
      await inherit(heir, credential, { before, family, aim })
      tally.aimed += 1
      onKill(tally.aimed)
    }
    heir.signal('SIGKILL')
  }

  const inherit = async (
    heir: Worker,
    credential: Credential,
    { before, family, aim }: { before: string; family: ReturnType<Credential['family']>; aim: number },
  ): Promise<void> => {
    // The time of the others' clocks does not stand still meanwhile: the heir's token has ended in any case.
    const ask = () => heir.call({ file: 0, now: world.now(), waitFor: 30_000 })
    const first = await ask()
    const second = await ask()
    tally.calls += 3
    const codes = [first, second].map((ending) => (ending === 'gone' ? 'gone' : (ending.failure?.code ?? 'ok')))
    if (credential.broken() === undefined) {
      tally.aimedKept += 1
      tally.earliestKept = Math.min(tally.earliestKept, aim)
      reach = Math.max(1, reach * 0.9)
      if (codes.join() !== 'ok,ok') fault(`${aim.toFixed(2)} ms: kept, and yet ${codes.join()}`)
      if (family.spent.length > 0) fault(`${aim.toFixed(2)} ms: kept, and yet a spent token was presented`)
      return
    }
    tally.aimedLost += 1
    reach *= 1.1
    tally.window = Math.max(tally.window, aim)
    tally.presentedAfterLoss += family.spent.length
    if (codes.join() !== 'invalid_grant,invalid_grant') fault(`${aim.toFixed(2)} ms: lost, and told ${codes.join()}`)
    if (family.spent.length !== 1)
      fault(`${aim.toFixed(2)} ms: a spent token was presented ${family.spent.length} times`)
    if (credential.text() !== before) fault(`${aim.toFixed(2)} ms: the old pair was not left as it was`)
    credential.renew()
  }

  await Promise.all(
    Array.from({ length: Math.min(lanes, kills) }, (_, place) => lane(world.credential(`aimed-${place}.json`))),
  )
  world.granted = () => undefined
}

/** Fractions of a millisecond count: a timer is too coarse. */
function killAfter(victim: Worker, ms: number): void {
  const at = performance.now() + ms
  const look = (): void => {
    if (performance.now() >= at) victim.signal('SIGKILL')
    else setImmediate(look)
  }
  if (ms < 0.05) victim.signal('SIGKILL')
  else look()
}
