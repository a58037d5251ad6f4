import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeAac, type FakeExchange, type FakeFamily, manualClock, startFakeAac } from '../src/testing/index.ts'
import { Worker } from './crew.ts'
import type { Orders } from './worker.ts'

/** Seconds that an access token lives here. */
const life = 300

/** One token file, as the oracle sees it. */
export interface Credential {
  readonly path: string
  /** Writes a new pair, as a person does who was told to. */
  renew(): void
  text(): string
  family(): FakeFamily
  /** What is wrong with the file by what the server knows; `undefined` if the pair in it is the newest and works. */
  broken(): string | undefined
}

/** The strict fake, a folder of token files, and a clock that all share. */
export interface TokenWorld extends AsyncDisposable {
  readonly fake: FakeAac
  now(): number
  expire(): void
  credential(name: string): Credential
  start(plant: Orders['plant'], ...credentials: readonly Credential[]): Promise<Worker>
  /** Called when an exchange was granted, before its answer is sent. */
  granted: (exchange: FakeExchange) => void
}

/** No grace, and a token that comes twice ends its family. */
export async function tokenWorld(): Promise<TokenWorld> {
  const clock = manualClock()
  const folder = mkdtempSync(join(tmpdir(), 'aac-torture-'))
  const fake = await startFakeAac({
    clock,
    seed: { people: 3 },
    tokenLife: life,
    refreshLife: 100 * 365 * 86_400,
    reuseRevokes: true,
    tokenAnswer: (answer, exchange) => {
      world.granted(exchange)
      return answer
    },
  })
  const workers: Promise<Worker>[] = []
  const world: TokenWorld = {
    fake,
    now: clock.now,
    expire: () => clock.advance((life + 1) * 1000),
    granted: () => undefined,
    credential: (name) => {
      const path = join(folder, name)
      const text = (): string => readFileSync(path, 'utf8')
      const place = (): { family: FakeFamily; generation: number } => {
        const { refresh_token } = JSON.parse(text()) as { refresh_token: string }
        const found = fake.placeOf(refresh_token)
        const family = fake.families[found?.family ?? -1]
        if (found === undefined || family === undefined) throw new Error(`${name} holds a token that nobody made`)
        return { family, generation: found.generation }
      }
      const renew = (): void => writeFileSync(path, JSON.stringify({ ...fake.creds(), note: name }))
      renew()
      return {
        path,
        renew,
        text,
        family: () => place().family,
        broken: () => {
          const { family, generation } = place()
          if (family.revoked) return `a spent token was presented by ${family.spent.at(-1)?.by}`
          if (family.exchanges !== family.generations) return 'the family has forked'
          return generation === family.exchanges
            ? undefined
            : `the newest pair is lost (${generation} of ${family.exchanges})`
        },
      }
    },
    start: async (plant, ...credentials) => {
      const orders = { url: fake.url, files: credentials.map(({ path }) => path), plant }
      const worker = Worker.start(orders, join(folder, 'cache'))
      workers.push(worker)
      return await worker
    },
    [Symbol.asyncDispose]: async () => {
      for (const worker of await Promise.all(workers)) {
        worker.signal('SIGKILL')
        await worker.gone
      }
      await fake.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  return world
}
