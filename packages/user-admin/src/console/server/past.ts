import { randomUUID } from 'node:crypto'
import type { Unfinished, View } from '../protocol.ts'
import type { Connections } from './connections.ts'
import { lastTimeIn, unfinishedIn } from './earlier.ts'
import type { Notebook, RecordedLeg, RecordedPlace, RecordedRemoval, RecordedRun, Remembered } from './notebook.ts'
import type { Part, Preview } from './preview.ts'
import type { Reading } from './reading.ts'

/** What earlier times left to be gone on with, and what this one leaves. */
export class Past {
  readonly #notebook: Notebook
  #remembered: Remembered = { version: 1, runs: [], removals: [], people: {} }
  /** Who was there before this session. */
  #before: Remembered['people'] = {}
  /** Who was seen by this session. */
  #seen: Remembered['people'] = {}
  /** What this session carries out: nobody knows better how far it is. */
  readonly #own = new Map<string, RecordedRun>()
  #last: Promise<unknown> = Promise.resolve()

  constructor(notebook: Notebook) {
    this.#notebook = notebook
  }

  async read(): Promise<void> {
    this.#remembered = await this.#notebook.read()
    this.#before = { ...this.#remembered.people }
  }

  /** Writes down how far everything is. */
  async keep(): Promise<void> {
    await this.#change(() => undefined)
  }

  /** A run that this session goes on with from now on. */
  takenUp(id: string): RecordedRun | undefined {
    const run = this.run(id)
    if (run !== undefined) this.#own.set(id, run)
    return run
  }

  run(id: string): RecordedRun | undefined {
    return this.#remembered.runs.find((one) => one.id === id)
  }

  removal(id: string): RecordedRemoval | undefined {
    return this.#remembered.removals.find((one) => one.id === id)
  }

  /** What can be gone on with. @param except The run that is looked at. */
  unfinished(connections: Connections, now: number, except: string | undefined): readonly Unfinished[] {
    return unfinishedIn(this.#remembered, connections, { now, except })
  }

  lastTime(connections: Connections): View['lastTime'] {
    return lastTimeIn(this.#remembered, connections)
  }

  /** It is offered no more. Answers with whether there was one. */
  async dismiss(id: string): Promise<boolean> {
    return await this.#change(({ runs, removals }) => {
      const run = runs.find((one) => one.id === id)
      if (run?.isOver === true) run.isDismissed = true
      else if (run !== undefined) run.isOver = true
      return run !== undefined || isForgotten(removals, id)
    })
  }

  /**
   * Writes down what is approved before anything of it is done.
   *
   * @param removal The one that it carries out.
   */
  async begin(
    preview: Preview,
    legs: readonly RecordedLeg[],
    at: number,
    removal: string | undefined,
  ): Promise<RecordedRun> {
    const { kind, count, parts } = preview
    const places = parts.map(placeOf)
    const recorded: RecordedRun = { id: randomUUID(), kind, at, people: count, legs, places, isOver: false }
    await this.#change(({ runs, removals }) => {
      runs.push(recorded)
      // Only the newest are ever asked for.
      while (runs.length > 50) runs.shift()
      if (removal !== undefined) isForgotten(removals, removal)
      removals.push(...removalOf(preview, at))
    })
    this.#own.set(recorded.id, recorded)
    return recorded
  }

  /** Who came and who went since the last time, where there was one; from now on this is the last time. */
  changes(readings: ReadonlyMap<string, Reading>): { readonly joined: number; readonly left: number } | undefined {
    let [joined, left, isKnown] = [0, 0, false]
    for (const [key, { members }] of readings) {
      const now = new Set(members.map(({ id }) => id))
      const then = this.#before[key]
      this.#seen = { ...this.#seen, [key]: [...now] }
      if (then === undefined) continue
      isKnown = true
      const before = new Set(then)
      joined += [...now].filter((id) => !before.has(id)).length
      left += then.filter((id) => !now.has(id)).length
    }
    // That it cannot be written costs a figure of the next time.
    this.keep().catch(() => undefined)
    return isKnown ? { joined, left } : undefined
  }

  /**
   * Changes what is remembered as it is now: another program of this account may have written meanwhile. What cannot be
   * written is not changed, and so offered to nobody.
   */
  async #change<T>(work: (remembered: Remembered) => T): Promise<T> {
    const turn = this.#last
      .catch(() => undefined)
      .then(async () => {
        const remembered = this.#joined(await this.#notebook.read())
        const result = work(remembered)
        await this.#notebook.write(remembered)
        this.#remembered = remembered
        return result
      })
    this.#last = turn
    return await turn
  }

  #joined({ runs, removals, people }: Remembered): Remembered {
    const known = new Set(runs.map(({ id }) => id))
    const own = [...this.#own.values()]
    return {
      version: 1,
      runs: [...runs.map((run) => this.#own.get(run.id) ?? run), ...own.filter(({ id }) => !known.has(id))],
      removals: [...removals],
      people: { ...people, ...this.#seen },
    }
  }
}

/** Who is to be removed on the day that was chosen, if one was. */
function removalOf({ kind, choices, parts, table }: Preview, at: number): readonly RecordedRemoval[] {
  const { rest, assets, removeOn: on } = choices
  if (kind !== 'choices' || rest !== 'suspend-then-remove' || on === undefined) return []
  const places = parts.map((part) => ({ ...placeOf(part), ids: table.suspended(part.connection.id) }))
  return [{ id: randomUUID(), at, on, assets, places }]
}

/** Takes one out. Answers with whether there was one. */
function isForgotten(removals: RecordedRemoval[], id: string): boolean {
  const at = removals.findIndex((one) => one.id === id)
  if (at !== -1) removals.splice(at, 1)
  return at !== -1
}

const placeOf = ({ connection: { system, region }, key, name }: Part): RecordedPlace => ({
  key,
  name,
  system,
  ...(region === undefined ? {} : { region }),
})
