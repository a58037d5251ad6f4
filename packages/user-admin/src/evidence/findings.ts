import { UserAdminError } from '../errors.ts'
import { jsonText, type Reading } from './folder.ts'
import type { Manifest } from './manifest.ts'
import type { Trail } from './trail.ts'

/** What was found of a folder of evidence. */
export interface EvidenceVerification {
  /**
   * `proved`: every file is as it was signed, and every row about leavers follows from the journal, its plans and the
   * survey. Rows about access are what was read, and contradict nothing beside them.
   * `consistent`: the same, but no key was given, so nobody can say who made it. `broken`: see `faults`.
   */
  readonly verdict: 'proved' | 'consistent' | 'broken'
  readonly kind?: Manifest['kind']
  readonly madeAt?: string
  /** Rows of the evidence, and of the journal. */
  readonly rows: number
  readonly journal: number
  /** What is not as it was written, one sentence each. */
  readonly faults: readonly string[]
  /** What somebody should know besides. */
  readonly notes: readonly string[]
  /** Of who was asked for. */
  readonly trails?: readonly Trail[]
}

/** What is not as it should be, and what was counted. */
export class Findings {
  readonly faults: string[] = []
  readonly notes: string[] = []
  manifest: Manifest | undefined
  rows = 0
  journal = 0

  add(fault: string | undefined): void {
    if (fault !== undefined && !this.faults.includes(fault)) this.faults.push(fault)
  }

  async text(reading: Reading, name: string): Promise<string | undefined> {
    if (!reading.names.includes(name)) {
      this.add(`${name} is missing.`)
      return undefined
    }
    try {
      return await reading.text(name)
    } catch {
      this.add(`${name} cannot be read, or is no UTF-8.`)
      return undefined
    }
  }

  async json(reading: Reading, name: string): Promise<unknown> {
    const text = await this.text(reading, name)
    if (text === undefined) return undefined
    try {
      const value: unknown = JSON.parse(text)
      // One value has many spellings, and a reader may take another one of them.
      if (jsonText(value) !== text) this.add(`${name} is not written as it was made.`)
      return value
    } catch {
      this.add(`${name} is no JSON.`)
      return undefined
    }
  }

  tried<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.add(error instanceof UserAdminError ? error.message : 'Something in the folder is not of its form.')
      return undefined
    }
  }

  said(good: EvidenceVerification['verdict'], trails?: readonly Trail[]): EvidenceVerification {
    const { manifest, faults, notes, rows, journal } = this
    return {
      verdict: faults.length > 0 ? 'broken' : good,
      ...(manifest === undefined ? {} : { kind: manifest.kind, madeAt: manifest.madeAt }),
      rows,
      journal,
      faults,
      notes,
      ...(trails === undefined ? {} : { trails }),
    }
  }
}
