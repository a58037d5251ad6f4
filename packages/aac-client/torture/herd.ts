import type { Worker } from './crew.ts'
import type { Tally } from './tally.ts'
import type { Ending, Orders } from './worker.ts'
import type { TokenWorld } from './world.ts'

/** How a herd is driven. */
export interface HerdOptions {
  readonly processes: number
  readonly expiries: number
  readonly random: () => number
  readonly plant: Orders['plant']
  readonly onExpiry: (done: number) => void
}

/** What goes wrong in one expiry. */
type Trouble = 'none' | 'kill' | 'term' | 'stop'

/** Long enough for every other process to have its turn. */
const patient = 30_000
/** Short: its holder is stopped. */
const impatient = 250

const canStop: boolean = process.platform !== 'win32'

/** All processes on one file, again and again past the end of the token, with what happens to processes. */
export async function herd(world: TokenWorld, tally: Tally, options: HerdOptions): Promise<void> {
  const { processes, expiries, random, plant } = options
  const main = world.credential('creds.json')
  const second = world.credential('second.json')
  const hire = (): Promise<Worker> => world.start(plant, main, second)
  const crew: Worker[] = await Promise.all(Array.from({ length: processes }, hire))
  let spare = hire()
  const fault = (what: string): void => void tally.violations.push(`expiry ${tally.expiries}: ${what}`)

  /** One expiry: everybody calls; every third the second file too, at the same time. */
  const round = async (waitFor: number): Promise<{ worker: Worker; ending: Ending | 'gone' }[]> => {
    world.expire()
    tally.expiries += 1
    options.onExpiry(tally.expiries)
    const calls = crew.flatMap((worker, place) =>
      (place % 3 === 0 ? [0, 1] : [0]).map(async (file) => ({
        worker,
        ending: await worker.call({ file, now: world.now(), waitFor: file === 0 ? waitFor : patient }),
      })),
    )
    tally.calls += calls.length
    return await Promise.all(calls)
  }

  const expectSuccess = (endings: readonly { worker: Worker; ending: Ending | 'gone' }[]): void => {
    for (const { worker, ending } of endings) {
      if (ending === 'gone') fault(`process ${worker.pid} ended by itself`)
      else if (ending.failure !== undefined) fault(`process ${worker.pid}: ${ending.failure.message}`)
    }
  }

  const sound = (): void => {
    for (const credential of [main, second]) {
      const wrong = credential.broken()
      if (wrong === undefined) continue
      fault(`${credential.path}: ${wrong}`)
      credential.renew()
    }
  }

  /** Nobody was disturbed: everybody gets through, and the newest pair is in the file. */
  const calm = async (): Promise<void> => {
    expectSuccess(await round(patient))
    sound()
  }

  /** One process ends in the middle of it. A pair may be lost by a kill, never by a request to end. */
  const ended = async (by: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    const place = Math.floor(random() * crew.length)
    const victim = crew[place]
    if (victim === undefined) return
    const delay = random() * 60
    const striking = new Promise((resolve) => setTimeout(resolve, delay)).then(() => victim.signal(by))
    const endings = await round(patient)
    await striking
    // As whoever ends a service does: one that does not go is asked again, and then killed, which is a fault.
    for (let asked = 1; victim.alive; asked += 1) {
      await Promise.race([victim.gone, new Promise((resolve) => setTimeout(resolve, 5_000).unref())])
      if (!victim.alive) break
      if (asked === 3) fault(`process ${victim.pid} did not end when it was asked to`)
      victim.signal(asked < 3 ? by : 'SIGKILL')
    }
    crew[place] = await spare
    spare = hire()
    tally[by === 'SIGKILL' ? 'killed' : 'terminated'] += 1
    const after = await round(patient)
    const others = [...endings, ...after].filter(({ worker }) => worker !== victim)
    if (main.broken() === undefined && second.broken() === undefined) return expectSuccess(others)
    if (by === 'SIGTERM' && canStop) fault('a pair was lost to SIGTERM')
    // Each is refused once more, without a presentation; then a person makes a new pair.
    for (const credential of [main, second]) {
      if (credential.broken() === undefined) continue
      tally[by === 'SIGKILL' ? 'lostToKills' : 'lostToTerms'] += 1
      tally.presentedAfterLoss += credential.family().spent.length
      if (credential.family().spent.length > 1) fault('a spent token was presented more than once after a kill')
    }
    for (const { worker, ending } of others) {
      if (ending === 'gone') fault(`process ${worker.pid} ended by itself after a loss`)
      else if (ending.failure !== undefined) {
        const { code, kind, message } = ending.failure
        // Whose clock is slow takes the last access token for a good one, and is told by a 401.
        const honest = code === 'invalid_grant' || (worker.offset < 0 && kind === 'auth')
        if (!honest) fault(`process ${worker.pid} after a loss: ${message}`)
      }
    }
    for (const credential of [main, second]) if (credential.broken() !== undefined) credential.renew()
  }

  /** The holder of the lock is stopped in its exchange: the others are told so, nobody else exchanges, then all go on. */
  const stopped = async (): Promise<void> => {
    const exchanges = main.family().exchanges
    const family = main.family()
    let holder: Worker | undefined
    world.granted = ({ by }) => {
      if (holder !== undefined || family.exchanges === exchanges) return
      holder = crew.find(({ pid }) => String(pid) === by)
      holder?.signal('SIGSTOP')
    }
    const calling = round(impatient)
    const goOnAt = performance.now() + impatient * 3 + processes * 40
    const timer = setInterval(() => {
      // Everybody else has waited in vain by now: then it goes on.
      if (holder === undefined || performance.now() < goOnAt) return
      clearInterval(timer)
      if (family.exchanges !== exchanges + 1) fault('another process exchanged behind a stopped holder')
      holder.signal('SIGCONT')
    }, 20)
    const endings = await calling
    clearInterval(timer)
    world.granted = () => undefined
    tally.stopped += 1
    if (holder === undefined) fault('nobody was stopped')
    for (const { worker, ending } of endings) {
      if (ending === 'gone') fault(`process ${worker.pid} ended by itself`)
      else if (ending.failure !== undefined) {
        const { code, kind, effect, message } = ending.failure
        const named = holder !== undefined && message.includes(`held by process ${holder.pid} since 2`)
        if (code === 'LOCKED' && kind === 'timeout' && effect === 'none' && named) tally.lockedOut += 1
        else fault(`process ${worker.pid} behind the stopped ${holder?.pid}: ${message}`)
      }
    }
    sound()
    const onwards = await Promise.all(
      crew.map(async (worker) => ({
        worker,
        ending: await worker.call({ file: 0, now: world.now(), waitFor: patient }),
      })),
    )
    tally.calls += onwards.length
    expectSuccess(onwards)
    sound()
  }

  const troubles: readonly Trouble[] = ['none', 'none', 'none', 'none', 'none', 'kill', 'kill', 'term', 'stop', 'none']
  for (let done = 0; tally.expiries < expiries && tally.violations.length < 20; done += 1) {
    for (const worker of crew) {
      if (random() >= 0.05) continue
      tally.clockJumps += 1
      worker.offset = worker.offset === 0 ? Math.round((random() * 2 - 1) * 600_000) : 0
    }
    // Every kind comes early, for a short torture has it too.
    const trouble = done < 10 ? troubles[(done * 7) % 10] : troubles[Math.floor(random() * troubles.length)]
    if (trouble === 'kill') await ended('SIGKILL')
    else if (trouble === 'term') await ended('SIGTERM')
    else if (trouble === 'stop' && canStop) await stopped()
    else await calm()
  }
}
