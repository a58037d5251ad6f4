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

  constructor(notebook: Notebook) {
    this.#notebook = notebook
  }

  async read(): Promise<void> {
    this.#remembered = await this.#notebook.read()
    this.#before = { ...this.#remembered.people }
  }

  async keep(): Promise<void> {
    await this.#notebook.write(this.#remembered)
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
    const run = this.run(id)
    const isThere = run !== undefined || this.#forgetRemoval(id)
    if (run?.isOver === true) run.isDismissed = true
    else if (run !== undefined) run.isOver = true
    if (isThere) await this.keep()
    return isThere
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
    const before = structuredClone(this.#remembered)
    const { runs } = this.#remembered
    runs.push(recorded)
    // Only the newest are ever asked for.
    while (runs.length > 50) runs.shift()
    if (removal !== undefined) this.#forgetRemoval(removal)
    this.#rememberRemoval(preview, at)
    try {
      await this.keep()
    } catch (error) {
      // What could not be written down is not begun, and must not be offered as if it was.
      this.#remembered = before
      throw error
    }
    return recorded
  }

  /** Who came and who went since the last time, where there was one; from now on this is the last time. */
  changes(readings: ReadonlyMap<string, Reading>): { readonly joined: number; readonly left: number } | undefined {
    let [joined, left, isKnown] = [0, 0, false]
    for (const [key, { members }] of readings) {
      const now = new Set(members.map(({ id }) => id))
      const then = this.#before[key]
      this.#remembered.people[key] = [...now]
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

  #rememberRemoval({ kind, choices, parts, table }: Preview, at: number): void {
    if (kind !== 'choices' || choices.rest !== 'suspend-then-remove' || choices.removeOn === undefined) return
    const places = parts.map((part) => ({ ...placeOf(part), ids: table.suspended(part.connection.id) }))
    const { assets, removeOn: on } = choices
    this.#remembered.removals.push({ id: randomUUID(), at, on, assets, places })
  }

  #forgetRemoval(id: string): boolean {
    const { removals } = this.#remembered
    const at = removals.findIndex((one) => one.id === id)
    if (at !== -1) removals.splice(at, 1)
    return at !== -1
  }
}

const placeOf = ({ connection: { system, region }, key, name }: Part): RecordedPlace => ({
  key,
  name,
  system,
  ...(region === undefined ? {} : { region }),
})
