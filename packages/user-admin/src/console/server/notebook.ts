import { randomUUID } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { GuardCode } from '../../plan/step.ts'
import type { Choices, Preview, System } from '../protocol.ts'

/** A workspace. */
export interface RecordedPlace {
  readonly key: string
  readonly name: string
  readonly system: System
  readonly region?: string
}

/** A workspace of something that was begun. */
export interface RecordedLeg extends RecordedPlace {
  /** The id of the plan that was approved, which the state keeps. */
  readonly approved: string
  readonly releases: readonly GuardCode[]
  /** The run in the journal, once it is known. */
  run?: string
  /** It came to its end. */
  isOver?: boolean
  /** How many were still in by then. */
  remaining?: number
  /** How many others were in against what was chosen. */
  others?: number
}

/** Something that was begun. */
export interface RecordedRun {
  readonly id: string
  readonly kind: Preview['kind']
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly people: number
  readonly legs: readonly RecordedLeg[]
  /** Every workspace that was connected, also where nothing was to be done. */
  readonly places: readonly RecordedPlace[]
  isOver: boolean
  /** Its way back is offered no more. */
  isDismissed?: boolean
}

/** People who were suspended, and are to be removed on a day. */
export interface RecordedRemoval {
  readonly id: string
  readonly at: number
  /** `2027-01-31` */
  readonly on: string
  readonly assets?: Choices['assets']
  readonly places: readonly (RecordedPlace & { readonly ids: readonly string[] })[]
}

/** What the console remembers besides the state: no token, and no more of people than their ids. */
export interface Remembered {
  readonly version: 1
  readonly runs: RecordedRun[]
  readonly removals: RecordedRemoval[]
  /** Who was in each workspace when it was last looked at, by its key. */
  readonly people: Record<string, readonly string[]>
}

/** Where that is kept. */
export interface Notebook {
  read(): Promise<Remembered>
  write(remembered: Remembered): Promise<void>
}

const nothing = (): Remembered => ({ version: 1, runs: [], removals: [], people: {} })

/** Kept as long as the process lives. */
export function inMemory(): Notebook {
  let kept = nothing()
  return {
    read: async () => kept,
    write: async (remembered) => {
      kept = remembered
    },
  }
}

/** Kept in a file that only this account may read; written whole or not at all, one after the other. */
export function inFile(path: string): Notebook {
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: async () => {
      try {
        const read = JSON.parse(await readFile(path, 'utf8')) as Remembered
        return read.version === 1 ? read : nothing()
      } catch {
        // What is lost with it is only offered no more: the journal has all that was done.
        return nothing()
      }
    },
    write: (remembered) => {
      const text = JSON.stringify(remembered)
      last = last.catch(() => undefined).then(() => written(path, text))
      return last as Promise<void>
    },
  }
}

async function written(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomUUID()}.new`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
  await chmod(path, 0o600)
}
