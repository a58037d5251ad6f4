import type { Source } from '../../src/index.ts'
import type { Person } from './company.ts'

/** A directory that a source reads, and one thing that can go wrong with it. */
export interface Rig extends AsyncDisposable {
  readonly source: Source
  /** What it holds from now on. */
  readonly show: (people: readonly Person[]) => void | Promise<void>
  /** From now on it goes wrong. */
  readonly strike: () => void | Promise<void>
  /** It is mended. */
  readonly mend: () => void | Promise<void>
  /** Whether it went wrong while somebody read. */
  readonly bit: () => boolean
}

/** What a directory is opened with. */
export interface Ground {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** From 0 to 1: where it goes wrong. */
  readonly lot: number
}

/** One thing that goes wrong with one kind of source. */
export interface Fault {
  /** `CSV`, `Entra ID`: what the table of the documentation calls it. */
  readonly source: string
  /** What goes wrong, in words. */
  readonly name: string
  /** What whoever runs the job is told: written before it was tried. */
  readonly says: RegExp
  /**
   * `stopped`: nothing happens to anybody. `clock`: what is shown cannot be told from people who left, so that only the
   * clock of absence stands before a removal, and somebody may be suspended meanwhile.
   */
  readonly ends: 'stopped' | 'clock'
  readonly open: (ground: Ground) => Promise<Rig>
}

/** Somebody of those who are in: which one is up to the lot. */
export function pickedBy<T>(lot: number, all: readonly T[]): T | undefined {
  return all[Math.floor(lot * all.length)]
}
