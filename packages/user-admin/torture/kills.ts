import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { State } from '../src/index.ts'
import { openState } from '../src/node.ts'
import { type Cleared, cleared, judged, type KillPlant, letIn, lived, unfinished } from './killed.ts'
import type { Orders } from './killed-child.ts'
import { Life, type Point, points } from './life.ts'
import { randomOf } from './stage.ts'

/** What a series of kills came to. */
export interface Kills {
  readonly failure: string | undefined
  readonly kills: number
  /** Looks at a person that going on cost more than one run without a kill would have: the worst, for each step that was not over. */
  readonly looks: number
}

/** How often each point is passed by a run that nobody kills, and how many looks it takes. */
async function unharmed(
  people: number,
): Promise<{ readonly passed: ReadonlyMap<Point, number>; readonly looks: number }> {
  const world = await cleared(people)
  try {
    const life = new Life()
    const report = await lived(world, life)
    if (report === undefined) throw new Error('a run that nobody kills comes to its end')
    await judged(world, report)
    return { passed: life.passed, looks: world.looks }
  } finally {
    await world.fake.close()
  }
}

/** A run killed at each point of each step, one world each, and gone on with once. */
export async function everyPoint(
  people: number,
  seed: number,
  {
    plant,
    every = 1,
    tell,
  }: { readonly plant?: KillPlant; readonly every?: number; readonly tell?: (text: string) => void } = {},
): Promise<Kills> {
  const draw = randomOf(seed)
  const whole = await unharmed(people)
  const all = points.flatMap((point) =>
    Array.from({ length: whole.passed.get(point) ?? 0 }, (_, index) => ({ point, nth: index + 1 })),
  )
  let [kills, looks] = [0, 0]
  for (const [index, at] of all.entries()) {
    if (index % every !== 0) continue
    tell?.(`killed ${at.point} ${at.nth}, ${index + 1} of ${all.length}`)
    const world = await cleared(people)
    try {
      await lived(world, new Life(at), plant)
      kills += 1
      const left = await unfinished(world)
      // Somebody else lets a few in again meanwhile.
      const isMet = draw() < 0.4
      if (isMet) await letIn(world, Math.floor(draw() * people))
      const report = await lived(world, new Life(), plant)
      if (report === undefined) throw new Error('nobody killed it')
      await judged(world, report)
      const more = world.looks - whole.looks
      // One for each step that is not over; whoever was looked at and not yet removed is looked at anew. The bug is to be
      // found by what it does to people.
      if (!isMet && plant !== 'ignore-mark' && more > left.steps + 3 * left.begun)
        throw new Error(`going on took ${more} more looks, for ${left.steps} steps`)
      if (!isMet) looks = Math.max(looks, more / Math.max(1, left.steps))
    } catch (error) {
      return {
        failure: `killed ${at.point} ${at.nth} of ${people} people (seed ${seed}): ${String(error)}`,
        kills,
        looks,
      }
    } finally {
      await world.fake.close()
    }
  }
  return { failure: undefined, kills, looks }
}

/** One long run, killed at so many points that are drawn, and gone on with each time. */
export async function oneLongRun(
  people: number,
  times: number,
  seed: number,
  { plant, tell }: { readonly plant?: KillPlant; readonly tell?: (text: string) => void } = {},
): Promise<Kills> {
  const draw = randomOf(seed)
  const folder = mkdtempSync(join(tmpdir(), 'killed-'))
  using state = await openState({ folder })
  const world = await cleared(people, state)
  let kills = 0
  try {
    for (;;) {
      // So that the last of them meets the last of the steps, about.
      const nth = 1 + Math.floor(draw() * 2 * (people / (times + 1)))
      const point = points[Math.floor(draw() * points.length)] ?? 'sent'
      tell?.(`killed ${kills} of ${times} times`)
      const report = await lived(world, new Life(kills < times ? { point, nth } : undefined), plant)
      if (report !== undefined) {
        await judged(world, report)
        return { failure: undefined, kills, looks: 0 }
      }
      kills += 1
      if (draw() < 0.1) await letIn(world, Math.floor(draw() * people))
    }
  } catch (error) {
    return { failure: `killed ${kills} times, ${people} people (seed ${seed}): ${String(error)}`, kills, looks: 0 }
  } finally {
    await world.fake.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

const program = fileURLToPath(new URL('killed-child.ts', import.meta.url))

/** Runs in processes of their own that are killed by SIGKILL, and gone on with by the next. */
export async function realKills(
  people: number,
  times: number,
  seed: number,
  { plant, tell }: { readonly plant?: KillPlant; readonly tell?: (text: string) => void } = {},
): Promise<Kills> {
  const draw = randomOf(seed)
  const folder = mkdtempSync(join(tmpdir(), 'killed-'))
  using state = await openState({ folder })
  const world = await cleared(people, state)
  let kills = 0
  try {
    for (;;) {
      tell?.(`${people} people: killed ${kills} of ${times} times`)
      const child = begun(world, folder, plant)
      const ending = await (kills < times
        ? killedAfter(child, world, 1 + Math.floor(draw() * 2 * ((people * 2) / (times + 1))), draw() * 4)
        : over(child))
      if (ending !== 'killed') {
        if (ending !== 'done') throw new Error(`a process ended by itself: ${ending}`)
        await judged(world, await told(world, state))
        return { failure: undefined, kills, looks: 0 }
      }
      kills += 1
      const isBegun = (await state.journal.head()) !== undefined
      if (isBegun && draw() < 0.2) await letIn(world, Math.floor(draw() * people))
    }
  } catch (error) {
    return { failure: `killed ${kills} times, ${people} people (seed ${seed}): ${String(error)}`, kills, looks: 0 }
  } finally {
    await world.fake.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A process that clears the workspace, or goes on with it. */
export function begun(world: Cleared, folder: string, plant?: KillPlant): ChildProcess {
  const { fake, people } = world
  const orders: Orders = { hosts: fake.hosts, token: fake.staticToken(), folder, people, plant }
  return spawn(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', program, JSON.stringify(orders)],
    {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') },
    },
  )
}

/** Kills it so many milliseconds after it has made so many changes; it may be done before. */
async function killedAfter(child: ChildProcess, { fake }: Cleared, changes: number, wait: number): Promise<string> {
  const until = fake.ledger.entries.length + changes
  const ending = over(child)
  const sought = new AbortController()
  void ending.finally(() => sought.abort())
  while (!sought.signal.aborted && fake.ledger.entries.length < until) await sleep(0)
  await sleep(wait)
  child.kill('SIGKILL')
  return await ending
}

export async function over(child: ChildProcess): Promise<string> {
  return await new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) =>
      resolve(signal === 'SIGKILL' ? 'killed' : code === 0 ? 'done' : `${code ?? signal}`),
    )
  })
}

/** What the journal says of each step, in the form of a report. */
export async function told({ plan }: Cleared, state: State): Promise<Parameters<typeof judged>[1]> {
  const ended = new Map<number, Pick<Parameters<typeof judged>[1]['results'][number], 'outcome' | 'reason'>>()
  for await (const row of state.journal.rows()) if (row.kind === 'outcome') ended.set(row.step, row)
  return {
    results: plan.steps.flatMap((step, index) => {
      const known = ended.get(index)
      return known === undefined ? [] : [{ step, outcome: known.outcome, reason: known.reason ?? '' }]
    }),
  }
}
