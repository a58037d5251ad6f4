import type { Caller, Capabilities, Scope } from '../../user-admin.ts'

/** Something that a person should know; `bad` is to be mended. */
export interface Finding {
  readonly level: 'bad' | 'note'
  /** One or two sentences: the fact, and what to do. */
  readonly says: string
}

/** What is known of one target. `null`: it could not be found out, or does not apply. */
export interface TargetReport {
  readonly target: string
  readonly system: 'aac' | 'houston'
  readonly scope: Scope | null
  readonly as: Caller | null
  /** `full`: of the whole platform; `admin`: of the people of this scope; `read`: looks only; `null`: the system does not say. */
  readonly rights: 'full' | 'admin' | 'read' | null
  /** What the system can do here besides inviting, changing roles and removing. */
  readonly can: readonly (keyof Capabilities)[]
  readonly credential: {
    readonly kind: 'file' | 'env' | 'command' | 'keychain' | 'client'
    /** ISO 8601. */
    readonly ends: string | null
    readonly daysLeft: number | null
  }
  /** Of Houston: as the server says it. */
  readonly release: string | null
  /** Of AAC: which of its two APIs answers. */
  readonly plane: 'gateway' | 'app' | null
  /** Milliseconds that the server's clock is before this one; of seconds only, as the server says it. */
  readonly skew: number | null
  readonly findings: readonly Finding[]
}

/** A workspace that a credential sees, and that no target is about. */
export interface Uncovered {
  readonly system: 'aac' | 'houston'
  readonly origin: string
  readonly id: string
  readonly name: string
  /** The target whose credential sees it. */
  readonly seenBy: string
}

/** The folder of the state. */
export interface StateReport {
  readonly folder: string
  readonly exists: boolean
  /** `700`; `null` where it is not there, or the system has none. */
  readonly mode: string | null
  /** `nfs`; `local` for what is no known network file system; `null` where that cannot be told. */
  readonly fileSystem: string | null
  readonly findings: readonly Finding[]
}

/** Everything that `doctor` found. */
export interface DoctorReport {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly targets: readonly TargetReport[]
  readonly workspaces: readonly Uncovered[]
  readonly config: readonly Finding[]
  readonly state: StateReport
}

/** Everything that was found, wherever. */
export const findingsOf = ({ targets, config, state }: DoctorReport): readonly Finding[] => [
  ...targets.flatMap(({ findings }) => findings),
  ...config,
  ...state.findings,
]

/** To be mended. */
export const bad = (says: string): Finding => ({ level: 'bad', says })
/** To be known. */
export const note = (says: string): Finding => ({ level: 'note', says })
